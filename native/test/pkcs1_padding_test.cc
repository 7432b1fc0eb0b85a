#include "core/key_management/pkcs1_padding.h"

#include <algorithm>

#include "harness.h"
#include "jwe_support.h"

namespace jose::test {
namespace {

constexpr std::size_t kModulus = 256;

/// 00 02 PS 00 M
Bytes Encoded(ByteView message, std::size_t size = kModulus) {
  Bytes encoded(size, 0x5a);
  encoded[0] = 0;
  encoded[1] = 2;
  encoded[size - message.size() - 1] = 0;
  std::copy(message.begin(), message.end(), encoded.end() - static_cast<std::ptrdiff_t>(message.size()));
  return encoded;
}

/// Whether the message was taken out of `encoded`; otherwise what was there before must still be there, whole.
bool Selects(ByteView encoded, ByteView message) {
  const Bytes before = RandomBytes(message.size());
  Bytes selected = before;
  SelectPkcs1Message(encoded, selected);
  const bool taken = Same(selected, message);
  EXPECT(taken || selected == before);
  return taken;
}

JOSE_TEST(pkcs1_padding_good) {
  for (const std::size_t size : {1U, 16U, 24U, 32U, 48U, 64U}) {
    const Bytes message = RandomBytes(size);
    EXPECT(Selects(Encoded(message), message));
    EXPECT(Selects(Encoded(message, 11 + size), message));  // a PS of eight octets, the shortest
    const Bytes zeros(size);
    EXPECT(Selects(Encoded(zeros), zeros));
  }
}

JOSE_TEST(pkcs1_padding_refuses_every_other_header) {
  const Bytes message = RandomBytes(32);
  for (int value = 0; value < 256; ++value) {
    for (const std::size_t index : {std::size_t{0}, std::size_t{1}, kModulus - 33}) {
      Bytes encoded = Encoded(message);
      const bool same = encoded[index] == value;
      encoded[index] = static_cast<std::uint8_t>(value);
      EXPECT(Selects(encoded, message) == same);
    }
  }
}

JOSE_TEST(pkcs1_padding_refuses_a_zero_within) {
  const Bytes message = RandomBytes(32);
  for (std::size_t index = 2; index < kModulus - 33; ++index) {
    Bytes encoded = Encoded(message);
    encoded[index] = 0;
    EXPECT(!Selects(encoded, message));
    for (const int value : {0x01, 0x02, 0x7f, 0x80, 0xff}) {
      encoded[index] = static_cast<std::uint8_t>(value);
      EXPECT(Selects(encoded, message));
    }
  }
}

JOSE_TEST(pkcs1_padding_refuses_messages_of_other_sizes) {
  for (const std::size_t size : {1U, 15U, 16U, 31U, 33U, 64U, 200U}) {
    const Bytes encoded = Encoded(RandomBytes(size));
    for (const std::size_t wanted : {16U, 32U, 48U}) {
      if (wanted == size) continue;
      const Bytes tail(encoded.end() - static_cast<std::ptrdiff_t>(wanted), encoded.end());
      EXPECT(!Selects(encoded, tail));
    }
  }
}

JOSE_TEST(pkcs1_padding_refuses_what_is_too_short) {
  const Bytes message = RandomBytes(16);
  for (std::size_t size = 0; size < 11 + message.size(); ++size) {
    Bytes encoded(size, 0x5a);
    if (size > 1) encoded[1] = 2;
    if (size > 0) encoded[0] = 0;
    if (size > message.size()) encoded[size - message.size() - 1] = 0;
    Bytes selected = message;
    SelectPkcs1Message(encoded, selected);
    EXPECT(selected == message);
  }
}

}  // namespace
}  // namespace jose::test
