#pragma once

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace jose {

/// What went wrong, in the words of the public error table: lib/errors/table.ts holds the same codes.
enum class FailureCode {
  kInvalidKey,       // ERR_JWK_INVALID
  kKeyTypeMismatch,  // ERR_KEY_TYPE_MISMATCH
  kNotSupported,     // ERR_JOSE_NOT_SUPPORTED
  kLimitExceeded,    // ERR_JOSE_LIMIT_EXCEEDED
  kKeyPassword,      // ERR_KEY_PASSWORD
  kOpenSsl,          // ERR_OPENSSL: OpenSSL itself failed; says nothing of the input
};

/// One entry of OpenSSL's error queue.
struct OpenSslError {
  std::string library;
  std::string reason;
  unsigned long code;
};

/// The one exception of the core. Made without any Node call, so it may be thrown on any thread; the binding turns
/// it into a JavaScript error in one place. Messages never hold key material. A negative verdict (a bad signature) is
/// no failure but a value.
class Failure : public std::exception {
 public:
  Failure(FailureCode code, std::string message, std::vector<OpenSslError> openssl = {})
      : code_(code), message_(std::move(message)), openssl_(std::move(openssl)) {}

  FailureCode code() const noexcept { return code_; }
  const char* what() const noexcept override { return message_.c_str(); }
  const std::vector<OpenSslError>& openssl() const noexcept { return openssl_; }

 private:
  FailureCode code_;
  std::string message_;
  std::vector<OpenSslError> openssl_;
};

}  // namespace jose
