// Every key management algorithm with every content cipher and every type of key.

#include <openssl/err.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>

#include "core/base64url.h"
#include "harness.h"
#include "jwe_support.h"

namespace jose::test {
namespace {

/// A way to encrypt.
struct Way {
  const KeyManagement& algorithm;
  const ContentCipher& cipher;
  const Key& sender;
  const Key& receiver;
};

void ForEachWay(const std::function<void(const Way&)>& visit) {
  for (const KeyManagement& algorithm : kKeyManagement) {
    for (const ContentCipher& cipher : kContentCiphers) {
      for (const KeyType type : TypesOf(algorithm)) {
        visit({algorithm, cipher, *EncryptionKey(algorithm, cipher, type), *DecryptionKey(algorithm, cipher, type)});
      }
    }
  }
}

JOSE_TEST(jwe_round_trip) {
  ForEachWay([](const Way& way) {
    const Bytes plaintext = RandomBytes(100);
    const Bytes aad = RandomBytes(33);
    Choices choices;
    choices.apu = RandomBytes(5);
    choices.apv = RandomBytes(70);
    const Token token = Encrypted(way.sender, way.algorithm, way.cipher, plaintext, aad, choices);
    EXPECT(token.iv.size() == way.cipher.iv_size && token.tag.size() == way.cipher.tag_size);
    EXPECT(token.encrypted_key.empty() == IsDirect(way.algorithm));
    EXPECT(Decrypted(way.receiver, token) == plaintext);
    EXPECT(Decrypted(way.receiver, token) == plaintext);  // with a context out of the pool
  });
}

JOSE_TEST(jwe_round_trip_of_every_length) {
  for (const ContentCipher& cipher : kContentCiphers) {
    const KeyManagement& dir = AlgorithmNamed("dir");
    const Key& key = *DecryptionKey(dir, cipher, KeyType::kOct);
    for (std::size_t size = 0; size <= 130; ++size) {
      const Bytes plaintext = RandomBytes(size);
      const Bytes aad = RandomBytes(130 - size);
      const Token token = Encrypted(key, dir, cipher, plaintext, aad);
      EXPECT(Decrypted(key, token) == plaintext);
    }
    for (const std::size_t size : {4095U, 65536U, 3U << 20}) {
      const Bytes plaintext = RandomBytes(size);
      EXPECT(Decrypted(key, Encrypted(key, dir, cipher, plaintext)) == plaintext);
    }
  }
}

JOSE_TEST(jwe_decrypts_in_place) {
  for (const ContentCipher& cipher : kContentCiphers) {
    const KeyManagement& dir = AlgorithmNamed("dir");
    const Key& key = *DecryptionKey(dir, cipher, KeyType::kOct);
    for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 1000U, 1U << 20}) {
      const Bytes plaintext = RandomBytes(size);
      Token token = Encrypted(key, dir, cipher, plaintext);
      const AgreementParameters none;
      const auto decrypt = [&](ByteView tag) {
        return Decrypt(cipher, {key, dir, none, {}}, {token.iv, {}, token.ciphertext, tag}, token.ciphertext.data());
      };
      EXPECT(decrypt(token.tag) == static_cast<std::ptrdiff_t>(size));
      EXPECT(Same(ByteView(token.ciphertext).first(size), plaintext));
    }
  }
}

JOSE_TEST(jwe_seals_long_messages_in_pieces_without_a_seam) {
  constexpr std::size_t kPiece = std::size_t{48} * 1024;
  const KeyManagement& dir = AlgorithmNamed("dir");
  for (const ContentCipher& cipher : kContentCiphers) {
    const Key& key = *DecryptionKey(dir, cipher, KeyType::kOct);
    for (const std::size_t pieces : {1U, 2U, 5U}) {
      for (const int more : {-17, -16, -3, -2, -1, 0, 1, 2, 3, 16, 17}) {
        const Bytes plaintext = RandomBytes(pieces * kPiece + static_cast<std::size_t>(more));
        EXPECT(Decrypted(key, Encrypted(key, dir, cipher, plaintext, RandomBytes(9))) == plaintext);
      }
    }
  }
}

JOSE_TEST(jwe_takes_several_recipients) {
  const ContentCipher& cipher = CipherNamed("A256CBC-HS512");
  const Bytes plaintext = RandomBytes(50);
  std::vector<Recipient> recipients;
  std::vector<const Key*> receivers;
  for (const KeyManagement& algorithm : kKeyManagement) {
    if (IsDirect(algorithm)) continue;
    for (const KeyType type : TypesOf(algorithm)) {
      recipients.push_back({*EncryptionKey(algorithm, cipher, type), algorithm, {}, {}, 3, nullptr});
      receivers.push_back(DecryptionKey(algorithm, cipher, type).get());
    }
  }
  Encryption encryption(cipher, recipients);
  std::string ciphertext(Base64urlEncodedLength(CiphertextSize(cipher, plaintext.size())), '.');
  Bytes tag(cipher.tag_size);
  encryption.Seal({}, plaintext, ciphertext.data(), tag.data());
  EXPECT(encryption.wrapped_keys().size() == recipients.size());
  for (std::size_t i = 0; i < recipients.size(); ++i) {
    const WrappedKey& wrapped = encryption.wrapped_keys()[i];
    // A token of this recipient alone, with the parameters that were made for it.
    Token token = Wrapped(recipients[i].key, recipients[i].algorithm, cipher, RandomBytes(cipher.key_size));
    token.header = HeaderOf(wrapped.parameters, {});
    token.encrypted_key = wrapped.encrypted_key;
    token.iv.assign(encryption.iv().begin(), encryption.iv().end());
    token.aad.clear();
    token.ciphertext = FromBase64url(ciphertext);
    token.tag = tag;
    EXPECT(Decrypted(*receivers[i], token) == plaintext);
  }
}

