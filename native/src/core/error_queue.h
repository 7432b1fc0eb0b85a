#pragma once

#include <string>
#include <vector>

#include "core/failure.h"

namespace jose {

/// Takes every entry out of this thread's OpenSSL error queue, oldest first; the queue is empty afterwards.
std::vector<OpenSslError> DrainErrorQueue();

/// Empties this thread's OpenSSL error queue; for an outcome that is expected and needs no detail.
void ClearErrorQueue() noexcept;

/// Whether the queue holds an error that is OpenSSL's own (no memory, an internal fault), not the input's.
/// Lets a verification tell "this signature is bad" from "no verdict could be reached".
bool ErrorQueueIsFatal() noexcept;

/// Throws kOpenSsl with the drained queue. `operation` names the EVP call that failed.
[[noreturn]] void ThrowOpenSslFailure(const char* operation);

/// Throws kInvalidKey and empties the queue: the cause is the input, so OpenSSL's words would only distract.
[[noreturn]] void ThrowInvalidKey(std::string message);

/// Passes OpenSSL's success value (1, or a positive length) and throws for anything else.
template <class Integer>
void Require(Integer result, const char* operation) {
  if (result <= 0) ThrowOpenSslFailure(operation);
}

/// Throws likewise where errors stand in the queue after a success: when memory runs out, OpenSSL takes some failures
/// for successes and gives wrong results (ML-DSA, the renewal of RSA's blinding, the numbers of an RSA key).
void RequireNoErrors(const char* operation);

/// Passes a non-null pointer-like value and throws for a null one.
template <class Pointer>
Pointer RequireNotNull(Pointer&& pointer, const char* operation) {
  if (!pointer) ThrowOpenSslFailure(operation);
  return static_cast<Pointer&&>(pointer);
}

}  // namespace jose
