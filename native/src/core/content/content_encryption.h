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

  /// Begins a message that is sealed in pieces.
  void (*begin)(ContentContext& context, const Sealing& sealing);

  /// Encrypts the next piece and returns the octets written: as many as came in, but for what CBC keeps back until a
  /// block is whole (room for the piece and kCipherBlockSize).
  std::size_t (*update)(ContentContext& context, ByteView plaintext, std::uint8_t* ciphertext);

  /// Writes what is left of the ciphertext (at most kCipherBlockSize octets) and returns its size; writes the tag
  /// (cipher.tag_size octets).
  std::size_t (*finish)(ContentContext& context, const ContentCipher& cipher, const Sealing& sealing,
                        std::uint8_t* ciphertext, std::uint8_t* tag);

  /// Writes the plaintext (room for ciphertext.size() octets) and returns its size, or kRefused. iv and tag have the
  /// right sizes already. Nothing of an unauthenticated plaintext is left in `plaintext`.
  std::ptrdiff_t (*open)(ContentContext& context, const ContentCipher& cipher, const Sealing& sealing,
                         ByteView ciphertext, ByteView tag, std::uint8_t* plaintext);
};

inline constexpr std::ptrdiff_t kRefused = -1;

inline constexpr std::size_t kCipherBlockSize = 16;

/// Seals a message in one piece: writes the ciphertext (CiphertextSize octets) and the tag (cipher.tag_size octets).
inline void SealAtOnce(ContentContext& context, const ContentCipher& cipher, const Sealing& sealing, ByteView plaintext,
                       std::uint8_t* ciphertext, std::uint8_t* tag) {
  const ContentMechanism& mechanism = *cipher.mechanism;
  mechanism.begin(context, sealing);
  const std::size_t written = mechanism.update(context, plaintext, ciphertext);
  mechanism.finish(context, cipher, sealing, ciphertext + written, tag);
}

/// Octets of the ciphertext of `size` octets: CBC pads to the next whole block (RFC 7518 section 5.2.2.1).
std::size_t CiphertextSize(const ContentCipher& cipher, std::size_t size) noexcept;

}  // namespace jose
