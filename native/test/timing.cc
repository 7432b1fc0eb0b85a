#include "timing.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <iomanip>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "jwe_support.h"

namespace jose::test {

namespace {

/// Two inputs of which nobody may learn by the clock which one it was.
struct Pair {
  std::string name;
  std::function<void()> first;
  std::function<void()> second;
  long divisor;  // slow operations are measured less often
};

double Seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Moments {
  double mean = 0;
  double variance = 0;
  double count = 0;
};

/// Of the fastest nine tenths: what is slower was interrupted.
Moments MomentsOf(std::vector<double> times, double limit) {
  Moments moments;
  double squares = 0;
  for (const double time : times) {
    if (time > limit) continue;
    moments.count += 1;
    const double delta = time - moments.mean;
    moments.mean += delta / moments.count;
    squares += delta * (time - moments.mean);
  }
  moments.variance = squares / std::max(moments.count - 1, 1.0);
  return moments;
}

void Measure(const Pair& pair, long rounds, std::ostream& out) {
  std::mt19937 random(std::random_device{}());
  std::vector<double> times[2];
  for (long i = 0; i < 20; ++i) {
    pair.first();
    pair.second();
  }
  for (long i = 0; i < rounds / pair.divisor; ++i) {
    const bool second = (random() & 1) != 0;
    times[second ? 1 : 0].push_back(Seconds(second ? pair.second : pair.first));
  }
  std::vector<double> all(times[0]);
  all.insert(all.end(), times[1].begin(), times[1].end());
  std::sort(all.begin(), all.end());
  const double limit = all[all.size() * 9 / 10];
  const Moments a = MomentsOf(times[0], limit);
  const Moments b = MomentsOf(times[1], limit);
  const double t = (a.mean - b.mean) / std::sqrt(a.variance / a.count + b.variance / b.count);
  out << std::fixed << std::setprecision(1) << std::setw(7) << t << "  " << std::setw(9) << a.mean * 1e9 << " ns "
      << std::setw(9) << b.mean * 1e9 << " ns  " << pair.name << (std::abs(t) > 4.5 ? "   <- a difference" : "")
      << '\n';
}

std::function<void()> Verification(const Scheme& scheme, ByteView input, Bytes signature) {
  return [&scheme, input = Bytes(input.begin(), input.end()), signature = std::move(signature)] {
    static_cast<void>(Verify(*VerifyingKey(scheme), scheme, input, signature));
  };
}

std::function<void()> Decryption(KeyRef key, Token token) {
  return [key = std::move(key), token = std::move(token)] {
    const AgreementParameters parameters = token.header.View();
    Bytes output(token.ciphertext.size());
    static_cast<void>(Decrypt(*token.cipher, {*key, *token.algorithm, parameters, token.encrypted_key},
                              {token.iv, token.aad, token.ciphertext, token.tag}, output.data()));
  };
}

/// A message whose tag is wrong in its first or last octet.
Token WithBadTag(Token token, bool at_the_end) {
  token.tag[at_the_end ? token.tag.size() - 1 : 0] ^= 1;
  return token;
}

std::vector<Pair> Pairs() {
  std::vector<Pair> pairs;
  for (const char* name : {"HS256", "HS512"}) {
    const Scheme& scheme = SchemeNamed(name);
    const Bytes input = RandomBytes(100);
    const Bytes good = SignatureOf(*VerifyingKey(scheme), scheme, input);
    pairs.push_back({std::string(name) + ": wrong in the first octet, or in the last",
                     Verification(scheme, input, Flipped(good, 0)),
                     Verification(scheme, input, Flipped(good, good.size() - 1)), 1});
  }
  for (const char* name : {"A128CBC-HS256", "A256CBC-HS512", "A128GCM"}) {
    const ContentCipher& cipher = CipherNamed(name);
    const KeyRef key = SecretOf(RandomBytes(cipher.key_size));
    const Token good = Encrypted(*key, AlgorithmNamed("dir"), cipher, RandomBytes(100));
    pairs.push_back({std::string(name) + ": tag wrong in the first octet, or in the last",
                     Decryption(key, WithBadTag(good, false)), Decryption(key, WithBadTag(good, true)), 1});
    Token other = WithBadTag(good, false);
    other.ciphertext.back() ^= 1;  // for CBC: the padding, too, is wrong
    pairs.push_back({std::string(name) + ": tag wrong, and the last octet of the ciphertext right or wrong",
                     Decryption(key, WithBadTag(good, false)), Decryption(key, other), 1});
  }
  const ContentCipher& cipher = CipherNamed("A128GCM");
  for (const char* name : {"A128KW", "A256GCMKW"}) {
    const KeyManagement& algorithm = AlgorithmNamed(name);
    const KeyRef key = SecretOf(RandomBytes(algorithm.kek_size));
    const Token token = WithBadTag(Encrypted(*key, algorithm, cipher, RandomBytes(100)), true);
    Token bad = token;
    bad.encrypted_key[0] ^= 1;
    pairs.push_back({std::string(name) + ": wrong tag, and the content key unwraps or does not", Decryption(key, token),
                     Decryption(key, bad), 1});
  }
  const KeyRef rsa = PrivateKey(KeyType::kRsa);
  for (const char* name : {"RSA-OAEP", "RSA-OAEP-256", "RSA1_5"}) {
    const KeyManagement& algorithm = AlgorithmNamed(name);
    const Token token = WithBadTag(Encrypted(*rsa, algorithm, cipher, RandomBytes(100)), true);
    Token bad = token;
    Bytes block = RandomBytes(256);
    block[0] = 0;
    block[1] = 1;  // what RSA1_5 does not want to see there
    bad.encrypted_key = BlockEncrypted(*rsa, block);
    pairs.push_back(
        {std::string(name) + ": wrong tag, and good padding or bad", Decryption(rsa, token), Decryption(rsa, bad), 40});
  }
  return pairs;
}

}  // namespace

void MeasureTiming(long rounds, std::ostream& out) {
  out << "      t      first       second    the two inputs; |t| > 4.5 asks for an explanation\n";
  for (const Pair& pair : Pairs()) Measure(pair, rounds, out);
}

}  // namespace jose::test
