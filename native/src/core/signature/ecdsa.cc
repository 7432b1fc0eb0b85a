#include "core/error_queue.h"
#include "core/signature/ecdsa_encoding.h"
#include "core/signature/mechanism.h"
#include "core/signature/prehash.h"

namespace jose {

namespace ecdsa {

namespace {

constexpr std::size_t kMaxDerSize = EcdsaDerMaxSize(66);  // P-521

std::size_t SignAsRaw(SignatureContext& context, const Key& key, const HashValue& hash, ByteSpan output) {
  std::uint8_t der[kMaxDerSize];
  const std::size_t der_size = SignHash(context, hash, der);
  const std::size_t size = key.row().size;
  if (!EcdsaDerToRaw({der, der_size}, size, output.data())) ThrowOpenSslFailure("an ECDSA signature's encoding");
  return 2 * size;
}

/// RFC 7518 section 3.4, step 1: "The JWS Signature value MUST be a 64-octet sequence" (96 and 132 for the larger
/// curves). Checked before anything is converted.
bool HasRightSize(const Key& key, ByteView signature) { return signature.size() == 2 * key.row().size; }

bool VerifyRaw(SignatureContext& context, const HashValue& hash, ByteView signature) {
  std::uint8_t der[kMaxDerSize];
  return VerifyHash(context, hash, {der, EcdsaRawToDer(signature, der)});
}

std::size_t Sign(SignatureContext& context, const Key& key, const Scheme& scheme, ByteView input, ByteSpan output) {
  return SignAsRaw(context, key, Prehash(context, scheme, input), output);
}

bool Verify(SignatureContext& context, const Key& key, const Scheme& scheme, ByteView input, ByteView signature) {
  return HasRightSize(key, signature) && VerifyRaw(context, Prehash(context, scheme, input), signature);
}

std::size_t SignStream(SignatureContext& context, const Key& key, const Scheme& /*scheme*/, ByteSpan output) {
  return SignAsRaw(context, key, FinishHash(context), output);
}

bool VerifyStream(SignatureContext& context, const Key& key, const Scheme& /*scheme*/, ByteView signature) {
  return HasRightSize(key, signature) && VerifyRaw(context, FinishHash(context), signature);
}

constexpr StreamSteps kStream = {BeginHash, SignStream, VerifyStream};

}  // namespace

}  // namespace ecdsa

/// ECDSA with R || S, RFC 7518 section 3.4 and RFC 8812 section 3.2.
const Mechanism kEcdsa = {PreparePrehashed, ecdsa::Sign, ecdsa::Verify, &ecdsa::kStream};

}  // namespace jose
