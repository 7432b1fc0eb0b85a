#include "bench.h"

#include <algorithm>
#include <ctime>
#include <functional>
#include <iomanip>
#include <string>
#include <tuple>
#include <vector>

#include "bench_bare.h"
#include "core/signature/mechanism.h"
#include "support.h"

namespace jose::test {

namespace {

/// One column of the table: an operation and what it took in each round.
struct Subject {
  std::string name;
  std::function<void()> operation;
  std::vector<double> rounds;
};

double MedianOf(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Median over the rounds of a figure made of two subjects' times in the same round: a drift of the machine, which hits
/// both, cancels out.
template <class Combine>
double MedianOf(const Subject& a, const Subject& b, Combine combine) {
  std::vector<double> combined;
  for (std::size_t i = 0; i < a.rounds.size(); ++i) combined.push_back(combine(a.rounds[i], b.rounds[i]));
  return MedianOf(std::move(combined));
}

constexpr int kRounds = 41;
constexpr double kRoundNanoseconds = 6e6;

/// Processor time, so that what else runs on the machine counts for less.
double NanosecondsFor(const std::function<void()>& operation, long count) {
  const std::clock_t start = std::clock();
  for (long i = 0; i < count; ++i) operation();
  return static_cast<double>(std::clock() - start) * (1e9 / CLOCKS_PER_SEC) / static_cast<double>(count);
}

/// Measures in turn, so that what disturbs the machine disturbs all alike.
void Measure(std::vector<Subject>& subjects) {
  std::vector<long> counts;
  for (const Subject& subject : subjects) {
    const double warm = std::max(100.0, NanosecondsFor(subject.operation, 20));
    counts.push_back(std::max(1L, static_cast<long>(kRoundNanoseconds / warm)));
  }
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      // Begins with another one in each round: none always runs first, with the caches of the last.
      const std::size_t turn = (i + static_cast<std::size_t>(round)) % subjects.size();
      subjects[turn].rounds.push_back(NanosecondsFor(subjects[turn].operation, counts[turn]));
    }
  }
}

/// Pooled, fresh and bare for one scheme and purpose.
std::vector<Subject> SubjectsFor(const Scheme& scheme, Purpose purpose, const Bytes& input) {
  const KeyRef key = purpose == Purpose::kSign ? PrivateKey(TypeFor(scheme)) : VerifyingKey(scheme);
  const Bytes signature = SignatureOf(*PrivateKey(TypeFor(scheme)), scheme, input);
  auto out = std::make_shared<Signature>();
  if (purpose == Purpose::kSign) {
    return {{"pooled", [=, &scheme, &input] { Sign(*key, scheme, input, *out); }, {}},
            {"fresh",
             [=, &scheme, &input] {
               const auto context = scheme.mechanism->prepare(*key, scheme, Purpose::kSign);
               out->size = scheme.mechanism->sign(*context, *key, scheme, input, out->bytes);
             },
             {}},
            {"bare", BareSign(key, scheme, input), {}}};
  }
  return {{"pooled", [=, &scheme, &input] { RequireGood(Verify(*key, scheme, input, signature)); }, {}},
          {"fresh",
           [=, &scheme, &input] {
             const auto context = scheme.mechanism->prepare(*key, scheme, Purpose::kVerify);
             RequireGood(scheme.mechanism->verify(*context, *key, scheme, input, signature));
           },
           {}},
          {"bare", BareVerify(key, scheme, input, signature), {}}};
}

void PrintRow(std::ostream& out, const std::string& name, const std::vector<Subject>& subjects) {
  const auto& [pooled, fresh, bare] = std::tie(subjects[0], subjects[1], subjects[2]);
  const double saved = MedianOf(fresh, pooled, [](double a, double b) { return a - b; });
  const double share = MedianOf(fresh, pooled, [](double a, double b) { return (a - b) / a * 100; });
  const double ratio = MedianOf(bare, pooled, [](double a, double b) { return a / b; });
  out << std::fixed << std::setprecision(0) << "| " << name << " | " << MedianOf(pooled.rounds) << " | "
      << MedianOf(fresh.rounds) << " | " << MedianOf(bare.rounds) << " | " << saved << std::setprecision(1) << " ("
      << share << " %) | " << std::setprecision(2) << ratio << " |\n"
      << std::flush;
}

void PrintHmacWays(std::ostream& out, const Bytes& input) {
  const KeyRef& secret = PrivateKey(KeyType::kOct);
  std::vector<Subject> ways;
  for (auto& [name, operation] : HmacWays(secret, input)) ways.push_back({name, operation, {}});
  Measure(ways);
  out << "\n| HMAC-SHA256 of " << input.size() << " octets | ns |\n| --- | ---: |\n" << std::setprecision(0);
  for (const Subject& way : ways) out << "| " << way.name << " | " << MedianOf(way.rounds) << " |\n";
}

}  // namespace

void RunBench(std::ostream& out) {
  const Bytes input = RandomBytes(356);  // the signing input of an ordinary token with ten claims
  out << OpenSSL_version(OPENSSL_VERSION) << ", " << kRounds << " interleaved rounds, medians in ns, " << input.size()
      << " octets\n\n"
      << "| operation | pooled | fresh context | bare EVP loop | the pool saves | bare / pooled |\n"
      << "| --- | ---: | ---: | ---: | ---: | ---: |\n";
  for (const Scheme& scheme : Schemes()) {
    if (scheme.name == "EdDSA") continue;  // the same as Ed25519
    for (const Purpose purpose : {Purpose::kSign, Purpose::kVerify}) {
      std::vector<Subject> subjects = SubjectsFor(scheme, purpose, input);
      Measure(subjects);
      PrintRow(out, std::string(scheme.name) + (purpose == Purpose::kSign ? " sign" : " verify"), subjects);
    }
  }
  PrintHmacWays(out, input);
}

}  // namespace jose::test
