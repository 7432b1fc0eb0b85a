#include <openssl/rsa.h>

#include <cstdio>
#include <string>

#include "core/error_queue.h"
#include "core/key/parts.h"
#include "core/key/rsa_numbers.h"
#include "harness.h"
#include "rsa_support.h"
#include "support.h"

namespace jose::test {
namespace {

void CheckRecovery(const RsaNumbers& original) {
  RsaNumbers numbers = PublicNumbers(Copy(original.n), Copy(original.e));
  numbers.d = Copy(original.d);
  RecoverRsaPrimes(numbers);
  EXPECT(Equal(numbers.p, original.p));
  EXPECT(Equal(numbers.q, original.q));
  EXPECT(Equal(numbers.dp, original.dp));
  EXPECT(Equal(numbers.dq, original.dq));
  EXPECT(Equal(numbers.qi, original.qi));
  CheckRsaPrivate(numbers);
}

JOSE_TEST(rsa_numbers_recovers_the_primes) {
  RsaNumbers original = Good();
  CheckRsaPublic(original);
  CheckRsaPrivate(original);
  for (int i = 0; i < 20; ++i) CheckRecovery(original);  // each draws other random numbers
  // d + lcm(p - 1, q - 1) is a private exponent as good as d, and so is one modulo (p - 1) * (q - 1).
  BnPtr product = Number(0);
  const BnCtxPtr context(RequireNotNull(BN_CTX_new(), "BN_CTX_new"));
  const BnPtr p1 = LessOne(original.p);
  const BnPtr q1 = LessOne(original.q);
  Require(BN_mul(product.get(), p1.get(), q1.get(), context.get()), "BN_mul");
  original.d.reset(
      RequireNotNull(BN_mod_inverse(nullptr, original.e.get(), product.get(), context.get()), "BN_mod_inverse"));
  CheckRsaPrivate(original);
  CheckRecovery(original);
}

JOSE_TEST(rsa_numbers_recovers_the_primes_for_other_exponents) {
  constexpr BN_ULONG kExponents[] = {3, 17, 0x100000001};
  for (const BN_ULONG exponent : kExponents) {
    const EvpPkeyCtxPtr context(
        RequireNotNull(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr), "EVP_PKEY_CTX_new_from_name"));
    Require(EVP_PKEY_keygen_init(context.get()), "EVP_PKEY_keygen_init");
    Require(EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), 2048), "EVP_PKEY_CTX_set_rsa_keygen_bits");
    const BnPtr e = Number(exponent);
    Require(EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context.get(), e.get()), "EVP_PKEY_CTX_set1_rsa_keygen_pubexp");
    EVP_PKEY* made = nullptr;
    Require(EVP_PKEY_generate(context.get(), &made), "EVP_PKEY_generate");
    const EvpPkeyPtr pkey(made);
    const RsaNumbers numbers = NumbersOf(pkey.get());
    CheckRsaPublic(numbers);
    CheckRecovery(numbers);
  }
}

/// RecoverRsaPrimes with another d.
void RecoverFrom(BnPtr d) {
  const RsaNumbers good = Good();
  RsaNumbers numbers = PublicNumbers(Copy(good.n), Copy(good.e));
  numbers.d = std::move(d);
  RecoverRsaPrimes(numbers);
}

JOSE_TEST(rsa_numbers_refuses_to_recover_from_a_wrong_d) {
  const RsaNumbers good = Good();
  constexpr const char* kMessage = "\"d\" does not belong to \"n\" and \"e\"";
  EXPECT_FAILURE(kInvalid, kMessage, RecoverFrom(Number(1)));
  EXPECT_FAILURE(kInvalid, kMessage, RecoverFrom(Number(3)));
  EXPECT_FAILURE(kInvalid, kMessage, RecoverFrom(Plus(good.d, 1)));
  EXPECT_FAILURE(kInvalid, kMessage, RecoverFrom(Plus(good.d, 2)));
  EXPECT_FAILURE(kInvalid, kMessage, RecoverFrom(PowerOfTwo(2040)));
  EXPECT_FAILURE(kInvalid, "\"d\" must be less than \"n\"", RecoverFrom(Copy(good.n)));
  EXPECT_FAILURE(kInvalid, "\"d\" must be less than \"n\"", RecoverFrom(Sum(good.n, good.d)));
}

/// Tries to recover primes from a modulus that has not two, with the d that belongs to it: every root of 1 is 1 or -1,
/// so the search must come to an end by itself. `order` is that of the group of units.
void RecoverFromPrimePower(BnPtr modulus, const BIGNUM* order) {
  RsaNumbers numbers = PublicNumbers(std::move(modulus), Number(65537));
  const BnCtxPtr context(RequireNotNull(BN_CTX_new(), "BN_CTX_new"));
  numbers.d.reset(RequireNotNull(BN_mod_inverse(nullptr, numbers.e.get(), order, context.get()), "BN_mod_inverse"));
  EXPECT_FAILURE(kInvalid, "no product of two", RecoverRsaPrimes(numbers));
}

