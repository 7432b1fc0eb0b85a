#include "core/signature/ecdsa_encoding.h"

#include <algorithm>

namespace jose {

namespace {

constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kInteger = 0x02;

/// Takes one tag and its contents off the front of `der`; false when they are not there.
bool TakeElement(ByteView& der, std::uint8_t tag, ByteView& contents) noexcept {
  if (der.size() < 2 || der[0] != tag) return false;
  std::size_t length = der[1];
  std::size_t header = 2;
  if (length == 0x81) {  // the longest sequence, P-521's, takes one length octet more
    if (der.size() < 3 || der[2] < 0x80) return false;
    length = der[2];
    header = 3;
  } else if (length > 0x7f) {
    return false;
  }
  if (der.size() - header < length) return false;
  contents = der.subspan(header, length);
  der = der.subspan(header + length);
  return true;
}

bool TakeCoordinate(ByteView& der, std::size_t size, std::uint8_t* out) noexcept {
  ByteView number;
  if (!TakeElement(der, kInteger, number) || number.empty() || number[0] > 0x7f) return false;
  if (number[0] == 0) {
    if (number.size() > 1 && number[1] <= 0x7f) return false;  // DER has one encoding for a number, the shortest
    number = number.subspan(1);
  }
  if (number.size() > size) return false;
  std::fill_n(out, size - number.size(), std::uint8_t{0});
  std::copy(number.begin(), number.end(), out + (size - number.size()));
  return true;
}

/// Writes an unsigned big-endian number as a DER INTEGER and returns the end of it.
std::uint8_t* PutInteger(ByteView number, std::uint8_t* out) noexcept {
  while (number.size() > 1 && number[0] == 0) number = number.subspan(1);
  const bool sign_octet = number[0] > 0x7f;
  *out++ = kInteger;
  *out++ = static_cast<std::uint8_t>(number.size() + (sign_octet ? 1 : 0));
  if (sign_octet) *out++ = 0;
  return std::copy(number.begin(), number.end(), out);
}

}  // namespace

bool EcdsaDerToRaw(ByteView der, std::size_t size, std::uint8_t* raw) noexcept {
  ByteView sequence;
  if (!TakeElement(der, kSequence, sequence) || !der.empty()) return false;
  return TakeCoordinate(sequence, size, raw) && TakeCoordinate(sequence, size, raw + size) && sequence.empty();
}

std::size_t EcdsaRawToDer(ByteView raw, std::uint8_t* der) noexcept {
  const std::size_t size = raw.size() / 2;
  std::uint8_t* const contents = der + 3;  // room for the longer header
  std::uint8_t* const end = PutInteger(raw.subspan(size), PutInteger(raw.first(size), contents));
  const auto length = static_cast<std::size_t>(end - contents);
  der[0] = kSequence;
  if (length > 0x7f) {
    der[1] = 0x81;
    der[2] = static_cast<std::uint8_t>(length);
    return length + 3;
  }
  der[1] = static_cast<std::uint8_t>(length);
  std::copy(contents, end, der + 2);
  return length + 2;
}

}  // namespace jose
