#pragma once

#include <functional>
#include <string>
#include <vector>

namespace jose::test {

/// What a run came to: true, false, or a Failure.
enum class End { kDone, kRefused, kFailed };

/// Something the core does, to be tried while memory is short, or a million times.
struct Operation {
  std::string name;
  /// Does it; false for a refusal. Throws a Failure where it cannot.
  std::function<bool()> run;
  /// Whether its input is forged, so that nothing may let it through.
  bool must_refuse = false;
  /// So many of its allocations are worth failing; a search for primes makes thousands that are all alike.
  long most = 2000;
  /// Runs that may still go wrong afterwards. OpenSSL's RSA blinding (BN_BLINDING_update) changes one of its two
  /// numbers and not the other when memory runs out between them, and makes new ones only after 32 uses: until then
  /// signing fails, and what it decrypts is refused.
  int may_need = 0;

  End expected() const noexcept { return must_refuse ? End::kRefused : End::kDone; }
};

/// Signatures, encryption, import, export and generation, each with every algorithm; with good and with forged input.
std::vector<Operation> Operations();

}  // namespace jose::test