JOSE_TEST(jwe_direct_modes_have_one_recipient) {
  const ContentCipher& cipher = CipherNamed("A128GCM");
  const KeyManagement& wrap = AlgorithmNamed("A128KW");
  const Recipient ordinary{*EncryptionKey(wrap, cipher, KeyType::kOct), wrap, {}, {}, 0, nullptr};
  for (const char* name : {"dir", "ECDH-ES"}) {
    const KeyManagement& direct = AlgorithmNamed(name);
    const Key& key = *EncryptionKey(direct, cipher, TypesOf(direct).front());
    const Recipient special{key, direct, {}, {}, 0, nullptr};
    for (const auto& recipients : {std::vector{special, ordinary}, std::vector{ordinary, special}}) {
      EXPECT_FAILURE(FailureCode::kKeyTypeMismatch, "exactly one recipient", Encryption(cipher, recipients));
    }
  }
}

JOSE_TEST(jwe_refuses_keys_that_do_not_fit) {
  for (const KeyManagement& algorithm : kKeyManagement) {
    const ContentCipher& cipher = CipherNamed("A128GCM");
    const Key& right = *DecryptionKey(algorithm, cipher, TypesOf(algorithm).front());
    const Token token = Encrypted(right, algorithm, cipher, RandomBytes(20));
    for (std::size_t i = 0; i < std::size(kKeyTypes); ++i) {
      const auto type = static_cast<KeyType>(i);
      if (!Catalog::Get().Has(type)) continue;
      if ((algorithm.key_types & SetOf(type)) == 0) {
        EXPECT_FAILURE(FailureCode::kKeyTypeMismatch, "cannot serve",
                       Encrypted(*PrivateKey(type), algorithm, cipher, {}));
      }
      if (&right != PrivateKey(type).get()) EXPECT(Refuses(*PrivateKey(type), token));
    }
    if (right.type() != KeyType::kOct) EXPECT(Refuses(*PublicKey(right.type()), token));
    EXPECT(!Refuses(right, token));
  }
}

JOSE_TEST(jwe_refuses_secrets_of_a_wrong_size) {
  for (const KeyManagement& algorithm : kKeyManagement) {
    if (algorithm.key_types != kSecrets || algorithm.mechanism == &kPbes2) continue;
    const ContentCipher& cipher = CipherNamed("A192GCM");
    const Key& right = *DecryptionKey(algorithm, cipher, KeyType::kOct);
    const Token token = Encrypted(right, algorithm, cipher, RandomBytes(20));
    for (const std::size_t size : {0U, 1U, 8U, 15U, 16U, 17U, 23U, 24U, 25U, 31U, 32U, 33U, 48U, 64U, 65U, 4096U}) {
      if (size == right.secret().size()) continue;
      const KeyRef wrong = SecretOf(RandomBytes(size));
      EXPECT_FAILURE(FailureCode::kKeyTypeMismatch, "needs a secret of", Encrypted(*wrong, algorithm, cipher, {}));
      EXPECT(Refuses(*wrong, token));
    }
  }
}

JOSE_TEST(jwe_pbes2_takes_any_password) {
  const ContentCipher& cipher = CipherNamed("A128GCM");
  const KeyManagement& algorithm = AlgorithmNamed("PBES2-HS384+A192KW");
  for (const std::size_t size : {0U, 1U, 127U, 128U, 129U, 5000U}) {
    const Bytes password(size, 'a');
    const KeyRef key = SecretOf(password);
    const Token token = Encrypted(*key, algorithm, cipher, password);
    EXPECT(Decrypted(*key, token) == password);
    EXPECT(Refuses(*SecretOf(Bytes(size + 1, 'a')), token));
  }
}

/// Every random value of one encryption, by name.
std::vector<std::pair<std::string, Bytes>> RandomValues(const Way& way) {
  const Token token = Encrypted(way.sender, way.algorithm, way.cipher, {});
  std::vector<std::pair<std::string, Bytes>> values = {{"iv", token.iv}};
  if (way.algorithm.mechanism != &kDirect) {
    values.emplace_back("cek", Unwrapped(way.receiver, token, way.cipher.key_size).value());
  }
  if (!token.encrypted_key.empty()) values.emplace_back("encrypted_key", token.encrypted_key);
  for (const std::string& text : {token.header.epk_x, token.header.iv, token.header.salt}) {
    if (!text.empty()) values.emplace_back(text, FromBase64url(text));
  }
  return values;
}

JOSE_TEST(jwe_never_repeats_a_random_value) {
  // CVE class of 2a6e5bd in cjose: a content key that is all zero, or the same each time.
  ForEachWay([](const Way& way) {
    constexpr int kTimes = 4;
    std::set<std::string> seen;
    std::size_t expected = 0;
    for (int i = 0; i < kTimes; ++i) {
      for (const auto& [name, value] : RandomValues(way)) {
        seen.emplace(AsText(value));
        ++expected;
        const std::uint8_t first = value.front();
        EXPECT(std::any_of(value.begin(), value.end(), [&](std::uint8_t octet) { return octet != first; }));
      }
    }
    EXPECT(seen.size() == expected);
  });
}

}  // namespace
}  // namespace jose::test
