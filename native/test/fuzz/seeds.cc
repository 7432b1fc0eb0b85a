// A program of its own, of the fuzzer's build alone: writes good inputs for the targets that need the core to make
// them.
//
//   seeds FOLDER   one folder in it for each target

#ifdef JOSE_LIBFUZZER

#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>

#include "core/error_queue.h"
#include "core/key/encrypted.h"
#include "der_fixtures.h"
#include "jwe_support.h"
#include "keys.h"
#include "message.h"
#include "password.h"

namespace jose::test {

namespace {

/// Numbers the files of each target.
class Seeds {
 public:
  explicit Seeds(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void Add(const std::string& target, ByteView octets) {
    const std::filesystem::path folder = folder_ / target;
    std::filesystem::create_directories(folder);
    std::ofstream file(folder / ("core-" + std::to_string(counts_[target]++)), std::ios::binary);
    file.write(AsText(octets).data(), static_cast<std::streamsize>(octets.size()));
  }

 private:
  std::filesystem::path folder_;
  std::map<std::string, int> counts_;
};

Bytes After(std::uint8_t first, ByteView rest) {
  Bytes octets = {first};
  octets.insert(octets.end(), rest.begin(), rest.end());
  return octets;
}

/// What OpenSSL's i2d function writes.
template <class Object, class Encode>
Bytes DerOf(const Object* object, Encode encode) {
  unsigned char* der = nullptr;
  const int size = encode(object, &der);
  Require(size, "i2d");
  const OpenSslMemoryPtr memory(der);
  return {der, der + size};
}

/// Each format in which a key of the type can be written.
void AddDer(KeyType type, Seeds& seeds) {
  const Key& key = *FuzzKey(type);
  struct Form {
    DerFormat format;
    bool is_private;
  };
  constexpr Form kForms[] = {{DerFormat::kSpki, false},
                             {DerFormat::kPkcs8, true},
                             {DerFormat::kPkcs1, false},
                             {DerFormat::kPkcs1, true},
                             {DerFormat::kSec1, true}};
  for (const Form& form : kForms) {
    try {
      const SecretBytes der = ExportDer(key, form.format, form.is_private);
      seeds.Add("der", After(static_cast<std::uint8_t>(form.format), der));
      seeds.Add("der", After(static_cast<std::uint8_t>(DerFormat::kAny), der));
    } catch (const Failure&) {
      continue;  // this kind of key has no such form
    }
  }
}

void AddEncrypted(KeyType type, Seeds& seeds) {
  const ByteView password = AsBytes(kFuzzPassword);
  seeds.Add("encrypted", After(0, EncryptPkcs8(*FuzzKey(type), password, 2)));
  const Pkcs8Ptr info(RequireNotNull(EVP_PKEY2PKCS8(FuzzKey(type)->pkey()), "EVP_PKEY2PKCS8"));
  for (const int method : {NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NID_pbeWithMD5AndDES_CBC}) {
    const X509SigPtr encrypted(
        PKCS8_encrypt_ex(method, nullptr, kFuzzPassword.data(), 4, nullptr, 8, 2, info.get(), nullptr, nullptr));
    if (encrypted) seeds.Add("encrypted", After(0, DerOf(encrypted.get(), i2d_X509_SIG)));
    ClearErrorQueue();
  }
}

/// The octets behind a legacy PEM's header, under AES-128-CBC.
void AddLegacyPem(Seeds& seeds) {
  constexpr std::string_view kHeader =
      "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,000102030405060708090A0B0C0D0E0F\n";
  std::array<std::uint8_t, 16> iv;
  for (std::size_t i = 0; i < iv.size(); ++i) iv[i] = static_cast<std::uint8_t>(i);
  std::array<std::uint8_t, 16> key;
  Require(
      EVP_BytesToKey(EVP_aes_128_cbc(), EVP_md5(), iv.data(), AsBytes(kFuzzPassword).data(), 4, 1, key.data(), nullptr),
      "EVP_BytesToKey");
  const SecretBytes der = ExportDer(*FuzzKey(KeyType::kP256), DerFormat::kSec1, true);
  const EvpCipherCtxPtr context(EVP_CIPHER_CTX_new());
  Bytes encrypted(der.size() + 16);
  int size = 0;
  int last = 0;
  Require(EVP_EncryptInit_ex(context.get(), EVP_aes_128_cbc(), nullptr, key.data(), iv.data()), "EVP_EncryptInit_ex");
  Require(EVP_EncryptUpdate(context.get(), encrypted.data(), &size, der.data(), static_cast<int>(der.size())),
          "EVP_EncryptUpdate");
  Require(EVP_EncryptFinal_ex(context.get(), encrypted.data() + size, &last), "EVP_EncryptFinal_ex");
  encrypted.resize(static_cast<std::size_t>(size + last));
  Bytes seed = {1 + 2 * static_cast<std::uint8_t>(DerFormat::kAny), 0, static_cast<std::uint8_t>(kHeader.size())};
  seed.insert(seed.end(), kHeader.begin(), kHeader.end());
  seed.insert(seed.end(), encrypted.begin(), encrypted.end());
  seeds.Add("encrypted", seed);
}

/// With and without encryption and MAC: a change behind a MAC gets nowhere.
void AddPkcs12(KeyType type, Seeds& seeds) {
  const Bytes der = FromHex(kCertificate);
  for (const int cipher : {NID_aes_256_cbc, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, -1}) {
    for (const int mac_rounds : {1, -1}) {
      const std::uint8_t* position = der.data();
      const CertificatesPtr others(sk_X509_new_null());
      sk_X509_push(others.get(), d2i_X509(nullptr, &position, static_cast<long>(der.size())));
      const Pkcs12Ptr file(PKCS12_create_ex(kFuzzPassword.data(), "name", FuzzKey(type)->pkey(), nullptr, others.get(),
                                            cipher, cipher, 1, mac_rounds, 0, nullptr, nullptr));
      if (file) seeds.Add("pkcs12", DerOf(file.get(), i2d_PKCS12));
      ClearErrorQueue();
    }
  }
}

void AddJwk(KeyType type, Seeds& seeds) {
  constexpr std::array<std::string_view, 11> kMembers = {"k", "n", "e", "d", "p", "q", "dp", "dq", "qi", "x", "y"};
  const Key& key = type == KeyType::kOct ? *FuzzSecret(32) : *FuzzKey(type);
  for (const bool is_private : {false, true}) {
    Bytes seed = {static_cast<std::uint8_t>(type)};
    for (const auto& [name, value] : ExportParts(key, is_private)) {
      seed.push_back(static_cast<std::uint8_t>(std::find(kMembers.begin(), kMembers.end(), name) - kMembers.begin()));
      seed.push_back(static_cast<std::uint8_t>(value.size() >> 8));
      seed.push_back(static_cast<std::uint8_t>(value.size()));
      seed.insert(seed.end(), value.begin(), value.end());
    }
    seeds.Add("jwk", seed);
  }
}

void AddMessages(const KeyManagement& algorithm, const ContentCipher& cipher, Seeds& seeds) {
  for (const KeyType type : TypesOf(algorithm)) {
    FuzzMessage message{&algorithm, &cipher, 0, type, {}, {}, {}, {}, {}, {}};
    const Bytes aad = FromBase64url("ZXlKaGJHY2lPaUprYVhJaWZR");
    const Token token = Encrypted(KeyFor(message), algorithm, cipher, AsBytes(kFuzzPlaintext), aad);
    message.parameters = token.header.View();
    message.encrypted_key = token.encrypted_key;
    message.iv = token.iv;
    message.tag = token.tag;
    message.aad = token.aad;
    message.ciphertext = token.ciphertext;
    for (const std::uint8_t mode : {0, 1, 2, 3}) {
      if (mode > 0 && algorithm.mechanism != &kDirect) break;
      message.mode = mode;
      seeds.Add("decrypt", WriteMessage(message));
    }
    message.ciphertext = {};
    message.mode = 0;
    seeds.Add("unwrap", WriteMessage(message));
    const Bytes content_key = RandomBytes(cipher.key_size);
    message.encrypted_key = content_key;
    message.mode = 1;
    seeds.Add("unwrap", WriteMessage(message));
  }
}

void WriteSeeds(const std::filesystem::path& folder) {
  Seeds seeds(folder);
  AddJwk(KeyType::kOct, seeds);
  for (const KeyType type : kAsymmetricTypes) {
    AddJwk(type, seeds);
    AddDer(type, seeds);
    AddEncrypted(type, seeds);
    AddPkcs12(type, seeds);
  }
  seeds.Add("der", After(static_cast<std::uint8_t>(DerFormat::kX509), FromHex(kCertificate)));
  seeds.Add("der", After(static_cast<std::uint8_t>(DerFormat::kAny), FromHex(kDsaSpki)));
  AddLegacyPem(seeds);
  for (const KeyManagement& algorithm : kKeyManagement) {
    for (const ContentCipher& cipher : kContentCiphers) AddMessages(algorithm, cipher, seeds);
  }
}

}  // namespace
}  // namespace jose::test

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  jose::test::WriteSeeds(argv[1]);
  return 0;
}

#endif
