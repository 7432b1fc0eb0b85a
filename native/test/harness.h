#pragma once

#include <string_view>

#include "core/failure.h"

namespace jose::test {

/// Counts a check and prints it when it failed. Any thread.
void Check(bool good, std::string_view what, const char* file, int line);

/// Checks that an expression threw a Failure of this code whose message holds `part`, and that no error is left in
/// OpenSSL's queue. `failure` is null when nothing was thrown.
void CheckFailure(const Failure* failure, FailureCode code, std::string_view part, std::string_view what,
                  const char* file, int line);

/// One test: it has passed when every check in it did. Made before main() runs, by JOSE_TEST.
struct Test {
  Test(const char* name, void (*run)());
  const char* name;
  void (*run)();
};

/// Runs the tests whose name starts with `prefix` in the order of their names, prints `N passed, N failed`, and returns
/// the process's exit code.
int RunTests(std::string_view prefix);

}  // namespace jose::test

/// JOSE_TEST(base64url_known_answers) { EXPECT(...); }
#define JOSE_TEST(name)                                         \
  static void Run_##name();                                     \
  static const jose::test::Test test_##name(#name, Run_##name); \
  static void Run_##name()

#define EXPECT(...) jose::test::Check(static_cast<bool>(__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)

/// EXPECT_FAILURE(code, "part of the message", expression)
#define EXPECT_FAILURE(code, part, ...)                                                      \
  do {                                                                                       \
    try {                                                                                    \
      static_cast<void>(__VA_ARGS__);                                                        \
      jose::test::CheckFailure(nullptr, code, part, #__VA_ARGS__, __FILE__, __LINE__);       \
    } catch (const jose::Failure& jose_failure) {                                            \
      jose::test::CheckFailure(&jose_failure, code, part, #__VA_ARGS__, __FILE__, __LINE__); \
    }                                                                                        \
  } while (false)
