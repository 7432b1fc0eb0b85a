// Keys that OpenSSL knows and this library refuses, and encodings of good keys that OpenSSL has more than one of.

#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <string>

#include "core/error_queue.h"
#include "core/key/export.h"
#include "der_fixtures.h"
#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

constexpr auto kInvalid = FailureCode::kInvalidKey;
constexpr auto kNotSupported = FailureCode::kNotSupported;

using TextParams = std::vector<std::pair<const char*, std::string>>;

/// Makes a key of an OpenSSL type with parameters that are texts.
EvpPkeyPtr Generate(const char* type, TextParams texts) {
  const EvpPkeyCtxPtr context(
      RequireNotNull(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr), "EVP_PKEY_CTX_new_from_name"));
  Require(EVP_PKEY_keygen_init(context.get()), "EVP_PKEY_keygen_init");
  std::vector<OSSL_PARAM> params;
  for (auto& [name, text] : texts) params.push_back(OSSL_PARAM_construct_utf8_string(name, text.data(), 0));
  params.push_back(OSSL_PARAM_construct_end());
  Require(EVP_PKEY_CTX_set_params(context.get(), params.data()), "EVP_PKEY_CTX_set_params");
  EVP_PKEY* pkey = nullptr;
  Require(EVP_PKEY_generate(context.get(), &pkey), "EVP_PKEY_generate");
  return EvpPkeyPtr(pkey);
}

void SetText(const EvpPkeyPtr& pkey, const char* name, const char* text) {
  Require(EVP_PKEY_set_utf8_string_param(pkey.get(), name, text), "EVP_PKEY_set_utf8_string_param");
}

Bytes TakeEncoded(int size, unsigned char* encoded) {
  Require(size, "an OpenSSL encoder");
  const OpenSslMemoryPtr memory(encoded);
  return {encoded, encoded + size};
}

Bytes SpkiOf(const EvpPkeyPtr& pkey) {
  unsigned char* encoded = nullptr;
  const int size = i2d_PUBKEY(pkey.get(), &encoded);
  return TakeEncoded(size, encoded);
}

Bytes Pkcs8Of(const EvpPkeyPtr& pkey) {
  const Pkcs8Ptr info(RequireNotNull(EVP_PKEY2PKCS8(pkey.get()), "EVP_PKEY2PKCS8"));
  unsigned char* encoded = nullptr;
  const int size = i2d_PKCS8_PRIV_KEY_INFO(info.get(), &encoded);
  return TakeEncoded(size, encoded);
}

Bytes TraditionalOf(const EvpPkeyPtr& pkey) {
  unsigned char* encoded = nullptr;
  const int size = i2d_PrivateKey(pkey.get(), &encoded);
  return TakeEncoded(size, encoded);
}

JOSE_TEST(key_foreign_curves_are_not_supported) {
  for (const char* curve : {"secp224r1", "prime192v1", "brainpoolP256r1", "brainpoolP384r1", "sect283k1"}) {
    EvpPkeyPtr pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve));
    ClearErrorQueue();
    if (!pkey) continue;  // this OpenSSL was built without it
    EXPECT_FAILURE(kNotSupported, "P-256, P-384, P-521 and secp256k1", ImportDer(SpkiOf(pkey), DerFormat::kSpki));
    EXPECT_FAILURE(kNotSupported, "P-256, P-384, P-521 and secp256k1", ImportDer(Pkcs8Of(pkey), DerFormat::kAny));
    EXPECT_FAILURE(kNotSupported, "P-256, P-384, P-521 and secp256k1",
                   ImportDer(TraditionalOf(pkey), DerFormat::kSec1));
  }
}

JOSE_TEST(key_foreign_kinds_are_not_supported) {
  constexpr const char* kMessage = "this kind of key has no use in JOSE";
  const EvpPkeyPtr dh = Generate("DH", {{OSSL_PKEY_PARAM_GROUP_NAME, "ffdhe2048"}});
  EXPECT_FAILURE(kNotSupported, kMessage, ImportDer(SpkiOf(dh), DerFormat::kSpki));
  EXPECT_FAILURE(kNotSupported, kMessage, ImportDer(Pkcs8Of(dh), DerFormat::kAny));
  EXPECT_FAILURE(kNotSupported, kMessage, ImportDer(FromHex(kDsaSpki), DerFormat::kSpki));
  EXPECT_FAILURE(kNotSupported, kMessage, ImportDer(FromHex(kDsaSpki), DerFormat::kAny));
  // id-RSASSA-PSS: bound to parameters that a JWK cannot hold.
  const EvpPkeyPtr pss = Generate("RSA-PSS", {});
  EXPECT_FAILURE(kNotSupported, kMessage, ImportDer(SpkiOf(pss), DerFormat::kSpki));
  EXPECT_FAILURE(kNotSupported, kMessage, ImportDer(Pkcs8Of(pss), DerFormat::kPkcs8));
}

