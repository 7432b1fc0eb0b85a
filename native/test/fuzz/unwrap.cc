// Content keys unwrapped: encrypted keys as they come, and really wrapped keys of any size, of which only the size that
// the content cipher needs may be taken.

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <optional>

#include "core/key_management/aes_kw.h"
#include "core/key_management/pkcs1_padding.h"
#include "core/openssl_ptr.h"
#include "keys.h"
#include "message.h"

namespace jose::test {
namespace {

constexpr std::uint8_t kReallyWrapped = 1;

/// RFC 8017 section 7.2.2 step 3, for a message of one size; nothing where the padding is bad.
std::optional<Bytes> SlowPkcs1Message(ByteView encoded, std::size_t size) {
  if (encoded.size() < size + 11 || encoded[0] != 0 || encoded[1] != 2) return std::nullopt;
  const auto separator = std::find(encoded.begin() + 2, encoded.end(), 0);
  if (encoded.end() - separator != static_cast<std::ptrdiff_t>(size) + 1) return std::nullopt;
  return Bytes(separator + 1, encoded.end());
}

void ExpectPadding(ByteView encoded, std::size_t size) {
  const std::optional<Bytes> expected = SlowPkcs1Message(encoded, size);
  Bytes message(size, 0xa5);
  SelectPkcs1Message(encoded, message);
  FUZZ_EXPECT(message == expected.value_or(Bytes(size, 0xa5)));
}

/// `content_key` wrapped by OpenSSL as it is, whatever its size; nothing for a size that RFC 3394 does not know.
std::optional<Bytes> AesWrapped(const KeyManagement& algorithm, ByteView kek, ByteView content_key) {
  if (content_key.size() < 16 || content_key.size() % 8 != 0) return std::nullopt;
  return WrapWithAes(algorithm.cipher, kek, content_key);
}

Bytes RsaEncrypted(const KeyManagement& algorithm, ByteView block) {
  const EvpPkeyCtxPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, FuzzKey(KeyType::kRsa)->pkey(), nullptr));
  FUZZ_EXPECT(EVP_PKEY_encrypt_init(context.get()) == 1);
  const bool is_oaep = algorithm.mechanism == &kRsaOaep;
  FUZZ_EXPECT(EVP_PKEY_CTX_set_rsa_padding(context.get(), is_oaep ? RSA_PKCS1_OAEP_PADDING : RSA_NO_PADDING) == 1);
  if (is_oaep) {
    const EVP_MD* const md = Catalog::Get().digest(algorithm.digest);
    FUZZ_EXPECT(EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), md) == 1);
    FUZZ_EXPECT(EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), md) == 1);
  }
  Bytes encrypted(256);
  std::size_t size = encrypted.size();
  FUZZ_EXPECT(EVP_PKEY_encrypt(context.get(), encrypted.data(), &size, block.data(), block.size()) == 1);
  return encrypted;
}

/// The content key that comes out of `encrypted_key`; nothing where the one that was there stays, each octet of it
/// `before`.
std::optional<Bytes> Unwrapped(const FuzzMessage& message, ByteView encrypted_key, std::uint8_t before = 0xa5) {
  ContentKey content_key(message.cipher->key_size);
  std::fill(content_key.span().begin(), content_key.span().end(), before);
  const Delivery delivery{KeyFor(message), *message.algorithm, message.parameters, encrypted_key};
  const bool found = message.algorithm->mechanism->unwrap(delivery, *message.cipher, content_key);
  const Bytes octets(content_key.view().begin(), content_key.view().end());
  const bool is_changed = octets != Bytes(message.cipher->key_size, before);
  FUZZ_EXPECT(found || !is_changed);
  return is_changed ? std::optional(octets) : std::nullopt;
}

void ExpectWrappedKey(const FuzzMessage& message, ByteView content_key) {
  const Bytes given(content_key.begin(), content_key.end());
  const std::size_t size = message.cipher->key_size;
  // What was there before must not be the key that is given: the fuzzer learns the former from the comparison.
  const std::uint8_t other = given.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(~given.back());
  if (message.algorithm->mechanism == &kAesKeyWrap) {
    const auto wrapped = AesWrapped(*message.algorithm, KeyFor(message).secret(), content_key);
    if (!wrapped) return;
    const auto found = Unwrapped(message, *wrapped, other);
    FUZZ_EXPECT(found == (given.size() == size ? std::optional(given) : std::nullopt));
  } else if (message.algorithm->mechanism == &kRsaOaep) {
    const EVP_MD* const digest = EVP_get_digestbyname(DigestName(message.algorithm->digest));
    const std::size_t room = 256 - 2 - 2 * static_cast<std::size_t>(EVP_MD_get_size(digest));
    if (given.size() > room) return;
    const auto found = Unwrapped(message, RsaEncrypted(*message.algorithm, given), other);
    FUZZ_EXPECT(found == (given.size() == size ? std::optional(given) : std::nullopt));
  } else if (message.algorithm->mechanism == &kRsaPkcs1Encryption) {
    Bytes block = given;
    block.resize(256);
    block[0] = 0;  // a number below any modulus
    const auto found = Unwrapped(message, RsaEncrypted(*message.algorithm, block), other);
    FUZZ_EXPECT(found == SlowPkcs1Message(block, size));
  }
}

FUZZ_TARGET(unwrap) {
  const FuzzMessage message = ReadMessage(input);
  ExpectPadding(message.encrypted_key, message.cipher->key_size);
  if (message.type == KeyType::kRsa && !IsDue(input, 32)) return;
  if ((message.mode & kReallyWrapped) != 0) {
    ExpectWrappedKey(message, message.encrypted_key);
  } else {
    static_cast<void>(Unwrapped(message, message.encrypted_key));
    ERR_clear_error();
  }
}

}  // namespace
}  // namespace jose::test
