#pragma once

#include <string>

#include "core/failure.h"
#include "core/key_management/key_management.h"

namespace jose {

[[noreturn]] inline void ThrowWrongSecretSize(std::string_view name, std::size_t needed, std::size_t found) {
  throw Failure(FailureCode::kKeyTypeMismatch, std::string(name) + " needs a secret of " + std::to_string(needed * 8) +
                                                   " bits, found " + std::to_string(found * 8));
}

/// Throws kKeyTypeMismatch unless the recipient's secret has the size of its algorithm's AES key.
inline void RequireSecretSize(const Recipient& recipient) {
  const std::size_t found = recipient.key.secret().size();
  if (found != recipient.algorithm.kek_size) {
    ThrowWrongSecretSize(recipient.algorithm.name, recipient.algorithm.kek_size, found);
  }
}

}  // namespace jose
