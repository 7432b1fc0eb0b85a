#pragma once

#include "core/key/import.h"

namespace jose {

/// Algorithm key pairs (RFC 9964 section 3): ML-DSA keys from and to the members of their JWK.

/// A key from "pub" and, where it is private, the seed "priv". Throws kInvalidKey.
KeyRef ImportAkp(KeyType type, const KeyParts& parts);

/// The members of the key's JWK. Throws kKeyTypeMismatch where private ones are asked for and the key has no seed: it
/// was read in its expanded form, from which the seed does not follow.
void ExportAkp(const Key& key, bool include_private, KeyParts& parts);

/// Whether DER names an ML-DSA algorithm at its start, as SPKI and PKCS#8 do: for a better message where OpenSSL has
/// none.
bool NamesMlDsa(ByteView der) noexcept;

}  // namespace jose
