#pragma once

#include "core/key/key.h"

namespace jose {

/// Holds an RSA, EC or OKP EVP_PKEY, from whatever encoding, to every check of this library and makes a Key of it.
/// RSA keys that lack their primes get them. Throws kInvalidKey with what is wrong.
KeyRef CheckedRsa(EvpPkeyPtr pkey, bool is_private);
KeyRef CheckedEc(KeyType type, EvpPkeyPtr pkey, bool is_private);
KeyRef CheckedOkp(KeyType type, EvpPkeyPtr pkey, bool is_private);

/// An EVP_PKEY made of RSA numbers. Throws kInvalidKey when OpenSSL refuses them.
EvpPkeyPtr RsaPkey(const struct RsaNumbers& numbers);

}  // namespace jose
