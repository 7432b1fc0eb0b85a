#pragma once

#include <algorithm>

#include "core/bytes.h"
#include "core/error_queue.h"
#include "core/openssl_ptr.h"

namespace jose {

/// EVP_CipherUpdate over any length; it takes an int, so a long input goes in pieces. A null `output` is for additional
/// authenticated data. Returns the octets written.
inline std::size_t UpdateCipher(EVP_CIPHER_CTX* context, std::uint8_t* output, ByteView input) {
  constexpr std::size_t kPiece = std::size_t{1} << 30;
  std::size_t written = 0;
  while (!input.empty()) {
    const ByteView piece = input.first(std::min(input.size(), kPiece));
    int size = 0;
    Require(EVP_CipherUpdate(context, output == nullptr ? nullptr : output + written, &size, piece.data(),
                             static_cast<int>(piece.size())),
            "EVP_CipherUpdate");
    if (output != nullptr) written += static_cast<std::size_t>(size);
    input = input.subspan(piece.size());
  }
  return written;
}

}  // namespace jose
