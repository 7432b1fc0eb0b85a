// Private keys under a password: what is written, and what is refused.

#include <openssl/err.h>
#include <openssl/pem.h>

#include <optional>

#include "core/error_queue.h"
#include "core/key/encrypted.h"
#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

constexpr std::string_view kPassword = "correct horse \xc3\xa9";
constexpr int kRounds = 10;

Bytes EncryptedKeyOf(KeyType type, int rounds = kRounds) {
  return EncryptPkcs8(*PrivateKey(type), AsBytes(kPassword), rounds);
}

/// What a Failure was about; nothing when there was none.
template <class Work>
std::optional<FailureCode> CodeOf(Work&& work) {
  try {
    work();
  } catch (const Failure& failure) {
    EXPECT(ERR_peek_error() == 0);
    return failure.code();
  }
  EXPECT(ERR_peek_error() == 0);
  return std::nullopt;
}

std::optional<FailureCode> CodeOfDecryption(ByteView der, std::string_view password = kPassword) {
  return CodeOf([&] { static_cast<void>(DecryptPkcs8(der, AsBytes(password))); });
}

JOSE_TEST(encrypted_key_round_trip) {
  for (const KeyType type : kAsymmetricTypes) {
    const KeyRef key = DecryptPkcs8(EncryptedKeyOf(type), AsBytes(kPassword));
    EXPECT(key->type() == type && key->is_private());
    EXPECT(ExportParts(*key, true) == ExportParts(*PrivateKey(type), true));
    EXPECT(EncryptedKeyOf(type) != EncryptedKeyOf(type));  // a salt and a vector of its own each time
    EXPECT(ERR_peek_error() == 0);
  }
}

JOSE_TEST(encrypted_key_passwords) {
  const Key& key = *PrivateKey(KeyType::kP256);
  const std::string longest(1024, 'p');
  for (const std::string_view password :
       {std::string_view(""), std::string_view("\0a", 2), std::string_view(longest)}) {
    const Bytes der = EncryptPkcs8(key, AsBytes(password), kRounds);
    EXPECT(ExportParts(*DecryptPkcs8(der, AsBytes(password)), true) == ExportParts(key, true));
    EXPECT(CodeOfDecryption(der, std::string(password) + 'x').has_value());
  }
  const std::string too_long(1025, 'p');
  EXPECT_FAILURE(FailureCode::kLimitExceeded, "1024", EncryptPkcs8(key, AsBytes(too_long), kRounds));
  EXPECT_FAILURE(FailureCode::kLimitExceeded, "1024", DecryptPkcs8(EncryptedKeyOf(KeyType::kP256), AsBytes(too_long)));
}

JOSE_TEST(encrypted_key_refuses_wrong_passwords) {
  for (const KeyType type : {KeyType::kRsa, KeyType::kP256, KeyType::kEd25519}) {
    const Bytes der = EncryptedKeyOf(type);
    for (int i = 0; i < 600; ++i) {  // one in 256 leaves padding that looks good, and no key behind it
      EXPECT(CodeOfDecryption(der, "wrong " + std::to_string(i)) == FailureCode::kKeyPassword);
    }
    EXPECT(CodeOfDecryption(der, "") == FailureCode::kKeyPassword);
    EXPECT(!CodeOfDecryption(der).has_value());
  }
}

JOSE_TEST(encrypted_key_refuses_what_cannot_be_encrypted) {
  EXPECT_FAILURE(FailureCode::kKeyTypeMismatch, "only a private key",
                 EncryptPkcs8(*PublicKey(KeyType::kRsa), AsBytes(kPassword), kRounds));
  EXPECT_FAILURE(FailureCode::kKeyTypeMismatch, "only a private key",
                 EncryptPkcs8(*PrivateKey(KeyType::kOct), AsBytes(kPassword), kRounds));
}

