#pragma once

#include <cstddef>
#include <string_view>

#include "core/catalog.h"

namespace jose {

struct ContentMechanism;
extern const ContentMechanism kAesGcm;
extern const ContentMechanism kAesCbcHmac;

/// A content encryption algorithm ("enc", RFC 7518 section 5.1). The row number is what crosses from JavaScript.
struct ContentCipher {
  std::string_view name;
  const ContentMechanism* mechanism;
  Cipher cipher;
  Digest digest;         // of the HMAC; kNone for GCM
  std::size_t key_size;  // octets of the whole content encryption key
  std::size_t iv_size;
  std::size_t tag_size;
};

inline constexpr ContentCipher kContentCiphers[] = {
    {"A128CBC-HS256", &kAesCbcHmac, Cipher::kAes128Cbc, Digest::kSha256, 32, 16, 16},
    {"A192CBC-HS384", &kAesCbcHmac, Cipher::kAes192Cbc, Digest::kSha384, 48, 16, 24},
    {"A256CBC-HS512", &kAesCbcHmac, Cipher::kAes256Cbc, Digest::kSha512, 64, 16, 32},
    {"A128GCM", &kAesGcm, Cipher::kAes128Gcm, Digest::kNone, 16, 12, 16},
    {"A192GCM", &kAesGcm, Cipher::kAes192Gcm, Digest::kNone, 24, 12, 16},
    {"A256GCM", &kAesGcm, Cipher::kAes256Gcm, Digest::kNone, 32, 12, 16},
};

inline constexpr std::size_t kMaxContentKeySize = 64;
inline constexpr std::size_t kMaxIvSize = 16;
inline constexpr std::size_t kMaxTagSize = 32;

}  // namespace jose
