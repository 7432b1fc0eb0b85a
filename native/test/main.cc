// The tests of the native core, without Node.
//
//   jose_openssl_core_tests [PREFIX]   runs the tests whose name starts so, or all
//   jose_openssl_core_tests --verify   answers questions on standard input: verify_lines.h
//   jose_openssl_core_tests --jwe      likewise: jwe_lines.h
//   jose_openssl_core_tests --bench    measures what each pool of contexts saves: bench.h
//   jose_openssl_core_tests --bench-slices   a bare EVP loop for bench/: bench_slices.h

#include <cstdio>
#include <exception>
#include <iostream>
#include <string_view>

#include "bench.h"
#include "bench_slices.h"
#include "harness.h"
#include "jwe_lines.h"
#include "verify_lines.h"

namespace {

int Run(std::string_view mode) {
  if (mode == "--verify") {
    jose::test::VerifyLines(std::cin, std::cout);
    return 0;
  }
  if (mode == "--jwe") {
    jose::test::AnswerJweLines(std::cin, std::cout);
    return 0;
  }
  if (mode == "--bench") {
    jose::test::RunBench(std::cout);
    return 0;
  }
  if (mode == "--bench-slices") {
    jose::test::AnswerSlices(std::cin, std::cout);
    return 0;
  }
  return jose::test::RunTests(mode);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return Run(argc > 1 ? argv[1] : "");
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "%s\n", exception.what());
    return 2;
  }
}
