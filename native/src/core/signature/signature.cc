#include "core/signature/signature.h"

#include <string>

#include "core/error_queue.h"
#include "core/signature/mechanism.h"
#include "core/signature/signature_pools.h"

namespace jose {

SignaturePool::Lease LeaseContext(const Key& key, const Scheme& scheme, Purpose purpose) {
  return key.contexts<SignaturePools>().Of(scheme, purpose).Take([&] {
    return scheme.mechanism->prepare(key, scheme, purpose);
  });
}

void RequireFit(const Key& key, const Scheme& scheme, Purpose purpose) {
  if ((scheme.key_types & SetOf(key.type())) == 0) {
    throw Failure(FailureCode::kKeyTypeMismatch,
                  "a key of type " + std::string(key.row().name) + " cannot serve " + std::string(scheme.name));
  }
  if (purpose == Purpose::kSign && !key.is_private()) {
    throw Failure(FailureCode::kKeyTypeMismatch, "signing needs a private key, this one is public");
  }
}

void Sign(const Key& key, const Scheme& scheme, ByteView input, Signature& signature) {
  RequireFit(key, scheme, Purpose::kSign);
  auto context = LeaseContext(key, scheme, Purpose::kSign);
  signature.size = scheme.mechanism->sign(*context, key, scheme, input, signature.bytes);
  context.Keep();
}

bool Verify(const Key& key, const Scheme& scheme, ByteView input, ByteView signature) {
  RequireFit(key, scheme, Purpose::kVerify);
  auto context = LeaseContext(key, scheme, Purpose::kVerify);
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
