#include "fuzz.h"

#include <openssl/err.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace jose::test {

namespace {

std::vector<FuzzTarget>& Targets() {
  static std::vector<FuzzTarget> targets;
  return targets;
}

}  // namespace

void Expect(bool good, const char* property) {
  if (good) return;
  std::fprintf(stderr, "does not hold: %s\n", property);
  std::abort();
}

bool IsDue(ByteView input, unsigned rarity) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const std::uint8_t octet : input) hash = (hash ^ octet) * 16777619U;
  return (hash >> 7) % rarity == 0;
}

FuzzTarget::FuzzTarget(const char* target_name, void (*target_run)(ByteView)) : name(target_name), run(target_run) {
  Targets().push_back(*this);
}

void RunTarget(const FuzzTarget& target, ByteView input) {
  target.run(input);
  FUZZ_EXPECT(ERR_peek_error() == 0);
}

const FuzzTarget* FindTarget(const char* name) {
  for (const FuzzTarget& target : Targets()) {
    if (name == nullptr || std::string_view(target.name) == name) return &target;
  }
  return nullptr;
}

}  // namespace jose::test

#ifdef JOSE_LIBFUZZER
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const jose::test::FuzzTarget* const target = jose::test::FindTarget(nullptr);
  jose::test::RunTarget(*target, {data, size});
  return 0;
}
#endif
