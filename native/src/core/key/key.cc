#include "core/key/key.h"

#include <utility>

namespace jose {

namespace {

int BitsOf(KeyType type, const EVP_PKEY* pkey, const SecretBytes& secret) {
  if (type == KeyType::kOct) return static_cast<int>(secret.size() * 8);
  return RowOf(type).bits != 0 ? RowOf(type).bits : EVP_PKEY_get_bits(pkey);
}

}  // namespace

Key::Key(KeyType type, EvpPkeyPtr pkey, SecretBytes secret, bool is_private)
    : type_(type),
      is_private_(is_private),
      bits_(BitsOf(type, pkey.get(), secret)),
      pkey_(std::move(pkey)),
      secret_(std::move(secret)) {}

KeyRef Key::FromSecret(SecretBytes secret) {
  return std::make_shared<const Key>(KeyType::kOct, nullptr, std::move(secret), true);
}

KeyRef Key::FromPkey(KeyType type, EvpPkeyPtr pkey, bool is_private) {
  return std::make_shared<const Key>(type, std::move(pkey), SecretBytes{}, is_private);
}

}  // namespace jose
