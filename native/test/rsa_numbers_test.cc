#include "core/key/rsa_numbers.h"

#include <openssl/rsa.h>

#include <cstdio>
#include <string>

#include "core/error_queue.h"
#include "core/key/parts.h"
#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

constexpr auto kInvalid = FailureCode::kInvalidKey;

BnPtr Copy(const BnPtr& number) { return BnPtr(RequireNotNull(BN_dup(number.get()), "BN_dup")); }

BnPtr Number(BN_ULONG value) {
  BnPtr number(RequireNotNull(BN_new(), "BN_new"));
  Require(BN_set_word(number.get(), value), "BN_set_word");
  return number;
}

BnPtr PowerOfTwo(int exponent) {
  BnPtr number = Number(1);
  Require(BN_lshift(number.get(), number.get(), exponent), "BN_lshift");
  return number;
}

BnPtr Plus(const BnPtr& number, BN_ULONG summand) {
  BnPtr sum = Copy(number);
  Require(BN_add_word(sum.get(), summand), "BN_add_word");
  return sum;
}

BnPtr LessOne(const BnPtr& number) {
  BnPtr difference = Copy(number);
  Require(BN_sub_word(difference.get(), 1), "BN_sub_word");
  return difference;
}

BnPtr Sum(const BnPtr& a, const BnPtr& b) {
  BnPtr sum = Number(0);
  Require(BN_add(sum.get(), a.get(), b.get()), "BN_add");
  return sum;
}

BnPtr Random(int bits) {
  BnPtr number = Number(0);
  Require(BN_rand(number.get(), bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD), "BN_rand");
  return number;
}

RsaNumbers PublicNumbers(BnPtr n, BnPtr e) {
  RsaNumbers numbers;
  numbers.n = std::move(n);
  numbers.e = std::move(e);
  return numbers;
}

RsaNumbers NumbersOf(const EVP_PKEY* pkey) {
  RsaNumbers numbers = PublicNumbers(NumberOf(pkey, "n"), NumberOf(pkey, "e"));
  numbers.d = NumberOf(pkey, "d");
  numbers.p = NumberOf(pkey, "rsa-factor1");
  numbers.q = NumberOf(pkey, "rsa-factor2");
  numbers.dp = NumberOf(pkey, "rsa-exponent1");
  numbers.dq = NumberOf(pkey, "rsa-exponent2");
  numbers.qi = NumberOf(pkey, "rsa-coefficient1");
  return numbers;
}

RsaNumbers Good() { return NumbersOf(PrivateKey(KeyType::kRsa)->pkey()); }

bool Equal(const BnPtr& a, const BnPtr& b) { return a && b && BN_cmp(a.get(), b.get()) == 0; }

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

JOSE_TEST(rsa_numbers_row_75_multiplies_no_primes_of_the_wrong_size) {
  // Of 8 million bits each: to multiply them would take a second.
  RsaNumbers numbers = Good();
  numbers.p = Plus(PowerOfTwo(8'000'000), 1);
  numbers.q = Plus(PowerOfTwo(8'000'001), 1);
  const double start = CpuSeconds();
  EXPECT_FAILURE(kInvalid, "\"p\" and \"q\" do not multiply to \"n\"", CheckRsaPrivate(numbers));
  EXPECT(CpuSeconds() - start < 0.1);
}

/// CheckRsaPrivate with one number exchanged.
void CheckWith(BnPtr RsaNumbers::*member, BnPtr value) {
  RsaNumbers numbers = Good();
  numbers.*member = std::move(value);
  CheckRsaPrivate(numbers);
}

