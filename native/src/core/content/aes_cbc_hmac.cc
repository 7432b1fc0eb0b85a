#include <openssl/crypto.h>

#include <algorithm>
#include <array>

#include "core/content/content_encryption.h"
#include "core/content/update.h"
#include "core/error_queue.h"

namespace jose {

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

/// Step 5: HMAC over A || IV || E || AL, where AL is the length of A in bits as 64 bits, big-endian.
Mac ComputeMac(ContentContext& context, const Sealing& sealing, ByteView ciphertext) {
  EVP_MAC_CTX* mac = context.mac.get();
  std::array<std::uint8_t, 8> length;
  std::uint64_t bits = std::uint64_t{sealing.aad.size()} * 8;
  for (auto octet = length.rbegin(); octet != length.rend(); ++octet, bits >>= 8) {
    *octet = static_cast<std::uint8_t>(bits);
  }
  Require(EVP_MAC_init(mac, nullptr, 0, nullptr), "EVP_MAC_init");
  for (const ByteView part : {sealing.aad, sealing.iv, ciphertext, ByteView(length)}) {
    Require(EVP_MAC_update(mac, part.data(), part.size()), "EVP_MAC_update");
  }
  Mac value;
  std::size_t size = 0;
  Require(EVP_MAC_final(mac, value.data(), &size, value.size()), "EVP_MAC_final");
  return value;
}

std::size_t RunCipher(EVP_CIPHER_CTX* cipher, ByteView iv, ByteView input, std::uint8_t* output, bool& good) {
  Require(EVP_CipherInit_ex2(cipher, nullptr, nullptr, iv.data(), -1, nullptr), "EVP_CipherInit_ex2");
  const std::size_t written = UpdateCipher(cipher, output, input);
  int last = 0;
  good = EVP_CipherFinal_ex(cipher, output + written, &last) == 1;
  return written + static_cast<std::size_t>(last);
}

void Seal(ContentContext& context, const ContentCipher& cipher, const Sealing& sealing, ByteView plaintext,
          std::uint8_t* ciphertext, std::uint8_t* tag) {
  bool good = false;
  const std::size_t size = RunCipher(context.cipher.get(), sealing.iv, plaintext, ciphertext, good);
  if (!good) ThrowOpenSslFailure("EVP_CipherFinal_ex");
  const Mac mac = ComputeMac(context, sealing, {ciphertext, size});
  std::copy_n(mac.begin(), cipher.tag_size, tag);
}

std::ptrdiff_t Open(ContentContext& context, const ContentCipher& cipher, const Sealing& sealing, ByteView ciphertext,
                    ByteView tag, std::uint8_t* plaintext) {
  // RFC 7518 section 5.2.2.2, step 2: the tag is checked "without decrypting the ciphertext" if it is wrong, so that
  // padding is never an oracle.
  const Mac mac = ComputeMac(context, sealing, ciphertext);
  if (CRYPTO_memcmp(mac.data(), tag.data(), cipher.tag_size) != 0) return kRefused;
  bool good = false;
  const std::size_t size = RunCipher(context.cipher.get(), sealing.iv, ciphertext, plaintext, good);
  if (good) return static_cast<std::ptrdiff_t>(size);
  OPENSSL_cleanse(plaintext, ciphertext.size());
  return kRefused;
}

}  // namespace

/// AES_CBC_HMAC_SHA2, RFC 7518 section 5.2.
const ContentMechanism kAesCbcHmac = {Prepare, Seal, Open};

std::size_t CiphertextSize(const ContentCipher& cipher, std::size_t size) noexcept {
  constexpr std::size_t kBlock = 16;
  return cipher.mechanism == &kAesCbcHmac ? size / kBlock * kBlock + kBlock : size;
}

}  // namespace jose
