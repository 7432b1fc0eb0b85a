#include "core/key/rsa_numbers.h"

#include <openssl/rsa.h>

#include <cstdio>
#include <string>

#include "core/error_queue.h"
#include "core/key/parts.h"
#include "harness.h"
#include "rsa_support.h"
#include "support.h"

namespace jose::test {
namespace {

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
