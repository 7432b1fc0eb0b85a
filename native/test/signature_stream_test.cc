#include "core/signature/signature_stream.h"

#include <openssl/err.h>

#include <algorithm>

#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

void UpdateInPieces(SignatureStream& stream, ByteView input, std::size_t size) {
  for (std::size_t at = 0; at < input.size(); at += size) {
    stream.Update(input.subspan(at, std::min(size, input.size() - at)));
  }
}

JOSE_TEST(signature_stream_is_the_signature_of_the_whole) {
  const Bytes input = RandomBytes(1000);
  for (const Scheme& scheme : Schemes()) {
    if (!CanStream(scheme)) continue;
    const KeyRef& key = PrivateKey(TypeFor(scheme));
    for (const std::size_t size : {1U, 63U, 64U, 999U, 1000U}) {
      SignatureStream signing(key, scheme, Purpose::kSign);
      UpdateInPieces(signing, input, size);
      Signature signature;
      signing.Sign(signature);
      EXPECT(Verify(*VerifyingKey(scheme), scheme, input, signature.view()));

      for (const bool is_changed : {false, true}) {
        SignatureStream verifying(VerifyingKey(scheme), scheme, Purpose::kVerify);
        UpdateInPieces(verifying, is_changed ? ByteView(input).first(999) : ByteView(input), size);
        EXPECT(verifying.Verify(SignatureOf(*key, scheme, input)) == !is_changed);
        EXPECT(ERR_peek_error() == 0);
      }
    }
  }
}

JOSE_TEST(signature_stream_given_up_leaves_the_pool_clean) {
  const Bytes input = RandomBytes(100);
  for (const Scheme& scheme : Schemes()) {
    if (!CanStream(scheme)) continue;
    const KeyRef& key = PrivateKey(TypeFor(scheme));
    { SignatureStream(key, scheme, Purpose::kSign).Update(input); }
    EXPECT(Verify(*VerifyingKey(scheme), scheme, input, SignatureOf(*key, scheme, input)));
  }
}

JOSE_TEST(signature_stream_refuses_what_cannot_be) {
  for (const Scheme& scheme : Schemes()) {
    const KeyRef& key = PrivateKey(TypeFor(scheme));
    if (!CanStream(scheme)) {
      EXPECT_FAILURE(FailureCode::kNotSupported, "whole message", SignatureStream(key, scheme, Purpose::kSign));
      continue;
    }
    if (key->type() != KeyType::kOct) {
      EXPECT_FAILURE(FailureCode::kKeyTypeMismatch, "private key",
                     SignatureStream(VerifyingKey(scheme), scheme, Purpose::kSign));
    }
    const KeyType other = key->type() == KeyType::kOct ? KeyType::kP256 : KeyType::kOct;
    EXPECT_FAILURE(FailureCode::kKeyTypeMismatch, "cannot serve",
                   SignatureStream(PrivateKey(other), scheme, Purpose::kVerify));
  }
}

}  // namespace
}  // namespace jose::test
