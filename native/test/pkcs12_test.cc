// PKCS#12 files, which OpenSSL writes here.

#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include <optional>

#include "core/error_queue.h"
#include "core/key/encrypted.h"
#include "der_fixtures.h"
#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

constexpr const char* kPassword = "a password";

X509Ptr Certificate() {
  const Bytes der = FromHex(kCertificate);
  const std::uint8_t* position = der.data();
  return X509Ptr(RequireNotNull(d2i_X509(nullptr, &position, static_cast<long>(der.size())), "d2i_X509"));
}

Bytes ToDer(const PKCS12* file) {
  unsigned char* der = nullptr;
  const int size = i2d_PKCS12(file, &der);
  Require(size, "i2d_PKCS12");
  const OpenSslMemoryPtr memory(der);
  return {der, der + size};
}

/// A file with the key, and with certificates that are not the key's own.
Bytes FileOf(KeyType type, int certificates, int rounds = 10, int mac_rounds = 10, const char* password = kPassword) {
  const CertificatesPtr others(sk_X509_new_null());
  for (int i = 0; i < certificates; ++i) sk_X509_push(others.get(), Certificate().release());
  const Pkcs12Ptr file(
      RequireNotNull(PKCS12_create_ex(password, nullptr, PrivateKey(type)->pkey(), nullptr, others.get(),
                                      NID_aes_256_cbc, NID_aes_256_cbc, rounds, mac_rounds, 0, nullptr, nullptr),
                     "PKCS12_create_ex"));
  return ToDer(file.get());
}

std::optional<FailureCode> CodeOf(ByteView der, std::string_view password = kPassword) {
  std::optional<FailureCode> code;
  try {
    static_cast<void>(ReadPkcs12(der, AsBytes(password)));
  } catch (const Failure& failure) {
    code = failure.code();
  }
  EXPECT(ERR_peek_error() == 0);
  return code;
}

JOSE_TEST(pkcs12_round_trip) {
  for (const KeyType type : kAsymmetricTypes) {
    for (const int certificates : {0, 1, 3}) {
      const Pkcs12Contents contents = ReadPkcs12(FileOf(type, certificates), AsBytes(kPassword));
      EXPECT(contents.key && ExportParts(*contents.key, true) == ExportParts(*PrivateKey(type), true));
      EXPECT(contents.certificates.size() == static_cast<std::size_t>(certificates));
      for (const Bytes& certificate : contents.certificates) EXPECT(certificate == FromHex(kCertificate));
      EXPECT(ERR_peek_error() == 0);
    }
  }
}

JOSE_TEST(pkcs12_passwords) {
  const Bytes der = FileOf(KeyType::kP256, 1);
  for (const std::string_view wrong : {"", "a passwore", "a password "}) {
    EXPECT(CodeOf(der, wrong) == FailureCode::kKeyPassword);
  }
  EXPECT(CodeOf(der, std::string_view("a password\0x", 12)) == FailureCode::kKeyPassword);
  EXPECT(!CodeOf(FileOf(KeyType::kP256, 1, 10, 10, ""), "").has_value());
  const std::string long_password(3000, 'p');
  EXPECT(!CodeOf(FileOf(KeyType::kP256, 1, 10, 10, long_password.c_str()), long_password).has_value());
}

JOSE_TEST(pkcs12_refuses_every_prefix) {
  const Bytes der = FileOf(KeyType::kP256, 1);
  for (std::size_t size = 0; size < der.size(); ++size) {
    EXPECT(CodeOf(ByteView(der).first(size)) == FailureCode::kInvalidKey);
  }
  Bytes longer = der;
  longer.push_back(0);
  EXPECT(CodeOf(longer) == FailureCode::kInvalidKey);
}

JOSE_TEST(pkcs12_survives_every_changed_octet) {
  for (const int certificates : {0, 1}) {
    const Bytes der = FileOf(KeyType::kEd25519, certificates);
    for (std::size_t index = 0; index < der.size(); ++index) {
      for (const int mask : {0x01, 0x20, 0x80}) {
        const double start = CpuSeconds();
        EXPECT(CodeOf(Flipped(der, index, static_cast<std::uint8_t>(mask))) != FailureCode::kOpenSsl);
        EXPECT(CpuSeconds() - start < 5);
      }
    }
  }
}

