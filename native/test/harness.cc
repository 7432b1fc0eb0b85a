#include "harness.h"

#include <openssl/err.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <string>
#include <vector>

namespace jose::test {

namespace {

std::atomic<unsigned long> checks{0};
std::atomic<unsigned long> failed_checks{0};

std::vector<Test>& Tests() {
  static std::vector<Test> tests;
  return tests;
}

void Print(const std::string& text, const char* file, int line) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  std::fprintf(stderr, "%s:%d: %s\n", file, line, text.c_str());
}

/// Whether every check of the test held.
bool Passes(const Test& test) {
  const unsigned long failed_before = failed_checks;
  try {
    test.run();
  } catch (const std::exception& exception) {
    Check(false, std::string("unexpected exception: ") + exception.what(), test.name, 0);
  }
  Check(ERR_peek_error() == 0, "OpenSSL's error queue must be empty after a test", test.name, 0);
  ERR_clear_error();
  return failed_checks == failed_before;
}

}  // namespace

void Check(bool good, std::string_view what, const char* file, int line) {
  ++checks;
  if (good) return;
  ++failed_checks;
  Print("failed: " + std::string(what), file, line);
}

void CheckFailure(const Failure* failure, FailureCode code, std::string_view part, std::string_view what,
                  const char* file, int line) {
  if (failure == nullptr) return Check(false, "no failure from " + std::string(what), file, line);
  const std::string_view message = failure->what();
  const bool expected = failure->code() == code && message.find(part) != std::string_view::npos;
  Check(expected, std::string(what) + ": failed with \"" + std::string(message) + '"', file, line);
  Check(ERR_peek_error() == 0, "OpenSSL's error queue must be empty after " + std::string(what), file, line);
}

Test::Test(const char* test_name, void (*test_run)()) : name(test_name), run(test_run) { Tests().push_back(*this); }

int RunTests(std::string_view prefix) {
  std::vector<Test>& tests = Tests();
  std::sort(tests.begin(), tests.end(),
            [](const Test& a, const Test& b) { return std::string_view(a.name) < std::string_view(b.name); });
  int passed = 0;
  int failed = 0;
  for (const Test& test : tests) {
    if (!std::string_view(test.name).starts_with(prefix)) continue;
    ++(Passes(test) ? passed : failed);
  }
  std::printf("native core, %lu checks: %d passed, %d failed\n", checks.load(), passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}

}  // namespace jose::test
