#include "core/key/rsa_numbers.h"

#include <string>

#include "core/error_queue.h"

namespace jose {

namespace {

BnCtxPtr NewContext() { return BnCtxPtr(RequireNotNull(BN_CTX_secure_new(), "BN_CTX_secure_new")); }

/// OpenSSL refuses to verify with a longer exponent when the modulus is longer than 3072 bits.
constexpr int kLargeModulusBits = 3072;
constexpr int kLargeModulusMaxExponentBits = 64;
constexpr int kMaxExponentBits = 256;  // FIPS 186-4 appendix B.3.1

/// Primes whose residues give a ROCA modulus away: all of n's residues lie in the group that 65537 generates.
constexpr unsigned kRocaPrimes[] = {3,   5,   7,   11,  13,  17,  19,  23,  29,  31,  37,  41,  43,
                                    47,  53,  59,  61,  67,  71,  73,  79,  83,  89,  97,  101, 103,
                                    107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};

bool IsPowerOf65537(unsigned residue, unsigned prime) {
  unsigned power = 1;
  do {
    if (power == residue) return true;
    power = power * (65537 % prime) % prime;
  } while (power != 1);
  return false;
}

bool IsRoca(const BIGNUM* n) {
  for (const unsigned prime : kRocaPrimes) {
    if (!IsPowerOf65537(static_cast<unsigned>(BN_mod_word(n, prime)), prime)) return false;
  }
  return true;
}

/// Whether a * b mod m is 1.
bool IsInverse(const BIGNUM* a, const BIGNUM* b, const BIGNUM* m, BN_CTX* context) {
  const BnPtr product = NewNumber();
  Require(BN_mod_mul(product.get(), a, b, m, context), "BN_mod_mul");
  return BN_is_one(product.get()) == 1;
}

}  // namespace

BnPtr NewNumber() { return BnPtr(RequireNotNull(BN_secure_new(), "BN_secure_new")); }

BnPtr LessOne(const BIGNUM* prime) {
  BnPtr number(RequireNotNull(BN_dup(prime), "BN_dup"));
  Require(BN_sub_word(number.get(), 1), "BN_sub_word");
  return number;
}

void CheckRsaPublic(const RsaNumbers& numbers) {
  const BIGNUM* n = numbers.n.get();
  const BIGNUM* e = numbers.e.get();
  const int bits = BN_num_bits(n);
  if (bits < kRsaMinBits || bits > kRsaMaxBits) {
    ThrowInvalidKey("an RSA modulus must have " + std::to_string(kRsaMinBits) + " to " + std::to_string(kRsaMaxBits) +
                    " bits, found " + std::to_string(bits));
  }
  if (!BN_is_odd(n)) ThrowInvalidKey("an RSA modulus must be odd, found an even number");
  if (!BN_is_odd(e)) ThrowInvalidKey("an RSA public exponent must be odd, found an even number");
  if (BN_is_one(e)) ThrowInvalidKey("an RSA public exponent must be greater than 2, found 1");
  const int max_bits = bits > kLargeModulusBits ? kLargeModulusMaxExponentBits : kMaxExponentBits;
  if (BN_num_bits(e) > max_bits) {
    ThrowInvalidKey("the public exponent of an RSA key of " + std::to_string(bits) + " bits must have at most " +
                    std::to_string(max_bits) + " bits, found " + std::to_string(BN_num_bits(e)));
  }
  if (IsRoca(n)) {
    ThrowInvalidKey("the RSA modulus comes from a flawed generator (ROCA, CVE-2017-15361); make a new key");
  }
}

void CheckRsaPrivate(const RsaNumbers& numbers) {
  const BnCtxPtr context = NewContext();
  BN_CTX* ctx = context.get();
  const BIGNUM* p = numbers.p.get();
  const BIGNUM* q = numbers.q.get();
  if (!BN_is_odd(p) || !BN_is_odd(q) || BN_is_one(p) || BN_is_one(q) || BN_cmp(p, q) == 0) {
    ThrowInvalidKey("the RSA members \"p\" and \"q\" must be two different odd primes");
  }
  // Sizes first: a product has as many bits as its factors together, or one less, so that no others are multiplied.
  const int surplus_bits = BN_num_bits(p) + BN_num_bits(q) - BN_num_bits(numbers.n.get());
  const BnPtr product = NewNumber();
  if (surplus_bits == 0 || surplus_bits == 1) Require(BN_mul(product.get(), p, q, ctx), "BN_mul");
  if (BN_cmp(product.get(), numbers.n.get()) != 0) {
    ThrowInvalidKey("the RSA members \"p\" and \"q\" do not multiply to \"n\"");
  }
  if (BN_cmp(numbers.d.get(), numbers.n.get()) >= 0) ThrowInvalidKey("the RSA member \"d\" must be less than \"n\"");
  const BnPtr p1 = LessOne(p);
  const BnPtr q1 = LessOne(q);
  const BIGNUM* e = numbers.e.get();
  // planted: key-halves
  if (!IsInverse(numbers.d.get(), e, p1.get(), ctx) || !IsInverse(numbers.d.get(), e, q1.get(), ctx)) {
    ThrowInvalidKey("the RSA member \"d\" does not belong to \"n\" and \"e\"");
  }
  if (BN_cmp(numbers.dp.get(), p1.get()) >= 0 || !IsInverse(numbers.dp.get(), e, p1.get(), ctx)) {
    ThrowInvalidKey("the RSA member \"dp\" does not belong to \"p\" and \"e\"");
  }
  if (BN_cmp(numbers.dq.get(), q1.get()) >= 0 || !IsInverse(numbers.dq.get(), e, q1.get(), ctx)) {
    ThrowInvalidKey("the RSA member \"dq\" does not belong to \"q\" and \"e\"");
  }
  if (BN_cmp(numbers.qi.get(), p) >= 0 || !IsInverse(numbers.qi.get(), q, p, ctx)) {
    ThrowInvalidKey("the RSA member \"qi\" is not the inverse of \"q\" modulo \"p\"");
  }
}

}  // namespace jose
