#pragma once

#include "binding/args.h"
#include "core/content/ciphers.h"
#include "core/key_management/algorithms.h"

namespace jose {

inline const KeyManagement& KeyManagementAt(std::uint32_t row) {
  if (row >= kKeyManagementCount) throw ArgumentError("no such key management algorithm");
  return kKeyManagement[row];
}

inline const ContentCipher& ContentCipherAt(std::uint32_t row) {
  if (row >= std::size(kContentCiphers)) throw ArgumentError("no such content encryption algorithm");
  return kContentCiphers[row];
}

}  // namespace jose
