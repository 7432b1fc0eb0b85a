#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>

namespace jose {

/// Contexts that a mechanism keeps ready for one key. The layers above the key define what they are.
class KeyContexts {
 public:
  KeyContexts() = default;
  KeyContexts(const KeyContexts&) = delete;
  KeyContexts& operator=(const KeyContexts&) = delete;
  virtual ~KeyContexts() = default;
};

/// A place in a key for the contexts of each kind, which a class derived from KeyContexts names as its kSlot.
enum class ContextSlot : std::uint8_t { kSignature, kRsaEncryption, kContent };

/// The contexts of one key, made when they are first asked for. Any thread. Owns them.
class ContextSlots {
 public:
  ContextSlots() = default;
  ContextSlots(const ContextSlots&) = delete;
  ContextSlots& operator=(const ContextSlots&) = delete;
  ~ContextSlots() {
    for (auto& slot : slots_) std::unique_ptr<KeyContexts>(slot.load());
  }

  template <class Contexts>
  Contexts& Get() {
    std::atomic<KeyContexts*>& slot = slots_[static_cast<std::size_t>(Contexts::kSlot)];
    KeyContexts* contexts = slot.load(std::memory_order_acquire);
    if (contexts == nullptr) {
      auto made = std::make_unique<Contexts>();
      // Where another thread was quicker, its contexts stay.
      if (slot.compare_exchange_strong(contexts, made.get(), std::memory_order_acq_rel)) contexts = made.release();
    }
    return static_cast<Contexts&>(*contexts);
  }

 private:
  std::array<std::atomic<KeyContexts*>, 3> slots_{};
};

}  // namespace jose
