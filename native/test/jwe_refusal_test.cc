// What decryption refuses: always in the same way, with no error left behind, and nothing written.

#include <openssl/rsa.h>

#include <array>

#include "core/error_queue.h"
#include "core/key_management/aes_kw.h"
#include "harness.h"
#include "jwe_support.h"

namespace jose::test {
namespace {

const ContentCipher& Gcm() { return CipherNamed("A128GCM"); }

/// A good token of the algorithm for its first key type, and its key.
std::pair<Token, const Key&> GoodToken(const KeyManagement& algorithm, const ContentCipher& cipher) {
  const Key& key = *DecryptionKey(algorithm, cipher, TypesOf(algorithm).front());
  Choices choices;
  choices.apu = RandomBytes(4);
  choices.apv = RandomBytes(4);
  return {Encrypted(key, algorithm, cipher, RandomBytes(20), RandomBytes(10), choices), key};
}

JOSE_TEST(jwe_refuses_iv_and_tag_of_wrong_sizes) {
  // CVE-2023-37464: a tag as short as the token says.
  for (const ContentCipher& cipher : kContentCiphers) {
    for (const char* name : {"dir", "A256KW"}) {
      const auto [good, key] = GoodToken(AlgorithmNamed(name), cipher);
      for (std::size_t size = 0; size <= 70; ++size) {
        Token token = good;
        token.tag.resize(size);
        EXPECT(Refuses(key, token) == (size != cipher.tag_size));
        token = good;
        token.iv.resize(size);
        EXPECT(Refuses(key, token) == (size != cipher.iv_size));
      }
      EXPECT(!Refuses(key, good));
    }
  }
}

/// Flips every `step`th bit of a part.
void CheckFlips(const Key& key, const Token& good, Bytes Token::*part, std::size_t step) {
  for (std::size_t bit = 0; bit < (good.*part).size() * 8; bit += step) {
    Token token = good;
    token.*part = Flipped(good.*part, bit / 8, static_cast<std::uint8_t>(1 << bit % 8));
    EXPECT(Refuses(key, token));
  }
}

void CheckFlips(const Key& key, const Token& good, std::string Header::*parameter, std::size_t step) {
  const Bytes octets = FromBase64url(good.header.*parameter);
  for (std::size_t bit = 0; bit < octets.size() * 8; bit += step) {
    // RFC 7748 section 5: the top bit of an X25519 public key is ignored. In a token the header is authenticated.
    if (good.header.epk_type == KeyType::kX25519 && parameter == &Header::epk_x && bit == 255) continue;
    Token token = good;
    token.header.*parameter = ToBase64url(Flipped(octets, bit / 8, static_cast<std::uint8_t>(1 << bit % 8)));
    EXPECT(Refuses(key, token));
  }
}

JOSE_TEST(jwe_refuses_every_changed_bit) {
  for (const KeyManagement& algorithm : kKeyManagement) {
    for (const KeyType type : TypesOf(algorithm)) {
      const Key& key = *DecryptionKey(algorithm, Gcm(), type);
      Choices choices;
      choices.apu = RandomBytes(4);
      choices.apv = RandomBytes(4);
      const Token good = Encrypted(key, algorithm, Gcm(), RandomBytes(20), RandomBytes(10), choices);
      const std::size_t step = type == KeyType::kOct ? 1 : 37;
      CheckFlips(key, good, &Token::encrypted_key, step);
      for (Bytes Token::*part : {&Token::iv, &Token::aad, &Token::ciphertext, &Token::tag}) {
        CheckFlips(key, good, part, step);
      }
      for (std::string Header::*parameter :
           {&Header::epk_x, &Header::epk_y, &Header::iv, &Header::tag, &Header::salt}) {
        CheckFlips(key, good, parameter, step);
      }
      if (algorithm.mechanism == &kEcdhEs) {
        CheckFlips(key, good, &Header::apu, 1);
        CheckFlips(key, good, &Header::apv, 1);
      }
      EXPECT(!Refuses(key, good));  // what was refused left nothing behind
    }
  }
  for (const ContentCipher& cipher : kContentCiphers) {
    const auto [good, key] = GoodToken(AlgorithmNamed("dir"), cipher);
    for (Bytes Token::*part : {&Token::iv, &Token::aad, &Token::ciphertext, &Token::tag})
      CheckFlips(key, good, part, 1);
    EXPECT(!Refuses(key, good));
  }
}

JOSE_TEST(jwe_refuses_shifted_boundaries) {
  // RFC 7518 section 5.2.2.1's AL: octets must not move between the parts that are authenticated.
  for (const ContentCipher& cipher : kContentCiphers) {
    const auto [good, key] = GoodToken(AlgorithmNamed("dir"), cipher);
    Token token = good;
    token.aad.push_back(token.ciphertext.front());
    token.ciphertext.erase(token.ciphertext.begin());
    EXPECT(Refuses(key, token));
    for (std::size_t size = 0; size < good.ciphertext.size(); ++size) {
      token = good;
      token.ciphertext.resize(size);
      EXPECT(Refuses(key, token));
    }
    token = good;
    token.ciphertext.push_back(0);
    EXPECT(Refuses(key, token));
    token.ciphertext.clear();
    token.tag.assign(cipher.tag_size, 0);
    EXPECT(Refuses(key, token));
  }
}

JOSE_TEST(jwe_refuses_encrypted_keys_of_wrong_sizes) {
  for (const KeyManagement& algorithm : kKeyManagement) {
    for (const ContentCipher& cipher : kContentCiphers) {
      const auto [good, key] = GoodToken(algorithm, cipher);
      for (const std::size_t size : {0U, 1U, 8U, 16U, 23U, 25U, 32U, 73U, 255U, 257U, 264U, 2049U, 4096U, 65536U}) {
        if (size == good.encrypted_key.size()) continue;
        Token token = good;
        token.encrypted_key = RandomBytes(size);
        EXPECT(Refuses(key, token));
        token.encrypted_key = good.encrypted_key;
        token.encrypted_key.resize(size);
        EXPECT(Refuses(key, token));
      }
    }
  }
}

JOSE_TEST(jwe_refuses_really_wrapped_keys_of_wrong_sizes) {
  // 8c51d24 in cjose: a heap overflow where the unwrapped key was longer than the content key. Under a sanitizer.
  for (const char* name : {"A128KW", "A192KW", "A256KW"}) {
    const KeyManagement& algorithm = AlgorithmNamed(name);
    for (const ContentCipher& cipher : kContentCiphers) {
      const auto [good, key] = GoodToken(algorithm, cipher);
      for (const std::size_t size : {16U, 24U, 32U, 48U, 64U, 72U, 256U, 264U, 4096U, 65536U}) {
        Token token = good;
        token.encrypted_key = WrapWithAes(algorithm.cipher, key.secret(), RandomBytes(size));
        EXPECT(Unwrapped(key, token, cipher.key_size).has_value() == (size == cipher.key_size));
        EXPECT(Refuses(key, token));
      }
    }
  }
}

JOSE_TEST(jwe_refuses_content_keys_of_a_wrong_size) {
  for (const KeyManagement& algorithm : kKeyManagement) {
    if (IsDirect(algorithm)) continue;
    for (const ContentCipher& cipher : kContentCiphers) {
      const Key& key = *DecryptionKey(algorithm, cipher, TypesOf(algorithm).front());
      for (const std::size_t size : {16U, 24U, 32U, 40U, 48U, 56U, 64U}) {
        const Token token = Wrapped(key, algorithm, cipher, RandomBytes(size));
        EXPECT(Refuses(key, token));
        EXPECT(Unwrapped(key, token, cipher.key_size).has_value() == (size == cipher.key_size));
      }
    }
  }
}

Bytes EncryptedByRsa(const Key& key, const EVP_MD* oaep, ByteView message) {
  const EvpPkeyCtxPtr context(
      RequireNotNull(EVP_PKEY_CTX_new_from_pkey(nullptr, key.pkey(), nullptr), "EVP_PKEY_CTX_new_from_pkey"));
  Require(EVP_PKEY_encrypt_init(context.get()), "EVP_PKEY_encrypt_init");
  Require(EVP_PKEY_CTX_set_rsa_padding(context.get(), oaep == nullptr ? RSA_PKCS1_PADDING : RSA_PKCS1_OAEP_PADDING),
          "EVP_PKEY_CTX_set_rsa_padding");
  if (oaep != nullptr) Require(EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), oaep), "EVP_PKEY_CTX_set_rsa_oaep_md");
  Bytes encrypted(static_cast<std::size_t>(EVP_PKEY_get_size(key.pkey())));
  std::size_t size = encrypted.size();
  Require(EVP_PKEY_encrypt(context.get(), encrypted.data(), &size, message.data(), message.size()), "EVP_PKEY_encrypt");
  return encrypted;
}

