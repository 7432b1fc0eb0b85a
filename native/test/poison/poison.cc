// Constant time, by memcheck: secrets are marked as undefined memory, and valgrind then reports each branch and each
// address that depends on one. A program of its own (scripts/sanitize/constant-time.mjs), linked so that two of
// OpenSSL's functions pass through here.
//
//   poison          runs every case; valgrind must report nothing
//   poison --leaky  branches on a secret on purpose; valgrind must report it, or it sees nothing at all

#ifdef JOSE_POISON

#include <openssl/err.h>
#include <valgrind/memcheck.h>

#include <cstdio>
#include <cstring>
#include <functional>

#include "core/key_management/pkcs1_padding.h"
#include "jwe_support.h"

namespace {

bool poison_decrypted = false;  // whether what an RSA private operation gives is a secret just now
bool poison_result = false;     // whether its success is one, too

}  // namespace

extern "C" {

int __real_CRYPTO_memcmp(const void* a, const void* b, std::size_t size);
int __real_EVP_CipherFinal_ex(EVP_CIPHER_CTX* context, unsigned char* out, int* out_size);
int __real_EVP_PKEY_decrypt(EVP_PKEY_CTX* context, unsigned char* out, std::size_t* out_size, const unsigned char* in,
                            std::size_t in_size);

/// The bare outcome of a comparison of tags is what everybody may know. How long it took to find is not: memcmp, which
/// looks at one octet after another, is not wrapped.
int __wrap_CRYPTO_memcmp(const void* a, const void* b, std::size_t size) {
  int result = __real_CRYPTO_memcmp(a, b, size);
  VALGRIND_MAKE_MEM_DEFINED(&result, sizeof(result));
  return result;
}

/// Comes after the comparison of tags: the size of a plaintext that is authentic is told to the caller anyway.
int __wrap_EVP_CipherFinal_ex(EVP_CIPHER_CTX* context, unsigned char* out, int* out_size) {
  int result = __real_EVP_CipherFinal_ex(context, out, out_size);
  VALGRIND_MAKE_MEM_DEFINED(&result, sizeof(result));
  VALGRIND_MAKE_MEM_DEFINED(out_size, sizeof(*out_size));
  return result;
}

/// What OpenSSL's own RSA does with its numbers is given. What it returns, and whether it found the padding good, is
/// the secret that Bleichenbacher's and Manger's attacks ask for: from here on nothing may depend on it.
int __wrap_EVP_PKEY_decrypt(EVP_PKEY_CTX* context, unsigned char* out, std::size_t* out_size, const unsigned char* in,
                            std::size_t in_size) {
  int result = __real_EVP_PKEY_decrypt(context, out, out_size, in, in_size);
  if (poison_decrypted) VALGRIND_MAKE_MEM_UNDEFINED(out, 256);
  if (poison_result) {
    VALGRIND_MAKE_MEM_UNDEFINED(out_size, sizeof(*out_size));
    VALGRIND_MAKE_MEM_UNDEFINED(&result, sizeof(result));
  }
  return result;
}

}  // extern "C"

