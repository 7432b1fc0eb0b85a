// Every fuzz target over the inputs that are kept, in the ordinary build: found once, they stay mended.

#include <filesystem>
#include <fstream>
#include <iterator>

#include "fuzz/fuzz.h"
#include "harness.h"

namespace jose::test {
namespace {

Bytes ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

JOSE_TEST(fuzz_corpus_holds) {
  // The tests run in the project's root, or wherever JOSE_CORPUS says.
  const char* const named = std::getenv("JOSE_CORPUS");
  const std::filesystem::path corpus = named != nullptr ? named : "native/test/corpus";
  std::size_t inputs = 0;
  for (const auto& folder : std::filesystem::directory_iterator(corpus)) {
    if (!folder.is_directory()) continue;
    const FuzzTarget* const target = FindTarget(folder.path().filename().string().c_str());
    EXPECT(target != nullptr);
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
      RunTarget(*target, ReadFile(file.path()));
      ++inputs;
    }
  }
  EXPECT(inputs >= 10);
}

}  // namespace
}  // namespace jose::test
