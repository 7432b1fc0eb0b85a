#pragma once

#include <openssl/crypto.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace jose {

/// Allocator that overwrites memory before it gives it back, so that a secret leaves no copy behind when its
/// vector grows, moves or ends.
template <class T>
struct CleansingAllocator {
  using value_type = T;

  CleansingAllocator() noexcept = default;
  template <class U>
  explicit CleansingAllocator(const CleansingAllocator<U>& /*other*/) noexcept {}

  T* allocate(std::size_t count) { return std::allocator<T>{}.allocate(count); }

  void deallocate(T* memory, std::size_t count) noexcept {
    OPENSSL_cleanse(memory, count * sizeof(T));
    std::allocator<T>{}.deallocate(memory, count);
  }

  friend bool operator==(const CleansingAllocator& /*a*/, const CleansingAllocator& /*b*/) noexcept { return true; }
};

/// Owned secret octets: cleansed when freed.
using SecretBytes = std::vector<std::uint8_t, CleansingAllocator<std::uint8_t>>;

}  // namespace jose
