#pragma once

#include <string>

#include "core/bytes.h"
#include "core/content/content_key.h"
#include "core/key/key.h"
#include "core/key_management/algorithms.h"

namespace jose {

/// Values that are random in every real encryption. The tests of the core give them, to compare with the bytes that an
/// RFC prints; nothing else can.
struct FixedValues {
  ByteView content_key;
  ByteView iv;
  ByteView key_wrap_iv;  // A*GCMKW
  ByteView salt;         // PBES2 "p2s"
  KeyRef ephemeral_key;  // ECDH-ES "epk"
};

/// One recipient of a message that is being encrypted.
struct Recipient {
  const Key& key;
  const KeyManagement& algorithm;
  ByteView apu, apv;         // ECDH-ES, decoded
  std::uint32_t iterations;  // PBES2 "p2c"
  const FixedValues* fixed;  // null but in tests
};

/// What encrypting to a recipient gives.
struct WrappedKey {
  Bytes encrypted_key;     // JWE Encrypted Key; empty with direct modes
  std::string parameters;  // header parameters to add, as JSON members without braces: "epk":{...}
};

/// The header parameters of a recipient that decryption needs. Texts as they stand in the header.
struct AgreementParameters {
  KeyType epk_type = KeyType::kOct;  // kOct: none given
  ByteView epk_x, epk_y;             // base64url
  ByteView apu, apv;                 // base64url
  ByteView iv, tag;                  // base64url, A*GCMKW
  ByteView salt;                     // base64url, PBES2 "p2s"
  std::uint32_t iterations = 0;      // PBES2 "p2c"
};

/// One recipient of a message that is being decrypted.
struct Delivery {
  const Key& key;
  const KeyManagement& algorithm;
  const AgreementParameters& parameters;
  ByteView encrypted_key;  // decoded
};

/// One family of key management.
struct KeyManagementMechanism {
  /// Wraps `content_key` for the recipient, or with a direct mode sets it. Throws kKeyTypeMismatch for a key of a wrong
  /// type or size.
  void (*wrap)(const Recipient& recipient, const ContentCipher& cipher, ContentKey& content_key, WrappedKey& wrapped);

  /// Finds the content key; false when it cannot be found, whatever the reason. `content_key` has the size that the
  /// content cipher needs, holds a random key, and is only changed where the right one was found.
  bool (*unwrap)(const Delivery& delivery, const ContentCipher& cipher, ContentKey& content_key);
};

/// Decodes a header parameter's base64url; false when it is not strict base64url.
bool DecodeParameter(ByteView text, Bytes& octets);

}  // namespace jose
