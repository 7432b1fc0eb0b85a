// The primes of an RSA key from n, e and d.
//
// d * e - 1 is a multiple of lcm(p - 1, q - 1), and so it is phi * j / g, where phi = (p - 1) * (q - 1) and the
// fraction j / g is a short one: j / g is about e at most, and g divides gcd(p - 1, q - 1). Since phi differs from n in
// its lower half alone, (d * e - 1) / n is so near to j / g that j / g is one of its convergents (Hardy and Wright,
// theorem 184). With phi the sum of the primes is known, p + q = n + 1 - phi, and they are the roots of x^2 - (p + q) *
// x + n.
//
// The usual search by random square roots of 1 (NIST SP 800-56B appendix C.1) takes several exponentiations modulo n,
// which for 16384 bits are seconds; this takes none.

#include "core/error_queue.h"
#include "core/key/rsa_numbers.h"

namespace jose {

namespace {

BnPtr NumberOfWord(BN_ULONG word) {
  BnPtr number = NewNumber();
  Require(BN_set_word(number.get(), word), "BN_set_word");
  return number;
}

/// g has at most so many bits in a key that anybody made: primes that share more were constructed.
constexpr int kMaxDivisorBits = 64;

/// The largest number whose square is at most this one, by Newton's method from above.
BnPtr SquareRoot(const BIGNUM* square, BN_CTX* ctx) {
  BnPtr root = NewNumber();
  if (BN_is_zero(square)) return root;
  Require(BN_set_bit(root.get(), (BN_num_bits(square) + 1) / 2), "BN_set_bit");
  BnPtr next = NewNumber();
  for (;;) {
    Require(BN_div(next.get(), nullptr, square, root.get(), ctx), "BN_div");
    Require(BN_add(next.get(), next.get(), root.get()), "BN_add");
    Require(BN_rshift1(next.get(), next.get()), "BN_rshift1");
    if (BN_cmp(next.get(), root.get()) >= 0) return root;
    root.swap(next);
  }
}

/// Whether phi = (p - 1) * (q - 1) for two different p and q with p * q = n, which are set then; p is the larger one,
/// as every key generator has it.
bool SplitBy(const BIGNUM* phi, RsaNumbers& numbers, BN_CTX* ctx) {
  const BIGNUM* n = numbers.n.get();
  const BnPtr sum = NewNumber();
  Require(BN_sub(sum.get(), n, phi), "BN_sub");
  Require(BN_add_word(sum.get(), 1), "BN_add_word");
  // (p - q)^2 = (p + q)^2 - 4 * n
  const BnPtr product = NewNumber();
  const BnPtr square = NewNumber();
  Require(BN_lshift(product.get(), n, 2), "BN_lshift");
  Require(BN_sqr(square.get(), sum.get(), ctx), "BN_sqr");
  Require(BN_sub(square.get(), square.get(), product.get()), "BN_sub");
  if (BN_is_negative(sum.get()) || BN_is_negative(square.get()) || BN_is_zero(square.get())) return false;
  const BnPtr difference = SquareRoot(square.get(), ctx);
  BnPtr p = NewNumber();
  BnPtr q = NewNumber();
  Require(BN_add(p.get(), sum.get(), difference.get()), "BN_add");
  Require(BN_rshift1(p.get(), p.get()), "BN_rshift1");
  Require(BN_sub(q.get(), sum.get(), p.get()), "BN_sub");
  Require(BN_mul(product.get(), p.get(), q.get(), ctx), "BN_mul");
  if (BN_cmp(product.get(), n) != 0 || BN_is_one(q.get())) return false;
  numbers.p = std::move(p);
  numbers.q = std::move(q);
  return true;
}

/// One of the two sequences of which a convergent's numerator and denominator are made.
struct Sequence {
  BnPtr before, now;

