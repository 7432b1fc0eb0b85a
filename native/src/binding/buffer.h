#pragma once

#include <openssl/crypto.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>

#include "core/bytes.h"

namespace jose {

/// Reusable memory that grows without being zeroed and is not kept when it has grown large.
class Buffer {
 public:
  std::uint8_t* data() noexcept { return memory_.get(); }
  char* text() noexcept { return reinterpret_cast<char*>(memory_.get()); }
  std::size_t capacity() const noexcept { return capacity_; }

  /// Makes room for `capacity` octets; the first `keep` stay.
  void Reserve(std::size_t capacity, std::size_t keep = 0) {
    if (capacity <= capacity_) return;
    // Doubling for what is small; exact for what is large, where half of it could be megabytes of nothing.
    const std::size_t grown = capacity < kKept ? std::max(capacity, 2 * capacity_) : capacity;
    auto memory = std::make_unique_for_overwrite<std::uint8_t[]>(grown);
    if (keep != 0) std::memcpy(memory.get(), memory_.get(), keep);
    // A plaintext may begin in what is given back: that a text is longer is known only when it did not fit.
    if (capacity_ != 0) OPENSSL_cleanse(memory_.get(), capacity_);
    memory_ = std::move(memory);
    capacity_ = grown;
  }

  /// Hands the memory over; what was in it goes with it.
  std::unique_ptr<std::uint8_t[]> Release() noexcept {
    capacity_ = 0;
    return std::move(memory_);
  }

  /// Gives back what a large operation needed, so that one huge token does not cost memory for ever.
  void Shrink() noexcept {
    if (capacity_ <= kKept) return;
    memory_.reset();
    capacity_ = 0;
  }

 private:
  static constexpr std::size_t kKept = 256 * 1024;

  std::unique_ptr<std::uint8_t[]> memory_;
  std::size_t capacity_ = 0;
};

/// The working memory of one operation. A synchronous operation uses its environment's, which is reused: no allocation
/// per call. One on the thread pool has its own.
struct Scratch {
  Buffer text;    // signing input, token
  Buffer octets;  // payload, plaintext
  Buffer cipher;  // ciphertext
  void Shrink() noexcept {
    text.Shrink();
    octets.Shrink();
    cipher.Shrink();
  }
};

}  // namespace jose