JOSE_TEST(rsa_numbers_names_each_wrong_private_number) {
  const RsaNumbers good = Good();
  using N = RsaNumbers;
  constexpr const char* kPrimes = "\"p\" and \"q\" must be two different odd primes";
  constexpr const char* kProduct = "\"p\" and \"q\" do not multiply to \"n\"";
  EXPECT_FAILURE(kInvalid, kProduct, CheckWith(&N::p, Plus(good.p, 2)));
  EXPECT_FAILURE(kInvalid, kProduct, CheckWith(&N::q, Plus(good.q, 2)));
  EXPECT_FAILURE(kInvalid, kProduct, CheckWith(&N::n, Plus(good.n, 2)));
  EXPECT_FAILURE(kInvalid, kPrimes, CheckWith(&N::p, Plus(good.p, 1)));
  EXPECT_FAILURE(kInvalid, kPrimes, CheckWith(&N::q, Plus(good.q, 1)));
  EXPECT_FAILURE(kInvalid, kPrimes, CheckWith(&N::p, Number(1)));
  EXPECT_FAILURE(kInvalid, kPrimes, CheckWith(&N::q, Number(1)));
  EXPECT_FAILURE(kInvalid, kPrimes, CheckWith(&N::p, Copy(good.q)));
  EXPECT_FAILURE(kInvalid, "\"d\" does not belong to \"n\" and \"e\"", CheckWith(&N::d, Plus(good.d, 2)));
  EXPECT_FAILURE(kInvalid, "\"d\" does not belong to \"n\" and \"e\"", CheckWith(&N::d, Number(1)));
  EXPECT_FAILURE(kInvalid, "\"d\" does not belong to \"n\" and \"e\"", CheckWith(&N::e, Number(3)));
  EXPECT_FAILURE(kInvalid, "\"d\" must be less than \"n\"", CheckWith(&N::d, Copy(good.n)));
  EXPECT_FAILURE(kInvalid, "\"dp\" does not belong", CheckWith(&N::dp, Plus(good.dp, 1)));
  EXPECT_FAILURE(kInvalid, "\"dp\" does not belong", CheckWith(&N::dp, Sum(good.dp, LessOne(good.p))));
  EXPECT_FAILURE(kInvalid, "\"dq\" does not belong", CheckWith(&N::dq, Plus(good.dq, 1)));
  EXPECT_FAILURE(kInvalid, "\"dq\" does not belong", CheckWith(&N::dq, Sum(good.dq, LessOne(good.q))));
  EXPECT_FAILURE(kInvalid, "\"qi\" is not the inverse", CheckWith(&N::qi, Plus(good.qi, 1)));
  EXPECT_FAILURE(kInvalid, "\"qi\" is not the inverse", CheckWith(&N::qi, Sum(good.qi, good.p)));
  EXPECT_FAILURE(kInvalid, "\"qi\" is not the inverse", CheckWith(&N::qi, Number(0)));
}

void CheckPublic(BnPtr n, BnPtr e) { CheckRsaPublic(PublicNumbers(std::move(n), std::move(e))); }

JOSE_TEST(rsa_numbers_names_each_wrong_public_number) {
  const auto n = [] { return Copy(Good().n); };
  EXPECT_FAILURE(kInvalid, "2048 to 16384 bits, found 2047", CheckPublic(Random(2047), Number(65537)));
  EXPECT_FAILURE(kInvalid, "2048 to 16384 bits, found 16385", CheckPublic(Random(16385), Number(65537)));
  EXPECT_FAILURE(kInvalid, "bits, found 4", CheckPublic(Number(15), Number(65537)));
  EXPECT_FAILURE(kInvalid, "modulus must be odd", CheckPublic(Plus(Good().n, 1), Number(65537)));
  EXPECT_FAILURE(kInvalid, "exponent must be greater than 2, found 1", CheckPublic(n(), Number(1)));
  EXPECT_FAILURE(kInvalid, "exponent must be odd", CheckPublic(n(), Number(2)));
  EXPECT_FAILURE(kInvalid, "exponent must be odd", CheckPublic(n(), Number(65536)));
  EXPECT_FAILURE(kInvalid, "at most 256 bits, found 257", CheckPublic(n(), Plus(PowerOfTwo(256), 1)));
  EXPECT_FAILURE(kInvalid, "at most 64 bits, found 65", CheckPublic(Random(4096), Plus(PowerOfTwo(64), 1)));
  CheckPublic(n(), Number(3));
  CheckPublic(n(), Plus(PowerOfTwo(255), 1));
  CheckPublic(Random(3072), Plus(PowerOfTwo(255), 1));
  CheckPublic(Random(16384), Plus(PowerOfTwo(63), 1));
}

