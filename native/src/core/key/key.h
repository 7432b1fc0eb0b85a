#pragma once

#include <atomic>
#include <memory>

#include "core/bytes.h"
#include "core/key/context_slots.h"
#include "core/key/key_types.h"
#include "core/openssl_ptr.h"
#include "core/secret_bytes.h"

namespace jose {

/// An imported key: a secret, or an EVP_PKEY that passed every check of its import. Immutable, so any number of threads
/// may use one; held by shared_ptr, so a job keeps its key alive whatever JavaScript does meanwhile. Holds no policy:
/// which algorithm a key may serve is TypeScript's business; here only type and mechanism must fit.
class Key {
 public:
  /// A symmetric key; cleansed when the last owner lets go.
  static std::shared_ptr<const Key> FromSecret(SecretBytes secret);

  /// A checked EVP_PKEY of the given type.
  static std::shared_ptr<const Key> FromPkey(KeyType type, EvpPkeyPtr pkey, bool is_private);

  KeyType type() const noexcept { return type_; }
  const KeyTypeRow& row() const noexcept { return RowOf(type_); }
  bool is_private() const noexcept { return is_private_; }

  /// Size in bits: of the secret, the RSA modulus, the curve, or an AKP public key.
  int bits() const noexcept { return bits_; }

  /// nullptr for a secret.
  EVP_PKEY* pkey() const noexcept { return pkey_.get(); }

  /// Empty for an asymmetric key.
  ByteView secret() const noexcept { return secret_; }

  /// Whether an RSA signature of this key ever failed: what OpenSSL makes with it afterwards is not to be trusted
  /// unseen (signature/rsa.cc).
  bool is_suspect() const noexcept { return is_suspect_.load(std::memory_order_relaxed); }
  void Suspect() const noexcept { is_suspect_.store(true, std::memory_order_relaxed); }

  /// The contexts of a mechanism that are ready for this key. Any thread.
  template <class Contexts>
  Contexts& contexts() const {
    return contexts_.Get<Contexts>();
  }

  Key(KeyType type, EvpPkeyPtr pkey, SecretBytes secret, bool is_private);

 private:
  KeyType type_;
  bool is_private_;
  int bits_;
  EvpPkeyPtr pkey_;
  SecretBytes secret_;
  mutable std::atomic<bool> is_suspect_{false};
  mutable ContextSlots contexts_;
};

using KeyRef = std::shared_ptr<const Key>;

}  // namespace jose
