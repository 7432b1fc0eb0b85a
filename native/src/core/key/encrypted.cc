#include "core/key/encrypted.h"

#include <openssl/pem.h>

#include <algorithm>
#include <string>

#include "core/cleansed_frees.h"
#include "core/error_queue.h"
#include "core/key/bounds.h"
#include "core/key/der_reader.h"
#include "core/key/password_based.h"

namespace jose {

namespace {

/// OpenSSL takes passwords as char and int.
struct Password {
  const char* text;
  int length;

  explicit Password(ByteView octets) : text(AsText(octets).data()), length(static_cast<int>(octets.size())) {
    constexpr std::size_t kMaxLength = 1024;  // PEM_BUFSIZE, the least of OpenSSL's own limits
    if (octets.size() > kMaxLength) {
      throw Failure(FailureCode::kLimitExceeded,
                    "a password may have at most " + std::to_string(kMaxLength) + " octets");
    }
    if (text == nullptr) text = "";
  }
};

/// Gives OpenSSL the password; a callback of our own also keeps it from asking on the terminal.
int GivePassword(char* buffer, int size, int /*writing*/, void* data) {
  const auto* password = static_cast<const Password*>(data);
  if (password->length > size) return -1;
  std::copy_n(password->text, password->length, buffer);
  return password->length;
}

}  // namespace

KeyRef DecryptPkcs8(ByteView der, ByteView octets) {
  const CleansedFrees cleansed;
  const Password password(octets);
  RequireSize(der.size(), bounds::kMaxDerSize, "an encrypted key in DER");
  // RFC 5958 section 3: EncryptedPrivateKeyInfo ::= SEQUENCE { encryptionAlgorithm, encryptedData OCTET STRING }
  const auto info = OnlyElement(der, der::kSequence);
  DerReader reader(info ? info->contents : ByteView{});
  const auto algorithm = reader.Next(der::kSequence);
  const auto ciphertext = reader.Next(der::kOctetString);
  if (!algorithm || !ciphertext || !reader.at_end()) {
    ThrowInvalidKey("the octets are not an encrypted PKCS#8 private key");
  }
  WorkBudget().TakeEncryption(algorithm->whole);
  const SecretBytes key =
      DecryptPasswordBased(algorithm->whole, ciphertext->contents, {password.text, password.length});
  // One wrong password in 256 leaves padding that looks good, and then there is no key behind it.
  if (!HasPkcs8Skeleton(key)) ThrowNotDecrypted();
  return ImportDer(key, DerFormat::kPkcs8);
}

KeyRef DecryptLegacyPem(ByteView der, std::string_view header, DerFormat format, ByteView octets) {
  Password password(octets);
  RequireSize(der.size(), bounds::kMaxDerSize, "an encrypted key in DER");
  std::string header_text(header);  // OpenSSL writes into it
  EVP_CIPHER_INFO cipher{};
  if (PEM_get_EVP_CIPHER_INFO(header_text.data(), &cipher) != 1 || cipher.cipher == nullptr) {
    ClearErrorQueue();
    throw Failure(FailureCode::kNotSupported, "the PEM's DEK-Info line names no cipher that is supported");
  }
  SecretBytes decrypted(der.begin(), der.end());
  auto size = static_cast<long>(decrypted.size());
  if (PEM_do_header(&cipher, decrypted.data(), &size, GivePassword, &password) != 1) ThrowNotDecrypted();
  decrypted.resize(static_cast<std::size_t>(size));
  try {
    return ImportDer(decrypted, format);
  } catch (const Failure& failure) {
    // As above.
    if (failure.code() != FailureCode::kInvalidKey || (!decrypted.empty() && decrypted[0] == 0x30)) throw;
    throw Failure(FailureCode::kKeyPassword, "the password does not decrypt the key");
  }
}

Bytes EncryptPkcs8(const Key& key, ByteView octets, int iterations) {
  if (key.pkey() == nullptr || !key.is_private()) {
    throw Failure(FailureCode::kKeyTypeMismatch,
                  "only a private key of type RSA, EC, OKP or AKP can be encrypted as PKCS#8");
  }
  const CleansedFrees cleansed;
  const Password password(octets);
  constexpr int kSaltSize = 16;
  const Pkcs8Ptr info(RequireNotNull(EVP_PKEY2PKCS8(key.pkey()), "EVP_PKEY2PKCS8"));
  const X509SigPtr encrypted(
      RequireNotNull(PKCS8_encrypt_ex(-1, EVP_aes_256_cbc(), password.text, password.length, nullptr, kSaltSize,
                                      iterations, info.get(), nullptr, nullptr),
                     "PKCS8_encrypt_ex"));
  unsigned char* der = nullptr;
  const int size = i2d_X509_SIG(encrypted.get(), &der);
  Require(size, "i2d_X509_SIG");
  const OpenSslMemoryPtr memory(der);
  return {der, der + size};
}

}  // namespace jose
