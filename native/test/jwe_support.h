#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/jwe/decryption.h"
#include "core/jwe/encryption.h"
#include "support.h"

namespace jose::test {

/// The row of a JOSE name. Throws std::invalid_argument for an unknown one.
const KeyManagement& AlgorithmNamed(std::string_view name);
const ContentCipher& CipherNamed(std::string_view name);

/// A key of these octets.
KeyRef SecretOf(ByteView octets);

/// The key types that an algorithm takes.
std::vector<KeyType> TypesOf(const KeyManagement& algorithm);

/// A key to decrypt with, made once per process: of the type, or a secret as long as the algorithm and cipher want it.
const KeyRef& DecryptionKey(const KeyManagement& algorithm, const ContentCipher& cipher, KeyType type);

/// The public half of DecryptionKey, or the same secret.
const KeyRef& EncryptionKey(const KeyManagement& algorithm, const ContentCipher& cipher, KeyType type);

/// The header parameters of a recipient: base64url texts, as in a token.
struct Header {
  KeyType epk_type = KeyType::kOct;
  std::string epk_x, epk_y, apu, apv, iv, tag, salt;
  std::uint32_t iterations = 0;

  AgreementParameters View() const;
};

/// The value of a member in the JSON that WrappedKey::parameters is: without its quotes, empty when it is not there.
std::string MemberOf(std::string_view parameters, std::string_view name);

/// A message with one recipient.
struct Token {
  const KeyManagement* algorithm;
  const ContentCipher* cipher;
  Header header;
  std::string parameters;
  Bytes encrypted_key, iv, aad, ciphertext, tag;
};

/// What a sender may choose; few iterations, because these tests are about something else.
struct Choices {
  Bytes apu, apv;
  std::uint32_t iterations = 3;
  const FixedValues* fixed = nullptr;
};

/// The header parameters that a sender made and chose.
Header HeaderOf(std::string_view parameters, const Choices& choices);

Token Encrypted(const Key& key, const KeyManagement& algorithm, const ContentCipher& cipher, ByteView plaintext,
                ByteView aad = {}, const Choices& choices = {});

/// The plaintext, or nothing when it was refused. Expects that no error is left in OpenSSL's queue, and that a refusal
/// leaves nothing in the output.
std::optional<Bytes> Decrypted(const Key& key, const Token& token);

/// Whether the token is refused.
bool Refuses(const Key& key, const Token& token);

/// The content key alone, of `size` octets; nothing when it cannot be found.
std::optional<Bytes> Unwrapped(const Key& key, const Token& token, std::size_t size);

/// A JWE Encrypted Key, and header parameters to go with it, around a content key of any size up to 64 octets.
Token Wrapped(const Key& key, const KeyManagement& algorithm, const ContentCipher& cipher, ByteView content_key);

/// A block as long as the modulus under an RSA key, without any padding of its own.
Bytes BlockEncrypted(const Key& key, ByteView block);

}  // namespace jose::test
