#include <algorithm>
#include <string>

#include "core/cleansed_frees.h"
#include "core/error_queue.h"
#include "core/key/bounds.h"
#include "core/key/der_reader.h"
#include "core/key/encrypted.h"
#include "core/key/password_based.h"

namespace jose {

namespace {

/// The contents of object identifiers (RFC 7292 appendix D, RFC 2315 section 14).
constexpr std::string_view kData = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
constexpr std::string_view kEncryptedData = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06";
constexpr std::string_view kKeyBag = "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x01";
constexpr std::string_view kShroudedKeyBag = "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02";
constexpr std::string_view kCertificateBag = "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x03";
constexpr std::string_view kSafeContentsBag = "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x06";
constexpr std::string_view kX509Certificate = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01";

DerElement Part(const std::optional<DerElement>& element) {
  if (!element) ThrowInvalidKey("the octets are not a PKCS#12 file in DER");
  return *element;
}

/// SEQUENCE { an object identifier, [0] EXPLICIT content, ... }, as ContentInfo, SafeBag and CertBag are.
struct Typed {
  std::string_view type;
  ByteView content;

  explicit Typed(ByteView contents) {
    DerReader reader(contents);
    type = AsText(Part(reader.Next(der::kOid)).contents);
    // Optional in ContentInfo's grammar (CVE-2024-0727 was OpenSSL's own neglect of it).
    content = Part(reader.Next(der::kContext0)).contents;
  }
};

/// Something encrypted with the password: its AlgorithmIdentifier, and its octets.
struct Encrypted {
  ByteView algorithm;
  ByteView ciphertext;
};

/// A PKCS#12 file by its skeleton. What is in sight is counted and paid for before anything is decrypted.
class Pkcs12Reader {
 public:
  /// RFC 7292 section 4: PFX ::= SEQUENCE { version, authSafe ContentInfo, macData OPTIONAL }
  Pkcs12Reader(ByteView der, bool empty_password) {
    DerReader file(Part(OnlyElement(der, der::kSequence)).contents);
    Part(file.Next(der::kInteger));
    const Typed safe(Part(file.Next(der::kSequence)).contents);
    if (safe.type != kData) ThrowInvalidKey("the PKCS#12 file is signed with a key, which is not supported");
    if (const auto mac = file.Next(der::kSequence)) PayForMac(mac->contents, empty_password ? 2 : 1);
    if (!file.at_end()) Part(std::nullopt);
    ReadSafes(Part(OnlyElement(safe.content, der::kOctetString)).contents);
  }

  bool has_mac() const noexcept { return has_mac_; }

  /// Decrypts what is encrypted as a whole, with the certificates as a rule, and reads what is in it.
  void Open(const PasswordText& password) {
    for (const Encrypted& safe : encrypted_safes_) {
      opened_.push_back(DecryptPasswordBased(safe.algorithm, safe.ciphertext, password));
      ReadBags(opened_.back());
    }
  }

  /// The first private key, null where there is none.
  KeyRef PrivateKey(const PasswordText& password) const {
    if (plain_key_) return ImportDer(*plain_key_, DerFormat::kPkcs8);
    if (!shrouded_key_) return nullptr;
    const SecretBytes key = DecryptPasswordBased(shrouded_key_->algorithm, shrouded_key_->ciphertext, password);
    if (!HasPkcs8Skeleton(key)) ThrowNotDecrypted();
    return ImportDer(key, DerFormat::kPkcs8);
  }

  const std::vector<ByteView>& certificates() const noexcept { return certificates_; }

 private:
  /// RFC 7292 section 4: MacData ::= SEQUENCE { mac DigestInfo, macSalt, iterations INTEGER DEFAULT 1 }
  void PayForMac(ByteView contents, int times) {
    has_mac_ = true;
    DerReader mac(contents);
    DerReader digest(Part(mac.Next(der::kSequence)).contents);
    const ByteView algorithm = Part(digest.Next(der::kSequence)).whole;
    Part(mac.Next(der::kOctetString));
    static constexpr std::uint8_t kOnce[] = {1};
    const auto iterations = mac.at_end() ? std::nullopt : std::optional(Part(mac.Next(der::kInteger)));
    budget_.TakeMac(algorithm, iterations ? iterations->contents : ByteView(kOnce), times);
  }

  /// RFC 7292 section 4.1: AuthenticatedSafe ::= SEQUENCE OF ContentInfo
  void ReadSafes(ByteView octets) {
    DerReader safes(Part(OnlyElement(octets, der::kSequence)).contents);
    while (!safes.at_end()) {
      Count(entries_, bounds::kMaxPkcs12Bags, "safes and bags");
      const Typed safe(Part(safes.Next(der::kSequence)).contents);
      if (safe.type == kData) {
        ReadBags(Part(OnlyElement(safe.content, der::kOctetString)).contents);
      } else if (safe.type == kEncryptedData) {
        encrypted_safes_.push_back(EncryptedSafe(safe.content));
        budget_.TakeEncryption(encrypted_safes_.back().algorithm);
      }
      // What is encrypted with a key instead of the password is left out.
    }
  }

  /// RFC 2315 section 13: EncryptedData ::= SEQUENCE { version, SEQUENCE { contentType, algorithm, [0] IMPLICIT octets
  /// } }
  static Encrypted EncryptedSafe(ByteView content) {
    DerReader data(Part(OnlyElement(content, der::kSequence)).contents);
    Part(data.Next(der::kInteger));
    DerReader info(Part(data.Next(der::kSequence)).contents);
    Part(info.Next(der::kOid));
    const ByteView algorithm = Part(info.Next(der::kSequence)).whole;
    return {algorithm, Part(info.Next(der::kPrimitive0)).contents};
  }

