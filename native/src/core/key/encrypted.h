#pragma once

#include <string_view>
#include <vector>

#include "core/key/import.h"

namespace jose {

/// Most rounds of key derivation that a file may ask for, in all of its parts together: a thousand times what most
/// tools write, and enough for the three parts of a PKCS#12 file with 600,000 each. About a second of work.
#ifdef JOSE_MAX_KDF_ITERATIONS  // less for the fuzzer, which looks for other faults
inline constexpr std::int64_t kMaxKdfIterations = JOSE_MAX_KDF_ITERATIONS;
#else
inline constexpr std::int64_t kMaxKdfIterations = 2'000'000;
#endif

/// Imports an EncryptedPrivateKeyInfo (RFC 5958 section 3). Any thread; takes as long as its key derivation. Throws
/// kKeyPassword for a wrong password, kNotSupported for a cipher that OpenSSL's default provider lacks, kLimitExceeded
/// for too many rounds, kInvalidKey for anything else.
KeyRef DecryptPkcs8(ByteView der, ByteView password);

/// Imports the DER out of a legacy encrypted PEM (RFC 1421 section 4.6, as OpenSSL's traditional format uses it).
/// `header` holds the lines "Proc-Type: 4,ENCRYPTED" and "DEK-Info: CIPHER,IV". Throws as DecryptPkcs8.
KeyRef DecryptLegacyPem(ByteView der, std::string_view header, DerFormat format, ByteView password);

/// What a PKCS#12 file holds (RFC 7292): a private key, and certificates in DER, the key's own first.
struct Pkcs12Contents {
  KeyRef key;  // null where the file has none
  std::vector<Bytes> certificates;
};

/// Reads a PKCS#12 file. Throws as DecryptPkcs8.
Pkcs12Contents ReadPkcs12(ByteView der, ByteView password);

/// Exports the private key as an EncryptedPrivateKeyInfo: PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC. Throws
/// kKeyTypeMismatch for a public key and for a secret.
Bytes EncryptPkcs8(const Key& key, ByteView password, int iterations);

}  // namespace jose
