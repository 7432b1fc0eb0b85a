// ML-DSA, RFC 9964. Where the OpenSSL that is linked has none, that it is refused.

#include <openssl/core_names.h>
#include <openssl/err.h>

#include "core/catalog.h"
#include "core/error_queue.h"
#include "core/key/generate.h"
#include "core/key/import.h"
#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

/// The examples of RFC 9964 appendix A, whose seed is of zeros: the protected header, and the SHA-256 of what the RFC
/// prints of the public key and of the signature, which was made without randomness. test/vectors has them whole.
struct Example {
  const char* name;
  const char* header;
  const char* public_key;
  const char* signature;
  std::size_t signature_size;
};

constexpr Example kExamples[] = {
    {"ML-DSA-44", "eyJhbGciOiJNTC1EU0EtNDQiLCJraWQiOiJUNHhsNzBTN01UNlplcTZyOVY5ZlBKR1ZuNzZ3Zm5YSjIxLWd5bzBHdTZvIn0",
     "eb4e7302842153b0fa19e8620739ad258af4929c26dd89079a7ec7d4282208e1",
     "8651ad35f71a6e01bf62569ad21822c635f1b6cf3c35037bb689074dca560bfa", 2420},
    {"ML-DSA-65", "eyJhbGciOiJNTC1EU0EtNjUiLCJraWQiOiJTdWl1MjlxYmZ1YUJhUjRBdHMtYzZYUUJlUEJfT3BBeEF3Y1RSXzBLWFZNIn0",
     "085ba380ff386dd52e42349c6eb88489d6058ea541a4e3fb0dce9a3fd1f7a911",
     "2d3d1ba6581e89392226d707e2fe24e3326f80b9f7c6865707be9bd6f89d6ec6", 3309},
    {"ML-DSA-87", "eyJhbGciOiJNTC1EU0EtODciLCJraWQiOiJ0Um4xSk5Ja2dNc0FCVlFCbFhlREh4QUljY2xoLTJJWDBVZERFelB0NVhVIn0",
     "1d4a461707fc50a7ec93a9c02454778a8b82321ca460eea345e7bbfaff38a3aa",
     "c521622a50722e369f511589f8405b7d3624b6fb39ae4045333f6485f4d9d42c", 4627},
};

constexpr std::string_view kPayload = "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4";

Bytes Sha256(ByteView octets) {
  Bytes hash(32);
  Require(
      EVP_Digest(octets.data(), octets.size(), hash.data(), nullptr, Catalog::Get().digest(Digest::kSha256), nullptr),
      "EVP_Digest");
  return hash;
}

KeyType TypeOf(const Example& example) { return TypeFor(SchemeNamed(example.name)); }

/// A key from its seed alone: EVP gives the public key that belongs to it.
KeyRef KeyOfSeed(KeyType type, ByteView seed) {
  const EvpPkeyCtxPtr context(EVP_PKEY_CTX_new_from_name(nullptr, RowOf(type).openssl_name, nullptr));
  Require(EVP_PKEY_fromdata_init(context.get()), "EVP_PKEY_fromdata_init");
  Bytes copy(seed.begin(), seed.end());
  OSSL_PARAM params[] = {OSSL_PARAM_construct_octet_string("seed", copy.data(), copy.size()),
                         OSSL_PARAM_construct_end()};
  EVP_PKEY* pkey = nullptr;
  Require(EVP_PKEY_fromdata(context.get(), &pkey, EVP_PKEY_KEYPAIR, params), "EVP_PKEY_fromdata");
  return CheckedKey(EvpPkeyPtr(pkey), true);
}

/// FIPS 204's deterministic variant, which the core itself does not use.
Bytes SignedWithoutRandomness(const Key& key, ByteView input) {
  int yes = 1;
  OSSL_PARAM params[] = {OSSL_PARAM_construct_int("deterministic", &yes), OSSL_PARAM_construct_end()};
  const EvpMdCtxPtr context(RequireNotNull(EVP_MD_CTX_new(), "EVP_MD_CTX_new"));
  Require(EVP_DigestSignInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key.pkey(), params),
          "EVP_DigestSignInit_ex");
  Bytes signature(kMaxSignatureSize);
  std::size_t size = signature.size();
  Require(EVP_DigestSign(context.get(), signature.data(), &size, input.data(), input.size()), "EVP_DigestSign");
  signature.resize(size);
  return signature;
}

bool HasMlDsa() { return Catalog::Get().has_ml_dsa(); }

