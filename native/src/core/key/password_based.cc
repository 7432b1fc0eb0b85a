#include "core/key/password_based.h"

#include <openssl/err.h>

#include <algorithm>
#include <string>

#include "core/error_queue.h"
#include "core/key/der_reader.h"

namespace jose {

namespace {

/// The contents of object identifiers.
constexpr std::string_view kPbes2Oid = "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d";   // RFC 8018: 1.2.840.113549.1.5.13
constexpr std::string_view kPbmac1Oid = "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0e";  // RFC 8018: 1.2.840.113549.1.5.14
constexpr std::string_view kScryptOid = "\x2b\x06\x01\x04\x01\xda\x47\x04\x0b";  // RFC 7914: 1.3.6.1.4.1.11591.4.11

constexpr std::int64_t kTooMany = kMaxKdfIterations + 1;

/// The number, or kTooMany where it is larger, negative, or no number.
std::int64_t CountOf(ByteView integer) {
  if (integer.empty() || (integer[0] & 0x80) != 0) return kTooMany;
  std::int64_t count = 0;
  for (const std::uint8_t octet : integer) count = std::min(count << 8 | octet, kTooMany);
  return count;
}

/// What BER or damage hides is refused, for OpenSSL might read it all the same.
[[noreturn]] void ThrowUnreadable() {
  ThrowInvalidKey("the parameters of the key's encryption are not well-formed DER");
}

[[noreturn]] void ThrowTooMuchMemory() {
  throw Failure(FailureCode::kLimitExceeded,
                "the encrypted key's scrypt needs more than the 32 MB of memory that are allowed; encrypt it again "
                "with a smaller cost parameter, or with PBKDF2");
}

DerElement Required(const std::optional<DerElement>& element) {
  if (!element) ThrowUnreadable();
  return *element;
}

/// AlgorithmIdentifier ::= SEQUENCE { algorithm, parameters OPTIONAL }
struct Identifier {
  std::string_view oid;
  DerReader parameters;

  explicit Identifier(ByteView algorithm) : parameters(Required(OnlyElement(algorithm, der::kSequence)).contents) {
    oid = AsText(Required(parameters.Next(der::kOid)).contents);
  }

  /// What follows the object identifier, where it is a SEQUENCE.
  DerReader Sequence() { return DerReader(Required(parameters.Next(der::kSequence)).contents); }
};

}  // namespace

void WorkBudget::Take(std::int64_t rounds) {
  if (rounds > left_) {
    throw Failure(FailureCode::kLimitExceeded,
                  "the encrypted key asks for too many rounds of key derivation; at most " +
                      std::to_string(kMaxKdfIterations) + " are done for one file");
  }
  left_ -= rounds;
}

void WorkBudget::TakeDerivation(ByteView algorithm) {
  Identifier identifier(algorithm);
  DerReader reader = identifier.Sequence();
  Required(reader.Next());  // the salt, with which each of them begins
  std::int64_t rounds = CountOf(Required(reader.Next(der::kInteger)).contents);
  if (identifier.oid == kScryptOid) {
    const std::int64_t blocks = CountOf(Required(reader.Next(der::kInteger)).contents);
    const std::int64_t times = CountOf(Required(reader.Next(der::kInteger)).contents);
    // RFC 7914 section 5: 128 r N octets are filled and 128 r p mixed; OpenSSL takes no more than 32 MB.
    constexpr std::int64_t kMaxBlocks = (std::int64_t{32} << 20) / 128;
    if (blocks > kMaxBlocks || rounds + times > kMaxBlocks / std::max(blocks, std::int64_t{1})) ThrowTooMuchMemory();
    // RFC 7914 section 6: p times, N times, r blocks are mixed, each at about the cost of a round of PBKDF2.
    Take(std::min(rounds * blocks, kTooMany) * times);
    return;
  }
  Take(rounds);
  // RFC 8018 appendix A.2: the length of PBKDF2's key, which is so many blocks that each take all of the rounds. No
  // algorithm needs more than 64 octets; beyond that some versions of OpenSSL write over the end of PBMAC1's key
  // (CVE-2025-11187).
  constexpr std::int64_t kMaxKeyLength = 64;
  const auto length = reader.Next(der::kInteger);
  if (length && CountOf(length->contents) > kMaxKeyLength) {
    throw Failure(FailureCode::kLimitExceeded, "the encrypted key derives a key of more than " +
                                                   std::to_string(kMaxKeyLength) + " octets, which no cipher needs");
  }
}

void WorkBudget::TakeEncryption(ByteView algorithm) {
  Identifier identifier(algorithm);
  if (identifier.oid != kPbes2Oid) return TakeDerivation(algorithm);
  // RFC 8018 appendix A.4: PBES2-params ::= SEQUENCE { keyDerivationFunc, encryptionScheme }
  TakeDerivation(Required(identifier.Sequence().Next(der::kSequence)).whole);
}

void WorkBudget::TakeMac(ByteView algorithm, ByteView iterations, int times) {
  Identifier identifier(algorithm);
  for (int i = 0; i < times; ++i) {
    Take(CountOf(iterations));
    // RFC 8018 appendix A.5: PBMAC1-params ::= SEQUENCE { keyDerivationFunc, messageAuthScheme }
    Identifier mac = identifier;
    if (mac.oid == kPbmac1Oid) TakeDerivation(Required(mac.Sequence().Next(der::kSequence)).whole);
  }
}

SecretBytes DecryptPasswordBased(ByteView algorithm, ByteView ciphertext, const PasswordText& password) {
  const std::uint8_t* position = algorithm.data();
  const AlgorithmPtr decoded(d2i_X509_ALGOR(nullptr, &position, static_cast<long>(algorithm.size())));
  if (!decoded) ThrowInvalidKey("the encrypted key's algorithm is not well-formed");
  unsigned char* decrypted = nullptr;
  int size = 0;
  PKCS12_pbe_crypt(decoded.get(), password.text, password.length, ciphertext.data(),
                   static_cast<int>(ciphertext.size()), &decrypted, &size, 0);
  const OpenSslMemoryPtr memory(decrypted);
  if (decrypted == nullptr) ThrowNotDecrypted();
  SecretBytes octets(decrypted, decrypted + size);
  OPENSSL_cleanse(decrypted, static_cast<std::size_t>(size));
  ClearErrorQueue();
  return octets;
}

void ThrowNotDecrypted() {
  if (ErrorQueueIsFatal() && ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE) {
    ThrowOpenSslFailure("the decryption of a key");
  }
  for (const OpenSslError& error : DrainErrorQueue()) {
    const int reason = ERR_GET_REASON(error.code);
    const int library = ERR_GET_LIB(error.code);
    const bool is_missing =
        reason == ERR_R_UNSUPPORTED ||
        (library == ERR_LIB_EVP && (reason == EVP_R_UNSUPPORTED_ALGORITHM || reason == EVP_R_UNKNOWN_PBE_ALGORITHM ||
                                    reason == EVP_R_UNSUPPORTED_CIPHER));
    if (library == ERR_LIB_EVP && reason == EVP_R_MEMORY_LIMIT_EXCEEDED) ThrowTooMuchMemory();
    if (is_missing) {
      throw Failure(FailureCode::kNotSupported,
                    "the key is encrypted with an algorithm that is no longer supported (such as RC2, RC4 or DES); "
                    "encrypt it again with PBES2");
    }
  }
  throw Failure(FailureCode::kKeyPassword, "the password does not decrypt the key");
}

}  // namespace jose
