#pragma once

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

#include "core/bytes.h"
#include "core/content/ciphers.h"

namespace jose {

/// A content encryption key or key encryption key, held in place and cleansed when it goes out of scope. Never copied.
class ContentKey {
 public:
  explicit ContentKey(std::size_t size) noexcept : size_(size) {}
  ContentKey(const ContentKey&) = delete;
  ContentKey& operator=(const ContentKey&) = delete;
  ~ContentKey() { OPENSSL_cleanse(octets_.data(), octets_.size()); }

  ByteView view() const noexcept { return {octets_.data(), size_}; }
  ByteSpan span() noexcept { return {octets_.data(), size_}; }
  std::size_t size() const noexcept { return size_; }

 private:
  std::array<std::uint8_t, kMaxContentKeySize> octets_{};
  std::size_t size_;
};

}  // namespace jose
