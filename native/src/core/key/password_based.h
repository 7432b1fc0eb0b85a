#pragma once

#include "core/key/encrypted.h"
#include "core/openssl_ptr.h"

namespace jose {

/// What a file may still ask for: its parts share kMaxKdfIterations, because there may be thousands of them.
class WorkBudget {
 public:
  /// Takes what a password-based algorithm costs (PKCS#5: PBES1, PBES2 with PBKDF2 or scrypt), before any of it is
  /// done. Throws kLimitExceeded where that is too much.
  void Take(const X509_ALGOR* algorithm);

  /// Takes a number of rounds. Throws kLimitExceeded.
  void Take(const ASN1_INTEGER* iterations);

 private:
  void TakeRounds(std::int64_t rounds);
  void TakeScrypt(const SCRYPT_PARAMS& scrypt);

  std::int64_t left_ = kMaxKdfIterations;
};

/// Throws what a failed decryption means by OpenSSL's queue: kNotSupported where the algorithm is missing,
/// kLimitExceeded where scrypt asks for too much memory, kOpenSsl where there is none left, and kKeyPassword otherwise.
[[noreturn]] void ThrowNotDecrypted();

}  // namespace jose
