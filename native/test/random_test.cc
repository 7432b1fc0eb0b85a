#include "core/random.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "harness.h"
#include "support.h"

#ifndef _WIN32
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace jose::test {
namespace {

Bytes Filled(std::size_t size) {
  Bytes bytes(size);
  FillRandom(bytes);
  return bytes;
}

std::string TextFilled(std::size_t size) { return std::string(AsText(Filled(size))); }

JOSE_TEST(random_vectors_are_distinct) {
  std::set<std::string> seen;
  constexpr std::size_t kCount = 10'000;
  for (std::size_t i = 0; i < kCount; ++i) seen.insert(TextFilled(12));
  EXPECT(seen.size() == kCount);
}

JOSE_TEST(random_octets_are_evenly_spread) {
  // Chi-square with 255 degrees of freedom: beyond 400 by chance about once in a hundred million runs.
  constexpr std::size_t kCalls = 10'000;
  std::array<std::size_t, 256> counts{};
  for (std::size_t i = 0; i < kCalls; ++i) {
    for (const std::uint8_t octet : Filled(64)) ++counts[octet];
  }
  constexpr double kExpected = kCalls * 64 / 256.0;
  double sum = 0;
  for (const std::size_t count : counts) {
    const double difference = static_cast<double>(count) - kExpected;
    sum += difference * difference / kExpected;
  }
  EXPECT(sum < 400 && sum > 130);
}

JOSE_TEST(random_of_every_length_fills_exactly) {
  for (std::size_t size = 0; size <= 600; ++size) {
    // Guards around the output, and each of its octets changes in some call.
    std::vector<bool> changed(size);
    for (int i = 0; i < 4; ++i) {
      Bytes bytes(size + 2, 0);
      FillRandom(ByteSpan(bytes).subspan(1, size));
      EXPECT(bytes.front() == 0 && bytes.back() == 0);
      for (std::size_t at = 0; at < size; ++at) changed[at] = changed[at] || bytes[at + 1] != 0;
    }
    EXPECT(std::count(changed.begin(), changed.end(), false) == 0);
  }
  EXPECT(Filled(1 << 20) != Filled(1 << 20));
}

JOSE_TEST(random_differs_between_threads) {
  constexpr int kThreads = 8;
  constexpr std::size_t kEach = 2000;
  std::mutex mutex;
  std::set<std::string> seen;
  OnThreads(kThreads, [&](int /*thread*/) {
    std::vector<std::string> mine;
    for (std::size_t i = 0; i < kEach; ++i) mine.push_back(TextFilled(16));
    const std::lock_guard lock(mutex);
    seen.insert(mine.begin(), mine.end());
  });
  EXPECT(seen.size() == kThreads * kEach);
}

#ifndef _WIN32
JOSE_TEST(random_differs_between_parent_and_child) {
  static_cast<void>(Filled(16));  // there is something in stock that both could hand out
  int ends[2];
  EXPECT(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const Bytes theirs = Filled(32);
    _exit(write(ends[1], theirs.data(), theirs.size()) == static_cast<ssize_t>(theirs.size()) ? 0 : 1);
  }
  const Bytes ours = Filled(32);
  Bytes theirs(32);
  EXPECT(read(ends[0], theirs.data(), theirs.size()) == static_cast<ssize_t>(theirs.size()));
  int status = 1;
  EXPECT(waitpid(child, &status, 0) == child && status == 0);
  close(ends[0]);
  close(ends[1]);
  EXPECT(ours != theirs);
}
#endif

}  // namespace
}  // namespace jose::test
