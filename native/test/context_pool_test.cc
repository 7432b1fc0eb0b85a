#include "core/context_pool.h"

#include <atomic>
#include <chrono>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

/// Counts how many are alive and notices when two threads use one.
class Probe {
 public:
  Probe() { ++alive; }
  ~Probe() { --alive; }
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  bool Enter() { return !in_use_.exchange(true); }
  void Leave() { in_use_ = false; }

  static inline std::atomic<int> alive{0};

 private:
  std::atomic<bool> in_use_{false};
};

constexpr std::size_t kCapacity = 4;
using Pool = ContextPool<Probe, kCapacity>;

std::unique_ptr<Probe> Make() { return std::make_unique<Probe>(); }

JOSE_TEST(context_pool_gives_back_what_was_kept) {
  Pool pool;
  Probe* first = nullptr;
  {
    auto lease = pool.Take(Make);
    first = &*lease;
    lease.Keep();
  }
  EXPECT(Probe::alive == 1);
  auto lease = pool.Take([]() -> std::unique_ptr<Probe> { throw std::logic_error("made although one was idle"); });
  EXPECT(&*lease == first);
}

JOSE_TEST(context_pool_frees_what_was_not_kept) {
  Pool pool;
  { auto lease = pool.Take(Make); }
  EXPECT(Probe::alive == 0);
  try {
    auto lease = pool.Take(Make);
    throw std::runtime_error("the operation failed");
  } catch (const std::runtime_error&) {
    EXPECT(Probe::alive == 0);
  }
}

JOSE_TEST(context_pool_stays_usable_when_making_fails) {
  Pool pool;
  bool thrown = false;
  try {
    static_cast<void>(pool.Take([]() -> std::unique_ptr<Probe> { throw std::runtime_error("no memory"); }));
  } catch (const std::runtime_error&) {
    thrown = true;
  }
  EXPECT(thrown);
  auto lease = pool.Take(Make);
  EXPECT(Probe::alive == 1);
}

JOSE_TEST(context_pool_leases_are_exclusive_and_bounded) {
  {
    Pool pool;
    {
      std::vector<Pool::Lease> leases;
      std::set<Probe*> distinct;
      for (std::size_t i = 0; i < 3 * kCapacity; ++i) {
        leases.push_back(pool.Take(Make));
        distinct.insert(&*leases.back());
      }
      EXPECT(distinct.size() == 3 * kCapacity);
      for (auto& lease : leases) lease.Keep();
    }
    EXPECT(Probe::alive == static_cast<int>(kCapacity));
  }
  EXPECT(Probe::alive == 0);
}

JOSE_TEST(context_pool_storm) {
  {
    Pool pool;
    std::atomic<bool> exclusive{true};
    std::atomic<long> rounds{0};
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
    const auto work = [&](int /*thread*/) {
      for (unsigned i = 0; std::chrono::steady_clock::now() < end; ++i) {
        auto lease = pool.Take(Make);
        if (!lease->Enter()) exclusive = false;
        if (i % 64 == 0) std::this_thread::yield();  // more threads than processors hold a lease at once
        lease->Leave();
        if (i % 7 != 0) lease.Keep();
        ++rounds;
      }
    };
    OnThreads(8, work);
    EXPECT(exclusive);
    EXPECT(rounds > 1000);
    EXPECT(Probe::alive <= static_cast<int>(kCapacity));
  }
  EXPECT(Probe::alive == 0);
}

}  // namespace
}  // namespace jose::test
