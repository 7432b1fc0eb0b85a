// Messages and ciphertexts printed in the RFCs' appendices, made again from the printed random values. Those that need
// large keys, and RFC 7520's, are in vectors.mjs.

#include "harness.h"
#include "jwe_support.h"
#include "rfc_jwe_vectors.h"

namespace jose::test {
namespace {

Bytes OctetsOf(std::string_view text) { return {text.begin(), text.end()}; }

JOSE_TEST(jwe_rfc7516_a3) {
  const KeyRef key = SecretOf(FromBase64url(kA3Key));
  const Bytes content_key = FromHex(kA3ContentKey);
  const Bytes iv = FromBase64url(kA3Iv);
  const FixedValues fixed{content_key, iv, {}, {}, {}};
  const Choices choices{{}, {}, 0, &fixed};
  const Token token = Encrypted(*key, AlgorithmNamed("A128KW"), CipherNamed("A128CBC-HS256"), OctetsOf(kA3Plaintext),
                                OctetsOf(kA3Protected), choices);
  EXPECT(ToBase64url(token.encrypted_key) == kA3EncryptedKey);
  EXPECT(ToBase64url(token.ciphertext) == kA3Ciphertext);
  EXPECT(ToBase64url(token.tag) == kA3Tag);
  EXPECT(token.parameters.empty());
  EXPECT(Unwrapped(*key, token, 32) == content_key);
  EXPECT(Decrypted(*key, token) == OctetsOf(kA3Plaintext));
}

JOSE_TEST(jwe_rfc7518_b) {
  for (const CbcHmacVector& row : kCbcHmacVectors) {
    const KeyRef key = SecretOf(FromHex(row.key));
    const Bytes iv = FromHex(kCbcHmacIv);
    const FixedValues fixed{{}, iv, {}, {}, {}};
    const Choices choices{{}, {}, 0, &fixed};
    const Token token = Encrypted(*key, AlgorithmNamed("dir"), CipherNamed(row.cipher), FromHex(kCbcHmacPlaintext),
                                  FromHex(kCbcHmacAad), choices);
    EXPECT(token.ciphertext == FromHex(row.ciphertext));
    EXPECT(token.tag == FromHex(row.tag));
    EXPECT(Decrypted(*key, token) == FromHex(kCbcHmacPlaintext));
  }
}

}  // namespace
}  // namespace jose::test
