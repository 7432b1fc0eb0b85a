#include "core/error_queue.h"
#include "core/signature/ecdsa_encoding.h"
#include "core/signature/mechanism.h"
#include "core/signature/prehash.h"

namespace jose {

namespace {

constexpr std::size_t kMaxDerSize = EcdsaDerMaxSize(66);  // P-521

std::size_t Sign(SignatureContext& context, const Key& key, const Scheme& scheme, ByteView input, ByteSpan output) {
  std::uint8_t der[kMaxDerSize];
  const std::size_t der_size = SignPrehashed(context, scheme, input, der);
  const std::size_t size = key.row().size;
  if (!EcdsaDerToRaw({der, der_size}, size, output.data())) ThrowOpenSslFailure("an ECDSA signature's encoding");
  return 2 * size;
}

bool Verify(SignatureContext& context, const Key& key, const Scheme& scheme, ByteView input, ByteView signature) {
  // RFC 7518 section 3.4, step 1: "The JWS Signature value MUST be a 64-octet sequence" (96 and 132 for the larger
  // curves). Checked before anything is converted.
  if (signature.size() != 2 * key.row().size) return false;
  std::uint8_t der[kMaxDerSize];
  return VerifyPrehashed(context, scheme, input, {der, EcdsaRawToDer(signature, der)});
}

}  // namespace

/// ECDSA with R || S, RFC 7518 section 3.4 and RFC 8812 section 3.2.
const Mechanism kEcdsa = {PreparePrehashed, Sign, Verify};

}  // namespace jose
