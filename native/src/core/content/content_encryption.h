#pragma once

#include <memory>

#include "core/bytes.h"
#include "core/content/ciphers.h"
#include "core/openssl_ptr.h"

namespace jose {

/// Ready state for one content encryption key: the AES key schedule and, for CBC, the keyed HMAC.
struct ContentContext {
  EvpCipherCtxPtr cipher;
  EvpMacCtxPtr mac;
};

/// What is sealed with a message, beside its plaintext.
struct Sealing {
  ByteView iv;
  ByteView aad;
};

/// One family of content encryption: no state of its own.
struct ContentMechanism {
  /// Prepares a context for a key (cipher.key_size octets) and a direction.
  std::unique_ptr<ContentContext> (*prepare)(const ContentCipher& cipher, ByteView key, bool encrypting);

  /// Writes the ciphertext (CiphertextSize octets) and the tag (cipher.tag_size octets).
  void (*seal)(ContentContext& context, const ContentCipher& cipher, const Sealing& sealing, ByteView plaintext,
               std::uint8_t* ciphertext, std::uint8_t* tag);

  /// Writes the plaintext (room for ciphertext.size() octets) and returns its size, or kRefused. iv and tag have the
  /// right sizes already. Nothing of an unauthenticated plaintext is left in `plaintext`.
  std::ptrdiff_t (*open)(ContentContext& context, const ContentCipher& cipher, const Sealing& sealing,
                         ByteView ciphertext, ByteView tag, std::uint8_t* plaintext);
};

inline constexpr std::ptrdiff_t kRefused = -1;

/// Octets of the ciphertext of `size` octets: CBC pads to the next whole block (RFC 7518 section 5.2.2.1).
std::size_t CiphertextSize(const ContentCipher& cipher, std::size_t size) noexcept;

}  // namespace jose
