// ECDH-ES: the derivation that the RFCs print, and the public keys that an attacker sends.

#include <openssl/core_names.h>
#include <openssl/err.h>

#include <array>

#include "core/error_queue.h"
#include "core/key_management/concat_kdf.h"
#include "harness.h"
#include "jwe_support.h"
#include "rfc_jwe_vectors.h"

namespace jose::test {
namespace {

const ContentCipher& Gcm() { return CipherNamed("A128GCM"); }

Bytes Derived(ByteView shared, std::string_view id, std::size_t size, std::string_view apu = {},
              std::string_view apv = {}) {
  ContentKey derived(size);
  DeriveWithConcatKdf(shared, id, AsBytes(apu), AsBytes(apv), derived);
  return {derived.view().begin(), derived.view().end()};
}

/// A token that claims ECDH-ES with this "epk", sealed under what this secret derives.
Token Forged(ByteView shared, std::string_view algorithm, KeyType type, ByteView x, ByteView y) {
  const Bytes derived = Derived(shared, Gcm().name, Gcm().key_size);
  Token token = Encrypted(*SecretOf(derived), AlgorithmNamed("dir"), Gcm(), RandomBytes(20));
  token.algorithm = &AlgorithmNamed(algorithm);
  token.header.epk_type = type;
  token.header.epk_x = ToBase64url(x);
  token.header.epk_y = ToBase64url(y);
  if (token.algorithm->kek_size == 0) return token;
  const Bytes kek = Derived(shared, algorithm, token.algorithm->kek_size);
  const KeyManagement& wrap = AlgorithmNamed(algorithm.substr(algorithm.find('+') + 1));
  token.encrypted_key = Wrapped(*SecretOf(kek), wrap, Gcm(), derived).encrypted_key;
  return token;
}

constexpr std::string_view kAgreements[] = {"ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW"};

JOSE_TEST(jwe_agreement_rfc7518_c) {
  const KeyRef bob = ImportParts(KeyType::kP256, Parts({{"x", kBobX}, {"y", kBobY}, {"d", kBobD}}));
  const KeyRef ephemeral = ImportParts(KeyType::kP256, Parts({{"x", kAliceX}, {"y", kAliceY}, {"d", kAliceD}}));
  const Bytes expected = FromBase64url(kAgreedKey);
  EXPECT(Derived(FromHex(kAgreedSecret), "A128GCM", 16, "Alice", "Bob") == expected);

  const Bytes iv(Gcm().iv_size, 7);
  const FixedValues fixed{{}, iv, {}, {}, ephemeral};
  const Choices choices{{'A', 'l', 'i', 'c', 'e'}, {'B', 'o', 'b'}, 0, &fixed};
  const Bytes plaintext = RandomBytes(40);
  const Token token = Encrypted(*PublicHalf(*bob), AlgorithmNamed("ECDH-ES"), Gcm(), plaintext, {}, choices);
  const std::string x(kAliceX);
  const std::string y(kAliceY);
  EXPECT(token.parameters == R"("epk":{"kty":"EC","crv":"P-256","x":")" + x + R"(","y":")" + y + "\"}");
  EXPECT(Unwrapped(*bob, token, 16) == expected);
  EXPECT(Decrypted(*bob, token) == plaintext);
  const Choices direct{{}, {}, 0, &fixed};
  const Token same = Encrypted(*SecretOf(expected), AlgorithmNamed("dir"), Gcm(), plaintext, {}, direct);
  EXPECT(same.ciphertext == token.ciphertext && same.tag == token.tag);
}

JOSE_TEST(jwe_agreement_rfc8037_a6_a7) {
  for (const MontgomeryVector& row : kMontgomeryVectors) {
    const KeyType type = KeyTypeNamed(row.curve);
    const auto import = [&](std::string_view secret, std::string_view point) {
      const std::string d = ToBase64url(FromHex(secret));
      const std::string x = ToBase64url(FromHex(point));
      return ImportParts(type, Parts({{"d", d}, {"x", x}}));
    };
    const KeyRef recipient = import(row.recipient, row.recipient_point);
    const KeyRef ephemeral = import(row.ephemeral, row.ephemeral_point);
    const Bytes shared = FromHex(row.shared);
    for (const std::string_view name : kAgreements) {
      EXPECT(!Refuses(*recipient, Forged(shared, name, type, FromHex(row.ephemeral_point), {})));
      EXPECT(Refuses(*recipient, Forged(Flipped(shared, 0), name, type, FromHex(row.ephemeral_point), {})));
    }
    const Bytes iv(Gcm().iv_size);
    const FixedValues fixed{{}, iv, {}, {}, ephemeral};
    const Choices choices{{}, {}, 0, &fixed};
    const Token token = Encrypted(*PublicHalf(*recipient), AlgorithmNamed("ECDH-ES"), Gcm(), {}, {}, choices);
    EXPECT(Unwrapped(*recipient, token, 16) == Derived(shared, "A128GCM", 16));
    EXPECT(FromBase64url(token.header.epk_x) == FromHex(row.ephemeral_point));
  }
}

JOSE_TEST(jwe_agreement_derives_long_keys_in_rounds) {
  // RFC 7518 section 4.6.2: SHA-256 over a round number, the secret and the other information, as often as needed.
  const Bytes shared = RandomBytes(66);
  for (const std::size_t size : {16U, 24U, 32U, 48U, 64U}) {
    Bytes expected;
    for (std::uint8_t round = 1; expected.size() < size; ++round) {
      Bytes input = {0, 0, 0, round};
      input.insert(input.end(), shared.begin(), shared.end());
      for (const std::string_view part : {"id", "apu", ""}) {
        input.insert(input.end(), {0, 0, 0, static_cast<std::uint8_t>(part.size())});
        input.insert(input.end(), part.begin(), part.end());
      }
      input.insert(input.end(), {0, 0, static_cast<std::uint8_t>(size * 8 >> 8), static_cast<std::uint8_t>(size * 8)});
      std::array<std::uint8_t, 32> hash{};
      Require(EVP_Digest(input.data(), input.size(), hash.data(), nullptr, EVP_sha256(), nullptr), "EVP_Digest");
      expected.insert(expected.end(), hash.begin(), hash.end());
    }
    expected.resize(size);
    EXPECT(Derived(shared, "id", size, "apu") == expected);
  }
}

/// A public key of small order, which no check has seen.
KeyRef UncheckedPoint(KeyType type, ByteView x) {
  EvpPkeyPtr pkey(EVP_PKEY_new_raw_public_key_ex(nullptr, RowOf(type).openssl_name, nullptr, x.data(), x.size()));
  return Key::FromPkey(type, RequireNotNull(std::move(pkey), "EVP_PKEY_new_raw_public_key_ex"), false);
}

JOSE_TEST(jwe_agreement_refuses_points_of_small_order) {
  // Really forged: whoever accepts the all-zero secret opens these.
  for (const SmallOrderPoint& row : kSmallOrderPoints) {
    const KeyType type = KeyTypeNamed(row.curve);
    const Bytes x = FromHex(row.point);
    for (const std::string_view name : kAgreements) {
      EXPECT(Refuses(*PrivateKey(type), Forged(Bytes(RowOf(type).size), name, type, x, {})));
    }
    EXPECT_FAILURE(FailureCode::kInvalidKey, "small order",
                   Encrypted(*UncheckedPoint(type, x), AlgorithmNamed("ECDH-ES"), Gcm(), {}));
  }
}

JOSE_TEST(jwe_agreement_refuses_points_off_the_curve) {
  // CVE-2017-16007. The secret that an attacker expects is the x coordinate of a small multiple; zero stands for it.
  for (const KeyType type : {KeyType::kP256, KeyType::kP384, KeyType::kP521}) {
    const std::size_t size = RowOf(type).size;
    const KeyParts parts = ExportParts(*PublicKey(type), false);
    const SecretBytes& x = parts.at("x");
    const SecretBytes& y = parts.at("y");
    const Bytes zero(size);
    const Bytes ones(size, 0xff);
    const std::pair<Bytes, Bytes> points[] = {
        {zero, zero},
        {zero, Flipped(zero, size - 1)},
        {Bytes(x.begin(), x.end()), Flipped(y, size - 1)},
        {Flipped(x, 0), Bytes(y.begin(), y.end())},
        {Bytes(y.begin(), y.end()), Bytes(x.begin(), x.end())},
        {ones, ones},
        {Bytes(x.begin(), x.end()), {}},
        {{}, {}},
        {Bytes(x.begin(), x.end() - 1), Bytes(y.begin(), y.end())},
    };
    for (const auto& [other_x, other_y] : points) {
      for (const std::string_view name : kAgreements) {
        EXPECT(Refuses(*PrivateKey(type), Forged(zero, name, type, other_x, other_y)));
      }
    }
  }
}

JOSE_TEST(jwe_agreement_refuses_points_of_another_curve) {
  const KeyManagement& algorithm = AlgorithmNamed("ECDH-ES+A256KW");
  for (const KeyType own : TypesOf(algorithm)) {
    const Token good = Encrypted(*PublicKey(own), algorithm, Gcm(), RandomBytes(20));
    for (std::size_t i = 0; i < std::size(kKeyTypes); ++i) {
      const auto other = static_cast<KeyType>(i);
      Token token = good;
      token.header.epk_type = other;  // the name alone
      EXPECT(Refuses(*PrivateKey(own), token) == (other != own));
      if ((algorithm.key_types & SetOf(other)) == 0 || other == own) continue;
      token.header = Encrypted(*PublicKey(other), algorithm, Gcm(), {}).header;
      EXPECT(Refuses(*PrivateKey(own), token));
      token.header.epk_type = own;  // the point alone
      EXPECT(Refuses(*PrivateKey(own), token));
    }
  }
}

JOSE_TEST(jwe_agreement_takes_a_point_with_x_zero) {
  // P-256 has such points, and they are of the curve's own order: Wycheproof's ecdh_secp256r1_webcrypto tcId 2.
  const KeyRef own = ImportParts(KeyType::kP256, Parts({{"x", kZeroX}, {"y", kZeroY}, {"d", kZeroD}}));
  const Bytes shared(32);
  const Token token = Forged(shared, "ECDH-ES", KeyType::kP256, FromBase64url(kZeroPeerX), FromBase64url(kZeroPeerY));
  EXPECT(!Refuses(*own, token));
}

}  // namespace
}  // namespace jose::test
