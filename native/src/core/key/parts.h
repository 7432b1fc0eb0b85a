#pragma once

#include <string_view>

#include "core/key/import.h"
#include "core/openssl_ptr.h"

namespace jose {

/// Whether the part is there at all.
bool HasPart(const KeyParts& parts, std::string_view name);

/// A part that must be there. Throws kInvalidKey when it is not.
ByteView Part(const KeyParts& parts, std::string_view name);

/// A part of an exact length in octets. Throws kInvalidKey naming both lengths.
ByteView PartOfSize(const KeyParts& parts, std::string_view name, std::size_t size);

/// A Base64urlUInt (RFC 7518 section 2): not empty, no leading zero octet. Throws kInvalidKey.
BnPtr PartAsNumber(const KeyParts& parts, std::string_view name);

/// A number that EVP_PKEY_fromdata is given lives until the parameters are built, so the caller keeps `number`.
void PushNumber(OSSL_PARAM_BLD* builder, const char* name, const BIGNUM* number);

/// EVP_PKEY_fromdata: a key of `openssl_type` from the pushed parameters; null when OpenSSL refuses them.
EvpPkeyPtr PkeyFromParams(const char* openssl_type, OSSL_PARAM_BLD* builder, bool is_private);

/// A number out of an EVP_PKEY, null when it has none of that name.
BnPtr NumberOf(const EVP_PKEY* pkey, const char* name);

}  // namespace jose