  /// RFC 7292 section 4.2: SafeContents ::= SEQUENCE OF SafeBag
  void ReadBags(ByteView octets) {
    DerReader bags(Part(OnlyElement(octets, der::kSequence)).contents);
    while (!bags.at_end()) {
      Count(entries_, bounds::kMaxPkcs12Bags, "safes and bags");
      ReadBag(Typed(Part(bags.Next(der::kSequence)).contents));
    }
  }

  void ReadBag(const Typed& bag) {
    if (bag.type == kKeyBag) {
      if (!shrouded_key_ && !plain_key_) plain_key_ = bag.content;
    } else if (bag.type == kShroudedKeyBag) {
      DerReader info(Part(OnlyElement(bag.content, der::kSequence)).contents);
      const ByteView algorithm = Part(info.Next(der::kSequence)).whole;
      const Encrypted key{algorithm, Part(info.Next(der::kOctetString)).contents};
      budget_.TakeEncryption(key.algorithm);
      if (!shrouded_key_ && !plain_key_) shrouded_key_ = key;
    } else if (bag.type == kCertificateBag) {
      const Typed certificate(Part(OnlyElement(bag.content, der::kSequence)).contents);
      if (certificate.type != kX509Certificate) return;
      Count(certificate_count_, bounds::kMaxCertificates, "certificates");
      certificates_.push_back(Part(OnlyElement(certificate.content, der::kOctetString)).contents);
    } else if (bag.type == kSafeContentsBag) {
      // A safe within a safe: no tool writes it, and it could be nested without end.
      ThrowInvalidKey("the PKCS#12 file has safes within safes, which are not supported");
    }
  }

  static void Count(std::size_t& count, std::size_t limit, const char* what) {
    if (++count <= limit) return;
    throw Failure(FailureCode::kLimitExceeded, "a PKCS#12 file may hold at most " + std::to_string(limit) + " " + what);
  }

  WorkBudget budget_;
  bool has_mac_ = false;
  std::size_t entries_ = 0;
  std::size_t certificate_count_ = 0;
  std::vector<Encrypted> encrypted_safes_;
  std::vector<SecretBytes> opened_;  // the views below point into them
  std::optional<ByteView> plain_key_;
  std::optional<Encrypted> shrouded_key_;
  std::vector<ByteView> certificates_;
};

/// Checks the MAC by OpenSSL, which is given the file only now that its skeleton is known. Gives the password as the
/// MAC understands it: none and an empty one are the same to users, but not to PKCS#12.
PasswordText VerifyMac(ByteView der, const PasswordText& password) {
  const std::uint8_t* position = der.data();
  const Pkcs12Ptr file(d2i_PKCS12(nullptr, &position, static_cast<long>(der.size())));
  if (!file || position != der.data() + der.size()) ThrowInvalidKey("the octets are not a PKCS#12 file");
  constexpr PasswordText kNone{nullptr, 0};
  if (password.length == 0 && PKCS12_verify_mac(file.get(), kNone.text, kNone.length) == 1) return kNone;
  if (PKCS12_verify_mac(file.get(), password.text, password.length) != 1) ThrowNotDecrypted();
  ClearErrorQueue();
  return password;
}

/// Whether OpenSSL reads a certificate, and Node's will: of whatever kind its key is.
void RequireCertificate(ByteView der) {
  const std::uint8_t* position = der.data();
  const bool is_within = IsCertificateWithinBounds(der);
  const X509Ptr certificate(is_within ? d2i_X509(nullptr, &position, static_cast<long>(der.size())) : nullptr);
  ClearErrorQueue();
  if (!certificate || position != der.data() + der.size()) {
    ThrowInvalidKey("the PKCS#12 file holds a certificate that cannot be read");
  }
}

/// Whether a certificate is for this key. One for a key that JOSE has no use for is not.
bool IsFor(ByteView certificate, const Key& key) {
  try {
    const bool is_equal = EVP_PKEY_eq(ImportDer(certificate, DerFormat::kX509)->pkey(), key.pkey()) == 1;
    ClearErrorQueue();
    return is_equal;
  } catch (const Failure& failure) {
    if (failure.code() == FailureCode::kOpenSsl) throw;
    return false;
  }
}

}  // namespace

Pkcs12Contents ReadPkcs12(ByteView der, ByteView password_octets) {
  const CleansedFrees cleansed;
  RequireSize(der.size(), bounds::kMaxPkcs12Size, "a PKCS#12 file");
  if (std::find(password_octets.begin(), password_octets.end(), 0) != password_octets.end()) {
    throw Failure(FailureCode::kKeyPassword, "the password of a PKCS#12 file holds no NUL character");
  }
  Pkcs12Reader reader(der, password_octets.empty());
  // Versions of OpenSSL differ in what they make of such a file; without a MAC anybody may have exchanged its parts.
  if (!reader.has_mac()) {
    ThrowInvalidKey("the PKCS#12 file has no MAC, so nothing shows that it is unchanged; export it with one");
  }
  const char* const text = password_octets.empty() ? "" : AsText(password_octets).data();
  const PasswordText password = VerifyMac(der, {text, static_cast<int>(password_octets.size())});
  reader.Open(password);

  Pkcs12Contents contents;
  contents.key = reader.PrivateKey(password);
  std::vector<ByteView> certificates = reader.certificates();
  for (const ByteView certificate : certificates) RequireCertificate(certificate);
  if (contents.key) {
    const auto own = std::find_if(certificates.begin(), certificates.end(),
                                  [&](ByteView certificate) { return IsFor(certificate, *contents.key); });
    if (own != certificates.end()) std::rotate(certificates.begin(), own, own + 1);
  }
  for (const ByteView certificate : certificates) {
    contents.certificates.emplace_back(certificate.begin(), certificate.end());
  }
  return contents;
}

}  // namespace jose
