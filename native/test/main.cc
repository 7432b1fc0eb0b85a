#include <cstdio>
#include <exception>
#include <string_view>

#include "harness.h"

int main(int argc, char** argv) {
  try {
    return jose::test::RunTests(argc > 1 ? argv[1] : "");
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "%s\n", exception.what());
    return 2;
  }
}
