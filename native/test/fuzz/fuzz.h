#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/bytes.h"

// A fuzz target is one function over octets that anybody may have sent. scripts/fuzz builds each with libFuzzer; the
// core's tests run each over the inputs kept in native/test/corpus, so that a fault once found stays mended.

namespace jose::test {

/// Ends the process where a property does not hold; libFuzzer then keeps the input. The queue of OpenSSL's errors must
/// be empty whenever a target returns.
void Expect(bool good, const char* property);

#define FUZZ_EXPECT(...) jose::test::Expect(static_cast<bool>(__VA_ARGS__), #__VA_ARGS__)

/// Takes an input apart. What is asked for and not there is 0 or empty, so that every input means something.
class Input {
 public:
  explicit Input(ByteView octets) noexcept : left_(octets) {}

  std::uint8_t Octet() noexcept {
    if (left_.empty()) return 0;
    const std::uint8_t octet = left_.front();
    left_ = left_.subspan(1);
    return octet;
  }

  /// Two octets of length, and as many octets.
  ByteView Part() noexcept {
    const std::size_t high = Octet();
    const std::size_t low = Octet();  // before left_.size() is asked for: the order of arguments is the compiler's
    const std::size_t length = std::min(high << 8 | low, left_.size());
    const ByteView part = left_.first(length);
    left_ = left_.subspan(length);
    return part;
  }

  bool empty() const noexcept { return left_.empty(); }
  ByteView rest() const noexcept { return left_; }

 private:
  ByteView left_;
};

/// Whether an expensive step is due: for one input in `rarity`, and always the same ones.
bool IsDue(ByteView input, unsigned rarity);

struct FuzzTarget {
  FuzzTarget(const char* name, void (*run)(ByteView));
  const char* name;
  void (*run)(ByteView);
};

/// Runs a target on one input and checks what every target owes.
void RunTarget(const FuzzTarget& target, ByteView input);

/// Every target, or with libFuzzer the one that was linked.
const FuzzTarget* FindTarget(const char* name);

}  // namespace jose::test

/// FUZZ_TARGET(base64url) { ... uses `input`, a ByteView ... }
#define FUZZ_TARGET(name)                                              \
  static void Fuzz_##name(jose::ByteView input);                       \
  static const jose::test::FuzzTarget fuzz_##name(#name, Fuzz_##name); \
  static void Fuzz_##name(jose::ByteView input)
