#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace jose {

/// Octets that somebody else owns; valid only while the owner lives.
using ByteView = std::span<const std::uint8_t>;

/// Writable octets that somebody else owns.
using ByteSpan = std::span<std::uint8_t>;

/// Owned octets that are no secret. Secrets live in SecretBytes.
using Bytes = std::vector<std::uint8_t>;

inline ByteView AsBytes(std::string_view text) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view AsText(ByteView bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace jose
