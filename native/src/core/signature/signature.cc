#include "core/signature/signature.h"

#include <string>

#include "core/error_queue.h"
#include "core/signature/mechanism.h"

namespace jose {

namespace {

SignaturePool::Lease Lease(const Key& key, const Scheme& scheme, Purpose purpose) {
  return key.signature_pools().Of(scheme, purpose).Take([&] {
    return scheme.mechanism->prepare(key, scheme, purpose);
  });
}

/// The last line of defence: TypeScript has checked more than this, but a key of the wrong kind must not get as far
/// as a mechanism that would read it as something else (CVE-2026-44699).
void RequireFit(const Key& key, const Scheme& scheme, Purpose purpose) {
  if ((scheme.key_types & SetOf(key.type())) == 0) {
    throw Failure(FailureCode::kKeyTypeMismatch,
                  "a key of type " + std::string(key.row().name) + " cannot serve " + std::string(scheme.name));
  }
  if (purpose == Purpose::kSign && !key.is_private()) {
    throw Failure(FailureCode::kKeyTypeMismatch, "signing needs a private key, this one is public");
  }
}

}  // namespace

void Sign(const Key& key, const Scheme& scheme, ByteView input, Signature& signature) {
  RequireFit(key, scheme, Purpose::kSign);
  auto context = Lease(key, scheme, Purpose::kSign);
  signature.size = scheme.mechanism->sign(*context, key, scheme, input, signature.bytes);
  context.Keep();
}

bool Verify(const Key& key, const Scheme& scheme, ByteView input, ByteView signature) {
  RequireFit(key, scheme, Purpose::kVerify);
  auto context = Lease(key, scheme, Purpose::kVerify);
  const auto verify = [&] { return scheme.mechanism->verify(*context, key, scheme, input, signature); };
  bool good = verify();
  if (!good && ErrorQueueIsFatal()) {
    // OpenSSL reached no verdict, unless the error is an older one: with an empty queue there is no doubt.
    ClearErrorQueue();
    good = verify();
    if (!good && ErrorQueueIsFatal()) ThrowOpenSslFailure("a signature verification");
  }
  if (!good) ClearErrorQueue();  // a bad signature may leave OpenSSL's reasons there
  context.Keep();
  return good;
}

}  // namespace jose