JOSE_TEST(jwe_refuses_rsa_encrypted_octets_that_are_no_content_key) {
  for (const KeyManagement& algorithm : kKeyManagement) {
    if (algorithm.key_types != kRsaKeys) continue;
    const auto [good, key] = GoodToken(algorithm, Gcm());
    const EVP_MD* md = algorithm.mechanism == &kRsaOaep ? Catalog::Get().digest(algorithm.digest) : nullptr;
    for (const std::size_t size : {0U, 1U, 15U, 17U, 32U, 64U, 65U, 126U}) {
      Token token = good;
      token.encrypted_key = EncryptedByRsa(*PublicKey(KeyType::kRsa), md, RandomBytes(size));
      EXPECT(Refuses(key, token));
    }
    for (const int value : {0x00, 0x01, 0x80, 0xff}) {  // 0xff: above the modulus
      Token token = good;
      token.encrypted_key.assign(good.encrypted_key.size(), static_cast<std::uint8_t>(value));
      EXPECT(Refuses(key, token));
    }
    EXPECT(!Refuses(key, good));
  }
}

JOSE_TEST(jwe_refuses_another_algorithm_for_the_same_key) {
  for (const KeyManagement& made : kKeyManagement) {
    const KeyType type = TypesOf(made).front();
    const Key& key = *DecryptionKey(made, Gcm(), type);
    const Token good = Encrypted(key, made, Gcm(), RandomBytes(20));
    for (const KeyManagement& claimed : kKeyManagement) {
      Token token = good;
      token.algorithm = &claimed;
      EXPECT(Refuses(key, token) == (&claimed != &made));
    }
    for (const ContentCipher& claimed : kContentCiphers) {
      Token token = good;
      token.cipher = &claimed;
      EXPECT(Refuses(key, token) == (&claimed != &Gcm()));
    }
  }
}

