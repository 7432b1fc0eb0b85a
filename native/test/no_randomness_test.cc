// What happens when there is no randomness: an error each time, and never output without it.

#define OPENSSL_SUPPRESS_DEPRECATED  // RAND_set_rand_method: the only way to make OpenSSL 3.0's generator fail

#include <openssl/err.h>
#include <openssl/rand.h>

#include <algorithm>
#include <functional>

#include "core/random.h"
#include "harness.h"
#include "jwe_support.h"

#ifndef OPENSSL_NO_DEPRECATED_3_0

namespace jose::test {
namespace {

int Fail(unsigned char* /*output*/, int /*size*/) { return 0; }
int NotReady() { return 0; }

/// Runs `work` on a thread that has no random octets in stock, while OpenSSL's generator fails.
void WithoutRandomness(const std::function<void()>& work) {
  static const RAND_METHOD failing = {nullptr, Fail, nullptr, nullptr, Fail, NotReady};
  RAND_set_rand_method(&failing);
  OnThreads(1, [&](int /*thread*/) { work(); });
  RAND_set_rand_method(RAND_OpenSSL());
}

JOSE_TEST(no_randomness_no_octets) {
  for (const std::size_t size : {1U, 12U, 256U, 257U, 5000U}) {
    WithoutRandomness([&] {
      Bytes octets(size, 0x77);
      EXPECT_FAILURE(FailureCode::kOpenSsl, "RAND_priv_bytes", FillRandom(octets));
      EXPECT_FAILURE(FailureCode::kOpenSsl, "RAND_priv_bytes", FillRandom(octets));  // nothing in stock meanwhile
      EXPECT(std::count(octets.begin(), octets.end(), 0x77) == static_cast<std::ptrdiff_t>(size));
    });
  }
}

JOSE_TEST(no_randomness_recovers) {
  OnThreads(1, [&](int /*thread*/) {
    WithoutRandomness([] {});
    Bytes first(16);
    Bytes second(16);
    FillRandom(first);
    FillRandom(second);
    EXPECT(first != second);
  });
}

JOSE_TEST(no_randomness_no_encryption) {
  for (const KeyManagement& algorithm : kKeyManagement) {
    for (const ContentCipher& cipher : kContentCiphers) {
      for (const KeyType type : TypesOf(algorithm)) {
        const Key& sender = *EncryptionKey(algorithm, cipher, type);
        const Key& receiver = *DecryptionKey(algorithm, cipher, type);
        WithoutRandomness([&] { EXPECT_FAILURE(FailureCode::kOpenSsl, "", Encrypted(sender, algorithm, cipher, {})); });
        EXPECT(!Refuses(receiver, Encrypted(sender, algorithm, cipher, {})));
      }
    }
  }
}

}  // namespace
}  // namespace jose::test

#endif
