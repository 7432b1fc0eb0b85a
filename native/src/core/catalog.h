#pragma once

#include <cstddef>
#include <cstdint>

#include "core/key/key_types.h"
#include "core/openssl_ptr.h"

namespace jose {

enum class Digest : std::uint8_t { kNone, kSha1, kSha256, kSha384, kSha512 };

enum class Cipher : std::uint8_t {
  kAes128Gcm,
  kAes192Gcm,
  kAes256Gcm,
  kAes128Cbc,
  kAes192Cbc,
  kAes256Cbc,
  kAes128Wrap,
  kAes192Wrap,
  kAes256Wrap,
};
inline constexpr std::size_t kCipherCount = 9;

/// The OpenSSL algorithms that this library uses, fetched once per process: implicit fetching at each call is
/// OpenSSL 3's known slow path. Immutable after construction, so any thread may read it.
class Catalog {
 public:
  /// Initialises OpenSSL on first use. Throws kOpenSsl when an algorithm cannot be fetched.
  static const Catalog& Get();

  const EVP_MD* digest(Digest digest) const noexcept { return digests_[static_cast<std::size_t>(digest)].get(); }

  const EVP_CIPHER* cipher(Cipher cipher) const noexcept { return ciphers_[static_cast<std::size_t>(cipher)].get(); }
  EVP_MAC* hmac() const noexcept { return hmac_.get(); }

  /// Whether this OpenSSL has ML-DSA: from 3.5 on, unless it was left out.
  bool has_ml_dsa() const noexcept { return has_ml_dsa_; }

  /// Whether this OpenSSL has keys of the type, and so the schemes that they serve.
  bool Has(KeyType type) const noexcept { return RowOf(type).family != KeyFamily::kAkp || has_ml_dsa_; }

  Catalog();

 private:
  EvpMdPtr digests_[5];
  EvpCipherPtr ciphers_[kCipherCount];
  EvpMacPtr hmac_;
  bool has_ml_dsa_;
};

/// OpenSSL's name of a digest ("SHA2-256"), nullptr for kNone.
const char* DigestName(Digest digest) noexcept;

}  // namespace jose
