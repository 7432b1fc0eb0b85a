#include "core/signature/signature.h"

#include <openssl/err.h>
#include <openssl/rsa.h>

#include <string>

#include "core/error_queue.h"
#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

constexpr auto kMismatch = FailureCode::kKeyTypeMismatch;

/// Verify() that also looks at the error queue.
bool Verifies(const Key& key, const Scheme& scheme, ByteView input, ByteView signature) {
  const bool good = Verify(key, scheme, input, signature);
  EXPECT(ERR_peek_error() == 0);
  return good;
}

Bytes Signed(const Key& key, const Scheme& scheme, ByteView input) {
  Bytes signature = SignatureOf(key, scheme, input);
  EXPECT(ERR_peek_error() == 0);
  return signature;
}

JOSE_TEST(signature_round_trip) {
  for (const Scheme& scheme : Schemes()) {
    const Key& private_key = *PrivateKey(TypeFor(scheme));
    const Key& public_key = *VerifyingKey(scheme);
    // 55 to 57, 63 to 65, 111 to 113, 127 to 129: around the blocks of the digests.
    for (const std::size_t size : {0U, 1U, 55U, 56U, 57U, 63U, 64U, 65U, 111U, 112U, 113U, 127U, 128U, 129U, 5000U}) {
      const Bytes input = RandomBytes(size);
      const Bytes signature = Signed(private_key, scheme, input);
      EXPECT(Verifies(public_key, scheme, input, signature));
      EXPECT(Verifies(private_key, scheme, input, signature));
    }
  }
}

JOSE_TEST(signature_of_large_input) {
  const Bytes input = RandomBytes(3 << 20);
  for (const Scheme& scheme : Schemes()) {
    const Bytes signature = Signed(*PrivateKey(TypeFor(scheme)), scheme, input);
    EXPECT(Verifies(*VerifyingKey(scheme), scheme, input, signature));
    EXPECT(!Verifies(*VerifyingKey(scheme), scheme, Flipped(input, input.size() - 1), signature));
  }
}

JOSE_TEST(signature_refuses_every_changed_bit) {
  const Bytes input = RandomBytes(200);
  for (const Scheme& scheme : Schemes()) {
    const Key& key = *VerifyingKey(scheme);
    const Bytes signature = Signed(*PrivateKey(TypeFor(scheme)), scheme, input);
    const std::size_t step = signature.size() > 100 ? 7 : 1;
    for (std::size_t bit = 0; bit < signature.size() * 8; bit += step) {
      const Bytes changed = Flipped(signature, bit / 8, static_cast<std::uint8_t>(1 << bit % 8));
      EXPECT(!Verifies(key, scheme, input, changed));
    }
    for (std::size_t index = 0; index < input.size(); index += 23) {
      EXPECT(!Verifies(key, scheme, Flipped(input, index), signature));
    }
    EXPECT(!Verifies(key, scheme, ByteView(input).first(199), signature));
    EXPECT(!Verifies(key, scheme, {}, signature));
    EXPECT(Verifies(key, scheme, input, signature));  // what was refused left nothing behind
  }
}

JOSE_TEST(signature_refuses_wrong_lengths) {
  const Bytes input = RandomBytes(100);
  for (const Scheme& scheme : Schemes()) {
    const Key& key = *VerifyingKey(scheme);
    const Bytes signature = Signed(*PrivateKey(TypeFor(scheme)), scheme, input);
    EXPECT(signature.size() <= kMaxSignatureSize);
    for (std::size_t size = 0; size < signature.size(); ++size) {
      EXPECT(!Verifies(key, scheme, input, Bytes(signature.begin(), signature.begin() + static_cast<long>(size))));
    }
    for (const std::size_t more : {1U, 2U, 3U, 32U, 2048U, 16384U}) {
      Bytes longer = signature;
      longer.resize(signature.size() + more);
      EXPECT(!Verifies(key, scheme, input, longer));
      Bytes shifted(more);
      shifted.insert(shifted.end(), signature.begin(), signature.end());
      EXPECT(!Verifies(key, scheme, input, shifted));
    }
  }
}

