#pragma once

#include <cstddef>

#include "core/bytes.h"

namespace jose {

/// Length of the unpadded base64url text (RFC 4648 section 5) of `size` octets.
constexpr std::size_t Base64urlEncodedLength(std::size_t size) noexcept {
  return size / 3 * 4 + (size % 3 == 0 ? 0 : size % 3 + 1);
}

/// Number of octets that `length` characters of unpadded base64url hold.
constexpr std::size_t Base64urlDecodedLength(std::size_t length) noexcept {
  return length / 4 * 3 + (length % 4 == 0 ? 0 : length % 4 - 1);
}

/// Writes exactly Base64urlEncodedLength(input.size()) characters at `output`.
void Base64urlEncode(ByteView input, char* output) noexcept;

/// Decodes strictly: no padding, no '+' or '/', no white space, no length of 1 mod 4, unused bits zero, so that no two
/// texts decode to the same octets. Writes Base64urlDecodedLength(text.size()) octets at `output` (contents are
/// unspecified when it returns false). No branch depends on the characters but the verdict.
bool Base64urlDecode(ByteView text, std::uint8_t* output) noexcept;

}  // namespace jose
