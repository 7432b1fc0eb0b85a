#include "core/key/der_reader.h"

namespace jose {

std::optional<DerElement> DerReader::Next() noexcept {
  constexpr std::uint8_t kLongTag = 0x1f;
  constexpr std::size_t kMaxLengthOctets = 4;
  if (rest_.size() < 2 || (rest_[0] & kLongTag) == kLongTag) return std::nullopt;
  std::size_t length = rest_[1];
  std::size_t header = 2;
  if (length >= 0x80) {
    const std::size_t octets = length & 0x7f;
    if (octets == 0 || octets > kMaxLengthOctets || rest_.size() < header + octets) return std::nullopt;
    length = 0;
    for (const std::uint8_t octet : rest_.subspan(header, octets)) length = length << 8 | octet;
    header += octets;
  }
  if (rest_.size() - header < length) return std::nullopt;
  const DerElement element{rest_[0], rest_.subspan(header, length), rest_.first(header + length)};
  rest_ = rest_.subspan(header + length);
  return element;
}

std::optional<DerElement> DerReader::Next(std::uint8_t tag) noexcept {
  if (rest_.empty() || rest_[0] != tag) return std::nullopt;
  return Next();
}

std::optional<DerElement> OnlyElement(ByteView octets, std::uint8_t tag) noexcept {
  DerReader reader(octets);
  const auto element = reader.Next(tag);
  return reader.at_end() ? element : std::nullopt;
}

}  // namespace jose
