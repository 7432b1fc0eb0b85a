// Many threads share one key of each type, and with it its pools of contexts.

#include <openssl/err.h>

#include <atomic>
#include <chrono>
#include <utility>
#include <vector>

#include "core/signature/signature.h"
#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

constexpr int kThreads = 8;

/// What the threads verify: a good signature and a bad one of each scheme.
struct Sample {
  const Scheme* scheme;
  Bytes input;
  Bytes good;
  Bytes bad;
};

std::vector<Sample> Samples() {
  std::vector<Sample> samples;
  for (const Scheme& scheme : Schemes()) {
    const Bytes input = RandomBytes(120);
    const Bytes good = SignatureOf(*PrivateKey(TypeFor(scheme)), scheme, input);
    samples.push_back({&scheme, input, good, Flipped(good, good.size() / 2)});
  }
  return samples;
}

struct Tally {
  std::atomic<long> rounds{0};
  std::atomic<long> wrong{0};
};

/// One sign and three verifications of each scheme, beginning at another one in each thread.
void WorkUntil(std::chrono::steady_clock::time_point end, const std::vector<Sample>& samples, std::size_t first,
               Tally& tally) {
  const auto expect = [&](bool good) { tally.wrong += good ? 0 : 1; };
  for (std::size_t i = first; std::chrono::steady_clock::now() < end; ++i) {
    const Sample& sample = samples[i % samples.size()];
    const Key& private_key = *PrivateKey(TypeFor(*sample.scheme));
    const Key& public_key = *VerifyingKey(*sample.scheme);
    const Bytes made = SignatureOf(private_key, *sample.scheme, sample.input);
    expect(Verify(public_key, *sample.scheme, sample.input, made));
    expect(Verify(public_key, *sample.scheme, sample.input, sample.good));
    expect(!Verify(public_key, *sample.scheme, sample.input, sample.bad));
    expect(ERR_peek_error() == 0);
    ++tally.rounds;
  }
}

JOSE_TEST(thread_storm_on_shared_keys) {
  const std::vector<Sample> samples = Samples();
  Tally tally;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1500);
  OnThreads(kThreads, [&](int i) { WorkUntil(end, samples, static_cast<std::size_t>(i) * 2, tally); });
  EXPECT(tally.wrong == 0);
  EXPECT(tally.rounds >= static_cast<long>(samples.size()));
}

JOSE_TEST(thread_storm_on_one_key_per_scheme) {
  // All threads in the same pool at the same time: the schemes that are fast enough to meet in it.
  for (const char* name : {"HS256", "RS256", "ES256", "Ed25519"}) {
    const std::vector<Sample> all = Samples();
    std::vector<Sample> one;
    for (const Sample& sample : all) {
      if (sample.scheme->name == name) one.push_back(sample);
    }
    Tally tally;
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(200);
    OnThreads(kThreads, [&](int /*i*/) { WorkUntil(end, one, 0, tally); });
    EXPECT(tally.wrong == 0);
    EXPECT(tally.rounds > kThreads);
  }
}

/// A key that nobody has used: all threads use it for the first time at once, when OpenSSL computes what it keeps with
/// it, and the last of them frees it.
void OnOneFreshKey(const Scheme& scheme) {
  const KeyType type = TypeFor(scheme);
  std::vector<KeyRef> owners(kThreads, ImportParts(type, ExportParts(*PrivateKey(type), true)));
  std::atomic<int> wrong{0};
  OnThreads(kThreads, [&](int i) {
    const KeyRef mine = std::move(owners[static_cast<std::size_t>(i)]);
    const Bytes input = RandomBytes(40);
    if (!Verify(*mine, scheme, input, SignatureOf(*mine, scheme, input))) ++wrong;
  });
  EXPECT(wrong == 0);
}

JOSE_TEST(thread_storm_on_keys_that_begin_and_end) {
  for (const Scheme& scheme : Schemes()) {
    for (int round = 0; round < 3; ++round) OnOneFreshKey(scheme);
  }
}

}  // namespace
}  // namespace jose::test