  /// now * quotient + before
  void Step(const BIGNUM* quotient, BN_CTX* ctx) {
    const BnPtr product = NewNumber();
    Require(BN_mul(product.get(), now.get(), quotient, ctx), "BN_mul");
    Require(BN_add(before.get(), before.get(), product.get()), "BN_add");
    before.swap(now);
  }
};

/// Finds p and q; `multiple` is d * e - 1.
bool FindPrimes(const BIGNUM* multiple, RsaNumbers& numbers, BN_CTX* ctx) {
  const BIGNUM* n = numbers.n.get();
  Sequence j{NumberOfWord(0), NumberOfWord(1)};
  Sequence g{NumberOfWord(1), NumberOfWord(0)};
  // Euclid's algorithm gives the quotients of the continued fraction.
  BnPtr dividend(RequireNotNull(BN_dup(multiple), "BN_dup"));
  BnPtr divisor(RequireNotNull(BN_dup(n), "BN_dup"));
  const BnPtr quotient = NewNumber();
  const BnPtr phi = NewNumber();
  const BnPtr rest = NewNumber();
  while (!BN_is_zero(divisor.get())) {
    Require(BN_div(quotient.get(), dividend.get(), dividend.get(), divisor.get(), ctx), "BN_div");
    dividend.swap(divisor);
    j.Step(quotient.get(), ctx);
    g.Step(quotient.get(), ctx);
    if (BN_num_bits(g.now.get()) > kMaxDivisorBits) return false;
    if (BN_is_zero(j.now.get())) continue;
    Require(BN_mul(phi.get(), multiple, g.now.get(), ctx), "BN_mul");
    Require(BN_div(phi.get(), rest.get(), phi.get(), j.now.get(), ctx), "BN_div");
    if (BN_is_zero(rest.get()) && SplitBy(phi.get(), numbers, ctx)) return true;
  }
  return false;
}

/// Whether n is a prime that d belongs to, for which phi = n - 1, or the square of a number.
bool IsPrimeOrSquare(const BIGNUM* multiple, const BIGNUM* n, BN_CTX* ctx) {
  const BnPtr rest = NewNumber();
  const BnPtr n1 = LessOne(n);
  Require(BN_mod(rest.get(), multiple, n1.get(), ctx), "BN_mod");
  if (BN_is_zero(rest.get())) return true;
  const BnPtr root = SquareRoot(n, ctx);
  Require(BN_sqr(rest.get(), root.get(), ctx), "BN_sqr");
  return BN_cmp(rest.get(), n) == 0;
}

}  // namespace

void RecoverRsaPrimes(RsaNumbers& numbers) {
  const BnCtxPtr context(RequireNotNull(BN_CTX_secure_new(), "BN_CTX_secure_new"));
  BN_CTX* ctx = context.get();
  if (BN_cmp(numbers.d.get(), numbers.n.get()) >= 0) ThrowInvalidKey("the RSA member \"d\" must be less than \"n\"");
  const BnPtr multiple = NewNumber();
  Require(BN_mul(multiple.get(), numbers.d.get(), numbers.e.get(), ctx), "BN_mul");
  Require(BN_sub_word(multiple.get(), 1), "BN_sub_word");
  if (BN_is_zero(multiple.get()) || BN_is_odd(multiple.get()) || !FindPrimes(multiple.get(), numbers, ctx)) {
    if (!BN_is_zero(multiple.get()) && IsPrimeOrSquare(multiple.get(), numbers.n.get(), ctx)) {
      ThrowInvalidKey("the RSA modulus is no product of two different primes");
    }
    ThrowInvalidKey("the RSA member \"d\" does not belong to \"n\" and \"e\"");
  }
  const BnPtr p1 = LessOne(numbers.p.get());
  const BnPtr q1 = LessOne(numbers.q.get());
  numbers.dp = NewNumber();
  numbers.dq = NewNumber();
  Require(BN_mod(numbers.dp.get(), numbers.d.get(), p1.get(), ctx), "BN_mod");
  Require(BN_mod(numbers.dq.get(), numbers.d.get(), q1.get(), ctx), "BN_mod");
  numbers.qi.reset(RequireNotNull(BN_mod_inverse(nullptr, numbers.q.get(), numbers.p.get(), ctx), "BN_mod_inverse"));
}

}  // namespace jose
