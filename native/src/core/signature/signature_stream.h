#pragma once

#include "core/key/key.h"
#include "core/signature/mechanism.h"
#include "core/signature/signature.h"

namespace jose {

/// Whether a scheme can take its message in pieces: those that hash it first. EdDSA and ML-DSA need it whole.
bool CanStream(const Scheme& scheme) noexcept;

/// One signature over a message that comes in pieces. Any thread, one at a time; shares the key, from whose pool it
/// borrows a context for as long as it lives.
class SignatureStream {
 public:
  /// Throws kKeyTypeMismatch when the key cannot serve the scheme, kNotSupported when the scheme cannot stream.
  SignatureStream(KeyRef key, const Scheme& scheme, Purpose purpose);

  /// Takes the next octets of the JWS Signing Input.
  void Update(ByteView octets);

  /// Ends the message and signs it. Once.
  void Sign(Signature& signature);

  /// Ends the message and verifies it: true only for a good signature. Once.
  bool Verify(ByteView signature);

 private:
  KeyRef key_;  // before the lease, whose pool is the key's
  const Scheme& scheme_;
  SignaturePool::Lease context_;
};

}  // namespace jose
