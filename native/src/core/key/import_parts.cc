#include <algorithm>
#include <string>

#include "core/base64url.h"
#include "core/catalog.h"
#include "core/cleansed_frees.h"
#include "core/error_queue.h"
#include "core/key/akp.h"
#include "core/key/bounds.h"
#include "core/key/check.h"
#include "core/key/import.h"
#include "core/key/parts.h"
#include "core/key/rsa_numbers.h"

namespace jose {

namespace {

/// The largest secret that is taken: far above any algorithm's need, far below what would exhaust memory.
constexpr std::size_t kMaxSecretSize = 1U << 18;

KeyRef ImportSecret(KeyType /*type*/, const KeyParts& parts) {
  const ByteView secret = Part(parts, "k");
  if (secret.empty()) ThrowInvalidKey("the secret is empty; give at least one octet");
  if (secret.size() > kMaxSecretSize) {
    throw Failure(FailureCode::kLimitExceeded, "a secret may hold at most " + std::to_string(kMaxSecretSize) +
                                                   " octets, found " + std::to_string(secret.size()));
  }
  return Key::FromSecret(SecretBytes(secret.begin(), secret.end()));
}

/// Checks the size of every private number of an RSA key before any is calculated with.
void RequireBoundedRsa(const KeyParts& parts) {
  constexpr std::size_t kMaxOctets = bounds::kMaxNumberBits / 8;
  for (const char* const name : {"d", "p", "q", "dp", "dq", "qi"}) {
    if (!HasPart(parts, name) || Part(parts, name).size() <= kMaxOctets) continue;
    throw Failure(FailureCode::kLimitExceeded, "the RSA member \"" + std::string(name) + "\" may have at most " +
                                                   std::to_string(bounds::kMaxNumberBits) + " bits, found " +
                                                   std::to_string(Part(parts, name).size()) + " octets");
  }
}

KeyRef ImportRsa(KeyType /*type*/, const KeyParts& parts) {
  RequireBoundedRsa(parts);
  RsaNumbers numbers;
  numbers.n = PartAsNumber(parts, "n");
  numbers.e = PartAsNumber(parts, "e");
  CheckRsaPublic(numbers);
  const char* const crt[] = {"p", "q", "dp", "dq", "qi"};
  const auto given = std::count_if(std::begin(crt), std::end(crt), [&](auto name) { return HasPart(parts, name); });
  if (!HasPart(parts, "d")) {
    if (given != 0) ThrowInvalidKey("the RSA key has private members but lacks \"d\"");
    return CheckedRsa(RsaPkey(numbers), false);
  }
  numbers.d = PartAsNumber(parts, "d");
  if (given == 0) {
    RecoverRsaPrimes(numbers);
  } else {
    // RFC 7518 section 6.3.2: "if the producer includes any of the other private key parameters, then all of the
    // others MUST be present".
    numbers.p = PartAsNumber(parts, "p");
    numbers.q = PartAsNumber(parts, "q");
    numbers.dp = PartAsNumber(parts, "dp");
    numbers.dq = PartAsNumber(parts, "dq");
    numbers.qi = PartAsNumber(parts, "qi");
  }
  CheckRsaPrivate(numbers);  // before OpenSSL sees them
  return CheckedRsa(RsaPkey(numbers), true);
}

/// An EC key from its octets, null when OpenSSL refuses them: it checks that the point is on the curve. Empty `d`:
/// public.
EvpPkeyPtr EcPkey(KeyType type, ByteView x, ByteView y, ByteView d) {
  Bytes point = {0x04};  // SEC 1 section 2.3.3: uncompressed
  point.insert(point.end(), x.begin(), x.end());
  point.insert(point.end(), y.begin(), y.end());
  const ParamBuilderPtr builder(RequireNotNull(OSSL_PARAM_BLD_new(), "OSSL_PARAM_BLD_new"));
  Require(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, RowOf(type).openssl_name, 0),
          "OSSL_PARAM_BLD_push_utf8_string");
  Require(OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
          "OSSL_PARAM_BLD_push_octet_string");
  BnPtr number;
  if (!d.empty()) {
    number.reset(RequireNotNull(BN_secure_new(), "BN_secure_new"));
    RequireNotNull(BN_bin2bn(d.data(), static_cast<int>(d.size()), number.get()), "BN_bin2bn");
    PushNumber(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get());
  }
  return PkeyFromParams("EC", builder.get(), !d.empty());
}

KeyRef ImportEc(KeyType type, const KeyParts& parts) {
  const std::size_t size = RowOf(type).size;
  const ByteView x = PartOfSize(parts, "x", size);
  const ByteView y = PartOfSize(parts, "y", size);
  const bool is_private = HasPart(parts, "d");
  EvpPkeyPtr pkey = EcPkey(type, x, y, is_private ? PartOfSize(parts, "d", size) : ByteView{});
  if (!pkey) {
    ThrowInvalidKey("the EC key is not valid: \"x\", \"y\" must be a point on " + std::string(RowOf(type).name) +
                    (is_private ? " and \"d\" must lie between 1 and the order of the curve" : ""));
  }
  return CheckedEc(type, std::move(pkey), is_private);
}

KeyRef ImportOkp(KeyType type, const KeyParts& parts) {
  const KeyTypeRow& row = RowOf(type);
  const ByteView x = PartOfSize(parts, "x", row.size);
  if (!HasPart(parts, "d")) {
    EvpPkeyPtr pkey(EVP_PKEY_new_raw_public_key_ex(nullptr, row.openssl_name, nullptr, x.data(), x.size()));
    return CheckedOkp(type, RequireNotNull(std::move(pkey), "EVP_PKEY_new_raw_public_key_ex"), false);
  }
  const ByteView d = PartOfSize(parts, "d", row.size);
  EvpPkeyPtr pkey(
      RequireNotNull(EVP_PKEY_new_raw_private_key_ex(nullptr, row.openssl_name, nullptr, d.data(), d.size()),
                     "EVP_PKEY_new_raw_private_key_ex"));
  Bytes computed(row.size);
  std::size_t size = computed.size();
  Require(EVP_PKEY_get_raw_public_key(pkey.get(), computed.data(), &size), "EVP_PKEY_get_raw_public_key");
  if (!std::equal(computed.begin(), computed.end(), x.begin(), x.end())) {
    ThrowInvalidKey("the private key \"d\" does not belong to the public key \"x\"");
  }
  return CheckedOkp(type, std::move(pkey), true);
}

/// How each family is read; the row number is the KeyFamily.
constexpr KeyRef (*kImporters[])(KeyType, const KeyParts&) = {ImportSecret, ImportRsa, ImportEc, ImportOkp, ImportAkp};

}  // namespace

