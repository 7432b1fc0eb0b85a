#pragma once

#include <array>

#include "core/context_pool.h"
#include "core/key/context_slots.h"
#include "core/openssl_ptr.h"
#include "core/signature/schemes.h"

namespace jose {

enum class Purpose : std::uint8_t { kSign, kVerify };

/// What a mechanism keeps ready for one key, scheme and purpose; each mechanism fills what it needs.
struct SignatureContext {
  EvpMdCtxPtr inner;   // HMAC: the state after the key's inner pad
  EvpMdCtxPtr outer;   // HMAC: the state after the key's outer pad
  EvpMdCtxPtr digest;  // HMAC, RSA, ECDSA: hashes the input; EdDSA, ML-DSA: the signing context itself
  EvpPkeyCtxPtr pkey;  // RSA, ECDSA: already initialised, with padding and digest set
};

using SignaturePool = ContextPool<SignatureContext>;

/// The signature contexts of one key, for each scheme and purpose.
class SignaturePools final : public KeyContexts {
 public:
  static constexpr ContextSlot kSlot = ContextSlot::kSignature;

  SignaturePool& Of(const Scheme& scheme, Purpose purpose) noexcept {
    return pools_[static_cast<std::size_t>(&scheme - kSchemes) * 2 + static_cast<std::size_t>(purpose)];
  }

 private:
  std::array<SignaturePool, kSchemeCount * 2> pools_;
};

}  // namespace jose
