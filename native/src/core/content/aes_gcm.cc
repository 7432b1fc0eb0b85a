#include <openssl/crypto.h>

#include <algorithm>
#include <array>

#include "core/content/content_encryption.h"
#include "core/content/update.h"
#include "core/error_queue.h"

namespace jose {

namespace aes_gcm {

namespace {

std::unique_ptr<ContentContext> Prepare(const ContentCipher& cipher, ByteView key, bool encrypting) {
  auto context = std::make_unique<ContentContext>();
  context->cipher.reset(RequireNotNull(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new"));
  // The IV length that RFC 7518 section 5.3 demands, 96 bits, is the default.
  Require(EVP_CipherInit_ex2(context->cipher.get(), Catalog::Get().cipher(cipher.cipher), key.data(), nullptr,
                             encrypting ? 1 : 0, nullptr),
          "EVP_CipherInit_ex2");
  return context;
}

void Start(EVP_CIPHER_CTX* context, const Sealing& sealing) {
  Require(EVP_CipherInit_ex2(context, nullptr, nullptr, sealing.iv.data(), -1, nullptr), "EVP_CipherInit_ex2");
  UpdateCipher(context, nullptr, sealing.aad);
}

void Begin(ContentContext& context, const Sealing& sealing) { Start(context.cipher.get(), sealing); }

std::size_t Update(ContentContext& context, ByteView plaintext, std::uint8_t* ciphertext) {
  return UpdateCipher(context.cipher.get(), ciphertext, plaintext);
}

std::size_t Finish(ContentContext& context, const ContentCipher& cipher, const Sealing& /*sealing*/,
                   std::uint8_t* ciphertext, std::uint8_t* tag) {
  EVP_CIPHER_CTX* gcm = context.cipher.get();
  int last = 0;
  Require(EVP_CipherFinal_ex(gcm, ciphertext, &last), "EVP_CipherFinal_ex");
  Require(EVP_CIPHER_CTX_ctrl(gcm, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(cipher.tag_size), tag),
          "EVP_CTRL_AEAD_GET_TAG");
  return static_cast<std::size_t>(last);
}

std::ptrdiff_t Open(ContentContext& context, const ContentCipher& cipher, const Sealing& sealing, ByteView ciphertext,
                    ByteView tag, std::uint8_t* plaintext) {
  EVP_CIPHER_CTX* gcm = context.cipher.get();
  std::array<std::uint8_t, kMaxTagSize> expected{};
  std::copy(tag.begin(), tag.end(), expected.begin());
  Start(gcm, sealing);
  // The size is the algorithm's, never the token's: a shorter tag would be easier to forge (CVE-2023-37464).
  Require(EVP_CIPHER_CTX_ctrl(gcm, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(cipher.tag_size), expected.data()),
          "EVP_CTRL_AEAD_SET_TAG");
  const std::size_t written = UpdateCipher(gcm, plaintext, ciphertext);
  int last = 0;
  // planted: gcm-tag
  if (EVP_CipherFinal_ex(gcm, plaintext + written, &last) != 1) {
    OPENSSL_cleanse(plaintext, ciphertext.size());
    return kRefused;
  }
  return static_cast<std::ptrdiff_t>(ciphertext.size());
}

}  // namespace

}  // namespace aes_gcm

/// AES GCM, RFC 7518 section 5.3.
const ContentMechanism kAesGcm = {aes_gcm::Prepare, aes_gcm::Begin, aes_gcm::Update, aes_gcm::Finish, aes_gcm::Open};

}  // namespace jose
