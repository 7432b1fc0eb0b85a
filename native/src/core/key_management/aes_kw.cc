#include "core/key_management/aes_kw.h"

#include <algorithm>

#include "core/content/update.h"
#include "core/error_queue.h"
#include "core/key_management/key_management.h"
#include "core/key_management/secret_size.h"

namespace jose {

namespace {

constexpr std::size_t kOverhead = 8;

EvpCipherCtxPtr WrapContext(Cipher cipher, ByteView kek, bool wrapping) {
  EvpCipherCtxPtr context(RequireNotNull(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new"));
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  Require(
      EVP_CipherInit_ex2(context.get(), Catalog::Get().cipher(cipher), kek.data(), nullptr, wrapping ? 1 : 0, nullptr),
      "EVP_CipherInit_ex2");
  return context;
}

}  // namespace

namespace aes_kw {

namespace {

void Wrap(const Recipient& recipient, const ContentCipher& /*cipher*/, ContentKey& content_key, WrappedKey& wrapped) {
  RequireSecretSize(recipient);
  wrapped.encrypted_key = WrapWithAes(recipient.algorithm.cipher, recipient.key.secret(), content_key.view());
}

bool Unwrap(const Delivery& delivery, const ContentCipher& /*cipher*/, ContentKey& content_key) {
  return delivery.key.secret().size() == delivery.algorithm.kek_size &&
         UnwrapWithAes(delivery.algorithm.cipher, delivery.key.secret(), delivery.encrypted_key, content_key);
}

}  // namespace

}  // namespace aes_kw

Bytes WrapWithAes(Cipher cipher, ByteView kek, ByteView content_key) {
  const EvpCipherCtxPtr context = WrapContext(cipher, kek, true);
  Bytes wrapped(content_key.size() + kOverhead);
  if (UpdateCipher(context.get(), wrapped.data(), content_key) != wrapped.size()) {
    ThrowOpenSslFailure("an AES key wrap");
  }
  return wrapped;
}

bool UnwrapWithAes(Cipher cipher, ByteView kek, ByteView wrapped, ContentKey& content_key) {
  if (wrapped.size() != content_key.size() + kOverhead) return false;
  const EvpCipherCtxPtr context = WrapContext(cipher, kek, false);
  ContentKey unwrapped(content_key.size());
  int size = 0;
  const bool good = EVP_CipherUpdate(context.get(), unwrapped.span().data(), &size, wrapped.data(),
                                     static_cast<int>(wrapped.size())) == 1 &&
                    static_cast<std::size_t>(size) == content_key.size();
  ClearErrorQueue();
  if (good) std::copy(unwrapped.view().begin(), unwrapped.view().end(), content_key.span().begin());
  return good;
}

/// AES Key Wrap, RFC 7518 section 4.4.
const KeyManagementMechanism kAesKeyWrap = {aes_kw::Wrap, aes_kw::Unwrap};

}  // namespace jose