namespace jose::test {
namespace {

void Poison(ByteView secret) { VALGRIND_MAKE_MEM_UNDEFINED(secret.data(), secret.size()); }
void Unpoison(ByteView octets) { VALGRIND_MAKE_MEM_DEFINED(octets.data(), octets.size()); }

int failures = 0;

void Report(const char* name, bool good) {
  std::printf("%s: %s\n", good ? "ok" : "FAILED", name);
  if (!good) ++failures;
}

/// A fresh key of these octets, poisoned: it has no contexts yet, so they are made of poisoned octets as well.
KeyRef Poisoned(ByteView octets) {
  KeyRef key = SecretOf(octets);
  Poison(key->secret());
  return key;
}

void Hmac(const char* name) {
  const Scheme& scheme = SchemeNamed(name);
  const Bytes octets = RandomBytes(64);
  const Bytes input = RandomBytes(100);
  const Bytes good = SignatureOf(*SecretOf(octets), scheme, input);
  const KeyRef key = Poisoned(octets);
  Report(name, Verify(*key, scheme, input, good) && !Verify(*key, scheme, input, Flipped(good, 0)) &&
                   !Verify(*key, scheme, input, Flipped(good, good.size() - 1)));
}

bool Opens(const Key& key, const Token& token) {
  const AgreementParameters parameters = token.header.View();
  Bytes output(token.ciphertext.size());
  return Decrypt(*token.cipher, {key, *token.algorithm, parameters, token.encrypted_key},
                 {token.iv, token.aad, token.ciphertext, token.tag}, output.data()) != kRefused;
}

/// Tag comparison, and for CBC the order of MAC and padding.
void DirectDecryption(const ContentCipher& cipher) {
  const Bytes octets = RandomBytes(cipher.key_size);
  const Token good = Encrypted(*SecretOf(octets), AlgorithmNamed("dir"), cipher, RandomBytes(100));
  const KeyRef key = Poisoned(octets);
  Token bad_tag = good;
  bad_tag.tag[3] ^= 1;
  Token bad_padding = good;  // and with it the tag
  bad_padding.ciphertext.back() ^= 1;
  Report(cipher.name.data(), Opens(*key, good) && !Opens(*key, bad_tag) && !Opens(*key, bad_padding));
}

void KeyUnwrap(const char* name, const ContentCipher& cipher) {
  const KeyManagement& algorithm = AlgorithmNamed(name);
  const Bytes octets = RandomBytes(algorithm.kek_size);
  const Token good = Encrypted(*SecretOf(octets), algorithm, cipher, RandomBytes(40));
  Token bad = good;
  bad.encrypted_key[5] ^= 1;
  const KeyRef key = Poisoned(octets);
  Report(name, Opens(*key, good) && !Opens(*key, bad));
}

void RsaUnwrap(const char* name, const ContentCipher& cipher) {
  const KeyManagement& algorithm = AlgorithmNamed(name);
  const Key& key = *PrivateKey(KeyType::kRsa);
  const Token good = Encrypted(key, algorithm, cipher, RandomBytes(40));
  Bytes block = RandomBytes(256);
  block[0] = 0;
  block[1] = 1;
  Token bad_padding = good;
  bad_padding.encrypted_key = BlockEncrypted(key, block);
  Token longer = good;  // good padding around a content key of another size
  const ContentCipher& other = CipherNamed("A256CBC-HS512");
  longer.encrypted_key = Encrypted(key, algorithm, other, RandomBytes(40)).encrypted_key;
  poison_decrypted = true;
  poison_result = algorithm.mechanism == &kRsaOaep;
  const bool as_expected = Opens(key, good) && !Opens(key, bad_padding) && !Opens(key, longer);
  poison_decrypted = poison_result = false;
  Report(name, as_expected);
}

void Padding() {
  for (const std::size_t size : {16, 32, 64}) {
    Bytes block = RandomBytes(256);
    for (std::uint8_t& octet : block) octet |= 1;
    block[0] = 0;
    block[1] = 2;
    block[256 - size - 1] = 0;
    Bytes message(size, 0);
    Poison(block);
    SelectPkcs1Message(block, message);
    Unpoison(block);
    Unpoison(message);
    Report("EME-PKCS1-v1_5 found", Same(message, ByteView(block).last(size)));
  }
}

/// What valgrind must see, else it sees nothing: the comparison that stops at the first difference.
void Leaky() {
  const Bytes octets = RandomBytes(32);
  const Bytes other = RandomBytes(32);
  Poison(octets);
  std::size_t i = 0;
  while (i < octets.size() && octets[i] == other[i]) ++i;
  std::printf("compared %s\n", i == octets.size() ? "equal" : "different");
}

void RunAll() {
  for (const char* name : {"HS256", "HS384", "HS512"}) Hmac(name);
  for (const ContentCipher& cipher : kContentCiphers) DirectDecryption(cipher);
  const ContentCipher& cipher = CipherNamed("A128GCM");
  for (const char* name : {"A128KW", "A192KW", "A256KW", "A128GCMKW", "A192GCMKW", "A256GCMKW"}) {
    KeyUnwrap(name, cipher);
  }
  for (const char* name : {"RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512", "RSA1_5"}) {
    RsaUnwrap(name, cipher);
  }
  Padding();
}

}  // namespace
}  // namespace jose::test

int main(int argc, char** argv) {
  if (RUNNING_ON_VALGRIND == 0) {
    std::fprintf(stderr, "this says something only under valgrind\n");
    return 2;
  }
  if (argc > 1 && std::strcmp(argv[1], "--leaky") == 0) {
    jose::test::Leaky();
    return 0;
  }
  jose::test::RunAll();
  return jose::test::failures == 0 ? 0 : 1;
}

#endif
