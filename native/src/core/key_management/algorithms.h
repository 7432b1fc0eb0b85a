#pragma once

#include <cstddef>
#include <string_view>

#include "core/catalog.h"
#include "core/key/key_types.h"

namespace jose {

struct KeyManagementMechanism;
extern const KeyManagementMechanism kDirect;
extern const KeyManagementMechanism kAesKeyWrap;
extern const KeyManagementMechanism kAesGcmKeyWrap;
extern const KeyManagementMechanism kRsaOaep;
extern const KeyManagementMechanism kRsaPkcs1Encryption;
extern const KeyManagementMechanism kEcdhEs;
extern const KeyManagementMechanism kPbes2;

/// A key management algorithm ("alg", RFC 7518 section 4.1). The row number is what crosses from JavaScript.
struct KeyManagement {
  std::string_view name;
  const KeyManagementMechanism* mechanism;
  Digest digest;         // of OAEP and of PBKDF2
  std::size_t kek_size;  // octets of the AES key that wraps; 0 where none does
  Cipher cipher;         // that wraps, where kek_size is not 0
  KeyTypeSet key_types;
};

inline constexpr KeyTypeSet kAgreementKeys = SetOf(KeyType::kP256) | SetOf(KeyType::kP384) | SetOf(KeyType::kP521) |
                                             SetOf(KeyType::kX25519) | SetOf(KeyType::kX448);
inline constexpr KeyTypeSet kSecrets = SetOf(KeyType::kOct);
inline constexpr KeyTypeSet kRsaKeys = SetOf(KeyType::kRsa);

// clang-format off
inline constexpr KeyManagement kKeyManagement[] = {
    {"dir",                &kDirect,             Digest::kNone,    0, Cipher::kAes128Wrap, kSecrets},
    {"A128KW",             &kAesKeyWrap,         Digest::kNone,   16, Cipher::kAes128Wrap, kSecrets},
    {"A192KW",             &kAesKeyWrap,         Digest::kNone,   24, Cipher::kAes192Wrap, kSecrets},
    {"A256KW",             &kAesKeyWrap,         Digest::kNone,   32, Cipher::kAes256Wrap, kSecrets},
    {"A128GCMKW",          &kAesGcmKeyWrap,      Digest::kNone,   16, Cipher::kAes128Gcm,  kSecrets},
    {"A192GCMKW",          &kAesGcmKeyWrap,      Digest::kNone,   24, Cipher::kAes192Gcm,  kSecrets},
    {"A256GCMKW",          &kAesGcmKeyWrap,      Digest::kNone,   32, Cipher::kAes256Gcm,  kSecrets},
    {"RSA-OAEP",           &kRsaOaep,            Digest::kSha1,    0, Cipher::kAes128Wrap, kRsaKeys},
    {"RSA-OAEP-256",       &kRsaOaep,            Digest::kSha256,  0, Cipher::kAes128Wrap, kRsaKeys},
    {"RSA-OAEP-384",       &kRsaOaep,            Digest::kSha384,  0, Cipher::kAes128Wrap, kRsaKeys},
    {"RSA-OAEP-512",       &kRsaOaep,            Digest::kSha512,  0, Cipher::kAes128Wrap, kRsaKeys},
    {"RSA1_5",             &kRsaPkcs1Encryption, Digest::kNone,    0, Cipher::kAes128Wrap, kRsaKeys},
    {"ECDH-ES",            &kEcdhEs,             Digest::kNone,    0, Cipher::kAes128Wrap, kAgreementKeys},
    {"ECDH-ES+A128KW",     &kEcdhEs,             Digest::kNone,   16, Cipher::kAes128Wrap, kAgreementKeys},
    {"ECDH-ES+A192KW",     &kEcdhEs,             Digest::kNone,   24, Cipher::kAes192Wrap, kAgreementKeys},
    {"ECDH-ES+A256KW",     &kEcdhEs,             Digest::kNone,   32, Cipher::kAes256Wrap, kAgreementKeys},
    {"PBES2-HS256+A128KW", &kPbes2,              Digest::kSha256, 16, Cipher::kAes128Wrap, kSecrets},
    {"PBES2-HS384+A192KW", &kPbes2,              Digest::kSha384, 24, Cipher::kAes192Wrap, kSecrets},
    {"PBES2-HS512+A256KW", &kPbes2,              Digest::kSha512, 32, Cipher::kAes256Wrap, kSecrets},
};
// clang-format on

inline constexpr std::size_t kKeyManagementCount = std::size(kKeyManagement);

/// Whether the recipient's key, or what is agreed with it, is itself the content encryption key (RFC 7516 section 2,
/// "Direct Encryption" and "Direct Key Agreement").
constexpr bool IsDirect(const KeyManagement& algorithm) noexcept {
  return algorithm.mechanism == &kDirect || (algorithm.mechanism == &kEcdhEs && algorithm.kek_size == 0);
}

}  // namespace jose
