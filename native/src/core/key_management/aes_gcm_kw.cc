#include <algorithm>
#include <array>

#include "core/base64url.h"
#include "core/content/content_encryption.h"
#include "core/key_management/key_management.h"
#include "core/key_management/parameters_json.h"
#include "core/key_management/secret_size.h"
#include "core/random.h"

namespace jose {

namespace aes_gcm_kw {

namespace {

constexpr std::size_t kIvSize = 12;
constexpr std::size_t kTagSize = 16;

/// The content cipher that wraps: AES GCM with the same key size.
const ContentCipher& WrappingCipher(const KeyManagement& algorithm) {
  return *std::find_if(std::begin(kContentCiphers), std::end(kContentCiphers),
                       [&](const ContentCipher& row) { return row.cipher == algorithm.cipher; });
}

void Wrap(const Recipient& recipient, const ContentCipher& /*cipher*/, ContentKey& content_key, WrappedKey& wrapped) {
  RequireSecretSize(recipient);
  const ContentCipher& gcm = WrappingCipher(recipient.algorithm);
  std::array<std::uint8_t, kIvSize> iv;
  std::array<std::uint8_t, kTagSize> tag;
  if (recipient.fixed == nullptr) {
    FillRandom(iv);
  } else {
    std::copy_n(recipient.fixed->key_wrap_iv.begin(), kIvSize, iv.begin());
  }
  const auto context = gcm.mechanism->prepare(gcm, recipient.key.secret(), true);
  wrapped.encrypted_key.resize(content_key.size());
  SealAtOnce(*context, gcm, {iv, {}}, content_key.view(), wrapped.encrypted_key.data(), tag.data());
  AddParameter("iv", iv, wrapped.parameters);
  AddParameter("tag", tag, wrapped.parameters);
}

bool Unwrap(const Delivery& delivery, const ContentCipher& /*cipher*/, ContentKey& content_key) {
  const ByteView secret = delivery.key.secret();
  Bytes iv;
  Bytes tag;
  if (secret.size() != delivery.algorithm.kek_size || delivery.encrypted_key.size() != content_key.size() ||
      !DecodeParameter(delivery.parameters.iv, iv) || iv.size() != kIvSize ||
      !DecodeParameter(delivery.parameters.tag, tag) || tag.size() != kTagSize) {
    return false;
  }
  const ContentCipher& gcm = WrappingCipher(delivery.algorithm);
  const auto context = gcm.mechanism->prepare(gcm, secret, false);
  ContentKey unwrapped(content_key.size());
  if (gcm.mechanism->open(*context, gcm, {iv, {}}, delivery.encrypted_key, tag, unwrapped.span().data()) == kRefused) {
    return false;
  }
  std::copy(unwrapped.view().begin(), unwrapped.view().end(), content_key.span().begin());
  return true;
}

}  // namespace

}  // namespace aes_gcm_kw

/// Key encryption with AES GCM, RFC 7518 section 4.7.
const KeyManagementMechanism kAesGcmKeyWrap = {aes_gcm_kw::Wrap, aes_gcm_kw::Unwrap};

}  // namespace jose