JOSE_TEST(rsa_numbers_refuses_to_recover_from_a_power_of_a_prime) {
  const BnPtr prime = Copy(Good().p);
  const BnPtr order = LessOne(prime);
  RecoverFromPrimePower(Copy(prime), order.get());
  const BnCtxPtr context(RequireNotNull(BN_CTX_new(), "BN_CTX_new"));
  const BnPtr square = Number(0);
  const BnPtr square_order = Number(0);
  Require(BN_sqr(square.get(), prime.get(), context.get()), "BN_sqr");
  Require(BN_mul(square_order.get(), prime.get(), order.get(), context.get()), "BN_mul");
  RecoverFromPrimePower(Copy(square), square_order.get());
}

/// 2^exponent - 1
BnPtr Mersenne(int exponent) { return LessOne(PowerOfTwo(exponent)); }

/// The least common multiple, or the product.
BnPtr Order(const BnPtr& a, const BnPtr& b, bool least, BN_CTX* context) {
  BnPtr order = Number(0);
  Require(BN_mul(order.get(), a.get(), b.get(), context), "BN_mul");
  const BnPtr divisor = Number(0);
  Require(BN_gcd(divisor.get(), a.get(), b.get(), context), "BN_gcd");
  if (least) Require(BN_div(order.get(), nullptr, order.get(), divisor.get(), context), "BN_div");
  return order;
}

/// A key of two Mersenne primes, since to search for primes of this size takes minutes.
RsaNumbers LargeKey(int p_exponent, int q_exponent, bool least) {
  const BnCtxPtr context(RequireNotNull(BN_CTX_new(), "BN_CTX_new"));
  BnPtr p = Mersenne(p_exponent);
  BnPtr q = Mersenne(q_exponent);
  BnPtr n = Number(0);
  Require(BN_mul(n.get(), p.get(), q.get(), context.get()), "BN_mul");
  RsaNumbers key = PublicNumbers(std::move(n), Number(65537));
  const BnPtr p1 = LessOne(p);
  const BnPtr q1 = LessOne(q);
  const BnPtr order = Order(p1, q1, least, context.get());
  key.d.reset(RequireNotNull(BN_mod_inverse(nullptr, key.e.get(), order.get(), context.get()), "BN_mod_inverse"));
  key.dp.reset(RequireNotNull(BN_mod_inverse(nullptr, key.e.get(), p1.get(), context.get()), "BN_mod_inverse"));
  key.dq.reset(RequireNotNull(BN_mod_inverse(nullptr, key.e.get(), q1.get(), context.get()), "BN_mod_inverse"));
  key.qi.reset(RequireNotNull(BN_mod_inverse(nullptr, q.get(), p.get(), context.get()), "BN_mod_inverse"));
  key.p = std::move(p);
  key.q = std::move(q);
  return key;
}

/// The processor's seconds that a modular exponentiation takes, of which the search by square roots needs several.
double Exponentiation(const BnPtr& n) {
  const BnCtxPtr context(RequireNotNull(BN_CTX_new(), "BN_CTX_new"));
  const BnPtr result = Number(0);
  const BnPtr base = Number(3);
  const BnPtr exponent = LessOne(n);
  const double start = CpuSeconds();
  Require(BN_mod_exp_mont_consttime(result.get(), base.get(), exponent.get(), n.get(), context.get(), nullptr),
          "BN_mod_exp_mont_consttime");
  return CpuSeconds() - start;
}

JOSE_TEST(rsa_numbers_row_75_recovers_large_primes_without_an_exponentiation) {
  // Exponents of Mersenne primes: moduli of 3482 to 15636 bits. What the primes less one have in common is 6 to
  // 126.
  constexpr int kExponents[][2] = {{2203, 1279}, {2281, 1279}, {4423, 4253}, {11213, 4423}, {2281, 2203}};
  for (const auto& [p, q] : kExponents) {
    for (const bool least : {true, false}) CheckRecovery(LargeKey(p, q, least));
  }
  const RsaNumbers large = LargeKey(11213, 4423, true);
  RsaNumbers few = PublicNumbers(Copy(large.n), Copy(large.e));
  few.d = Copy(large.d);
  const double start = CpuSeconds();
  RecoverRsaPrimes(few);
  const double recovery = CpuSeconds() - start;
  const double exponentiation = Exponentiation(large.n);
  std::printf("  primes of a modulus of 15636 bits: %.1f ms, an exponentiation %.0f ms\n", recovery * 1e3,
              exponentiation * 1e3);
  EXPECT(recovery < exponentiation / 2);
}

JOSE_TEST(rsa_numbers_row_75_gives_up_without_an_exponentiation) {
  const BnPtr prime = Mersenne(11'213);
  const RsaNumbers wrong = LargeKey(11213, 4423, true);
  const double exponentiation = Exponentiation(wrong.n);
  const double start = CpuSeconds();
  RecoverFromPrimePower(Copy(prime), LessOne(prime).get());
  constexpr BN_ULONG kDifferences[] = {2, 2000};
  for (const BN_ULONG difference : kDifferences) {
    RsaNumbers numbers = PublicNumbers(Copy(wrong.n), Copy(wrong.e));
    numbers.d = Plus(wrong.d, difference);
    EXPECT_FAILURE(kInvalid, "\"d\" does not belong", RecoverRsaPrimes(numbers));
  }
  EXPECT(CpuSeconds() - start < exponentiation);
}

}  // namespace
}  // namespace jose::test
