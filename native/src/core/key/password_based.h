#pragma once

#include "core/key/encrypted.h"
#include "core/openssl_ptr.h"

namespace jose {

/// What a file may still ask for: its parts share kMaxKdfIterations, because there may be thousands of them. All counts
/// are read from the DER by its skeleton, before any of the work is done.
class WorkBudget {
 public:
  /// Takes what a password-based encryption costs: PBES1 and PBES2 of PKCS#5 (RFC 8018), with PBKDF2 or scrypt, and the
  /// algorithms of PKCS#12 (RFC 7292 appendix C). `algorithm` is its AlgorithmIdentifier. Throws kLimitExceeded where
  /// that is too much, kInvalidKey where the parameters cannot be read.
  void TakeEncryption(ByteView algorithm);

  /// Takes what the MAC of a PKCS#12 file costs: its rounds, the contents of an INTEGER, and those of PBMAC1 (RFC
  /// 9579), where that is the algorithm; so many times. Throws as TakeEncryption.
  void TakeMac(ByteView algorithm, ByteView iterations, int times);

 private:
  void TakeDerivation(ByteView algorithm);
  void Take(std::int64_t rounds);

  std::int64_t left_ = kMaxKdfIterations;
};

/// A password as OpenSSL takes it; null stands for none, which PKCS#12 tells from an empty one.
struct PasswordText {
  const char* text;
  int length;
};

/// Decrypts octets by a password-based algorithm, whose cost a WorkBudget has borne. Throws as ThrowNotDecrypted.
SecretBytes DecryptPasswordBased(ByteView algorithm, ByteView ciphertext, const PasswordText& password);

/// Throws what a failed decryption means by OpenSSL's queue: kNotSupported where the algorithm is missing,
/// kLimitExceeded where scrypt asks for too much memory, kOpenSsl where there is none left, and kKeyPassword otherwise.
[[noreturn]] void ThrowNotDecrypted();

}  // namespace jose
