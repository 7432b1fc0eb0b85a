#include "bench_slices.h"

#include <chrono>
#include <ctime>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench_bare.h"
#include "support.h"

namespace jose::test {

namespace {

using Operation = std::function<void()>;
using Clock = double (*)();

Operation OperationFor(const Scheme& scheme, const std::string& purpose, const Bytes& input) {
  const KeyRef& key = PrivateKey(TypeFor(scheme));
  if (purpose == "sign") return BareSign(key, scheme, input);
  if (purpose != "verify") throw std::invalid_argument("a slice is of sign or verify");
  return BareVerify(VerifyingKey(scheme), scheme, input, SignatureOf(*key, scheme, input));
}

/// Nanoseconds of the process: what else runs on the machine shall not make the slice shorter.
double ProcessorTime() { return static_cast<double>(std::clock()) * (1e9 / CLOCKS_PER_SEC); }

double WallTime() {
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Nanoseconds that one operation takes.
double NanosecondsInSlice(const Operation& operation, Clock now, int milliseconds) {
  constexpr double kBatchNanoseconds = 5e4;  // so that the clock costs next to nothing
  const double start = now();
  long count = 0;
  for (long batch = 1; now() - start < milliseconds * 1e6;) {
    const double batch_start = now();
    for (long i = 0; i < batch; ++i) operation();
    count += batch;
    if (now() - batch_start < kBatchNanoseconds) batch *= 2;
  }
  return (now() - start) / static_cast<double>(count);
}

/// Operations, one for each thread.
using Team = std::vector<Operation>;

Team TeamFor(const std::string& scheme, const std::string& purpose, int threads, const Bytes& input) {
  Team team;
  for (int i = 0; i < threads; ++i) team.push_back(OperationFor(SchemeNamed(scheme), purpose, input));
  return team;
}

/// Nanoseconds by the wall clock for each operation of all threads together.
double NanosecondsOfTeam(const Team& team, int milliseconds) {
  std::vector<double> each(team.size());
  OnThreads(static_cast<int>(team.size()),
            [&](int thread) { each[thread] = NanosecondsInSlice(team[thread], WallTime, milliseconds); });
  double per_nanosecond = 0;
  for (const double nanoseconds : each) per_nanosecond += 1 / nanoseconds;
  return 1 / per_nanosecond;
}

double Measure(const Team& team, int milliseconds) {
  if (team.size() == 1) return NanosecondsInSlice(team.front(), ProcessorTime, milliseconds);
  return NanosecondsOfTeam(team, milliseconds);
}

}  // namespace

void AnswerSlices(std::istream& questions, std::ostream& answers) {
  std::map<std::string, Team> known;
  for (std::string line; std::getline(questions, line);) {
    std::istringstream fields(line);
    std::string name, purpose, input;
    int threads = 0;
    int stride = 0;
    int milliseconds = 0;
    if (!(fields >> name >> purpose >> threads >> stride >> milliseconds >> input) || threads < 1) {
      throw std::invalid_argument("a slice needs six fields");
    }
    Team& team = known[name + purpose + std::to_string(threads) + input];
    if (team.empty()) team = TeamFor(name, purpose, threads, FromHex(input));
    Measure(team, stride);
    answers << Measure(team, milliseconds) << std::endl;
  }
}

}  // namespace jose::test