JOSE_TEST(signature_refuses_constant_signatures) {
  // CVE-2022-21449 among them: r = s = 0.
  const Bytes input = RandomBytes(50);
  for (const Scheme& scheme : Schemes()) {
    const std::size_t size = Signed(*PrivateKey(TypeFor(scheme)), scheme, input).size();
    for (const int value : {0x00, 0x01, 0x80, 0xff}) {
      EXPECT(!Verifies(*VerifyingKey(scheme), scheme, input, Bytes(size, static_cast<std::uint8_t>(value))));
    }
  }
}

JOSE_TEST(signature_of_ecdsa_refuses_r_and_s_out_of_range) {
  // The orders of the curves; r or s equal to the order stands for 0, and n + 1 for 1.
  struct Row {
    const char* scheme;
    const char* order;
  };
  constexpr Row kRows[] = {
      {"ES256", "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"},
      {"ES256K", "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"},
      {"ES384", "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"},
      {"ES512",
       "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899"
       "c47aebb6fb71e91386409"},
  };
  const Bytes input = RandomBytes(50);
  for (const auto& [name, order_hex] : kRows) {
    const Scheme& scheme = SchemeNamed(name);
    const Key& key = *VerifyingKey(scheme);
    const Bytes order = FromHex(order_hex);
    const Bytes good = Signed(*PrivateKey(TypeFor(scheme)), scheme, input);
    const auto half = static_cast<std::ptrdiff_t>(order.size());
    const Bytes r(good.begin(), good.begin() + half);
    const Bytes s(good.begin() + half, good.end());
    const auto joined = [](Bytes first, const Bytes& second) {
      first.insert(first.end(), second.begin(), second.end());
      return first;
    };
    const Bytes zero(order.size());
    EXPECT(Verifies(key, scheme, input, joined(r, s)));
    EXPECT(!Verifies(key, scheme, input, joined(s, r)));
    for (const Bytes& bad : {zero, order, Flipped(order, order.size() - 1, 0x02)}) {
      EXPECT(!Verifies(key, scheme, input, joined(bad, s)));
      EXPECT(!Verifies(key, scheme, input, joined(r, bad)));
      EXPECT(!Verifies(key, scheme, input, joined(bad, bad)));
    }
  }
}

JOSE_TEST(signature_needs_a_key_of_the_right_type) {
  const Bytes input = RandomBytes(50);
  for (const Scheme& scheme : Schemes()) {
    const Bytes signature = Signed(*PrivateKey(TypeFor(scheme)), scheme, input);
    for (std::size_t row = 0; row < std::size(kKeyTypes); ++row) {
      const auto type = static_cast<KeyType>(row);
      if ((scheme.key_types & SetOf(type)) != 0 || !Catalog::Get().Has(type)) continue;
      EXPECT_FAILURE(kMismatch, "cannot serve", Verify(*PublicKey(type), scheme, input, signature));
      EXPECT_FAILURE(kMismatch, "cannot serve", SignatureOf(*PrivateKey(type), scheme, input));
    }
  }
  // Both types that EdDSA takes.
  const Scheme& eddsa = SchemeNamed("EdDSA");
  for (const KeyType type : {KeyType::kEd25519, KeyType::kEd448}) {
    EXPECT(Verifies(*PublicKey(type), eddsa, input, Signed(*PrivateKey(type), eddsa, input)));
  }
}

JOSE_TEST(signature_needs_a_private_key) {
  for (const Scheme& scheme : Schemes()) {
    if (TypeFor(scheme) == KeyType::kOct) continue;
    EXPECT_FAILURE(kMismatch, "needs a private key", SignatureOf(*VerifyingKey(scheme), scheme, RandomBytes(10)));
  }
}

