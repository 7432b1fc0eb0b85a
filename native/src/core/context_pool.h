#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <utility>

namespace jose {

/// A small bounded free list of ready contexts. A context serves one thread at a time; a pool any number of threads.
/// Lock-free: ownership moves whole through one atomic exchange, so there is nothing to tear.
template <class Context, std::size_t kCapacity = 4>
class ContextPool {
 public:
  ContextPool() = default;
  ContextPool(const ContextPool&) = delete;
  ContextPool& operator=(const ContextPool&) = delete;
  ~ContextPool() {
    for (auto& slot : slots_) std::unique_ptr<Context>(slot.exchange(nullptr));
  }

  /// A leased context. It goes back to the pool only if the borrower says Keep(): what failed is freed.
  class Lease {
   public:
    Lease(ContextPool& pool, std::unique_ptr<Context> context) noexcept : pool_(pool), context_(std::move(context)) {}
    Context* operator->() const noexcept { return context_.get(); }
    Context& operator*() const noexcept { return *context_; }
    void Keep() noexcept { pool_.Return(std::move(context_)); }

   private:
    ContextPool& pool_;
    std::unique_ptr<Context> context_;
  };

  /// Leases an idle context, or one that `make()` makes when none is idle.
  template <class Make>
  Lease Take(Make&& make) {
    for (auto& slot : slots_) {
      if (slot.load(std::memory_order_relaxed) == nullptr) continue;
      if (Context* context = slot.exchange(nullptr, std::memory_order_acquire)) {
        return Lease(*this, std::unique_ptr<Context>(context));
      }
    }
    return Lease(*this, make());
  }

 private:
  void Return(std::unique_ptr<Context> context) noexcept {
    for (auto& slot : slots_) {
      Context* expected = nullptr;
      if (slot.compare_exchange_strong(expected, context.get(), std::memory_order_release, std::memory_order_relaxed)) {
        static_cast<void>(context.release());
        return;
      }
    }
  }

  std::array<std::atomic<Context*>, kCapacity> slots_{};
};

}  // namespace jose