KeyType KeyTypeNamed(std::string_view name) {
  const auto* row = std::find_if(std::begin(kKeyTypes), std::end(kKeyTypes),
                                 [&](const KeyTypeRow& candidate) { return candidate.name == name; });
  if (row == std::end(kKeyTypes)) {
    throw Failure(FailureCode::kNotSupported, "this key type or curve is not supported");
  }
  const auto type = static_cast<KeyType>(row - kKeyTypes);
  if (!Catalog::Get().Has(type)) ThrowLacksMlDsa();
  return type;
}

void ThrowLacksMlDsa() {
  throw Failure(FailureCode::kNotSupported, "ML-DSA keys (RFC 9964) need OpenSSL 3.5 or newer, but this addon has " +
                                                std::string(OpenSSL_version(OPENSSL_VERSION)));
}

KeyRef ImportEphemeral(KeyType type, ByteView x, ByteView y) {
  const KeyTypeRow& row = RowOf(type);
  Bytes decoded_x(Base64urlDecodedLength(x.size()));
  Bytes decoded_y(Base64urlDecodedLength(y.size()));
  const bool is_ec = row.family == KeyFamily::kEc;
  if (!is_ec && row.family != KeyFamily::kOkp) return nullptr;
  if (!Base64urlDecode(x, decoded_x.data()) || !Base64urlDecode(y, decoded_y.data()) || decoded_x.size() != row.size ||
      decoded_y.size() != (is_ec ? row.size : 0)) {
    return nullptr;
  }
  EvpPkeyPtr pkey = is_ec ? EcPkey(type, decoded_x, decoded_y, {})
                          : EvpPkeyPtr(EVP_PKEY_new_raw_public_key_ex(nullptr, row.openssl_name, nullptr,
                                                                      decoded_x.data(), decoded_x.size()));
  ClearErrorQueue();
  return pkey ? Key::FromPkey(type, std::move(pkey), false) : nullptr;
}

KeyRef ImportParts(KeyType type, const KeyParts& parts) {
  const CleansedFrees cleansed;
  return kImporters[static_cast<std::size_t>(RowOf(type).family)](type, parts);
}

}  // namespace jose
