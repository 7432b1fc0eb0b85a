#include <string>

#include "core/key/generate.h"
#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

constexpr auto kInvalid = FailureCode::kInvalidKey;
constexpr auto kMismatch = FailureCode::kKeyTypeMismatch;

/// ImportParts with one member exchanged.
KeyRef ImportWith(KeyType type, KeyParts parts, const char* member, Bytes value) {
  parts[member] = SecretBytes(value.begin(), value.end());
  return ImportParts(type, parts);
}

KeyRef ImportWithout(KeyType type, KeyParts parts, const char* member) {
  parts.erase(member);
  return ImportParts(type, parts);
}

JOSE_TEST(key_parts_round_trip) {
  for (const KeyType type : kAsymmetricTypes) {
    const KeyRef& original = PrivateKey(type);
    const KeyParts parts = ExportParts(*original, true);
    const KeyRef again = ImportParts(type, parts);
    EXPECT(again->type() == type);
    EXPECT(again->is_private());
    EXPECT(again->bits() == original->bits());
    EXPECT(ExportParts(*again, true) == parts);
    EXPECT(EVP_PKEY_eq(again->pkey(), original->pkey()) == 1);

    const KeyParts public_parts = ExportParts(*original, false);
    const KeyRef half = ImportParts(type, public_parts);
    EXPECT(!half->is_private());
    EXPECT(ExportParts(*half, false) == public_parts);
    EXPECT(ExportParts(*PublicHalf(*original), false) == public_parts);
    EXPECT(public_parts.count("d") == 0);
    EXPECT(KeyTypeNamed(original->row().name) == type);
    EXPECT_FAILURE(kMismatch, "this key is public", ExportParts(*half, true));
  }
}

JOSE_TEST(key_parts_recover_rsa_primes) {
  const KeyParts whole = ExportParts(*PrivateKey(KeyType::kRsa), true);
  KeyParts few;
  for (const char* name : {"n", "e", "d"}) few.emplace(name, whole.at(name));
  EXPECT(ExportParts(*ImportParts(KeyType::kRsa, few), true) == whole);
}

JOSE_TEST(key_parts_secrets) {
  const KeyParts parts = Parts({{"k", "AQID"}});
  const KeyRef secret = ImportParts(KeyType::kOct, parts);
  EXPECT(secret->bits() == 24);
  EXPECT(secret->is_private());
  EXPECT(secret->pkey() == nullptr);
  EXPECT(ExportParts(*secret, true) == parts);
  EXPECT(ExportParts(*secret, false).empty());
  EXPECT_FAILURE(kMismatch, "no public form", PublicHalf(*secret));
  EXPECT_FAILURE(kMismatch, "no DER form", ExportDer(*secret, DerFormat::kPkcs8, true));
  EXPECT_FAILURE(kInvalid, "the secret is empty", ImportParts(KeyType::kOct, Parts({{"k", ""}})));
  EXPECT_FAILURE(kInvalid, "lacks its member \"k\"", ImportParts(KeyType::kOct, Parts({})));
  KeyParts large;
  large.emplace("k", SecretBytes(std::size_t{1} << 18));
  EXPECT(ImportParts(KeyType::kOct, large)->bits() == 1 << 21);
  large["k"].push_back(0);
  EXPECT_FAILURE(FailureCode::kLimitExceeded, "at most 262144 octets", ImportParts(KeyType::kOct, large));
}

JOSE_TEST(key_parts_need_every_public_member) {
  for (const KeyType type : kAsymmetricTypes) {
    const KeyParts parts = ExportParts(*PublicKey(type), false);
    for (const auto& [name, value] : parts) {
      EXPECT_FAILURE(kInvalid, "lacks its member \"" + name + '"', ImportWithout(type, parts, name.c_str()));
    }
  }
}

JOSE_TEST(key_parts_need_exact_lengths) {
  for (const KeyType type : kAsymmetricTypes) {
    if (type == KeyType::kRsa) continue;
    const KeyParts parts = ExportParts(*PrivateKey(type), true);
    for (const auto& [name, value] : parts) {
      const std::string message = "must hold " + std::to_string(value.size()) + " octets, found ";
      Bytes longer(value.begin(), value.end());
      longer.insert(longer.begin(), 0);
      EXPECT_FAILURE(kInvalid, message, ImportWith(type, parts, name.c_str(), longer));
      const Bytes shorter(value.begin() + 1, value.end());
      EXPECT_FAILURE(kInvalid, message, ImportWith(type, parts, name.c_str(), shorter));
      EXPECT_FAILURE(kInvalid, message, ImportWith(type, parts, name.c_str(), {}));
    }
  }
}