/// The DER with its PBKDF2 rounds replaced: OpenSSL's own writer, on a structure that was read.
Bytes WithRounds(ByteView der, std::int64_t rounds) {
  const std::uint8_t* position = der.data();
  const X509SigPtr signature(d2i_X509_SIG(nullptr, &position, static_cast<long>(der.size())));
  X509_ALGOR* algorithm = nullptr;
  X509_SIG_getm(signature.get(), &algorithm, nullptr);
  int type = 0;
  const void* value = nullptr;
  X509_ALGOR_get0(nullptr, &type, &value, algorithm);
  const auto* sequence = static_cast<const ASN1_STRING*>(value);
  const Pbe2ParamPtr pbes2(static_cast<PBE2PARAM*>(ASN1_item_unpack(sequence, ASN1_ITEM_rptr(PBE2PARAM))));
  X509_ALGOR_get0(nullptr, &type, &value, pbes2->keyfunc);
  const auto* inner = static_cast<const ASN1_STRING*>(value);
  const Pbkdf2ParamPtr pbkdf2(static_cast<PBKDF2PARAM*>(ASN1_item_unpack(inner, ASN1_ITEM_rptr(PBKDF2PARAM))));
  Require(ASN1_INTEGER_set_int64(pbkdf2->iter, rounds), "ASN1_INTEGER_set_int64");
  ASN1_STRING* packed = ASN1_item_pack(pbkdf2.get(), ASN1_ITEM_rptr(PBKDF2PARAM), nullptr);
  Require(X509_ALGOR_set0(pbes2->keyfunc, OBJ_nid2obj(NID_id_pbkdf2), V_ASN1_SEQUENCE, packed), "X509_ALGOR_set0");
  packed = ASN1_item_pack(pbes2.get(), ASN1_ITEM_rptr(PBE2PARAM), nullptr);
  Require(X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_pbes2), V_ASN1_SEQUENCE, packed), "X509_ALGOR_set0");
  unsigned char* out = nullptr;
  const int size = i2d_X509_SIG(signature.get(), &out);
  Require(size, "i2d_X509_SIG");
  const OpenSslMemoryPtr memory(out);
  return {out, out + size};
}

JOSE_TEST(encrypted_key_refuses_too_many_rounds_at_once) {
  const Bytes der = EncryptedKeyOf(KeyType::kP256);
  EXPECT(WithRounds(der, kRounds) == der);
  for (const std::int64_t rounds : {kMaxKdfIterations + 1, std::int64_t{0x7fffffff}, std::int64_t{0x80000000},
                                    std::int64_t{0x100000001}, INT64_MAX, std::int64_t{-1}, INT64_MIN}) {
    const Bytes costly = WithRounds(der, rounds);
    const double start = CpuSeconds();
    EXPECT_FAILURE(FailureCode::kLimitExceeded, "too many rounds", DecryptPkcs8(costly, AsBytes(kPassword)));
    EXPECT(CpuSeconds() - start < 0.05);
  }
  EXPECT(CodeOfDecryption(WithRounds(der, 0)).has_value());
  EXPECT(CodeOfDecryption(WithRounds(der, kRounds + 1)) == FailureCode::kKeyPassword);
}

/// An encrypted key that asks for scrypt; what it holds is no ciphertext of anything.
Bytes WithScrypt(std::uint64_t n, std::uint64_t r, std::uint64_t p) {
  const X509SigPtr signature(RequireNotNull(X509_SIG_new(), "X509_SIG_new"));
  X509_ALGOR* algorithm = nullptr;
  ASN1_OCTET_STRING* octets = nullptr;
  X509_SIG_getm(signature.get(), &algorithm, &octets);
  X509_ALGOR* const made =
      RequireNotNull(PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), nullptr, 0, nullptr, n, r, p), "PKCS5_pbe2_set_scrypt");
  const OpenSslPtr<X509_ALGOR, X509_ALGOR_free> owned(made);
  Require(X509_ALGOR_copy(algorithm, made), "X509_ALGOR_copy");
  const Bytes content = RandomBytes(64);
  Require(ASN1_OCTET_STRING_set(octets, content.data(), static_cast<int>(content.size())), "ASN1_OCTET_STRING_set");
  unsigned char* out = nullptr;
  const int size = i2d_X509_SIG(signature.get(), &out);
  Require(size, "i2d_X509_SIG");
  const OpenSslMemoryPtr memory(out);
  return {out, out + size};
}