/// The modulus of Wycheproof's test key "jws_rsa_roca_key".
constexpr std::string_view kRocaModulus =
    "AanFpofbj7KjD4Lf-"
    "N2hVMKR7yewSyXhhbirIMTGpfYEhZ_lnt5UoK98DnKIgArXGTu3MaW_HhFw16HGaTDUHqPrId7fe4r11CqRw09yBFuW79V8sYIwHdzCaWflUI6au"
    "ImYbVfoN9_nD5n8N8SY9DwXw7mwZM9wREPXoDPgOoIWl6q_MPsp7n0zs3Z5ZaiQWOOzl1S9OhwAfSiiOwz6efnXEaxuTEtPd7BjSx7NaFka8Dx9U"
    "7YqXy2RFj1O9PjyaDGuRh7YXsX3iMUSP_wSyHQg_c_qHRtKUsNSGCT7OZg0hzm2KphtjnayKJvC64vAbROBR4Ubg6Bxg9IQVZ-QYyE";

/// A modulus as the flawed generator makes it: each factor is k * M + (65537^a mod M), where M is the product of the
/// first primes. (Whether the factors are prime makes no difference to what the check looks at.)
BnPtr RocaModulus() {
  const BnCtxPtr context(RequireNotNull(BN_CTX_new(), "BN_CTX_new"));
  const BnPtr m = Number(1);
  for (BN_ULONG candidate = 2, found = 0; found < 126; ++candidate) {
    bool is_prime = true;
    for (BN_ULONG divisor = 2; divisor * divisor <= candidate; ++divisor) {
      if (candidate % divisor == 0) is_prime = false;
    }
    if (!is_prime) continue;
    Require(BN_mul_word(m.get(), candidate), "BN_mul_word");
    ++found;
  }
  const auto factor = [&] {
    BnPtr power = Number(0);
    const BnPtr generator = Number(65537);
    const BnPtr exponent = Random(64);
    Require(BN_mod_exp(power.get(), generator.get(), exponent.get(), m.get(), context.get()), "BN_mod_exp");
    BnPtr product = Number(0);
    const BnPtr k = Random(1025 - BN_num_bits(m.get()));
    Require(BN_mul(product.get(), k.get(), m.get(), context.get()), "BN_mul");
    return Sum(product, power);
  };
  BnPtr n = Number(0);
  Require(BN_mul(n.get(), factor().get(), factor().get(), context.get()), "BN_mul");
  return n;
}

JOSE_TEST(rsa_numbers_refuses_roca_moduli) {
  const Bytes wycheproof = FromBase64url(kRocaModulus);
  BnPtr n(BN_bin2bn(wycheproof.data(), static_cast<int>(wycheproof.size()), nullptr));
  EXPECT_FAILURE(kInvalid, "ROCA, CVE-2017-15361", CheckPublic(std::move(n), Number(65537)));
  for (int i = 0; i < 50; ++i) {
    EXPECT_FAILURE(kInvalid, "ROCA, CVE-2017-15361", CheckPublic(RocaModulus(), Number(65537)));
  }
}

JOSE_TEST(rsa_numbers_takes_moduli_that_are_not_roca) {
  CheckPublic(Copy(Good().n), Number(65537));
  for (int i = 0; i < 5000; ++i) CheckPublic(Random(2048), Number(65537));
}

}  // namespace
}  // namespace jose::test
