#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace jose {

/// Kind of key, as fine as an algorithm needs it: the curve is part of the type.
enum class KeyType : std::uint8_t {
  kOct,
  kRsa,
  kP256,
  kP384,
  kP521,
  kSecp256k1,
  kEd25519,
  kEd448,
  kX25519,
  kX448,
  kMlDsa44,
  kMlDsa65,
  kMlDsa87,
};

enum class KeyFamily : std::uint8_t { kOct, kRsa, kEc, kOkp, kAkp };

/// One row per key type; the row number is the KeyType.
struct KeyTypeRow {
  std::string_view name;  // JWK "crv"; of AKP "alg"; "kty" where there is neither
  KeyFamily family;
  const char* openssl_name;  // EC: group name; OKP, AKP: algorithm name; RSA: "RSA"
  std::size_t size;          // octets of a coordinate (EC) or of a public key (OKP, AKP); 0 where it varies
  int bits;                  // of the curve, of an AKP public key; 0 where it varies
};

inline constexpr KeyTypeRow kKeyTypes[] = {
    {"oct", KeyFamily::kOct, nullptr, 0, 0},
    {"RSA", KeyFamily::kRsa, "RSA", 0, 0},
    {"P-256", KeyFamily::kEc, "prime256v1", 32, 256},
    {"P-384", KeyFamily::kEc, "secp384r1", 48, 384},
    {"P-521", KeyFamily::kEc, "secp521r1", 66, 521},
    {"secp256k1", KeyFamily::kEc, "secp256k1", 32, 256},
    {"Ed25519", KeyFamily::kOkp, "ED25519", 32, 256},
    {"Ed448", KeyFamily::kOkp, "ED448", 57, 448},
    {"X25519", KeyFamily::kOkp, "X25519", 32, 256},
    {"X448", KeyFamily::kOkp, "X448", 56, 448},
    {"ML-DSA-44", KeyFamily::kAkp, "ML-DSA-44", 1312, 10496},
    {"ML-DSA-65", KeyFamily::kAkp, "ML-DSA-65", 1952, 15616},
    {"ML-DSA-87", KeyFamily::kAkp, "ML-DSA-87", 2592, 20736},
};

inline constexpr const KeyTypeRow& RowOf(KeyType type) noexcept { return kKeyTypes[static_cast<std::size_t>(type)]; }

/// A set of key types, one bit each.
using KeyTypeSet = std::uint32_t;

constexpr KeyTypeSet SetOf(KeyType type) noexcept { return KeyTypeSet{1} << static_cast<unsigned>(type); }

}  // namespace jose
