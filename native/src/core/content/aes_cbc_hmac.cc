#include <openssl/crypto.h>

#include <algorithm>
#include <array>

#include "core/content/content_encryption.h"
#include "core/content/update.h"
#include "core/error_queue.h"

namespace jose {

namespace aes_cbc_hmac {

namespace {

/// RFC 7518 section 5.2.2.1, step 1: the first half of the key is for the MAC, the second for the cipher.
std::unique_ptr<ContentContext> Prepare(const ContentCipher& cipher, ByteView key, bool encrypting) {
  auto context = std::make_unique<ContentContext>();
  const std::size_t half = cipher.key_size / 2;
  context->mac.reset(RequireNotNull(EVP_MAC_CTX_new(Catalog::Get().hmac()), "EVP_MAC_CTX_new"));
  char digest_name[16] = {};
  OPENSSL_strlcpy(digest_name, DigestName(cipher.digest), sizeof(digest_name));
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
                               OSSL_PARAM_construct_end()};
  Require(EVP_MAC_init(context->mac.get(), key.data(), half, params), "EVP_MAC_init");
  context->cipher.reset(RequireNotNull(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new"));
  Require(EVP_CipherInit_ex2(context->cipher.get(), Catalog::Get().cipher(cipher.cipher), key.data() + half, nullptr,
                             encrypting ? 1 : 0, nullptr),
          "EVP_CipherInit_ex2");
  return context;
}

using Mac = std::array<std::uint8_t, EVP_MAX_MD_SIZE>;

void UpdateMac(ContentContext& context, ByteView octets) {
  Require(EVP_MAC_update(context.mac.get(), octets.data(), octets.size()), "EVP_MAC_update");
}

// Step 5: HMAC over A || IV || E || AL, where AL is the length of A in bits as 64 bits, big-endian.

/// A || IV.
void BeginMac(ContentContext& context, const Sealing& sealing) {
  Require(EVP_MAC_init(context.mac.get(), nullptr, 0, nullptr), "EVP_MAC_init");
  UpdateMac(context, sealing.aad);
  UpdateMac(context, sealing.iv);
}

/// AL.
Mac FinishMac(ContentContext& context, const Sealing& sealing) {
  std::array<std::uint8_t, 8> length;
  std::uint64_t bits = std::uint64_t{sealing.aad.size()} * 8;
  for (auto octet = length.rbegin(); octet != length.rend(); ++octet, bits >>= 8) {
    *octet = static_cast<std::uint8_t>(bits);
  }
  UpdateMac(context, length);
  Mac value;
  std::size_t size = 0;
  Require(EVP_MAC_final(context.mac.get(), value.data(), &size, value.size()), "EVP_MAC_final");
  return value;
}

void BeginCipher(EVP_CIPHER_CTX* cipher, ByteView iv) {
  Require(EVP_CipherInit_ex2(cipher, nullptr, nullptr, iv.data(), -1, nullptr), "EVP_CipherInit_ex2");
}

void Begin(ContentContext& context, const Sealing& sealing) {
  BeginCipher(context.cipher.get(), sealing.iv);
  BeginMac(context, sealing);
}

std::size_t Update(ContentContext& context, ByteView plaintext, std::uint8_t* ciphertext) {
  const std::size_t size = UpdateCipher(context.cipher.get(), ciphertext, plaintext);
  UpdateMac(context, {ciphertext, size});
  return size;
}

std::size_t Finish(ContentContext& context, const ContentCipher& cipher, const Sealing& sealing,
                   std::uint8_t* ciphertext, std::uint8_t* tag) {
  int last = 0;
  Require(EVP_CipherFinal_ex(context.cipher.get(), ciphertext, &last), "EVP_CipherFinal_ex");
  const auto size = static_cast<std::size_t>(last);
  UpdateMac(context, {ciphertext, size});
  const Mac mac = FinishMac(context, sealing);
  std::copy_n(mac.begin(), cipher.tag_size, tag);
  return size;
}

std::ptrdiff_t Open(ContentContext& context, const ContentCipher& cipher, const Sealing& sealing, ByteView ciphertext,
                    ByteView tag, std::uint8_t* plaintext) {
  // RFC 7518 section 5.2.2.2, step 2: the tag is checked "without decrypting the ciphertext" if it is wrong, so that
  // padding is never an oracle.
  BeginMac(context, sealing);
  UpdateMac(context, ciphertext);
  const Mac mac = FinishMac(context, sealing);
  // planted: cbc-tag
  if (CRYPTO_memcmp(mac.data(), tag.data(), cipher.tag_size) != 0) return kRefused;
  BeginCipher(context.cipher.get(), sealing.iv);
  const std::size_t written = UpdateCipher(context.cipher.get(), plaintext, ciphertext);
  int last = 0;
  if (EVP_CipherFinal_ex(context.cipher.get(), plaintext + written, &last) == 1) {
    return static_cast<std::ptrdiff_t>(written) + last;
  }
  OPENSSL_cleanse(plaintext, ciphertext.size());
  return kRefused;
}

}  // namespace

}  // namespace aes_cbc_hmac

/// AES_CBC_HMAC_SHA2, RFC 7518 section 5.2.
const ContentMechanism kAesCbcHmac = {aes_cbc_hmac::Prepare, aes_cbc_hmac::Begin, aes_cbc_hmac::Update,
                                      aes_cbc_hmac::Finish, aes_cbc_hmac::Open};

std::size_t CiphertextSize(const ContentCipher& cipher, std::size_t size) noexcept {
  return cipher.mechanism == &kAesCbcHmac ? size / kCipherBlockSize * kCipherBlockSize + kCipherBlockSize : size;
}

}  // namespace jose
