#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/catalog.h"
#include "core/key/key_types.h"

namespace jose {

struct Mechanism;
extern const Mechanism kHmac;
extern const Mechanism kRsaPkcs1;
extern const Mechanism kRsaPss;
extern const Mechanism kEcdsa;
extern const Mechanism kOneShot;

/// A signature scheme: a registered JWS algorithm (RFC 7518 section 3.1, RFC 8037, RFC 8812, RFC 9864, RFC 9964) as EVP
/// needs it. The row number is what crosses from JavaScript. lib/jwa/signature-algorithms.ts holds the policy of the
/// same names.
struct Scheme {
  std::string_view name;
  const Mechanism* mechanism;
  Digest digest;
  KeyTypeSet key_types;
};

inline constexpr Scheme kSchemes[] = {
    {"HS256", &kHmac, Digest::kSha256, SetOf(KeyType::kOct)},
    {"HS384", &kHmac, Digest::kSha384, SetOf(KeyType::kOct)},
    {"HS512", &kHmac, Digest::kSha512, SetOf(KeyType::kOct)},
    {"RS256", &kRsaPkcs1, Digest::kSha256, SetOf(KeyType::kRsa)},
    {"RS384", &kRsaPkcs1, Digest::kSha384, SetOf(KeyType::kRsa)},
    {"RS512", &kRsaPkcs1, Digest::kSha512, SetOf(KeyType::kRsa)},
    {"PS256", &kRsaPss, Digest::kSha256, SetOf(KeyType::kRsa)},
    {"PS384", &kRsaPss, Digest::kSha384, SetOf(KeyType::kRsa)},
    {"PS512", &kRsaPss, Digest::kSha512, SetOf(KeyType::kRsa)},
    {"ES256", &kEcdsa, Digest::kSha256, SetOf(KeyType::kP256)},
    {"ES384", &kEcdsa, Digest::kSha384, SetOf(KeyType::kP384)},
    {"ES512", &kEcdsa, Digest::kSha512, SetOf(KeyType::kP521)},
    {"ES256K", &kEcdsa, Digest::kSha256, SetOf(KeyType::kSecp256k1)},
    {"EdDSA", &kOneShot, Digest::kNone, SetOf(KeyType::kEd25519) | SetOf(KeyType::kEd448)},
    {"Ed25519", &kOneShot, Digest::kNone, SetOf(KeyType::kEd25519)},
    {"Ed448", &kOneShot, Digest::kNone, SetOf(KeyType::kEd448)},
    {"ML-DSA-44", &kOneShot, Digest::kNone, SetOf(KeyType::kMlDsa44)},
    {"ML-DSA-65", &kOneShot, Digest::kNone, SetOf(KeyType::kMlDsa65)},
    {"ML-DSA-87", &kOneShot, Digest::kNone, SetOf(KeyType::kMlDsa87)},
};

inline constexpr std::size_t kSchemeCount = std::size(kSchemes);

}  // namespace jose
