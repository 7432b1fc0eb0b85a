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
};

enum class KeyFamily : std::uint8_t { kOct, kRsa, kEc, kOkp };

/// One row per key type; the row number is the KeyType.
struct KeyTypeRow {
  std::string_view name;  // JWK "crv", or "kty" where there is no curve
  KeyFamily family;
  const char* openssl_name;  // EC: group name; OKP: algorithm name; RSA: "RSA"
  std::size_t size;          // octets of a coordinate (EC) or of a public key (OKP); 0 where it varies
  int bits;                  // curve bits; 0 where it varies
};

inline constexpr KeyTypeRow kKeyTypes[] = {
    {"oct", KeyFamily::kOct, nullptr, 0, 0},          {"RSA", KeyFamily::kRsa, "RSA", 0, 0},
    {"P-256", KeyFamily::kEc, "prime256v1", 32, 256}, {"P-384", KeyFamily::kEc, "secp384r1", 48, 384},
    {"P-521", KeyFamily::kEc, "secp521r1", 66, 521},  {"secp256k1", KeyFamily::kEc, "secp256k1", 32, 256},
    {"Ed25519", KeyFamily::kOkp, "ED25519", 32, 256}, {"Ed448", KeyFamily::kOkp, "ED448", 57, 448},
    {"X25519", KeyFamily::kOkp, "X25519", 32, 256},   {"X448", KeyFamily::kOkp, "X448", 56, 448},
};

inline constexpr const KeyTypeRow& RowOf(KeyType type) noexcept { return kKeyTypes[static_cast<std::size_t>(type)]; }

/// A set of key types, one bit each.
using KeyTypeSet = std::uint32_t;

constexpr KeyTypeSet SetOf(KeyType type) noexcept { return KeyTypeSet{1} << static_cast<unsigned>(type); }

}  // namespace jose
