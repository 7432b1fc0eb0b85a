#pragma once

#include "core/openssl_ptr.h"

namespace jose {

/// Throws kLimitExceeded where a password-based algorithm (PKCS#5: PBES1, PBES2 with PBKDF2) asks for too many rounds.
/// Looked at before any work is done. scrypt bounds itself: OpenSSL refuses to use more than 32 MB for it.
void RequireBoundedWork(const X509_ALGOR* algorithm);

/// Throws kLimitExceeded for too many rounds.
void RequireBoundedIterations(const ASN1_INTEGER* iterations);

/// Throws what a failed decryption means by OpenSSL's queue: kNotSupported where the algorithm is missing, kOpenSsl
/// where it ran out of memory, and kKeyPassword otherwise.
[[noreturn]] void ThrowNotDecrypted();

}  // namespace jose
