#include "core/random.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>

#ifndef _WIN32
#include <pthread.h>
#endif

#include "core/error_queue.h"

namespace jose {

namespace {

/// How often this process is a fork of another: parent and child must not hand out the same octets.
std::atomic<unsigned> fork_count{0};

void WatchForks() {
#ifndef _WIN32
  // Where it throws, the next call tries again.
  static const bool is_watching = [] {
    if (pthread_atfork(nullptr, nullptr, [] { fork_count.fetch_add(1); }) != 0) {
      throw Failure(FailureCode::kOpenSsl, "forks of this process cannot be noticed");
    }
    return true;
  }();
  static_cast<void>(is_watching);
#endif
}

void Draw(ByteSpan output) {
  if (output.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw Failure(FailureCode::kLimitExceeded, "too many random octets asked for");
  }
  Require(RAND_priv_bytes(output.data(), static_cast<int>(output.size())), "RAND_priv_bytes");
}

/// Random octets in stock for one thread.
class RandomBlock {
 public:
  ~RandomBlock() { OPENSSL_cleanse(octets_.data(), octets_.size()); }

  void Take(ByteSpan output) {
    if (left_ < output.size() || forks_ != fork_count.load(std::memory_order_relaxed)) Refill();
    const std::size_t at = octets_.size() - left_;
    std::copy_n(octets_.begin() + static_cast<std::ptrdiff_t>(at), output.size(), output.begin());
    OPENSSL_cleanse(octets_.data() + at, output.size());
    left_ -= output.size();
  }

  static constexpr std::size_t kSize = 2048;

 private:
  void Refill() {
    WatchForks();
    left_ = 0;  // should drawing fail, there is nothing in stock
    forks_ = fork_count.load(std::memory_order_relaxed);
    Draw(octets_);
    left_ = octets_.size();
  }

  std::array<std::uint8_t, kSize> octets_{};
  std::size_t left_ = 0;
  unsigned forks_ = 0;
};

}  // namespace

void FillRandom(ByteSpan output) {
  if (output.size() > RandomBlock::kSize / 8) {
    Draw(output);
    return;
  }
  thread_local RandomBlock block;
  block.Take(output);
}

}  // namespace jose
