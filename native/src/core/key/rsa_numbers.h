#pragma once

#include "core/openssl_ptr.h"

namespace jose {

inline constexpr int kRsaMinBits = 2048;
inline constexpr int kRsaMaxBits = 16384;

/// The numbers of an RSA key (RFC 8017 section 3). Null where a key has none.
struct RsaNumbers {
  BnPtr n, e;
  BnPtr d;
  BnPtr p, q, dp, dq, qi;
};

/// A number of 0, in memory that is cleansed.
BnPtr NewNumber();

/// number - 1
BnPtr LessOne(const BIGNUM* number);

/// Checks the public half: size, parity, exponent, and that the modulus does not come from the flawed generator known
/// as ROCA (CVE-2017-15361). Throws kInvalidKey naming the fault.
void CheckRsaPublic(const RsaNumbers& numbers);

/// Checks that d and the CRT numbers belong to n and e. Needs every number. Throws kInvalidKey.
void CheckRsaPrivate(const RsaNumbers& numbers);

/// Finds p, q and the CRT numbers from n, e and d, by arithmetic alone: a few thousand divisions by short numbers, and
/// no exponentiation, whatever n and d are. Needs numbers that CheckRsaPublic has passed. Throws kInvalidKey when d
/// does not belong to n and e.
void RecoverRsaPrimes(RsaNumbers& numbers);

}  // namespace jose
