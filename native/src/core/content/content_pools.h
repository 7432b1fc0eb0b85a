#pragma once

#include <array>

#include "core/content/content_encryption.h"
#include "core/context_pool.h"
#include "core/key/context_slots.h"

namespace jose {

enum class Direction : std::uint8_t { kEncrypt, kDecrypt };

/// The content encryption contexts of one key that is used directly: the key schedule is kept, each message has a new
/// initialization vector.
class ContentPools final : public KeyContexts {
 public:
  static constexpr ContextSlot kSlot = ContextSlot::kContent;

  using Pool = ContextPool<ContentContext>;
  Pool& Of(const ContentCipher& cipher, Direction direction) noexcept {
    return pools_[static_cast<std::size_t>(&cipher - kContentCiphers) * 2 + static_cast<std::size_t>(direction)];
  }

 private:
  std::array<Pool, std::size(kContentCiphers) * 2> pools_;
};

}  // namespace jose
