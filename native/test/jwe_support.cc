#include "jwe_support.h"

#include <openssl/err.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <stdexcept>

#include "core/base64url.h"
#include "core/error_queue.h"
#include "harness.h"

namespace jose::test {

namespace {

template <class Row, std::size_t kCount>
const Row& RowNamed(const Row (&rows)[kCount], std::string_view name) {
  const auto* row =
      std::find_if(std::begin(rows), std::end(rows), [&](const Row& candidate) { return candidate.name == name; });
  if (row == std::end(rows)) throw std::invalid_argument("no such algorithm");
  return *row;
}

const KeyRef& SecretOfSize(std::size_t size) {
  static std::mutex mutex;
  static std::map<std::size_t, KeyRef> secrets;
  const std::lock_guard lock(mutex);
  KeyRef& secret = secrets[size];
  if (!secret) secret = SecretOf(RandomBytes(size));
  return secret;
}

std::size_t SecretSize(const KeyManagement& algorithm, const ContentCipher& cipher) {
  return algorithm.mechanism == &kDirect ? cipher.key_size : algorithm.kek_size;
}

}  // namespace

const KeyManagement& AlgorithmNamed(std::string_view name) { return RowNamed(kKeyManagement, name); }

const ContentCipher& CipherNamed(std::string_view name) { return RowNamed(kContentCiphers, name); }

KeyRef SecretOf(ByteView octets) { return Key::FromSecret(SecretBytes(octets.begin(), octets.end())); }

std::vector<KeyType> TypesOf(const KeyManagement& algorithm) {
  std::vector<KeyType> types;
  for (std::size_t i = 0; i < std::size(kKeyTypes); ++i) {
    const auto type = static_cast<KeyType>(i);
    if ((algorithm.key_types & SetOf(type)) != 0) types.push_back(type);
  }
  return types;
}

const KeyRef& DecryptionKey(const KeyManagement& algorithm, const ContentCipher& cipher, KeyType type) {
  return type == KeyType::kOct ? SecretOfSize(SecretSize(algorithm, cipher)) : PrivateKey(type);
}

const KeyRef& EncryptionKey(const KeyManagement& algorithm, const ContentCipher& cipher, KeyType type) {
  return type == KeyType::kOct ? SecretOfSize(SecretSize(algorithm, cipher)) : PublicKey(type);
}

AgreementParameters Header::View() const {
  AgreementParameters parameters;
  parameters.epk_type = epk_type;
  parameters.epk_x = AsBytes(epk_x);
  parameters.epk_y = AsBytes(epk_y);
  parameters.apu = AsBytes(apu);
  parameters.apv = AsBytes(apv);
  parameters.iv = AsBytes(iv);
  parameters.tag = AsBytes(tag);
  parameters.salt = AsBytes(salt);
  parameters.iterations = iterations;
  return parameters;
}

std::string MemberOf(std::string_view parameters, std::string_view name) {
  const std::string before = '"' + std::string(name) + "\":";
  const std::size_t at = parameters.find(before);
  if (at == std::string_view::npos) return {};
  std::string_view value = parameters.substr(at + before.size());
  const bool is_text = value.starts_with('"');
  if (is_text) value.remove_prefix(1);
  return std::string(value.substr(0, value.find_first_of(is_text ? "\"" : ",}")));
}

Header HeaderOf(std::string_view parameters, const Choices& choices) {
  Header header;
  const std::string curve = MemberOf(parameters, "crv");
  if (!curve.empty()) header.epk_type = KeyTypeNamed(curve);
  header.epk_x = MemberOf(parameters, "x");
  header.epk_y = MemberOf(parameters, "y");
  header.iv = MemberOf(parameters, "iv");
  header.tag = MemberOf(parameters, "tag");
  header.salt = MemberOf(parameters, "p2s");
  const std::string iterations = MemberOf(parameters, "p2c");
  if (!iterations.empty()) header.iterations = static_cast<std::uint32_t>(std::stoul(iterations));
  header.apu = ToBase64url(choices.apu);
  header.apv = ToBase64url(choices.apv);
  return header;
}

Token Encrypted(const Key& key, const KeyManagement& algorithm, const ContentCipher& cipher, ByteView plaintext,
                ByteView aad, const Choices& choices) {
  const std::array<Recipient, 1> recipients{
      {{key, algorithm, choices.apu, choices.apv, choices.iterations, choices.fixed}}};
  Encryption encryption(cipher, recipients);
  const WrappedKey& wrapped = encryption.wrapped_keys().front();
  Token token{
      &algorithm, &cipher, HeaderOf(wrapped.parameters, choices), wrapped.parameters, wrapped.encrypted_key, {}, {},
      {},         {}};
  token.iv.assign(encryption.iv().begin(), encryption.iv().end());
  token.aad.assign(aad.begin(), aad.end());
  std::string ciphertext(Base64urlEncodedLength(CiphertextSize(cipher, plaintext.size())), '.');
  token.tag.resize(cipher.tag_size);
  encryption.Seal(aad, plaintext, ciphertext.data(), token.tag.data());
  token.ciphertext = FromBase64url(ciphertext);
  EXPECT(ERR_peek_error() == 0);
  return token;
}

std::optional<Bytes> Decrypted(const Key& key, const Token& token) {
  const AgreementParameters parameters = token.header.View();
  Bytes plaintext(token.ciphertext.size());
  const std::ptrdiff_t size = Decrypt(*token.cipher, {key, *token.algorithm, parameters, token.encrypted_key},
                                      {token.iv, token.aad, token.ciphertext, token.tag}, plaintext.data());
  EXPECT(ERR_peek_error() == 0);
  if (size == kRefused) {
    EXPECT(std::all_of(plaintext.begin(), plaintext.end(), [](std::uint8_t octet) { return octet == 0; }));
    return std::nullopt;
  }
  plaintext.resize(static_cast<std::size_t>(size));
  return plaintext;
}

bool Refuses(const Key& key, const Token& token) { return !Decrypted(key, token).has_value(); }

std::optional<Bytes> Unwrapped(const Key& key, const Token& token, std::size_t size) {
  const AgreementParameters parameters = token.header.View();
  ContentKey content_key(size);
  const Bytes before = RandomBytes(size);
  std::copy(before.begin(), before.end(), content_key.span().begin());
  const bool found = token.algorithm->mechanism->unwrap({key, *token.algorithm, parameters, token.encrypted_key},
                                                        *token.cipher, content_key);
  EXPECT(ERR_peek_error() == 0);
  // What was no key must not be used as one. RSA does not even say that there was none: its random key stays.
  // (An empty one, which only vectors of the primitives ask for, has nothing to change.)
  const bool is_changed = size == 0 ? found : !Same(content_key.view(), before);
  EXPECT(found || !is_changed);
  if (!is_changed) return std::nullopt;
  return Bytes(content_key.view().begin(), content_key.view().end());
}

Token Wrapped(const Key& key, const KeyManagement& algorithm, const ContentCipher& cipher, ByteView content_key) {
  ContentKey copy(content_key.size());
  std::copy(content_key.begin(), content_key.end(), copy.span().begin());
  const Choices choices;
  WrappedKey wrapped;
  algorithm.mechanism->wrap({key, algorithm, {}, {}, choices.iterations, nullptr}, cipher, copy, wrapped);
  // A message that is good in all but its key: no cause of refusal but that one.
  Token token = Encrypted(*SecretOf(RandomBytes(cipher.key_size)), AlgorithmNamed("dir"), cipher, RandomBytes(20));
  token.algorithm = &algorithm;
  token.header = HeaderOf(wrapped.parameters, choices);
  token.parameters = wrapped.parameters;
  token.encrypted_key = wrapped.encrypted_key;
  return token;
}

Bytes BlockEncrypted(const Key& key, ByteView block) {
  const EvpPkeyCtxPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.pkey(), nullptr));
  Require(EVP_PKEY_encrypt_init(context.get()), "EVP_PKEY_encrypt_init");
  Require(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING), "EVP_PKEY_CTX_set_rsa_padding");
  Bytes encrypted(block.size());
  std::size_t size = encrypted.size();
  Require(EVP_PKEY_encrypt(context.get(), encrypted.data(), &size, block.data(), block.size()), "EVP_PKEY_encrypt");
  return encrypted;
}

}  // namespace jose::test
