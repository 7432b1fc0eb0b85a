#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/content/content_encryption.h"
#include "core/key_management/key_management.h"

namespace jose {

/// One message being encrypted, RFC 7516 section 5.1. The content key is made, wrapped, used and cleansed in here. Any
/// thread, one at a time; the keys and the octets of the recipients must outlive it.
class Encryption {
 public:
  /// Steps 1 to 9: determines the content key, encrypts it to each recipient, makes the initialization vector. A direct
  /// mode has one recipient. Throws kKeyTypeMismatch for a key that does not fit its algorithm, kOpenSsl when OpenSSL
  /// fails or there is no randomness.
  Encryption(const ContentCipher& cipher, std::span<const Recipient> recipients);

  /// For each recipient, in order.
  const std::vector<WrappedKey>& wrapped_keys() const noexcept { return wrapped_keys_; }

  ByteView iv() const noexcept { return {iv_.data(), cipher_.iv_size}; }

  /// Steps 15 and 16: encrypts and authenticates. Writes the base64url of the ciphertext at `text`, which has room for
  /// that of CiphertextSize octets; `tag` has room for the cipher's tag.
  void Seal(ByteView aad, ByteView plaintext, char* text, std::uint8_t* tag);

 private:
  void SealWith(ContentContext& context, const Sealing& sealing, ByteView plaintext, char* text, std::uint8_t* tag);

  const ContentCipher& cipher_;
  std::span<const Recipient> recipients_;
  ContentKey content_key_;
  std::array<std::uint8_t, kMaxIvSize> iv_{};
  std::vector<WrappedKey> wrapped_keys_;
};

}  // namespace jose
