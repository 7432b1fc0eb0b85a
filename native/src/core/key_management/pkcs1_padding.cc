#include "core/key_management/pkcs1_padding.h"

namespace jose {

namespace {

/// 0xff where value is zero, 0x00 elsewhere, without a branch.
std::uint8_t IsZero(std::uint8_t value) noexcept {
  // volatile keeps the compiler from seeing that this is a comparison and making a branch of it.
  const volatile std::uint32_t wide = value;
  return static_cast<std::uint8_t>((wide - 1U) >> 24U);
}

}  // namespace

void SelectPkcs1Message(ByteView encoded, ByteSpan message) noexcept {
  constexpr std::size_t kMinPadding = 8;
  // 00 02 PS 00 M; the lengths are no secret.
  if (encoded.size() < 3 + kMinPadding + message.size()) return;
  const std::size_t separator = encoded.size() - message.size() - 1;
  std::uint8_t good =
      IsZero(encoded[0]) & IsZero(static_cast<std::uint8_t>(encoded[1] ^ 0x02)) & IsZero(encoded[separator]);
  for (std::size_t i = 2; i < separator; ++i) good &= static_cast<std::uint8_t>(~IsZero(encoded[i]));
  for (std::size_t i = 0; i < message.size(); ++i) {
    message[i] = static_cast<std::uint8_t>((encoded[separator + 1 + i] & good) | (message[i] & ~good));
  }
}

}  // namespace jose