JOSE_TEST(key_parts_rsa_members_are_minimal_and_all_or_none) {
  const KeyParts parts = ExportParts(*PrivateKey(KeyType::kRsa), true);
  for (const auto& [name, value] : parts) {
    Bytes longer(value.begin(), value.end());
    longer.insert(longer.begin(), 0);
    EXPECT_FAILURE(kInvalid, "without leading zero octets", ImportWith(KeyType::kRsa, parts, name.c_str(), longer));
    EXPECT_FAILURE(kInvalid, "positive number", ImportWith(KeyType::kRsa, parts, name.c_str(), {}));
    // The change of one bit in any member is noticed: it is part of a private key whose numbers must fit.
    for (const std::size_t index : {std::size_t{0}, value.size() / 2, value.size() - 1}) {
      EXPECT_FAILURE(kInvalid, "", ImportWith(KeyType::kRsa, parts, name.c_str(), Flipped(value, index, 0x02)));
    }
  }
  for (const char* name : {"p", "q", "dp", "dq", "qi"}) {
    const std::string message = std::string("lacks its member \"") + name + '"';
    EXPECT_FAILURE(kInvalid, message, ImportWithout(KeyType::kRsa, parts, name));
  }
  EXPECT_FAILURE(kInvalid, "has private members but lacks \"d\"", ImportWithout(KeyType::kRsa, parts, "d"));
}

JOSE_TEST(key_parts_ec_point_must_be_on_its_curve) {
  for (const KeyType type : {KeyType::kP256, KeyType::kP384, KeyType::kP521, KeyType::kSecp256k1}) {
    const std::size_t size = RowOf(type).size;
    const KeyParts parts = ExportParts(*PublicKey(type), false);
    const ByteView x = parts.at("x");
    EXPECT_FAILURE(kInvalid, "must be a point on", ImportWith(type, parts, "y", Flipped(parts.at("y"), size - 1)));
    EXPECT_FAILURE(kInvalid, "must be a point on", ImportWith(type, parts, "y", Bytes(size)));
    EXPECT_FAILURE(kInvalid, "must be a point on", ImportWith(type, parts, "y", Bytes(x.begin(), x.end())));
    EXPECT_FAILURE(kInvalid, "must be a point on", ImportWith(type, parts, "x", Bytes(size, 0xff)));
    KeyParts zero;
    zero.emplace("x", SecretBytes(size));
    zero.emplace("y", SecretBytes(size));
    EXPECT_FAILURE(kInvalid, "must be a point on", ImportParts(type, zero));
  }
}

JOSE_TEST(key_parts_private_and_public_must_belong_together) {
  for (const KeyType type : kAsymmetricTypes) {
    if (type == KeyType::kRsa) continue;
    const bool is_ec = RowOf(type).family == KeyFamily::kEc;
    const KeyParts parts = ExportParts(*PrivateKey(type), true);
    const KeyParts other = ExportParts(*GenerateKey(type, 0), true);
    const SecretBytes& d = other.at("d");
    EXPECT_FAILURE(kInvalid, "does not belong", ImportWith(type, parts, "d", Bytes(d.begin(), d.end())));
    if (!is_ec) continue;
    // 0, and more than any order.
    EXPECT_FAILURE(kInvalid, "\"d\"", ImportWith(type, parts, "d", Bytes(RowOf(type).size)));
    EXPECT_FAILURE(kInvalid, "\"d\"", ImportWith(type, parts, "d", Bytes(RowOf(type).size, 0xff)));
  }
}

JOSE_TEST(key_parts_of_one_curve_do_not_pass_for_another) {
  const KeyParts p256 = ExportParts(*PublicKey(KeyType::kP256), false);
  EXPECT_FAILURE(kInvalid, "point on secp256k1", ImportParts(KeyType::kSecp256k1, p256));
  EXPECT_FAILURE(kInvalid, "must hold 48 octets, found 32", ImportParts(KeyType::kP384, p256));
  EXPECT_FAILURE(FailureCode::kNotSupported, "not supported", KeyTypeNamed("P-224"));
  EXPECT_FAILURE(FailureCode::kNotSupported, "not supported", KeyTypeNamed("p-256"));
  EXPECT_FAILURE(FailureCode::kNotSupported, "not supported", KeyTypeNamed(""));
}

JOSE_TEST(key_generate_limits_sizes) {
  for (const int bits : {0, -8, 7, 9, 65544}) {
    EXPECT_FAILURE(kInvalid, "8 to 65536 bits in whole octets", GenerateKey(KeyType::kOct, bits));
  }
  for (const int bits : {0, -1, 1024, 2047, 16385}) {
    EXPECT_FAILURE(kInvalid, "2048 to 16384 bits", GenerateKey(KeyType::kRsa, bits));
  }
  EXPECT(GenerateKey(KeyType::kOct, 8)->bits() == 8);
  EXPECT(PrivateKey(KeyType::kRsa)->bits() == 2048);
}

}  // namespace
}  // namespace jose::test