/// A file without a MAC whose safes are encrypted and empty, each with as many rounds as given. Only a reader who
/// counts before it works is quick with the costly ones, and so their rounds are written without doing them.
Bytes FileOfSafes(int safes, int rounds) {
  const SafesPtr list(sk_PKCS7_new_null());
  for (int i = 0; i < safes; ++i) {
    const BagsPtr bags(sk_PKCS12_SAFEBAG_new_null());
    PKCS7* safe = PKCS12_pack_p7encdata_ex(NID_aes_128_cbc, kPassword, -1, nullptr, 0, 1, bags.get(), nullptr, nullptr);
    RequireNotNull(safe, "PKCS12_pack_p7encdata_ex");
    sk_PKCS7_push(list.get(), safe);
    X509_ALGOR* const algorithm = safe->d.encrypted->enc_data->algorithm;
    int type = 0;
    const void* value = nullptr;
    X509_ALGOR_get0(nullptr, &type, &value, algorithm);
    const Pbe2ParamPtr pbes2(
        static_cast<PBE2PARAM*>(ASN1_item_unpack(static_cast<const ASN1_STRING*>(value), ASN1_ITEM_rptr(PBE2PARAM))));
    X509_ALGOR_get0(nullptr, &type, &value, pbes2->keyfunc);
    const Pbkdf2ParamPtr pbkdf2(static_cast<PBKDF2PARAM*>(
        ASN1_item_unpack(static_cast<const ASN1_STRING*>(value), ASN1_ITEM_rptr(PBKDF2PARAM))));
    Require(ASN1_INTEGER_set_int64(pbkdf2->iter, rounds), "ASN1_INTEGER_set_int64");
    ASN1_STRING* packed = ASN1_item_pack(pbkdf2.get(), ASN1_ITEM_rptr(PBKDF2PARAM), nullptr);
    Require(X509_ALGOR_set0(pbes2->keyfunc, OBJ_nid2obj(NID_id_pbkdf2), V_ASN1_SEQUENCE, packed), "X509_ALGOR_set0");
    packed = ASN1_item_pack(pbes2.get(), ASN1_ITEM_rptr(PBE2PARAM), nullptr);
    Require(X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_pbes2), V_ASN1_SEQUENCE, packed), "X509_ALGOR_set0");
  }
  const Pkcs12Ptr file(RequireNotNull(PKCS12_add_safes(list.get(), 0), "PKCS12_add_safes"));
  return ToDer(file.get());
}

JOSE_TEST(pkcs12_refuses_safes_without_content) {
  // CVE-2024-0727: the content of each ContentInfo is optional in its grammar.
  for (const int kind : {NID_pkcs7_encrypted, NID_pkcs7_data, NID_pkcs7_enveloped}) {
    const SafesPtr list(sk_PKCS7_new_null());
    PKCS7* safe = RequireNotNull(PKCS7_new(), "PKCS7_new");
    sk_PKCS7_push(list.get(), safe);
    safe->type = OBJ_nid2obj(kind);
    const Pkcs12Ptr file(RequireNotNull(PKCS12_add_safes(list.get(), 0), "PKCS12_add_safes"));
    EXPECT(CodeOf(ToDer(file.get())).has_value());
    Require(PKCS12_set_mac(file.get(), kPassword, -1, nullptr, 0, 1, nullptr), "PKCS12_set_mac");
    EXPECT(CodeOf(ToDer(file.get())).has_value());
  }
}

JOSE_TEST(pkcs12_refuses_too_many_rounds_at_once) {
  const double start = CpuSeconds();
  constexpr int kTooMany = kMaxKdfIterations + 1;
  EXPECT(CodeOf(FileOfSafes(1, kTooMany)) == FailureCode::kLimitExceeded);
  EXPECT(CodeOf(FileOfSafes(2000, kMaxKdfIterations)) == FailureCode::kLimitExceeded);
  EXPECT(CodeOf(FileOfSafes(2, kMaxKdfIterations / 2 + 1)) == FailureCode::kLimitExceeded);
  EXPECT(CpuSeconds() - start < 1);
}

}  // namespace
}  // namespace jose::test
