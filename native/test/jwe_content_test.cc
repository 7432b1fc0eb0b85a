// What reaches the padding of CBC only behind a good tag, and the sizes of A*GCMKW's own vector and tag.

#include <algorithm>
#include <limits>

#include "core/error_queue.h"
#include "harness.h"
#include "jwe_support.h"

namespace jose::test {
namespace {

/// The tag of RFC 7518 section 5.2.2.1 over any ciphertext, whole blocks or not.
Bytes TagOver(const ContentCipher& cipher, ByteView key, const Token& token) {
  Bytes input = token.aad;
  input.insert(input.end(), token.iv.begin(), token.iv.end());
  input.insert(input.end(), token.ciphertext.begin(), token.ciphertext.end());
  for (int shift = 56; shift >= 0; shift -= 8) {
    input.push_back(static_cast<std::uint8_t>(std::uint64_t{token.aad.size()} * 8 >> shift));
  }
  Bytes mac(EVP_MAX_MD_SIZE);
  std::size_t size = 0;
  RequireNotNull(EVP_Q_mac(nullptr, "HMAC", nullptr, DigestName(cipher.digest), nullptr, key.data(),
                           cipher.key_size / 2, input.data(), input.size(), mac.data(), mac.size(), &size),
                 "EVP_Q_mac");
  mac.resize(cipher.tag_size);
  return mac;
}

JOSE_TEST(jwe_content_refuses_bad_padding_behind_a_good_tag) {
  const KeyManagement& dir = AlgorithmNamed("dir");
  for (const ContentCipher& cipher : kContentCiphers) {
    if (cipher.mechanism != &kAesCbcHmac) continue;
    const Key& key = *DecryptionKey(dir, cipher, KeyType::kOct);
    Token token = Encrypted(key, dir, cipher, RandomBytes(20), RandomBytes(9));
    EXPECT(TagOver(cipher, key.secret(), token) == token.tag);
    const auto with = [&](Bytes ciphertext) {
      token.ciphertext = std::move(ciphertext);
      token.tag = TagOver(cipher, key.secret(), token);
      return Refuses(key, token);
    };
    const Bytes good = token.ciphertext;
    for (std::size_t size = 0; size < good.size(); ++size) {
      if (size % 16 != 0 || size == 0) EXPECT(with(Bytes(good.begin(), good.begin() + static_cast<long>(size))));
    }
    // The block before the last one decides over the padding: 12 octets of 0x0c here.
    for (int mask = 1; mask < 256; ++mask)
      EXPECT(with(Flipped(good, 15, static_cast<std::uint8_t>(mask))) || mask == 13);
    EXPECT(!with(good));
  }
}

JOSE_TEST(jwe_content_refuses_a_whole_hmac_as_tag) {
  const KeyManagement& dir = AlgorithmNamed("dir");
  const ContentCipher& cipher = CipherNamed("A128CBC-HS256");
  const Key& key = *DecryptionKey(dir, cipher, KeyType::kOct);
  Token token = Encrypted(key, dir, cipher, RandomBytes(20), RandomBytes(9));
  ContentCipher whole = cipher;
  whole.tag_size = 32;
  token.tag = TagOver(whole, key.secret(), token);
  EXPECT(token.tag.size() == 32 && Refuses(key, token));
  token.tag.resize(16);
  EXPECT(!Refuses(key, token));
}

JOSE_TEST(jwe_content_gcm_key_wrap_has_one_size_of_vector_and_tag) {
  for (const char* name : {"A128GCMKW", "A192GCMKW", "A256GCMKW"}) {
    const KeyManagement& algorithm = AlgorithmNamed(name);
    const ContentCipher& cipher = CipherNamed("A256GCM");
    const Key& key = *DecryptionKey(algorithm, cipher, KeyType::kOct);
    const Token good = Encrypted(key, algorithm, cipher, RandomBytes(20));
    const auto check = [&](std::string Header::*parameter, std::size_t right) {
      Bytes octets = FromBase64url(good.header.*parameter);
      EXPECT(octets.size() == right);
      for (std::size_t size = 0; size <= 70; ++size) {
        octets.resize(size);
        std::copy_n(FromBase64url(good.header.*parameter).begin(), std::min(size, right), octets.begin());
        Token token = good;
        token.header.*parameter = ToBase64url(octets);
        EXPECT(Refuses(key, token) == (size != right));
      }
    };
    check(&Header::iv, 12);
    check(&Header::tag, 16);
  }
}

JOSE_TEST(jwe_content_pbes2_rounds_beyond_what_openssl_takes) {
  const ContentCipher& cipher = CipherNamed("A128GCM");
  const KeyManagement& algorithm = AlgorithmNamed("PBES2-HS256+A128KW");
  const Key& key = *DecryptionKey(algorithm, cipher, KeyType::kOct);
  const Token good = Encrypted(key, algorithm, cipher, RandomBytes(20));
  for (const std::uint32_t rounds : {0U, 0x80000000U, std::numeric_limits<std::uint32_t>::max()}) {
    Token token = good;
    token.header.iterations = rounds;
    EXPECT(Refuses(key, token));
    Choices choices;
    choices.iterations = rounds;
    EXPECT_FAILURE(FailureCode::kOpenSsl, "PBKDF2", Encrypted(key, algorithm, cipher, {}, {}, choices));
  }
}

}  // namespace
}  // namespace jose::test
