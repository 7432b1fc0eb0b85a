#pragma once

#include <array>

#include "core/content/content_pools.h"
#include "core/context_pool.h"
#include "core/key/context_slots.h"
#include "core/key_management/algorithms.h"
#include "core/openssl_ptr.h"

namespace jose {

/// A context of an RSA key, initialised and padded once.
struct RsaEncryptionContext {
  EvpPkeyCtxPtr pkey;
};

/// The RSA encryption contexts of one key, per algorithm and direction.
class RsaEncryptionPools final : public KeyContexts {
 public:
  static constexpr ContextSlot kSlot = ContextSlot::kRsaEncryption;

  using Pool = ContextPool<RsaEncryptionContext>;
  Pool& Of(const KeyManagement& algorithm, Direction direction) noexcept {
    return pools_[static_cast<std::size_t>(&algorithm - kKeyManagement - kFirst) * 2 +
                  static_cast<std::size_t>(direction)];
  }

 private:
  static constexpr std::ptrdiff_t kFirst = 7;  // the row of RSA-OAEP
  static constexpr std::size_t kCount = 5;
  static_assert(kKeyManagement[kFirst].name == "RSA-OAEP" && kKeyManagement[kFirst + kCount - 1].name == "RSA1_5");
  std::array<Pool, kCount * 2> pools_;
};

}  // namespace jose
