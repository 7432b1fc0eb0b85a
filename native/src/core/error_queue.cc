#include "core/error_queue.h"

#include <openssl/err.h>

#include <utility>

namespace jose {

namespace {

std::string OrUnknown(const char* text) { return text == nullptr ? "unknown" : text; }

}  // namespace

std::vector<OpenSslError> DrainErrorQueue() {
  std::vector<OpenSslError> errors;
  for (unsigned long code = ERR_get_error(); code != 0; code = ERR_get_error()) {
    errors.push_back({OrUnknown(ERR_lib_error_string(code)), OrUnknown(ERR_reason_error_string(code)), code});
  }
  return errors;
}

void ClearErrorQueue() noexcept {
  // ERR_clear_error walks all its entries, which costs as much as a third of an HMAC.
  if (ERR_peek_error() != 0) ERR_clear_error();
}

bool ErrorQueueIsFatal() noexcept {
  // Only the newest entry is looked at: a verification that runs out of memory or meets an internal fault leaves
  // that as its last word, and the flag is part of the code itself.
  const unsigned long code = ERR_peek_last_error();
  return code != 0 && ERR_FATAL_ERROR(code);
}

void ThrowOpenSslFailure(const char* operation) {
  std::vector<OpenSslError> errors = DrainErrorQueue();
  std::string message = std::string("OpenSSL could not complete ") + operation;
  if (!errors.empty()) message += ": " + errors.front().reason;
  throw Failure(FailureCode::kOpenSsl, std::move(message), std::move(errors));
}

void RequireNoErrors(const char* operation) {
  if (ERR_peek_error() != 0) ThrowOpenSslFailure(operation);
}

void ThrowInvalidKey(std::string message) {
  ClearErrorQueue();
  throw Failure(FailureCode::kInvalidKey, std::move(message));
}

}  // namespace jose
