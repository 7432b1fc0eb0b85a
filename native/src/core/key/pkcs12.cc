#include <algorithm>
#include <string>

#include "core/cleansed_frees.h"
#include "core/error_queue.h"
#include "core/key/encrypted.h"
#include "core/key/password_based.h"

namespace jose {

namespace {

/// Checks the rounds of every encrypted bag among the contents of a safe.
void RequireBoundedBags(const STACK_OF(PKCS12_SAFEBAG) * bags, WorkBudget& budget) {
  for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); ++i) {
    const PKCS12_SAFEBAG* bag = sk_PKCS12_SAFEBAG_value(bags, i);
    const int kind = PKCS12_SAFEBAG_get_nid(bag);
    if (kind == NID_pkcs8ShroudedKeyBag) {
      const X509_ALGOR* algorithm = nullptr;
      X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, nullptr);
      budget.Take(algorithm);
    } else if (kind == NID_safeContentsBag) {
      // A safe within a safe: no tool writes it, and it could be nested without end.
      ThrowInvalidKey("the PKCS#12 file has safes within safes, which are not supported");
    }
  }
}

/// Checks the rounds of the file's MAC and of every encrypted part, before any of them is done.
void RequireBoundedFile(PKCS12* file, const char* password, int length) {
  WorkBudget budget;
  const ASN1_INTEGER* mac_iterations = nullptr;
  if (PKCS12_mac_present(file)) PKCS12_get0_mac(nullptr, nullptr, nullptr, &mac_iterations, file);
  if (mac_iterations != nullptr) budget.Take(mac_iterations);
  const SafesPtr safes(PKCS12_unpack_authsafes(file));
  const int count = sk_PKCS7_num(safes.get());
  for (int i = 0; i < count; ++i) {
    PKCS7* safe = sk_PKCS7_value(safes.get(), i);
    // Optional in the grammar (CVE-2024-0727 was OpenSSL's own neglect of it).
    if (safe->d.ptr == nullptr) ThrowInvalidKey("a safe of the PKCS#12 file has no content");
    if (PKCS7_type_is_data(safe)) {
      const BagsPtr bags(PKCS12_unpack_p7data(safe));
      RequireBoundedBags(bags.get(), budget);
    } else if (PKCS7_type_is_encrypted(safe)) {
      budget.Take(safe->d.encrypted->enc_data->algorithm);
    }
  }
  // Only now, with all that is in sight found bearable, is anything decrypted to look inside.
  for (int i = 0; i < count; ++i) {
    PKCS7* safe = sk_PKCS7_value(safes.get(), i);
    if (!PKCS7_type_is_encrypted(safe)) continue;
    const BagsPtr bags(PKCS12_unpack_p7encdata(safe, password, length));
    RequireBoundedBags(bags.get(), budget);
  }
}

Bytes ToDer(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  Require(size, "i2d_X509");
  const OpenSslMemoryPtr memory(der);
  return {der, der + size};
}

}  // namespace

Pkcs12Contents ReadPkcs12(ByteView der, ByteView password_octets) {
  const CleansedFrees cleansed;
  const std::uint8_t* position = der.data();
  const Pkcs12Ptr file(d2i_PKCS12(nullptr, &position, static_cast<long>(der.size())));
  if (!file || position != der.data() + der.size()) ThrowInvalidKey("the octets are not a PKCS#12 file");
  // PKCS12_parse takes a terminated string.
  SecretBytes password(password_octets.begin(), password_octets.end());
  if (std::find(password.begin(), password.end(), 0) != password.end()) {
    throw Failure(FailureCode::kKeyPassword, "the password of a PKCS#12 file holds no NUL character");
  }
  password.push_back(0);
  const auto* const text = reinterpret_cast<const char*>(password.data());
  RequireBoundedFile(file.get(), text, static_cast<int>(password_octets.size()));
  ClearErrorQueue();
  // Versions of OpenSSL differ in what they make of such a file; without a MAC anybody may have exchanged its parts.
  if (!PKCS12_mac_present(file.get())) {
    ThrowInvalidKey("the PKCS#12 file has no MAC, so nothing shows that it is unchanged; export it with one");
  }

  EVP_PKEY* pkey = nullptr;
  X509* certificate = nullptr;
  STACK_OF(X509)* others = nullptr;
  const int parsed = PKCS12_parse(file.get(), text, &pkey, &certificate, &others);
  EvpPkeyPtr owned_pkey(pkey);
  const X509Ptr owned_certificate(certificate);
  const CertificatesPtr owned_others(others);
  if (parsed != 1) ThrowNotDecrypted();
  ClearErrorQueue();

  Pkcs12Contents contents;
  if (certificate != nullptr) contents.certificates.push_back(ToDer(certificate));
  for (int i = 0; i < sk_X509_num(others); ++i) contents.certificates.push_back(ToDer(sk_X509_value(others, i)));
  if (owned_pkey) contents.key = CheckedKey(std::move(owned_pkey), true);
  return contents;
}

}  // namespace jose
