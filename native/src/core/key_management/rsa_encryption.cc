#include <openssl/err.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>

#include "core/constant_time.h"
#include "core/error_queue.h"
#include "core/key_management/encryption_pools.h"
#include "core/key_management/key_management.h"
#include "core/key_management/pkcs1_padding.h"

namespace jose {

namespace rsa_encryption {

namespace {

constexpr std::size_t kMaxModulusSize = 2048;  // octets: 16384 bits

EvpPkeyCtxPtr NewContext(const Key& key) {
  return EvpPkeyCtxPtr(
      RequireNotNull(EVP_PKEY_CTX_new_from_pkey(nullptr, key.pkey(), nullptr), "EVP_PKEY_CTX_new_from_pkey"));
}

void SetOaep(EVP_PKEY_CTX* context, const KeyManagement& algorithm) {
  Require(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING), "EVP_PKEY_CTX_set_rsa_padding");
  const EVP_MD* md = Catalog::Get().digest(algorithm.digest);
  // RFC 7518 section 4.3: one hash function for both; the label is empty.
  Require(EVP_PKEY_CTX_set_rsa_oaep_md(context, md), "EVP_PKEY_CTX_set_rsa_oaep_md");
  Require(EVP_PKEY_CTX_set_rsa_mgf1_md(context, md), "EVP_PKEY_CTX_set_rsa_mgf1_md");
}

std::unique_ptr<RsaEncryptionContext> PrepareEncryption(const Key& key, const KeyManagement& algorithm) {
  auto context = std::make_unique<RsaEncryptionContext>();
  context->pkey = NewContext(key);
  Require(EVP_PKEY_encrypt_init(context->pkey.get()), "EVP_PKEY_encrypt_init");
  if (algorithm.mechanism == &kRsaOaep) {
    SetOaep(context->pkey.get(), algorithm);
  } else {
    Require(EVP_PKEY_CTX_set_rsa_padding(context->pkey.get(), RSA_PKCS1_PADDING), "EVP_PKEY_CTX_set_rsa_padding");
  }
  return context;
}

std::unique_ptr<RsaEncryptionContext> PrepareDecryption(const Key& key, const KeyManagement& algorithm) {
  auto context = std::make_unique<RsaEncryptionContext>();
  context->pkey = NewContext(key);
  Require(EVP_PKEY_decrypt_init(context->pkey.get()), "EVP_PKEY_decrypt_init");
  if (algorithm.mechanism == &kRsaOaep) {
    SetOaep(context->pkey.get(), algorithm);
  } else {
    Require(EVP_PKEY_CTX_set_rsa_padding(context->pkey.get(), RSA_NO_PADDING), "EVP_PKEY_CTX_set_rsa_padding");
  }
  return context;
}

void Wrap(const Recipient& recipient, const ContentCipher& /*cipher*/, ContentKey& content_key, WrappedKey& wrapped) {
  auto context = recipient.key.contexts<RsaEncryptionPools>().Of(recipient.algorithm, Direction::kEncrypt).Take([&] {
    return PrepareEncryption(recipient.key, recipient.algorithm);
  });
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(recipient.key.pkey()));
  wrapped.encrypted_key.resize(size);
  Require(EVP_PKEY_encrypt(context->pkey.get(), wrapped.encrypted_key.data(), &size, content_key.view().data(),
                           content_key.size()),
          "EVP_PKEY_encrypt");
  wrapped.encrypted_key.resize(size);
  context.Keep();
}

/// The modulus-sized result of a private operation; cleansed. Whether it is one, and its size, are as secret as itself.
struct Decrypted {
  std::array<std::uint8_t, kMaxModulusSize> octets{};
  std::size_t size = kMaxModulusSize;
  int result = 0;  // 1: good
  ~Decrypted() { OPENSSL_cleanse(octets.data(), octets.size()); }
};

/// False for what everybody can see to be wrong.
bool Decrypt(const Delivery& delivery, Decrypted& decrypted) {
  // RFC 8017 sections 7.1.2 and 7.2.2, step 1: a ciphertext is exactly as long as the modulus.
  if (!delivery.key.is_private() ||
      delivery.encrypted_key.size() != static_cast<std::size_t>(EVP_PKEY_get_size(delivery.key.pkey()))) {
    return false;
  }
  auto context = delivery.key.contexts<RsaEncryptionPools>().Of(delivery.algorithm, Direction::kDecrypt).Take([&] {
    return PrepareDecryption(delivery.key, delivery.algorithm);
  });
  decrypted.result = EVP_PKEY_decrypt(context->pkey.get(), decrypted.octets.data(), &decrypted.size,
                                      delivery.encrypted_key.data(), delivery.encrypted_key.size());
  ERR_clear_error();  // whether there is anything in it or not: that would be an answer, too
  context.Keep();
  return true;
}

bool UnwrapOaep(const Delivery& delivery, const ContentCipher& /*cipher*/, ContentKey& content_key) {
  Decrypted decrypted;
  if (!Decrypt(delivery, decrypted)) return false;
  // RFC 8017 section 7.1.2: "Care must be taken to ensure that an opponent cannot distinguish the different error
  // conditions in Step 3.g, whether by error message or timing" (Manger's attack). Bad padding or a key of another size
  // leaves the random key where it is, and then the tag is wrong.
  SelectOctets(AreEqual(static_cast<std::size_t>(decrypted.result), 1) & AreEqual(decrypted.size, content_key.size()),
               ByteView(decrypted.octets).first(content_key.size()), content_key.span());
  return true;
}

bool UnwrapPkcs1(const Delivery& delivery, const ContentCipher& /*cipher*/, ContentKey& content_key) {
  Decrypted decrypted;
  // Without padding of its own OpenSSL fails only for a number that is no less than the modulus, which is public.
  if (!Decrypt(delivery, decrypted) || decrypted.result != 1) return false;
  SelectPkcs1Message({decrypted.octets.data(), decrypted.size}, content_key.span());
  return true;  // good padding or bad: nobody may learn which (RFC 3218)
}

}  // namespace

}  // namespace rsa_encryption

/// RSAES OAEP, RFC 7518 section 4.3.
const KeyManagementMechanism kRsaOaep = {rsa_encryption::Wrap, rsa_encryption::UnwrapOaep};

/// RSAES-PKCS1-v1_5, RFC 7518 section 4.2.
const KeyManagementMechanism kRsaPkcs1Encryption = {rsa_encryption::Wrap, rsa_encryption::UnwrapPkcs1};

}  // namespace jose
