#include "core/utf8.h"

#include <cstring>

namespace jose {

namespace {

bool IsAscii(ByteView octets) noexcept {
  std::uint64_t seen = 0;
  while (octets.size() >= sizeof(seen)) {
    std::uint64_t word = 0;
    std::memcpy(&word, octets.data(), sizeof(word));
    seen |= word;
    octets = octets.subspan(sizeof(word));
  }
  for (const std::uint8_t octet : octets) seen |= octet;
  return (seen & 0x8080808080808080U) == 0;
}

/// Octets of the well-formed sequence at the start, 0 for none (RFC 3629 section 4, "UTF8-octets").
std::size_t SequenceLength(ByteView octets) noexcept {
  const std::uint8_t lead = octets[0];
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xc2 && lead <= 0xdf   ? 2
                             : lead >= 0xe0 && lead <= 0xef ? 3
                             : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                            : 0;
  if (length == 0 || octets.size() < length) return 0;
  // The second octet has a narrower range where a longer form, a surrogate or a value above U+10FFFF would begin.
  const std::uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const std::uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (octets[1] < low || octets[1] > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((octets[i] & 0xc0) != 0x80) return 0;
  }
  return length;
}

}  // namespace

TextEncoding EncodingOf(ByteView octets) noexcept {
  if (IsAscii(octets)) return TextEncoding::kAscii;
  while (!octets.empty()) {
    const std::size_t length = SequenceLength(octets);
    if (length == 0) return TextEncoding::kInvalid;
    octets = octets.subspan(length);
  }
  return TextEncoding::kUtf8;
}

}  // namespace jose
