// Messages decrypted: with every algorithm, as they come; and with "dir" also resealed, so that what lies behind the
// tag's check is reached.

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <optional>

#include "core/content/content_encryption.h"
#include "core/openssl_ptr.h"
#include "keys.h"
#include "message.h"

namespace jose::test {
namespace {

enum Mode : std::uint8_t {
  kReseal = 1,   // "dir": the tag is made to fit
  kInPlace = 2,  // the plaintext is written over the ciphertext, as the binding does it
};

/// EVP in one go; nothing where its padding is not right.
std::optional<Bytes> Cipher(const EVP_CIPHER* cipher, ByteView key, ByteView iv, ByteView input, bool encrypting) {
  const EvpCipherCtxPtr context(EVP_CIPHER_CTX_new());
  Bytes output(input.size() + 32);
  int size = 0;
  int last = 0;
  FUZZ_EXPECT(EVP_CipherInit_ex(context.get(), cipher, nullptr, key.data(), iv.data(), encrypting) == 1);
  FUZZ_EXPECT(EVP_CipherUpdate(context.get(), output.data(), &size, input.data(), static_cast<int>(input.size())) == 1);
  if (EVP_CipherFinal_ex(context.get(), output.data() + size, &last) != 1) return std::nullopt;
  output.resize(static_cast<std::size_t>(size + last));
  return output;
}

/// RFC 7518 section 5.2.2.1 once more, on OpenSSL's older interface.
Bytes CbcTag(const ContentCipher& cipher, ByteView key, const FuzzMessage& message) {
  Bytes input(message.aad.begin(), message.aad.end());
  input.insert(input.end(), message.iv.begin(), message.iv.end());
  input.insert(input.end(), message.ciphertext.begin(), message.ciphertext.end());
  const std::uint64_t bits = message.aad.size() * 8;
  for (int shift = 56; shift >= 0; shift -= 8) input.push_back(static_cast<std::uint8_t>(bits >> shift));
  const EVP_MD* const digests[] = {EVP_sha256(), EVP_sha384(), EVP_sha512()};
  Bytes mac(EVP_MAX_MD_SIZE);
  HMAC(digests[&cipher - kContentCiphers], key.data(), static_cast<int>(key.size() / 2), input.data(), input.size(),
       mac.data(), nullptr);
  mac.resize(cipher.tag_size);
  return mac;
}

/// A resealed message: the tag that fits, and the plaintext if there is one.
struct Resealed {
  Bytes tag;
  std::optional<Bytes> plaintext;
};

Resealed ResealCbc(const FuzzMessage& message, ByteView key) {
  const EVP_CIPHER* const ciphers[] = {EVP_aes_128_cbc(), EVP_aes_192_cbc(), EVP_aes_256_cbc()};
  const std::size_t half = key.size() / 2;
  Resealed resealed{CbcTag(*message.cipher, key, message), {}};
  resealed.plaintext =
      Cipher(ciphers[message.cipher - kContentCiphers], key.subspan(half), message.iv, message.ciphertext, false);
  ERR_clear_error();
  return resealed;
}

Resealed ResealGcm(const FuzzMessage& message, ByteView key) {
  const EVP_CIPHER* const ciphers[] = {EVP_aes_128_ctr(), EVP_aes_192_ctr(), EVP_aes_256_ctr()};
  const std::size_t row = static_cast<std::size_t>(message.cipher - kContentCiphers) - 3;
  Bytes counter(message.iv.begin(), message.iv.end());
  counter.insert(counter.end(), {0, 0, 0, 2});  // NIST SP 800-38D: the first counter block is kept for the tag
  Resealed resealed{Bytes(message.cipher->tag_size), Cipher(ciphers[row], key, counter, message.ciphertext, false)};
  Bytes ciphertext(message.ciphertext.size());
  const auto context = message.cipher->mechanism->prepare(*message.cipher, key, true);
  SealAtOnce(*context, *message.cipher, {message.iv, message.aad}, *resealed.plaintext, ciphertext.data(),
             resealed.tag.data());
  FUZZ_EXPECT(std::equal(ciphertext.begin(), ciphertext.end(), message.ciphertext.begin(), message.ciphertext.end()));
  return resealed;
}

/// What decryption gives; a refusal must leave nothing of the plaintext.
std::optional<Bytes> Decrypted(const FuzzMessage& message, ByteView tag) {
  Bytes output(message.ciphertext.size());
  const bool in_place = (message.mode & kInPlace) != 0;
  if (in_place) output.assign(message.ciphertext.begin(), message.ciphertext.end());
  const Bytes ciphertext(message.ciphertext.begin(), message.ciphertext.end());
  const SealedContent content{message.iv, message.aad, in_place ? ByteView(output) : ByteView(ciphertext), tag};
  const std::ptrdiff_t size =
      Decrypt(*message.cipher, {KeyFor(message), *message.algorithm, message.parameters, message.encrypted_key},
              content, output.data());
  if (size == kRefused) {
    if (!in_place) {
      FUZZ_EXPECT(std::all_of(output.begin(), output.end(), [](std::uint8_t octet) { return octet == 0; }));
    }
    return std::nullopt;
  }
  FUZZ_EXPECT(size >= 0 && static_cast<std::size_t>(size) <= message.ciphertext.size());
  output.resize(static_cast<std::size_t>(size));
  return output;
}

FUZZ_TARGET(decrypt) {
  FuzzMessage message = ReadMessage(input);
  // A private operation of RSA takes as long as hundreds of the others.
  if (message.type == KeyType::kRsa && !IsDue(input, 32)) return;
  const ByteView key = KeyFor(message).secret();
  const bool is_dir = message.algorithm->mechanism == &kDirect;
  if (is_dir && (message.mode & kReseal) != 0) {
    Bytes iv(message.iv.begin(), message.iv.end());
    iv.resize(message.cipher->iv_size);
    message.iv = iv;
    message.encrypted_key = {};
    const Resealed resealed = message.cipher->mechanism == &kAesGcm ? ResealGcm(message, key) : ResealCbc(message, key);
    FUZZ_EXPECT(Decrypted(message, resealed.tag) == resealed.plaintext);
    return;
  }
  const std::optional<Bytes> plaintext = Decrypted(message, message.tag);
  // Who does not know the key makes no message that is accepted.
  if (plaintext.has_value()) FUZZ_EXPECT(AsText(*plaintext) == kFuzzPlaintext);
}

}  // namespace
}  // namespace jose::test
