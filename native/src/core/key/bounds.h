#pragma once

#include <cstddef>

#include "core/bytes.h"
#include "core/key/import.h"
#include "core/key/rsa_numbers.h"

namespace jose {

/// What is bounded before OpenSSL sees it, in whatever file: SECURITY.md has the same table. Beyond a bound the code is
/// kLimitExceeded. The rounds of key derivation are bounded in password_based.h.
namespace bounds {
/// Octets of a key or a certificate in DER; eight times the largest private RSA key, ten times an ML-DSA certificate.
inline constexpr std::size_t kMaxDerSize = 65'536;
/// Bits of a number in a key: of the largest RSA modulus.
inline constexpr std::size_t kMaxNumberBits = kRsaMaxBits;
/// Primes of an RSA key that are looked at, to say that only two are supported; OpenSSL makes no more
/// (RSA_MAX_PRIME_NUM).
inline constexpr std::size_t kMaxPrimes = 5;
/// Elements within elements in the numbers and parameters of a key.
inline constexpr int kMaxDepth = 16;
/// Elements of a certificate's ASN.1; ordinary ones have 60 to 150.
inline constexpr std::size_t kMaxCertificateElements = 1024;
/// Octets of a PKCS#12 file.
inline constexpr std::size_t kMaxPkcs12Size = 1'048'576;
/// Safes and bags, together, in a PKCS#12 file.
inline constexpr std::size_t kMaxPkcs12Bags = 256;
/// Certificates in a PKCS#12 file. lib/jwk/certificates.ts has the same for PEM texts and "x5c".
inline constexpr std::size_t kMaxCertificates = 100;
}  // namespace bounds

/// Looks at a key by its skeleton alone: the algorithm identifier, the parameters and the size of every number, before
/// OpenSSL decodes it. False where the octets have another structure than
/// the format's, which is any but kAny. Throws
/// kLimitExceeded for what is too large, kNotSupported for an algorithm that JOSE has no use for (whatever it holds is
/// not decoded), kInvalidKey for EC parameters that are spelled out and for RSA with more than two primes.
bool IsWithinBounds(ByteView der, DerFormat format);

/// The same for a certificate of somebody else, whose key may be of any kind.
bool IsCertificateWithinBounds(ByteView der);

/// Whether the octets are a PKCS#8 private key by their skeleton.
bool HasPkcs8Skeleton(ByteView der) noexcept;

/// Throws kLimitExceeded where there are more octets than allowed; `what` names the thing.
void RequireSize(std::size_t size, std::size_t limit, const char* what);

/// The refusal of a key whose algorithm no JOSE algorithm uses.
[[noreturn]] void ThrowNoUseInJose();

}  // namespace jose
