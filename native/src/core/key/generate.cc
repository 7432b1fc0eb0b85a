#include "core/key/generate.h"

#include <openssl/rand.h>

#include <string>

#include "core/cleansed_frees.h"
#include "core/error_queue.h"
#include "core/key/rsa_numbers.h"

namespace jose {

namespace {

constexpr int kMaxSecretBits = 1 << 16;

KeyRef GenerateSecret(int bits) {
  if (bits < 8 || bits % 8 != 0 || bits > kMaxSecretBits) {
    ThrowInvalidKey("a secret must have 8 to " + std::to_string(kMaxSecretBits) + " bits in whole octets, asked for " +
                    std::to_string(bits));
  }
  SecretBytes secret(static_cast<std::size_t>(bits / 8));
  Require(RAND_priv_bytes(secret.data(), static_cast<int>(secret.size())), "RAND_priv_bytes");
  return Key::FromSecret(std::move(secret));
}

EVP_PKEY* GeneratePkey(const KeyTypeRow& row, int bits) {
  switch (row.family) {
    case KeyFamily::kRsa:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(bits));
    case KeyFamily::kEc:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", row.openssl_name);
    default:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, row.openssl_name);
  }
}

}  // namespace

KeyRef GenerateKey(KeyType type, int bits) {
  if (type == KeyType::kOct) return GenerateSecret(bits);
  const CleansedFrees cleansed;
  if (type == KeyType::kRsa && (bits < kRsaMinBits || bits > kRsaMaxBits)) {
    ThrowInvalidKey("an RSA key must have " + std::to_string(kRsaMinBits) + " to " + std::to_string(kRsaMaxBits) +
                    " bits, asked for " + std::to_string(bits));
  }
  EvpPkeyPtr pkey(RequireNotNull(GeneratePkey(RowOf(type), bits), "EVP_PKEY_Q_keygen"));
  return Key::FromPkey(type, std::move(pkey), true);
}

}  // namespace jose
