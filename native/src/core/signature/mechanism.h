#pragma once

#include <memory>

#include "core/bytes.h"
#include "core/key/key.h"
#include "core/signature/schemes.h"
#include "core/signature/signature_pools.h"

namespace jose {

/// How a family that hashes its input first takes it in pieces. Between the first of these and the last, octets go to
/// the context's `digest` by EVP_DigestUpdate.
struct StreamSteps {
  /// Begins a message.
  void (*begin)(SignatureContext& context, const Scheme& scheme);

  /// Ends it, as Mechanism::sign and Mechanism::verify.
  std::size_t (*sign)(SignatureContext& context, const Key& key, const Scheme& scheme, ByteSpan output);
  bool (*verify)(SignatureContext& context, const Key& key, const Scheme& scheme, ByteView signature);
};

/// How one family of schemes signs and verifies: functions, no state of its own.
struct Mechanism {
  /// Makes a context that is ready for any number of signatures of this key.
  std::unique_ptr<SignatureContext> (*prepare)(const Key& key, const Scheme& scheme, Purpose purpose);

  /// Writes the JWS signature of `input` at `output` (at least kMaxSignatureSize octets) and returns its size.
  std::size_t (*sign)(SignatureContext& context, const Key& key, const Scheme& scheme, ByteView input, ByteSpan output);

  /// Whether `signature` is good for `input`. Throws only where no verdict could be reached.
  bool (*verify)(SignatureContext& context, const Key& key, const Scheme& scheme, ByteView input, ByteView signature);

  /// nullptr where the whole message is needed at once.
  const StreamSteps* stream = nullptr;
};

/// A context of the key's pool, or a new one.
SignaturePool::Lease LeaseContext(const Key& key, const Scheme& scheme, Purpose purpose);

/// The last line of defence: TypeScript has checked more than this, but a key of the wrong kind must not get as far
/// as a mechanism that would read it as something else (CVE-2026-44699). Throws kKeyTypeMismatch.
void RequireFit(const Key& key, const Scheme& scheme, Purpose purpose);

}  // namespace jose
