#include <algorithm>
#include <string>

#include "core/catalog.h"
#include "core/cleansed_frees.h"
#include "core/error_queue.h"
#include "core/key/akp.h"
#include "core/key/bounds.h"
#include "core/key/check.h"
#include "core/key/der_reader.h"
#include "core/key/import.h"
#include "core/key/parts.h"

namespace jose {

namespace {

struct DecodedKey {
  EvpPkeyPtr pkey;
  bool is_private = false;
};

/// Calls an OpenSSL d2i function and refuses octets after the structure.
template <class Object, class Decode>
Object DecodeAll(ByteView der, Decode decode) {
  const std::uint8_t* position = der.data();
  Object object(decode(&position, static_cast<long>(der.size())));
  if (object && position != der.data() + der.size()) object.reset();
  return object;
}

DecodedKey DecodeSpki(ByteView der) {
  return {
      DecodeAll<EvpPkeyPtr>(der, [](auto in, long size) { return d2i_PUBKEY_ex(nullptr, in, size, nullptr, nullptr); }),
      false};
}

DecodedKey DecodePkcs8(ByteView der) {
  const auto info =
      DecodeAll<Pkcs8Ptr>(der, [](auto in, long size) { return d2i_PKCS8_PRIV_KEY_INFO(nullptr, in, size); });
  return {EvpPkeyPtr(info ? EVP_PKCS82PKEY_ex(info.get(), nullptr, nullptr) : nullptr), true};
}

/// Whether the structure starts as SEQUENCE { INTEGER version, an element of this tag, ... } Asked because
/// d2i_PrivateKey takes PKCS#8 as well, whose second element is a SEQUENCE.
bool StartsWith(ByteView der, std::uint8_t version, std::uint8_t tag) {
  const auto sequence = DerReader(der).Next(der::kSequence);
  DerReader reader(sequence ? sequence->contents : ByteView{});
  const auto number = reader.Next(der::kInteger);
  return number && number->contents.size() == 1 && number->contents[0] == version && reader.Next(tag);
}

DecodedKey DecodePkcs1(ByteView der) {
  // RFC 8017 appendix A.1.2: RSAPrivateKey has version 0 (1 stands for more than two primes) and then the modulus.
  if (StartsWith(der, 0, der::kInteger)) {
    return {DecodeAll<EvpPkeyPtr>(der,
                                  [](auto in, long size) {
                                    return d2i_PrivateKey_ex(EVP_PKEY_RSA, nullptr, in, size, nullptr, nullptr);
                                  }),
            true};
  }
  return {DecodeAll<EvpPkeyPtr>(der, [](auto in, long size) { return d2i_PublicKey(EVP_PKEY_RSA, nullptr, in, size); }),
          false};
}

DecodedKey DecodeSec1(ByteView der) {
  // RFC 5915 section 3: ECPrivateKey has version 1 and then an octet string.
  if (!StartsWith(der, 1, der::kOctetString)) return {};
  return {
      DecodeAll<EvpPkeyPtr>(
          der, [](auto in, long size) { return d2i_PrivateKey_ex(EVP_PKEY_EC, nullptr, in, size, nullptr, nullptr); }),
      true};
}

DecodedKey DecodeX509(ByteView der) {
  const auto certificate = DecodeAll<X509Ptr>(der, [](auto in, long size) { return d2i_X509(nullptr, in, size); });
  return {EvpPkeyPtr(certificate ? X509_get_pubkey(certificate.get()) : nullptr), false};
}

struct FormatRow {
  const char* description;
  DecodedKey (*decode)(ByteView);
};

/// The row number is the DerFormat. When the format is not known each is tried in this order.
constexpr FormatRow kFormats[] = {
    {"an SPKI public key", DecodeSpki},    {"a PKCS#8 private key", DecodePkcs8}, {"a PKCS#1 RSA key", DecodePkcs1},
    {"a SEC1 EC private key", DecodeSec1}, {"an X.509 certificate", DecodeX509},
};

DecodedKey Decode(ByteView der, DerFormat format) {
  const auto row = static_cast<std::size_t>(format);
  const auto first = format == DerFormat::kAny ? std::begin(kFormats) : kFormats + row;
  const auto last = format == DerFormat::kAny ? std::end(kFormats) : first + 1;
  for (auto candidate = first; candidate != last; ++candidate) {
    if (!IsWithinBounds(der, static_cast<DerFormat>(candidate - kFormats))) continue;
    DecodedKey decoded = candidate->decode(der);
    ClearErrorQueue();
    if (decoded.pkey) return decoded;
  }
  if (!Catalog::Get().has_ml_dsa() && NamesMlDsa(der)) ThrowLacksMlDsa();
  ThrowInvalidKey(
      std::string("the octets are not ") +
      (format == DerFormat::kAny ? "a DER key in SPKI, PKCS#8, PKCS#1, SEC1 or X.509 form" : first->description) +
      ", or its key is not valid");
}

KeyType EcType(const EVP_PKEY* pkey) {
  int is_explicit = 0;
  if (EVP_PKEY_get_int_param(pkey, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &is_explicit) == 1 && is_explicit) {
    ThrowInvalidKey("the EC key spells out its curve's parameters; give the curve by name");
  }
  char name[64] = {};
  Require(EVP_PKEY_get_utf8_string_param(pkey, OSSL_PKEY_PARAM_GROUP_NAME, name, sizeof(name), nullptr),
          "EVP_PKEY_get_utf8_string_param");
  const auto* row = std::find_if(std::begin(kKeyTypes), std::end(kKeyTypes), [&](const KeyTypeRow& candidate) {
    return candidate.family == KeyFamily::kEc && std::string_view(candidate.openssl_name) == name;
  });
  if (row == std::end(kKeyTypes)) {
    throw Failure(FailureCode::kNotSupported,
                  "the EC key's curve is not one of P-256, P-384, P-521 and secp256k1; JOSE registers no other");
  }
  return static_cast<KeyType>(row - kKeyTypes);
}

/// A key that was read with a compressed point would be written with one; JWK and `openssl pkey` have both coordinates.
void UseUncompressedPoint(EVP_PKEY* pkey) {
  Require(EVP_PKEY_set_utf8_string_param(pkey, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "uncompressed"),
          "EVP_PKEY_set_utf8_string_param");
}

}  // namespace

KeyRef CheckedKey(EvpPkeyPtr owned, bool is_private) {
  EVP_PKEY* pkey = owned.get();
  if (EVP_PKEY_is_a(pkey, "RSA")) return CheckedRsa(std::move(owned), is_private);
  if (EVP_PKEY_is_a(pkey, "EC")) {
    const KeyType type = EcType(pkey);
    UseUncompressedPoint(pkey);
    return CheckedEc(type, std::move(owned), is_private);
  }
  for (const KeyTypeRow& row : kKeyTypes) {
    if ((row.family != KeyFamily::kOkp && row.family != KeyFamily::kAkp) || !EVP_PKEY_is_a(pkey, row.openssl_name)) {
      continue;
    }
    const auto type = static_cast<KeyType>(&row - kKeyTypes);
    // Of an ML-DSA key, OpenSSL has checked the lengths, and of a private one that its parts belong together.
    if (row.family == KeyFamily::kAkp) return Key::FromPkey(type, std::move(owned), is_private);
    return CheckedOkp(type, std::move(owned), is_private);
  }
  ThrowNoUseInJose();
}

KeyRef ImportDer(ByteView der, DerFormat format) {
  const CleansedFrees cleansed;
  DecodedKey decoded = Decode(der, format);
  return CheckedKey(std::move(decoded.pkey), decoded.is_private);
}

}  // namespace jose
