#include "core/catalog.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "core/cleansed_frees.h"
#include "core/error_queue.h"

namespace jose {

namespace {

// In the order of Digest.
constexpr const char* kDigests[] = {nullptr, "SHA1", "SHA2-256", "SHA2-384", "SHA2-512"};

// In the order of Cipher.
constexpr const char* kCiphers[kCipherCount] = {"AES-128-GCM",  "AES-192-GCM",  "AES-256-GCM",
                                                "AES-128-CBC",  "AES-192-CBC",  "AES-256-CBC",
                                                "AES-128-WRAP", "AES-192-WRAP", "AES-256-WRAP"};

/// Asked of OpenSSL itself: which version the headers are of says nothing of what was configured in.
bool HasMlDsa() {
  const EvpSignaturePtr signature(EVP_SIGNATURE_fetch(nullptr, "ML-DSA-65", nullptr));
  if (signature) return true;
  // Any other reason, such as too little memory, does not say that there is none.
  if (ERR_GET_REASON(ERR_peek_last_error()) != ERR_R_UNSUPPORTED) ThrowOpenSslFailure("EVP_SIGNATURE_fetch");
  ClearErrorQueue();
  return false;
}

/// OpenSSL sets itself up once in a process, and where it lacked memory then, it fails for ever. So room for that (it
/// takes 300 kB) is asked for first: where there is none, the addon can be loaded later.
void RequireRoom() {
  constexpr std::size_t kRoom = std::size_t{1024} * 1024;
  const auto room = std::make_unique_for_overwrite<std::uint8_t[]>(kRoom);
  *const_cast<volatile std::uint8_t*>(room.get()) = 0;  // what is never used need not be allocated
}

}  // namespace

Catalog::Catalog() {
  RequireRoom();
  CleansedFrees::TakeOver();  // too late where something else of the process has used this OpenSSL: then it does
                              // without
  // No openssl.cnf: what this library accepts must not depend on a file of the machine it runs on. No atexit handler:
  // thread-pool threads may still be inside OpenSSL while the process exits.
  Require(OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_LOAD_CRYPTO_STRINGS,
                              nullptr),
          "OPENSSL_init_crypto");
  // OpenSSL 3.0 fetches from its default context, and crashes there, even where it could not make it.
  RequireNotNull(OSSL_LIB_CTX_get0_global_default(), "OSSL_LIB_CTX_get0_global_default");
  for (std::size_t row = 1; row < std::size(kDigests); ++row) {
    digests_[row].reset(RequireNotNull(EVP_MD_fetch(nullptr, kDigests[row], nullptr), "EVP_MD_fetch"));
  }
  for (std::size_t row = 0; row < kCipherCount; ++row) {
    ciphers_[row].reset(RequireNotNull(EVP_CIPHER_fetch(nullptr, kCiphers[row], nullptr), "EVP_CIPHER_fetch"));
  }
  hmac_.reset(RequireNotNull(EVP_MAC_fetch(nullptr, "HMAC", nullptr), "EVP_MAC_fetch"));
  has_ml_dsa_ = HasMlDsa();
}

const Catalog& Catalog::Get() {
  // Never destroyed, on purpose: static destructors run while worker threads may still be using it. Where making it
  // throws, the next call tries again.
  static const Catalog& catalog = *std::make_unique<Catalog>().release();
  return catalog;
}

const char* DigestName(Digest digest) noexcept { return kDigests[static_cast<std::size_t>(digest)]; }

}  // namespace jose
