#include "core/key/export.h"

#include <optional>
#include <string>

#include "core/cleansed_frees.h"
#include "core/error_queue.h"
#include "core/key/akp.h"
#include "core/key/parts.h"

namespace jose {

namespace {

struct NumberRow {
  const char* member;
  const char* param;
  bool is_private;
};

constexpr NumberRow kRsaNumbers[] = {
    {"n", OSSL_PKEY_PARAM_RSA_N, false},         {"e", OSSL_PKEY_PARAM_RSA_E, false},
    {"d", OSSL_PKEY_PARAM_RSA_D, true},          {"p", OSSL_PKEY_PARAM_RSA_FACTOR1, true},
    {"q", OSSL_PKEY_PARAM_RSA_FACTOR2, true},    {"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1, true},
    {"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2, true}, {"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1, true},
};

constexpr NumberRow kEcNumbers[] = {
    {"x", OSSL_PKEY_PARAM_EC_PUB_X, false},
    {"y", OSSL_PKEY_PARAM_EC_PUB_Y, false},
    {"d", OSSL_PKEY_PARAM_PRIV_KEY, true},
};

/// Reads the numbers of a table; `size` is the fixed length of each, 0 for the shortest.
void PutNumbers(const Key& key, std::span<const NumberRow> rows, std::size_t size, bool include_private,
                KeyParts& parts) {
  ClearErrorQueue();  // so that what is found in it afterwards is about this
  for (const NumberRow& row : rows) {
    if (row.is_private && !include_private) continue;
    const BnPtr number = RequireNotNull(NumberOf(key.pkey(), row.param), "EVP_PKEY_get_bn_param");
    RequireNoErrors("EVP_PKEY_get_bn_param");
    const std::size_t length = size == 0 ? static_cast<std::size_t>(BN_num_bytes(number.get())) : size;
    SecretBytes octets(length);
    Require(BN_bn2binpad(number.get(), octets.data(), static_cast<int>(length)), "BN_bn2binpad");
    parts.emplace(row.member, std::move(octets));
  }
}

void PutRaw(const Key& key, bool include_private, KeyParts& parts) {
  SecretBytes x(key.row().size);
  std::size_t size = x.size();
  Require(EVP_PKEY_get_raw_public_key(key.pkey(), x.data(), &size), "EVP_PKEY_get_raw_public_key");
  parts.emplace("x", std::move(x));
  if (!include_private) return;
  SecretBytes d(key.row().size);
  Require(EVP_PKEY_get_raw_private_key(key.pkey(), d.data(), &size), "EVP_PKEY_get_raw_private_key");
  parts.emplace("d", std::move(d));
}

/// Calls an OpenSSL i2d function into cleansed memory.
template <class Object, class Encode>
SecretBytes EncodeAll(const Object* object, Encode encode, const char* operation) {
  unsigned char* encoded = nullptr;
  const int size = encode(object, &encoded);
  Require(size, operation);
  const OpenSslMemoryPtr memory(encoded);
  SecretBytes der(encoded, encoded + size);
  OPENSSL_cleanse(encoded, static_cast<std::size_t>(size));
  return der;
}

[[noreturn]] void ThrowNoSuchForm(const Key& key, const char* form) {
  throw Failure(FailureCode::kKeyTypeMismatch,
                "a key of type " + std::string(key.row().name) + " has no " + form + " form");
}

void RequirePrivate(const Key& key) {
  if (!key.is_private()) throw Failure(FailureCode::kKeyTypeMismatch, "this key is public: it has no private form");
}

SecretBytes Pkcs8Of(const Key& key) {
  const Pkcs8Ptr info(RequireNotNull(EVP_PKEY2PKCS8(key.pkey()), "EVP_PKEY2PKCS8"));
  return EncodeAll(info.get(), i2d_PKCS8_PRIV_KEY_INFO, "i2d_PKCS8_PRIV_KEY_INFO");
}

}  // namespace

KeyParts ExportParts(const Key& key, bool include_private) {
  KeyParts parts;
  std::optional<CleansedFrees> cleansed;
  if (include_private) {
    RequirePrivate(key);
    cleansed.emplace();
  }
  switch (key.row().family) {
    case KeyFamily::kOct:
      if (include_private) parts.emplace("k", SecretBytes(key.secret().begin(), key.secret().end()));
      break;
    case KeyFamily::kRsa:
      PutNumbers(key, kRsaNumbers, 0, include_private, parts);
      break;
    case KeyFamily::kEc:
      PutNumbers(key, kEcNumbers, key.row().size, include_private, parts);
      break;
    case KeyFamily::kOkp:
      PutRaw(key, include_private, parts);
      break;
    case KeyFamily::kAkp:
      ExportAkp(key, include_private, parts);
      break;
  }
  return parts;
}

SecretBytes ExportDer(const Key& key, DerFormat format, bool is_private) {
  if (key.pkey() == nullptr) ThrowNoSuchForm(key, "DER");
  if (is_private) RequirePrivate(key);
  const CleansedFrees cleansed;
  const KeyFamily family = key.row().family;
  if (format == DerFormat::kSpki && !is_private) return EncodeAll(key.pkey(), i2d_PUBKEY, "i2d_PUBKEY");
  if (format == DerFormat::kPkcs8 && is_private) return Pkcs8Of(key);
  if (format == DerFormat::kPkcs1 && family == KeyFamily::kRsa) {
    return is_private ? EncodeAll(key.pkey(), i2d_PrivateKey, "i2d_PrivateKey")
                      : EncodeAll(key.pkey(), i2d_PublicKey, "i2d_PublicKey");
  }
  if (format == DerFormat::kSec1 && family == KeyFamily::kEc && is_private) {
    return EncodeAll(key.pkey(), i2d_PrivateKey, "i2d_PrivateKey");
  }
  constexpr const char* kNames[] = {"SPKI", "PKCS#8", "PKCS#1", "SEC1", "X.509", "unnamed"};
  const std::string form = std::string(is_private ? "private " : "public ") + kNames[static_cast<std::size_t>(format)];
  ThrowNoSuchForm(key, form.c_str());
}

KeyRef PublicHalf(const Key& key) {
  if (key.pkey() == nullptr) ThrowNoSuchForm(key, "public");
  return ImportParts(key.type(), ExportParts(key, false));
}

}  // namespace jose
