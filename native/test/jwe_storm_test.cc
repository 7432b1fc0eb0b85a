// Many threads encrypt to and decrypt with the same keys, and with them the same pools of contexts.

#include <openssl/err.h>

#include <atomic>
#include <chrono>
#include <vector>

#include "harness.h"
#include "jwe_support.h"

namespace jose::test {
namespace {

constexpr int kThreads = 8;

struct Work {
  const KeyManagement* algorithm;
  const ContentCipher* cipher;
  const Key* sender;
  const Key* receiver;
};

Work WorkOf(const char* algorithm_name, const char* cipher_name) {
  const KeyManagement& algorithm = AlgorithmNamed(algorithm_name);
  const ContentCipher& cipher = CipherNamed(cipher_name);
  const KeyType type = TypesOf(algorithm).front();
  return {&algorithm, &cipher, EncryptionKey(algorithm, cipher, type).get(),
          DecryptionKey(algorithm, cipher, type).get()};
}

/// Whether a message goes round, and a changed one is refused.
bool GoesRound(const Work& work, std::size_t size) {
  const Bytes plaintext = RandomBytes(size);
  Token token = Encrypted(*work.sender, *work.algorithm, *work.cipher, plaintext, RandomBytes(size % 50));
  bool good = Decrypted(*work.receiver, token) == plaintext;
  token.tag[size % token.tag.size()] ^= 1;
  good = good && Refuses(*work.receiver, token);
  token.tag[size % token.tag.size()] ^= 1;
  return good && Decrypted(*work.receiver, token) == plaintext && ERR_peek_error() == 0;
}

void Storm(const std::vector<Work>& works, std::chrono::milliseconds duration) {
  std::atomic<long> rounds{0};
  std::atomic<long> wrong{0};
  const auto end = std::chrono::steady_clock::now() + duration;
  OnThreads(kThreads, [&](int thread) {
    for (auto i = static_cast<std::size_t>(thread); std::chrono::steady_clock::now() < end; ++i) {
      if (!GoesRound(works[i % works.size()], i * 37 % 300)) ++wrong;
      ++rounds;
    }
  });
  EXPECT(wrong == 0);
  EXPECT(rounds >= static_cast<long>(works.size()));
}

JOSE_TEST(jwe_storm_on_one_secret) {
  for (const char* cipher : {"A128CBC-HS256", "A256GCM"})
    Storm({WorkOf("dir", cipher)}, std::chrono::milliseconds(250));
}

JOSE_TEST(jwe_storm_on_one_rsa_key) {
  Storm({WorkOf("RSA-OAEP", "A128GCM"), WorkOf("RSA-OAEP-256", "A256GCM"), WorkOf("RSA-OAEP-512", "A256CBC-HS512"),
         WorkOf("RSA1_5", "A128CBC-HS256")},
        std::chrono::milliseconds(500));
}

JOSE_TEST(jwe_storm_on_all_algorithms) {
  std::vector<Work> works;
  for (const KeyManagement& algorithm : kKeyManagement) {
    for (const char* cipher : {"A192CBC-HS384", "A192GCM"}) works.push_back(WorkOf(algorithm.name.data(), cipher));
  }
  Storm(works, std::chrono::milliseconds(700));
}

JOSE_TEST(jwe_storm_on_a_key_that_ends) {
  const KeyManagement& dir = AlgorithmNamed("dir");
  const ContentCipher& cipher = CipherNamed("A256GCM");
  for (int round = 0; round < 20; ++round) {
    std::vector<KeyRef> owners(kThreads, SecretOf(RandomBytes(32)));
    std::atomic<int> wrong{0};
    OnThreads(kThreads, [&](int i) {
      const KeyRef mine = std::move(owners[static_cast<std::size_t>(i)]);
      if (!GoesRound({&dir, &cipher, mine.get(), mine.get()}, 40)) ++wrong;
    });
    EXPECT(wrong == 0);
  }
}

}  // namespace
}  // namespace jose::test