JOSE_TEST(jwe_refuses_header_parameters_of_wrong_shapes) {
  for (const KeyManagement& algorithm : kKeyManagement) {
    const auto [good, key] = GoodToken(algorithm, Gcm());
    for (std::string Header::*parameter : {&Header::epk_x, &Header::epk_y, &Header::iv, &Header::tag}) {
      if ((good.header.*parameter).empty()) continue;
      const std::string text = good.header.*parameter;
      for (const std::string& wrong : {std::string(), std::string("A"), text + '=', text + "AAAA", ' ' + text,
                                       text.substr(4), text + '\0', std::string(70'000, 'A')}) {
        Token token = good;
        token.header.*parameter = wrong;
        EXPECT(Refuses(key, token));
      }
    }
  }
}

JOSE_TEST(jwe_pbes2_refuses_numbers_of_rounds) {
  for (const char* name : {"PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW"}) {
    const auto [good, key] = GoodToken(AlgorithmNamed(name), Gcm());
    for (const std::uint32_t rounds : {0U, 1U, 2U, 4U, 1000U}) {
      Token token = good;
      token.header.iterations = rounds;
      EXPECT(Refuses(key, token));
    }
    Token token = good;
    token.header.iterations = 0xffffffffU;
    token.encrypted_key.clear();  // what cannot be a key costs no rounds
    EXPECT(Refuses(key, token));
    token = good;
    token.header.salt = std::string(100'000, 'A');
    EXPECT(Refuses(key, token));
    token.header.salt.clear();
    EXPECT(Refuses(key, token));
  }
}

}  // namespace
}  // namespace jose::test
