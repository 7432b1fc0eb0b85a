#pragma once

#include "core/content/content_encryption.h"
#include "core/key_management/key_management.h"

namespace jose {

/// What a message holds beside its encrypted key, decoded.
struct SealedContent {
  ByteView iv;
  ByteView aad;
  ByteView ciphertext;
  ByteView tag;
};

/// Decrypts a message for one recipient, RFC 7516 section 5.2: writes the plaintext (room for the ciphertext's size; it
/// may be the ciphertext's own memory) and returns its size, or kRefused. Every cause of refusal looks alike: where the
/// key cannot be unwrapped, a random one is used (RFC 7516 section 11.5). Any thread. Throws only where there is no
/// verdict.
std::ptrdiff_t Decrypt(const ContentCipher& cipher, const Delivery& delivery, const SealedContent& content,
                       std::uint8_t* plaintext);

}  // namespace jose