JOSE_TEST(key_foreign_explicit_curve_parameters_are_refused) {
  constexpr const char* kMessage = "spells out its curve's parameters";
  const EvpPkeyPtr pkey = Generate("EC", {{OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1"},
                                          {OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_EXPLICIT}});
  const Bytes spki = SpkiOf(pkey);
  EXPECT(spki.size() > 200);
  EXPECT_FAILURE(kInvalid, kMessage, ImportDer(spki, DerFormat::kSpki));
  EXPECT_FAILURE(kInvalid, kMessage, ImportDer(Pkcs8Of(pkey), DerFormat::kPkcs8));
  EXPECT_FAILURE(kInvalid, kMessage, ImportDer(TraditionalOf(pkey), DerFormat::kSec1));
  EXPECT_FAILURE(kInvalid, kMessage, ImportDer(TraditionalOf(pkey), DerFormat::kAny));
  // CVE-2020-0601: the same curve with another base point, here the victim's public key, whose logarithm is then 1.
  const Bytes base_point = FromHex(
      "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce3357"
      "6b315ececbb6406837bf51f5");
  Bytes forged = spki;
  const auto place = std::search(forged.begin(), forged.end(), base_point.begin(), base_point.end());
  EXPECT(place != forged.end());
  std::copy(spki.end() - 65, spki.end(), place);
  EXPECT_FAILURE(kInvalid, "", ImportDer(forged, DerFormat::kSpki));
}

JOSE_TEST(key_foreign_compressed_points_are_taken) {
  for (const KeyType type : {KeyType::kP256, KeyType::kP384, KeyType::kP521, KeyType::kSecp256k1}) {
    const EvpPkeyPtr pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", RowOf(type).openssl_name));
    const Bytes spki = SpkiOf(pkey);
    const Bytes sec1 = TraditionalOf(pkey);
    SetText(pkey, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "compressed");
    const Bytes compressed = SpkiOf(pkey);
    EXPECT(compressed.size() < spki.size());
    const KeyRef key = ImportDer(compressed, DerFormat::kSpki);
    EXPECT(ExportParts(*key, false) == ExportParts(*ImportDer(spki, DerFormat::kSpki), false));
    EXPECT(Same(ExportDer(*key, DerFormat::kSpki, false), spki));
    const KeyRef private_key = ImportDer(TraditionalOf(pkey), DerFormat::kSec1);
    EXPECT(Same(ExportDer(*private_key, DerFormat::kSec1, true), sec1));
    // An x without a point on the curve.
    int refused = 0;
    for (std::uint8_t i = 1; i <= 60; ++i) {
      try {
        static_cast<void>(ImportDer(Flipped(compressed, compressed.size() - 1, i), DerFormat::kSpki));
      } catch (const Failure& failure) {
        EXPECT(failure.code() == kInvalid);
        ++refused;
      }
    }
    EXPECT(refused > 0 && refused < 60);
  }
}

JOSE_TEST(key_foreign_private_ec_keys_without_public_key_get_it) {
  const EvpPkeyPtr pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "prime256v1"));
  const KeyParts parts = ExportParts(*ImportDer(SpkiOf(pkey), DerFormat::kSpki), false);
  const int exclude = 0;
  Require(EVP_PKEY_set_int_param(pkey.get(), OSSL_PKEY_PARAM_EC_INCLUDE_PUBLIC, exclude), "EVP_PKEY_set_int_param");
  const Bytes pkcs8 = Pkcs8Of(pkey);
  EXPECT(pkcs8.size() < 100);
  const KeyRef key = ImportDer(pkcs8, DerFormat::kPkcs8);
  EXPECT(ExportParts(*key, false) == parts);
  EXPECT(ExportParts(*ImportDer(TraditionalOf(pkey), DerFormat::kSec1), false) == parts);
  EXPECT(Same(ExportDer(*key, DerFormat::kPkcs8, true), pkcs8));  // as `openssl pkey` would write it
}

JOSE_TEST(key_foreign_private_ec_key_with_another_public_key_is_refused) {
  const SecretBytes der = ExportDer(*PrivateKey(KeyType::kP256), DerFormat::kSec1, true);
  const EvpPkeyPtr other(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "prime256v1"));
  const Bytes spki = SpkiOf(other);
  Bytes mixed(der.begin(), der.end());
  std::copy(spki.end() - 65, spki.end(), mixed.end() - 65);
  EXPECT_FAILURE(kInvalid, "does not belong to the public key", ImportDer(mixed, DerFormat::kSec1));
}

JOSE_TEST(key_foreign_rsa_of_three_primes_is_refused) {
  const EvpPkeyCtxPtr context(
      RequireNotNull(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr), "EVP_PKEY_CTX_new_from_name"));
  Require(EVP_PKEY_keygen_init(context.get()), "EVP_PKEY_keygen_init");
  Require(EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), 2048), "EVP_PKEY_CTX_set_rsa_keygen_bits");
  Require(EVP_PKEY_CTX_set_rsa_keygen_primes(context.get(), 3), "EVP_PKEY_CTX_set_rsa_keygen_primes");
  EVP_PKEY* made = nullptr;
  Require(EVP_PKEY_generate(context.get(), &made), "EVP_PKEY_generate");
  const EvpPkeyPtr pkey(made);
  EXPECT_FAILURE(kInvalid, "", ImportDer(Pkcs8Of(pkey), DerFormat::kPkcs8));
  EXPECT_FAILURE(kInvalid, "", ImportDer(TraditionalOf(pkey), DerFormat::kPkcs1));
  EXPECT(!ImportDer(SpkiOf(pkey), DerFormat::kSpki)->is_private());
}

JOSE_TEST(key_foreign_small_rsa_is_refused) {
  const EvpPkeyPtr pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024}));
  EXPECT_FAILURE(kInvalid, "2048 to 16384 bits, found 1024", ImportDer(SpkiOf(pkey), DerFormat::kSpki));
  EXPECT_FAILURE(kInvalid, "2048 to 16384 bits, found 1024", ImportDer(Pkcs8Of(pkey), DerFormat::kAny));
}

}  // namespace
}  // namespace jose::test
