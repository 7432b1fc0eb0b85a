#include "alloc_failure.h"

#include <openssl/err.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "allocator.h"
#include "core/failure.h"
#include "operations.h"

namespace jose::test {

namespace {

struct Outcome {
  End end;
  std::string fault;  // empty where it is as it has to be
};

/// One run during which these allocations fail.
Outcome RunFailing(const Operation& operation, long nth, bool only_one) {
  FailAllocations(nth, only_one);
  Outcome outcome{End::kFailed, {}};
  try {
    outcome.end = operation.run() ? End::kDone : End::kRefused;
  } catch (const Failure& failure) {
    if (std::string_view(failure.what()).empty()) outcome.fault = "a failure without a message";
  } catch (const std::exception& exception) {
    outcome.fault = std::string("an exception of another kind: ") + exception.what();
  }
  StopFailing();
  if (outcome.end == End::kDone && operation.must_refuse) outcome.fault = "ACCEPTED what is forged";
  // What was done without the memory may leave its reason there; the binding clears it away (binding/guard.cc).
  if (outcome.end != End::kDone && ERR_peek_error() != 0) outcome.fault = "OpenSSL's error queue is not empty";
  ERR_clear_error();
  return outcome;
}

Outcome RunUndisturbed(const Operation& operation) { return RunFailing(operation, 0, true); }

/// A context that went into a pool, or a table that OpenSSL made longer, is no leak. What grows each time is one.
bool LeaksAgain(const Operation& operation, long nth, bool only_one) {
  for (int i = 0; i < 3; ++i) {
    const long before = OutstandingAllocations();
    static_cast<void>(RunFailing(operation, nth, only_one));
    if (OutstandingAllocations() <= before) return false;
  }
  return true;
}

/// Whether the same objects do their work again.
bool Recovers(const Operation& operation) {
  for (int i = 0; i <= operation.may_need; ++i) {
    const Outcome outcome = RunUndisturbed(operation);
    if (!outcome.fault.empty()) return false;
    if (outcome.end == operation.expected()) return true;
  }
  return false;
}

struct Report {
  long ends[3] = {};  // by End
  std::vector<std::string> faults;
};

/// One run and what comes after it.
void TryOne(const Operation& operation, long nth, bool only_one, Report& report) {
  const auto complain = [&](const std::string& what) {
    report.faults.push_back(what + " (allocation " + std::to_string(nth) + (only_one ? ")" : " and all behind it)"));
  };
  const long before = OutstandingAllocations();
  const Outcome outcome = RunFailing(operation, nth, only_one);
  if (!outcome.fault.empty()) complain(outcome.fault);
  if (OutstandingAllocations() > before && LeaksAgain(operation, nth, only_one)) complain("it leaks");
  if (!Recovers(operation)) complain("the operation no longer works afterwards");
  ++report.ends[static_cast<int>(outcome.end)];
}

Report TryAll(const Operation& operation, long most) {
  Report report;
  for (int i = 0; i < 3; ++i) static_cast<void>(RunUndisturbed(operation));  // fills pools and caches
  const Outcome undisturbed = RunUndisturbed(operation);
  const long count = Allocations();
  if (undisturbed.end != operation.expected()) report.faults.push_back("does not work with all its memory");
  const long each = std::min(most, operation.most) / 2;
  const long stride = std::max(1L, (count - each) / std::max(1L, each));
  for (const bool only_one : {true, false}) {
    for (long nth = 1; nth <= count; nth += nth < each ? 1 : stride) TryOne(operation, nth, only_one, report);
  }
  return report;
}

}  // namespace

int RunAllocationFailures(long most, std::ostream& out) {
  long passed = 0;
  long failed = 0;
  long runs = 0;
  for (const Operation& operation : Operations()) {
    const Report report = TryAll(operation, most);
    const auto& [done, refused, failures] = report.ends;
    out << (report.faults.empty() ? "ok   " : "FAIL ") << operation.name << ": " << done + refused + failures
        << " failing allocations, " << failures << " failures, " << refused << " refusals, " << done
        << " done without\n";
    for (std::size_t i = 0; i < report.faults.size() && i < 10; ++i) out << "       " << report.faults[i] << '\n';
    ++(report.faults.empty() ? passed : failed);
    runs += done + refused + failures;
  }
  out << "allocation failures, " << runs << " runs: " << passed << " passed, " << failed << " failed\n";
  return failed == 0 && runs > 0 ? 0 : 1;
}

}  // namespace jose::test