JOSE_TEST(ml_dsa_rfc9964_examples) {
  if (!HasMlDsa()) return;  // ml_dsa_is_refused_where_there_is_none has its turn
  for (const Example& example : kExamples) {
    const KeyRef key = KeyOfSeed(TypeOf(example), Bytes(32));
    const KeyParts parts = ExportParts(*key, true);
    EXPECT(Same(Sha256(parts.at("pub")), FromHex(example.public_key)));
    EXPECT(Same(parts.at("priv"), Bytes(32)));
    EXPECT(Same(ExportParts(*ImportParts(key->type(), parts), true).at("pub"), parts.at("pub")));

    const std::string input = std::string(example.header) + "." + std::string(kPayload);
    const Bytes signature = SignedWithoutRandomness(*key, AsBytes(input));
    EXPECT(signature.size() == example.signature_size);
    EXPECT(Same(Sha256(signature), FromHex(example.signature)));
    const Scheme& scheme = SchemeNamed(example.name);
    EXPECT(Verify(*PublicHalf(*key), scheme, AsBytes(input), signature));
    EXPECT(!Verify(*PublicHalf(*key), scheme, AsBytes(input).first(input.size() - 1), signature));
  }
}

JOSE_TEST(ml_dsa_signatures_are_of_one_length) {
  if (!HasMlDsa()) return;
  const Bytes input = RandomBytes(100);
  for (const Example& example : kExamples) {
    const Scheme& scheme = SchemeNamed(example.name);
    const KeyType type = TypeOf(example);
    Bytes signature = SignatureOf(*PrivateKey(type), scheme, input);
    EXPECT(signature.size() == example.signature_size);
    EXPECT(Verify(*PublicKey(type), scheme, input, signature));
    // Hedged: no two are the same.
    EXPECT(!Same(signature, SignatureOf(*PrivateKey(type), scheme, input)));
    for (std::size_t index = 0; index < signature.size(); index += 97) {
      EXPECT(!Verify(*PublicKey(type), scheme, input, Flipped(signature, index)));
    }
    signature.push_back(0);
    EXPECT(!Verify(*PublicKey(type), scheme, input, signature));
    signature.resize(example.signature_size - 1);
    EXPECT(!Verify(*PublicKey(type), scheme, input, signature));
    EXPECT(!Verify(*PublicKey(type), scheme, input, {}));
    EXPECT(ERR_peek_error() == 0);
  }
}

JOSE_TEST(ml_dsa_keys_are_checked) {
  if (!HasMlDsa()) return;
  const KeyParts good = ExportParts(*PrivateKey(KeyType::kMlDsa44), true);
  const auto with = [&](const char* name, ByteView octets) {
    KeyParts parts = good;
    parts[name] = SecretBytes(octets.begin(), octets.end());
    return parts;
  };
  constexpr auto kInvalid = FailureCode::kInvalidKey;
  EXPECT_FAILURE(kInvalid, "\"pub\" must hold 1312 octets", ImportParts(KeyType::kMlDsa44, with("pub", Bytes(1311))));
  EXPECT_FAILURE(kInvalid, "\"priv\" must hold 32 octets", ImportParts(KeyType::kMlDsa44, with("priv", Bytes(31))));
  EXPECT_FAILURE(kInvalid, "does not belong", ImportParts(KeyType::kMlDsa44, with("priv", Bytes(32))));
  EXPECT_FAILURE(kInvalid, "does not belong", ImportParts(KeyType::kMlDsa44, with("pub", Flipped(good.at("pub"), 40))));
  EXPECT_FAILURE(kInvalid, "1952", ImportParts(KeyType::kMlDsa65, good));
  EXPECT_FAILURE(kInvalid, "lacks its member \"pub\"", ImportParts(KeyType::kMlDsa44, KeyParts{}));
  EXPECT_FAILURE(FailureCode::kKeyTypeMismatch, "public", ExportParts(*PublicKey(KeyType::kMlDsa44), true));
  EXPECT_FAILURE(FailureCode::kKeyTypeMismatch, "SEC1",
                 ExportDer(*PrivateKey(KeyType::kMlDsa44), DerFormat::kSec1, true));
}

JOSE_TEST(ml_dsa_is_refused_where_there_is_none) {
  for (const Example& example : kExamples) EXPECT(Catalog::Get().Has(TypeOf(example)) == HasMlDsa());
  if (HasMlDsa()) return;
  for (const Example& example : kExamples) {
    EXPECT_FAILURE(FailureCode::kNotSupported, "need OpenSSL 3.5 or newer", KeyTypeNamed(example.name));
  }
  // SubjectPublicKeyInfo of an ML-DSA-44 key, as far as the algorithm: an OpenSSL without it cannot read further.
  const Bytes spki = FromHex("30820532300b060960864801650304031103820521001234");
  EXPECT_FAILURE(FailureCode::kNotSupported, "need OpenSSL 3.5 or newer", ImportDer(spki, DerFormat::kAny));
  EXPECT(ERR_peek_error() == 0);
}

}  // namespace
}  // namespace jose::test