JOSE_TEST(encrypted_key_refuses_too_much_scrypt_at_once) {
  EXPECT(CodeOfDecryption(WithScrypt(1024, 8, 1)) == FailureCode::kKeyPassword);
  const double start = CpuSeconds();
  // Within the 32 MB that OpenSSL allows, and half an hour of work.
  EXPECT(CodeOfDecryption(WithScrypt(65536, 2, 60'000)) == FailureCode::kLimitExceeded);
  EXPECT(CodeOfDecryption(WithScrypt(2, 1, 200'000)) == FailureCode::kKeyPassword);
  EXPECT(CpuSeconds() - start < 2);
}

JOSE_TEST(encrypted_key_refuses_every_prefix) {
  for (const KeyType type : {KeyType::kRsa, KeyType::kP256, KeyType::kX448}) {
    const Bytes der = EncryptedKeyOf(type);
    for (std::size_t size = 0; size < der.size(); ++size) {
      const Bytes prefix(der.begin(), der.begin() + static_cast<std::ptrdiff_t>(size));
      EXPECT(CodeOfDecryption(prefix) == FailureCode::kInvalidKey);
    }
    Bytes longer = der;
    longer.push_back(0);
    EXPECT(CodeOfDecryption(longer) == FailureCode::kInvalidKey);
  }
}

JOSE_TEST(encrypted_key_survives_every_changed_octet) {
  const Bytes der = EncryptedKeyOf(KeyType::kP256);
  for (std::size_t index = 0; index < der.size(); ++index) {
    for (const int mask : {0x01, 0x02, 0x20, 0x80, 0xff}) {
      const double start = CpuSeconds();
      const auto code = CodeOfDecryption(Flipped(der, index, static_cast<std::uint8_t>(mask)));
      EXPECT(code != FailureCode::kOpenSsl);  // what a file got wrong is never OpenSSL's fault
      EXPECT(CpuSeconds() - start < 5);
    }
  }
}

JOSE_TEST(encrypted_key_in_a_legacy_pem) {
  const SecretBytes plain = ExportDer(*PrivateKey(KeyType::kP256), DerFormat::kSec1, true);
  const std::string_view header = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,000102030405060708090A0B0C0D0E0F\n";
  const Bytes iv = FromHex("000102030405060708090a0b0c0d0e0f");
  Bytes key(16);
  const int derived = EVP_BytesToKey(EVP_aes_128_cbc(), EVP_md5(), iv.data(), AsBytes(kPassword).data(),
                                     static_cast<int>(kPassword.size()), 1, key.data(), nullptr);
  EXPECT(derived == 16);
  const EvpCipherCtxPtr context(RequireNotNull(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new"));
  Require(EVP_EncryptInit_ex2(context.get(), EVP_aes_128_cbc(), key.data(), iv.data(), nullptr), "EVP_EncryptInit_ex2");
  Bytes der(plain.size() + 16);
  int size = 0;
  int last = 0;
  Require(EVP_EncryptUpdate(context.get(), der.data(), &size, plain.data(), static_cast<int>(plain.size())), "update");
  Require(EVP_EncryptFinal_ex(context.get(), der.data() + size, &last), "final");
  der.resize(static_cast<std::size_t>(size + last));

  const auto decrypt = [&](ByteView octets, std::string_view lines, std::string_view password) {
    return CodeOf([&] { static_cast<void>(DecryptLegacyPem(octets, lines, DerFormat::kSec1, AsBytes(password))); });
  };
  EXPECT(!decrypt(der, header, kPassword).has_value());
  int refused_as_password = 0;
  for (int i = 0; i < 600; ++i) {
    const auto code = decrypt(der, header, std::to_string(i));
    EXPECT(code.has_value());
    refused_as_password += code == FailureCode::kKeyPassword ? 1 : 0;
  }
  // One wrong password in 65,000 gives something that looks like a key until its second octet.
  EXPECT(refused_as_password >= 598);
  for (std::size_t length = 0; length < der.size(); ++length) {
    EXPECT(decrypt(ByteView(der).first(length), header, kPassword).has_value());
  }
  for (std::size_t length = 0; length < header.size() - 1; ++length) {
    EXPECT(decrypt(der, header.substr(0, length), kPassword).has_value());
  }
  EXPECT(decrypt(der, "Proc-Type: 4,ENCRYPTED\nDEK-Info: NO-SUCH,00\n", kPassword) == FailureCode::kNotSupported);
}

}  // namespace
}  // namespace jose::test
