#pragma once

#include "core/key/import.h"

namespace jose {

/// The key's JWK members, decoded: the public ones, and with `include_private` the private ones as well. A secret has
/// only a private member, "k". Throws kKeyTypeMismatch when private members of a public key are asked for.
KeyParts ExportParts(const Key& key, bool include_private);

/// The key in DER: kSpki or kPkcs1 for the public half, kPkcs8, kPkcs1 or kSec1 for the private key. Byte-equal with
/// what `openssl pkey` writes. Throws kKeyTypeMismatch where the key has no such form.
SecretBytes ExportDer(const Key& key, DerFormat format, bool is_private);

/// The public half as a key of its own. Throws kKeyTypeMismatch for a secret, which has none.
KeyRef PublicHalf(const Key& key);

}  // namespace jose
