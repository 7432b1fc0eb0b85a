// The signatures printed in the RFCs' appendices.

#include "core/signature/signature.h"
#include "harness.h"
#include "rfc_vectors.h"
#include "support.h"

namespace jose::test {
namespace {

KeyRef Rs256Key() {
  return ImportParts(KeyType::kRsa, Parts({{"n", kRs256N},
                                           {"e", kRs256E},
                                           {"d", kRs256D},
                                           {"p", kRs256P},
                                           {"q", kRs256Q},
                                           {"dp", kRs256Dp},
                                           {"dq", kRs256Dq},
                                           {"qi", kRs256Qi}}));
}

/// The signature verifies; for a scheme without randomness signing gives the very same.
void CheckVector(const KeyRef& key, const char* scheme_name, std::string_view input, std::string_view signature,
                 bool deterministic) {
  const Scheme& scheme = SchemeNamed(scheme_name);
  const Bytes expected = FromBase64url(signature);
  EXPECT(Verify(*key, scheme, AsBytes(input), expected));
  if (deterministic) EXPECT(SignatureOf(*key, scheme, AsBytes(input)) == expected);
  if (key->type() != KeyType::kOct) EXPECT(Verify(*PublicHalf(*key), scheme, AsBytes(input), expected));
  EXPECT(!Verify(*key, scheme, Flipped(AsBytes(input), 0), expected));
}

JOSE_TEST(signature_rfc7515_a1_hs256) {
  CheckVector(ImportParts(KeyType::kOct, Parts({{"k", kHs256Secret}})), "HS256", kHs256Input, kHs256Signature, true);
}

JOSE_TEST(signature_rfc7515_a2_rs256) { CheckVector(Rs256Key(), "RS256", kRs256Input, kRs256Signature, true); }

JOSE_TEST(signature_rfc7515_a3_es256) {
  const KeyRef key = ImportParts(KeyType::kP256, Parts({{"x", kEs256X}, {"y", kEs256Y}, {"d", kEs256D}}));
  CheckVector(key, "ES256", kEs256Input, kEs256Signature, false);
}

JOSE_TEST(signature_rfc7515_a4_es512) {
  const KeyRef key = ImportParts(KeyType::kP521, Parts({{"x", kEs512X}, {"y", kEs512Y}, {"d", kEs512D}}));
  CheckVector(key, "ES512", kEs512Input, kEs512Signature, false);
}

JOSE_TEST(signature_rfc8037_a4_ed25519) {
  const KeyRef key = ImportParts(KeyType::kEd25519, Parts({{"x", kEd25519X}, {"d", kEd25519D}}));
  CheckVector(key, "EdDSA", kEd25519Input, kEd25519Signature, true);
  CheckVector(key, "Ed25519", kEd25519Input, kEd25519Signature, true);
}

}  // namespace
}  // namespace jose::test