JOSE_TEST(signature_schemes_do_not_pass_for_one_another) {
  const Bytes input = RandomBytes(50);
  for (const Scheme& scheme : Schemes()) {
    const Bytes signature = Signed(*PrivateKey(TypeFor(scheme)), scheme, input);
    for (const Scheme& other : Schemes()) {
      if ((other.key_types & SetOf(TypeFor(scheme))) == 0) continue;
      const bool same = other.mechanism == scheme.mechanism && other.digest == scheme.digest;
      EXPECT(Verifies(*VerifyingKey(scheme), other, input, signature) == same);
    }
  }
}

/// An RSASSA-PSS signature by EVP with chosen parameters.
Bytes PssBy(const Scheme& scheme, ByteView input, int salt_length, const EVP_MD* mgf1) {
  const EvpMdCtxPtr context(RequireNotNull(EVP_MD_CTX_new(), "EVP_MD_CTX_new"));
  EVP_PKEY_CTX* pkey = nullptr;
  Require(EVP_DigestSignInit_ex(context.get(), &pkey, DigestName(scheme.digest), nullptr, nullptr,
                                PrivateKey(KeyType::kRsa)->pkey(), nullptr),
          "EVP_DigestSignInit_ex");
  Require(EVP_PKEY_CTX_set_rsa_padding(pkey, RSA_PKCS1_PSS_PADDING), "EVP_PKEY_CTX_set_rsa_padding");
  Require(EVP_PKEY_CTX_set_rsa_pss_saltlen(pkey, salt_length), "EVP_PKEY_CTX_set_rsa_pss_saltlen");
  Require(EVP_PKEY_CTX_set_rsa_mgf1_md(pkey, mgf1), "EVP_PKEY_CTX_set_rsa_mgf1_md");
  Bytes signature(256);
  std::size_t size = signature.size();
  Require(EVP_DigestSign(context.get(), signature.data(), &size, input.data(), input.size()), "EVP_DigestSign");
  return signature;
}

JOSE_TEST(signature_of_pss_needs_the_right_salt_and_mgf1) {
  const Bytes input = RandomBytes(50);
  for (const char* name : {"PS256", "PS384", "PS512"}) {
    const Scheme& scheme = SchemeNamed(name);
    const Key& key = *PublicKey(KeyType::kRsa);
    const EVP_MD* md = Catalog::Get().digest(scheme.digest);
    const auto right = EVP_MD_get_size(md);
    EXPECT(Verifies(key, scheme, input, PssBy(scheme, input, right, md)));
    for (const int salt : {0, 1, 20, right - 1, right + 1, 150}) {
      EXPECT(!Verifies(key, scheme, input, PssBy(scheme, input, salt, md)));
    }
    for (const Digest digest : {Digest::kSha1, Digest::kSha256, Digest::kSha384, Digest::kSha512}) {
      if (digest == scheme.digest) continue;
      EXPECT(!Verifies(key, scheme, input, PssBy(scheme, input, right, Catalog::Get().digest(digest))));
    }
  }
}

JOSE_TEST(signature_of_hmac_agrees_with_openssl) {
  for (const char* name : {"HS256", "HS384", "HS512"}) {
    const Scheme& scheme = SchemeNamed(name);
    const char* digest = DigestName(scheme.digest);
    // Secrets around the blocks of the digests (64 and 128 octets), beyond which they are hashed first.
    for (std::size_t size = 1; size <= 260; ++size) {
      const Bytes secret = RandomBytes(size);
      const KeyRef key = Key::FromSecret(SecretBytes(secret.begin(), secret.end()));
      const Bytes input = RandomBytes(size * 7 % 300);
      Bytes expected(EVP_MAX_MD_SIZE);
      std::size_t length = 0;
      RequireNotNull(EVP_Q_mac(nullptr, "HMAC", nullptr, digest, nullptr, secret.data(), size, input.data(),
                               input.size(), expected.data(), expected.size(), &length),
                     "EVP_Q_mac");
      expected.resize(length);
      for (int again = 0; again < 2; ++again) EXPECT(Signed(*key, scheme, input) == expected);
      EXPECT(Verifies(*key, scheme, input, expected));
    }
  }
}

}  // namespace
}  // namespace jose::test
