#include <algorithm>

#include "core/key_management/key_management.h"
#include "core/key_management/secret_size.h"

namespace jose {

namespace direct {

namespace {

void Wrap(const Recipient& recipient, const ContentCipher& cipher, ContentKey& content_key, WrappedKey& /*wrapped*/) {
  const ByteView secret = recipient.key.secret();
  if (secret.size() != cipher.key_size) ThrowWrongSecretSize(cipher.name, cipher.key_size, secret.size());
  std::copy(secret.begin(), secret.end(), content_key.span().begin());
}

bool Unwrap(const Delivery& delivery, const ContentCipher& cipher, ContentKey& content_key) {
  const ByteView secret = delivery.key.secret();
  if (secret.size() != cipher.key_size || !delivery.encrypted_key.empty()) return false;
  std::copy(secret.begin(), secret.end(), content_key.span().begin());
  return true;
}

}  // namespace

}  // namespace direct

/// Direct encryption with a shared key, RFC 7518 section 4.5.
const KeyManagementMechanism kDirect = {direct::Wrap, direct::Unwrap};

}  // namespace jose
