#pragma once

#include <cstddef>
#include <cstdint>

#include "core/bytes.h"

namespace jose {

// Choices that leave no trace in time: no branch and no address depends on the values.

/// 0xff where the value is zero, 0x00 elsewhere.
inline std::uint8_t IsZero(std::size_t value) noexcept {
  // volatile keeps the compiler from seeing that this is a comparison and making a branch of it.
  const volatile std::size_t hidden = value;
  const std::size_t copy = hidden;
  // The highest bit of (~x & (x - 1)) is set for x = 0 alone.
  return static_cast<std::uint8_t>(0 - ((~copy & (copy - 1)) >> (sizeof(copy) * 8 - 1)));
}

/// 0xff where both are the same, 0x00 elsewhere.
inline std::uint8_t AreEqual(std::size_t a, std::size_t b) noexcept { return IsZero(a ^ b); }

/// Copies `source` over `target`, which is as long, where `mask` is 0xff; leaves it where `mask` is 0x00.
inline void SelectOctets(std::uint8_t mask, ByteView source, ByteSpan target) noexcept {
  for (std::size_t i = 0; i < target.size(); ++i) {
    target[i] = static_cast<std::uint8_t>((source[i] & mask) | (target[i] & ~mask));
  }
}

}  // namespace jose
