#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "core/key/key.h"

namespace jose {

/// Members of a JWK by name ("n", "x", "d", ...), already decoded; cleansed when freed.
using KeyParts = std::map<std::string, SecretBytes, std::less<>>;

/// Encodings of a key in DER.
enum class DerFormat { kSpki, kPkcs8, kPkcs1, kSec1, kX509, kAny };

/// Finds a key type by its JWK name ("RSA", "P-256", ...). Throws kNotSupported for another name, and for a
/// type that this OpenSSL lacks.
KeyType KeyTypeNamed(std::string_view name);

/// The refusal of ML-DSA keys by an OpenSSL that has none.
[[noreturn]] void ThrowLacksMlDsa();

/// Imports a key from the members of its JWK (RFC 7518 section 6, RFC 8037 section 2, RFC 9964
/// section 3) and checks it whole: lengths,
/// point on the curve, halves that belong together, RSA numbers that fit. Throws kInvalidKey with what is wrong.
KeyRef ImportParts(KeyType type, const KeyParts& parts);

/// Imports the public key that an ECDH-ES sender made for one message ("epk"), from the base64url of its coordinates
/// (`y` empty for X25519 and X448). Null for anything but a point of the curve: what a sender got wrong is no error.
KeyRef ImportEphemeral(KeyType type, ByteView x, ByteView y);

/// Holds a decoded EVP_PKEY of any supported kind to every check, and makes a Key of it. Throws as ImportDer.
KeyRef CheckedKey(EvpPkeyPtr pkey, bool is_private);

/// Imports a key from DER and holds it to the same checks. kPkcs1 is a public or a private key; kAny tries each
/// format. Throws kInvalidKey, or kNotSupported for a kind of key that JOSE has no use for.
KeyRef ImportDer(ByteView der, DerFormat format);

}  // namespace jose
