#include "core/signature/signature_stream.h"

#include <string>
#include <utility>

#include "core/error_queue.h"

namespace jose {

namespace {

SignaturePool::Lease ContextFor(const Key& key, const Scheme& scheme, Purpose purpose) {
  RequireFit(key, scheme, purpose);
  if (!CanStream(scheme)) {
    throw Failure(FailureCode::kNotSupported, std::string(scheme.name) + " needs the whole message at once");
  }
  return LeaseContext(key, scheme, purpose);
}

}  // namespace

bool CanStream(const Scheme& scheme) noexcept { return scheme.mechanism->stream != nullptr; }

SignatureStream::SignatureStream(KeyRef key, const Scheme& scheme, Purpose purpose)
    : key_(std::move(key)), scheme_(scheme), context_(ContextFor(*key_, scheme, purpose)) {
  scheme.mechanism->stream->begin(*context_, scheme);
}

void SignatureStream::Update(ByteView octets) {
  Require(EVP_DigestUpdate(context_->digest.get(), octets.data(), octets.size()), "EVP_DigestUpdate");
}

void SignatureStream::Sign(Signature& signature) {
  signature.size = scheme_.mechanism->stream->sign(*context_, *key_, scheme_, signature.bytes);
  context_.Keep();
}

bool SignatureStream::Verify(ByteView signature) {
  ClearErrorQueue();  // what is older says nothing of this
  const bool good = scheme_.mechanism->stream->verify(*context_, *key_, scheme_, signature);
  if (!good) {
    // The message cannot be read a second time, as Verify of a whole one does: no verdict is said to be none.
    if (ErrorQueueIsFatal()) ThrowOpenSslFailure("a signature verification");
    ClearErrorQueue();
  }
  context_.Keep();
  return good;
}

}  // namespace jose
