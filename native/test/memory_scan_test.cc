// Secrets leave no copy behind: the process looks for them in all of its own writable memory, after the last owner of
// each has let go. They are kept here only masked, so that the search does not find itself.

#include <algorithm>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "core/cleansed_frees.h"
#include "core/key/encrypted.h"
#include "core/key/generate.h"
#include "harness.h"
#include "jwe_support.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define JOSE_SHADOWED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define JOSE_SHADOWED 1
#endif
#endif

namespace jose::test {
namespace {

#if defined(__linux__) && !defined(JOSE_SHADOWED)

constexpr std::uint8_t kMask = 0x5a;

/// Octets that are looked for, masked.
struct Masked {
  std::string what;
  Bytes octets;

  /// A new secret, which nobody has seen unmasked.
  Masked(std::string name, std::size_t size) : what(std::move(name)), octets(RandomBytes(size)) {}
  /// One that somebody has.
  Masked(std::string name, ByteView secret) : what(std::move(name)), octets(secret.begin(), secret.end()) {
    for (std::uint8_t& octet : octets) octet ^= kMask;
  }
  Masked Reversed() const {  // as the words of a BIGNUM lie in memory
    Masked reversed(*this);
    std::reverse(reversed.octets.begin(), reversed.octets.end());
    reversed.what += ", reversed";
    return reversed;
  }
  SecretBytes Secret() const {
    SecretBytes secret(octets.begin(), octets.end());
    for (std::uint8_t& octet : secret) octet ^= kMask;
    return secret;
  }
};

constexpr std::size_t kWindow = 16;  // so many octets of a secret are a copy of it

/// Where 16 octets of `masked` occur in `memory`.
std::size_t Occurrences(ByteView memory, const Masked& masked) {
  std::size_t found = 0;
  for (std::size_t from = 0; from + kWindow <= masked.octets.size(); from += kWindow) {
    const std::uint8_t* const wanted = masked.octets.data() + from;
    for (auto at = memory.begin();; ++at) {
      at = std::find(at, memory.end(), static_cast<std::uint8_t>(wanted[0] ^ kMask));
      if (memory.end() - at < static_cast<std::ptrdiff_t>(kWindow)) break;
      std::size_t same = 1;
      while (same < kWindow && at[static_cast<std::ptrdiff_t>(same)] == (wanted[same] ^ kMask)) ++same;
      if (same == kWindow) ++found;
    }
  }
  return found;
}

enum class Where { kEverywhere, kOutsideTheStack };

/// In every mapping that can be written to.
std::size_t OccurrencesInProcess(const Masked& masked, Where where = Where::kEverywhere) {
  std::ifstream maps("/proc/self/maps");
  std::size_t found = 0;
  for (std::string line; std::getline(maps, line);) {
    const std::size_t dash = line.find('-');
    const std::size_t space = line.find(' ');
    if (line.compare(space + 1, 2, "rw") != 0) continue;
    if (where == Where::kOutsideTheStack && line.ends_with("[stack]")) continue;
    const auto first = std::stoull(line.substr(0, dash), nullptr, 16);
    const auto last = std::stoull(line.substr(dash + 1, space - dash - 1), nullptr, 16);
    found +=
        Occurrences({reinterpret_cast<const std::uint8_t*>(first), static_cast<std::size_t>(last - first)}, masked);
  }
  return found;
}

void ExpectGone(const Masked& masked, Where where = Where::kEverywhere) {
  const std::size_t found = OccurrencesInProcess(masked, where);
  Check(found == 0, masked.what + " was found " + std::to_string(found) + " times", __FILE__, __LINE__);
}

JOSE_TEST(memory_scan_sees_what_is_there) {
  EXPECT(CleansedFrees::TakeOver());
  const Masked masked("a secret", 48);
  const SecretBytes secret = masked.Secret();
  EXPECT(OccurrencesInProcess(masked) >= 3);
  const Bytes reversed(secret.rbegin(), secret.rend());
  EXPECT(OccurrencesInProcess(masked.Reversed()) >= 3);
}

JOSE_TEST(memory_scan_of_hmac_keys) {
  for (const std::size_t size : {32, 64, 200}) {
    const Masked masked("an HMAC key of " + std::to_string(size) + " octets", size);
    {
      KeyParts parts;
      parts.emplace("k", masked.Secret());
      const KeyRef key = ImportParts(KeyType::kOct, parts);
      for (const char* name : {"HS256", "HS384", "HS512"}) {
        const Bytes signature = SignatureOf(*key, SchemeNamed(name), AsBytes("input"));
        EXPECT(Verify(*key, SchemeNamed(name), AsBytes("input"), signature));
        EXPECT(!Verify(*key, SchemeNamed(name), AsBytes("other"), signature));
      }
      EXPECT(ExportParts(*key, true) == parts);
      EXPECT(OccurrencesInProcess(masked) > 0);
    }
    ExpectGone(masked);
  }
}

JOSE_TEST(memory_scan_of_content_and_wrapping_keys) {
  for (const KeyManagement& algorithm : kKeyManagement) {
    for (const ContentCipher& cipher : kContentCiphers) {
      const bool is_dir = algorithm.mechanism == &kDirect;
      const KeyType type = TypesOf(algorithm).front();
      const Masked wrapping(std::string(algorithm.name) + " key",
                            is_dir ? cipher.key_size : std::max<std::size_t>(algorithm.kek_size, 16));
      const Masked content(std::string(algorithm.name) + ' ' + std::string(cipher.name) + " content key",
                           cipher.key_size);
      const Masked plaintext("the plaintext of a refused message", 64);
      {
        const KeyRef key = type == KeyType::kOct ? Key::FromSecret(wrapping.Secret()) : PrivateKey(type);
        const SecretBytes fixed_key = content.Secret();
        const Bytes iv = RandomBytes(16);
        const FixedValues fixed{fixed_key, ByteView(iv).first(cipher.iv_size), ByteView(iv).first(12), iv, {}};
        Choices choices;
        choices.fixed = &fixed;
        const SecretBytes secret = plaintext.Secret();
        Token token = Encrypted(*key, algorithm, cipher, secret, {}, choices);
        std::optional<Bytes> decrypted = Decrypted(*key, token);
        EXPECT(decrypted && Same(*decrypted, secret));
        OPENSSL_cleanse(decrypted->data(), decrypted->size());
        token.tag[0] ^= 1;
        EXPECT(Refuses(*key, token));
      }
      if (type == KeyType::kOct) ExpectGone(wrapping);
      if (!IsDirect(algorithm)) ExpectGone(content);
      ExpectGone(plaintext);
    }
  }
}

/// The private members of a key, masked, and each as the words of a BIGNUM lie in memory, too.
std::vector<Masked> PrivateMembers(const Key& key) {
  std::vector<Masked> secrets;
  for (const auto& [name, value] : ExportParts(key, true)) {
    const bool is_public = name == "n" || name == "e" || name == "x" || name == "y" || name == "pub";
    if (is_public || value.size() < kWindow) continue;
    secrets.emplace_back(std::string(key.row().name) + " member " + name, value);
    secrets.push_back(secrets.back().Reversed());
  }
  return secrets;
}

/// Signs, verifies, encrypts and decrypts with whatever the key can serve.
void UseEverywhere(const Key& key) {
  for (const Scheme& scheme : kSchemes) {
    if ((scheme.key_types & SetOf(key.type())) == 0) continue;
    EXPECT(Verify(key, scheme, AsBytes("input"), SignatureOf(key, scheme, AsBytes("input"))));
  }
  for (const KeyManagement& algorithm : kKeyManagement) {
    if ((algorithm.key_types & SetOf(key.type())) == 0) continue;
    const Token token = Encrypted(key, algorithm, CipherNamed("A128GCM"), AsBytes("plaintext"));
    EXPECT(Decrypted(key, token).has_value());
  }
}

/// Runs `use` on a new key of each type; afterwards none of its private members may be found. OpenSSL's EC code
/// leaves scalars on the stack, where later calls overwrite them.
void ExpectNothingLeft(const std::function<void(const Key&)>& use) {
  for (std::size_t row = 0; row < std::size(kKeyTypes); ++row) {
    const auto type = static_cast<KeyType>(row);
    if (type == KeyType::kOct || !Catalog::Get().Has(type)) continue;
    std::vector<Masked> secrets;
    {
      const KeyRef key = GenerateKey(type, 2048);
      secrets = PrivateMembers(*key);
      use(*key);
    }
    EXPECT(!secrets.empty());
    for (const Masked& masked : secrets) {
      ExpectGone(masked, RowOf(type).family == KeyFamily::kEc ? Where::kOutsideTheStack : Where::kEverywhere);
    }
  }
}

JOSE_TEST(memory_scan_of_private_keys) {
  ExpectNothingLeft([](const Key& key) {
    const KeyParts parts = ExportParts(key, true);
    const KeyRef again = ImportParts(key.type(), parts);
    EXPECT(ExportParts(*again, true) == parts);
    UseEverywhere(*again);
  });
}

JOSE_TEST(memory_scan_of_private_keys_in_der) {
  ExpectNothingLeft([](const Key& key) {
    const SecretBytes der = ExportDer(key, DerFormat::kPkcs8, true);
    EXPECT(ExportParts(*ImportDer(der, DerFormat::kAny), true) == ExportParts(key, true));
    const Bytes encrypted = EncryptPkcs8(key, AsBytes("password"), 2);
    EXPECT(DecryptPkcs8(encrypted, AsBytes("password"))->type() == key.type());
  });
}

#endif

}  // namespace
}  // namespace jose::test
