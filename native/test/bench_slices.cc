#include "bench_slices.h"

#include <ctime>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

#include "bench_bare.h"
#include "support.h"

namespace jose::test {

namespace {

using Operation = std::function<void()>;

Operation OperationFor(const Scheme& scheme, const std::string& purpose, const Bytes& input) {
  const KeyRef& key = PrivateKey(TypeFor(scheme));
  if (purpose == "sign") return BareSign(key, scheme, input);
  if (purpose != "verify") throw std::invalid_argument("a slice is of sign or verify");
  return BareVerify(VerifyingKey(scheme), scheme, input, SignatureOf(*key, scheme, input));
}

double NanosecondsSince(std::clock_t start) {
  return static_cast<double>(std::clock() - start) * (1e9 / CLOCKS_PER_SEC);
}

/// Processor time throughout: what else runs on the machine shall not make the slice shorter.
double NanosecondsInSlice(const Operation& operation, int milliseconds) {
  constexpr double kBatchNanoseconds = 5e4;  // so that the clock costs next to nothing
  const std::clock_t start = std::clock();
  long count = 0;
  for (long batch = 1; NanosecondsSince(start) < milliseconds * 1e6;) {
    const std::clock_t batch_start = std::clock();
    for (long i = 0; i < batch; ++i) operation();
    count += batch;
    if (NanosecondsSince(batch_start) < kBatchNanoseconds) batch *= 2;
  }
  return NanosecondsSince(start) / static_cast<double>(count);
}

}  // namespace

void AnswerSlices(std::istream& questions, std::ostream& answers) {
  std::map<std::string, Operation> known;
  for (std::string line; std::getline(questions, line);) {
    std::istringstream fields(line);
    std::string name, purpose, input;
    int stride = 0;
    int milliseconds = 0;
    if (!(fields >> name >> purpose >> stride >> milliseconds >> input)) {
      throw std::invalid_argument("a slice needs five fields");
    }
    Operation& operation = known[name + purpose + input];
    if (!operation) operation = OperationFor(SchemeNamed(name), purpose, FromHex(input));
    NanosecondsInSlice(operation, stride);
    answers << NanosecondsInSlice(operation, milliseconds) << std::endl;
  }
}

}  // namespace jose::test
