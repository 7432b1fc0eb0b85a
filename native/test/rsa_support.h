#pragma once

#include <openssl/rsa.h>

#include <utility>

#include "core/error_queue.h"
#include "core/key/rsa_numbers.h"
#include "support.h"

namespace jose::test {

constexpr auto kInvalid = FailureCode::kInvalidKey;

inline BnPtr Copy(const BnPtr& number) { return BnPtr(RequireNotNull(BN_dup(number.get()), "BN_dup")); }

inline BnPtr Number(BN_ULONG value) {
  BnPtr number(RequireNotNull(BN_new(), "BN_new"));
  Require(BN_set_word(number.get(), value), "BN_set_word");
  return number;
}

inline BnPtr PowerOfTwo(int exponent) {
  BnPtr number = Number(1);
  Require(BN_lshift(number.get(), number.get(), exponent), "BN_lshift");
  return number;
}

inline BnPtr Plus(const BnPtr& number, BN_ULONG summand) {
  BnPtr sum = Copy(number);
  Require(BN_add_word(sum.get(), summand), "BN_add_word");
  return sum;
}

inline BnPtr LessOne(const BnPtr& number) {
  BnPtr difference = Copy(number);
  Require(BN_sub_word(difference.get(), 1), "BN_sub_word");
  return difference;
}

inline BnPtr Sum(const BnPtr& a, const BnPtr& b) {
  BnPtr sum = Number(0);
  Require(BN_add(sum.get(), a.get(), b.get()), "BN_add");
  return sum;
}

inline BnPtr Random(int bits) {
  BnPtr number = Number(0);
  Require(BN_rand(number.get(), bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD), "BN_rand");
  return number;
}

inline RsaNumbers PublicNumbers(BnPtr n, BnPtr e) {
  RsaNumbers numbers;
  numbers.n = std::move(n);
  numbers.e = std::move(e);
  return numbers;
}

inline RsaNumbers NumbersOf(const EVP_PKEY* pkey) {
  RsaNumbers numbers = PublicNumbers(NumberOf(pkey, "n"), NumberOf(pkey, "e"));
  numbers.d = NumberOf(pkey, "d");
  numbers.p = NumberOf(pkey, "rsa-factor1");
  numbers.q = NumberOf(pkey, "rsa-factor2");
  numbers.dp = NumberOf(pkey, "rsa-exponent1");
  numbers.dq = NumberOf(pkey, "rsa-exponent2");
  numbers.qi = NumberOf(pkey, "rsa-coefficient1");
  return numbers;
}

inline RsaNumbers Good() { return NumbersOf(PrivateKey(KeyType::kRsa)->pkey()); }

inline bool Equal(const BnPtr& a, const BnPtr& b) { return a && b && BN_cmp(a.get(), b.get()) == 0; }

}  // namespace jose::test
