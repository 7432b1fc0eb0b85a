#pragma once

#include <array>

#include "core/bytes.h"
#include "core/key/key.h"
#include "core/signature/schemes.h"

namespace jose {

/// Octets of the longest signature there is: ML-DSA-87 (FIPS 204, table 2).
inline constexpr std::size_t kMaxSignatureSize = 4627;

/// A signature held in place, without an allocation.
struct Signature {
  std::array<std::uint8_t, kMaxSignatureSize> bytes;
  std::size_t size;
  ByteView view() const noexcept { return {bytes.data(), size}; }
};

/// Signs the octets `input` (the JWS Signing Input, RFC 7515 section 5.1 step 5) into `signature`. Any thread.
/// Throws kKeyTypeMismatch when the key cannot serve the scheme, kOpenSsl when OpenSSL fails.
void Sign(const Key& key, const Scheme& scheme, ByteView input, Signature& signature);

/// Verifies (RFC 7515 section 5.2 step 8): true only for a good signature. Any thread. Throws as Sign does, never for
/// what the signature holds.
bool Verify(const Key& key, const Scheme& scheme, ByteView input, ByteView signature);

}  // namespace jose
