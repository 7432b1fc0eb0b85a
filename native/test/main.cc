// The tests of the native core, without Node.
//
//   jose_openssl_core_tests [PREFIX]   runs the tests whose name starts so, or all
//   jose_openssl_core_tests --verify   answers questions on standard input: verify_lines.h
//   jose_openssl_core_tests --jwe      likewise: jwe_lines.h
//   jose_openssl_core_tests --bench    measures what each pool of contexts saves: bench.h
//   jose_openssl_core_tests --bench-slices   a bare EVP loop for bench/: bench_slices.h
//   jose_openssl_core_tests --alloc-failure MOST   lets each allocation fail: alloc_failure.h
//   jose_openssl_core_tests --leaks COUNT          looks for what is never freed: leaks.h
//   jose_openssl_core_tests --timing ROUNDS        compares the times of good and bad input: timing.h

#include <cstdio>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "alloc_failure.h"
#include "allocator.h"
#include "bench.h"
#include "bench_slices.h"
#include "core/catalog.h"
#include "harness.h"
#include "jwe_lines.h"
#include "leaks.h"
#include "timing.h"
#include "verify_lines.h"

namespace {

int Run(std::string_view mode, const std::string& argument) {
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
  if (mode == "--timing") {
    jose::test::MeasureTiming(std::stol(argument), std::cout);
    return 0;
  }
  if (mode == "--alloc-failure" || mode == "--leaks") {
    if (!jose::test::TakeOverAllocations()) throw std::runtime_error("OpenSSL has allocated something already");
    const auto run = mode == "--leaks" ? jose::test::RunLeakCheck : jose::test::RunAllocationFailures;
    return run(std::stol(argument), std::cout);
  }
  jose::Catalog::Get();  // before all else, as the addon does it: CleansedFrees::TakeOver
  return jose::test::RunTests(mode);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return Run(argc > 1 ? argv[1] : "", argc > 2 ? argv[2] : "");
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "%s\n", exception.what());
    return 2;
  }
}
