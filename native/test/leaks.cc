#include "leaks.h"

#include <openssl/err.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <vector>

#include "allocator.h"
#include "core/failure.h"
#include "operations.h"

// Of the sanitizers' own interface; null in a build without one.
extern "C" __attribute__((weak)) std::size_t __sanitizer_get_current_allocated_bytes();

namespace jose::test {

namespace {

using Clock = std::chrono::steady_clock;

/// Octets of heap in use; 0 where nobody counts them, so that only OpenSSL's own blocks are compared.
long InUse() {
  if (__sanitizer_get_current_allocated_bytes == nullptr) return 0;
  return static_cast<long>(__sanitizer_get_current_allocated_bytes());
}

struct Turns {
  const Operation* operation;
  Clock::duration spent{};
  long runs = 0;
  long wrong = 0;

  void Run() {
    const auto start = Clock::now();
    bool expected = false;
    try {
      expected = operation->run() != operation->must_refuse;
    } catch (const Failure&) {
      ERR_clear_error();
    }
    spent += Clock::now() - start;
    ++runs;
    if (!expected || ERR_peek_error() != 0) ++wrong;
  }
};

/// Gives every operation the same time: the quick ones run most often, and the slow ones run too.
void RunNext(std::vector<Turns>& heap) {
  const auto more = [](const Turns& a, const Turns& b) { return a.spent > b.spent; };
  std::pop_heap(heap.begin(), heap.end(), more);
  heap.back().Run();
  std::push_heap(heap.begin(), heap.end(), more);
}

}  // namespace

int RunLeakCheck(long count, std::ostream& out) {
  const std::vector<Operation> operations = Operations();
  std::vector<Turns> heap;
  for (const Operation& operation : operations) heap.push_back({&operation});
  for (int i = 0; i < 2; ++i) {  // fills the pools, the caches and OpenSSL's own tables
    for (Turns& turns : heap) turns.Run();
  }
  std::make_heap(heap.begin(), heap.end(), [](const Turns& a, const Turns& b) { return a.spent > b.spent; });
  const long bytes = InUse();
  const long blocks = OutstandingAllocations();
  for (long i = 0; i < count; ++i) RunNext(heap);
  const long more_bytes = InUse() - bytes;
  const long more_blocks = OutstandingAllocations() - blocks;

  long refused = 0;
  long wrong = 0;
  for (const Turns& turns : heap) {
    wrong += turns.wrong;
    if (turns.operation->must_refuse) refused += turns.runs;
    if (turns.wrong > 0) out << "went wrong: " << turns.operation->name << ", " << turns.wrong << " times\n";
  }
  const auto [least, most] =
      std::minmax_element(heap.begin(), heap.end(), [](const Turns& a, const Turns& b) { return a.runs < b.runs; });
  out << count << " operations of " << heap.size() << " kinds, from " << least->runs << " (" << least->operation->name
      << ") to " << most->runs << " times (" << most->operation->name << "), " << refused << " refusals: " << more_bytes
      << " bytes and " << more_blocks << " of OpenSSL's blocks more than before\n";
  const bool good = wrong == 0 && more_bytes <= 0 && more_blocks <= 0;
  out << "leaks: " << (good ? "1 passed, 0 failed\n" : "0 passed, 1 failed\n");
  return good ? 0 : 1;
}

}  // namespace jose::test
