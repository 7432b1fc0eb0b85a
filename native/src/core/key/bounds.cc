#include "core/key/bounds.h"

#include <algorithm>
#include <optional>
#include <string>

#include "core/error_queue.h"
#include "core/key/der_reader.h"

namespace jose {

namespace {

[[noreturn]] void ThrowLimit(const std::string& message) { throw Failure(FailureCode::kLimitExceeded, message); }

/// What stands in the octets of a key beside numbers that are checked.
enum class Contents { kRsa, kEc, kOctets };

struct AlgorithmRow {
  std::string_view oid;  // its contents in DER
  Contents contents;
};

/// The algorithms whose keys OpenSSL may decode. It would work for seconds on some others: for a DSA or DH private key
/// it computes the public one by an exponentiation of any size.
constexpr AlgorithmRow kAlgorithms[] = {
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", Contents::kRsa},     // RFC 8017: 1.2.840.113549.1.1.1
    {"\x2a\x86\x48\xce\x3d\x02\x01", Contents::kEc},              // RFC 5480: 1.2.840.10045.2.1
    {"\x2b\x65\x6e", Contents::kOctets},                          // RFC 8410: X25519, 1.3.101.110
    {"\x2b\x65\x6f", Contents::kOctets},                          // X448
    {"\x2b\x65\x70", Contents::kOctets},                          // Ed25519
    {"\x2b\x65\x71", Contents::kOctets},                          // Ed448
    {"\x60\x86\x48\x01\x65\x03\x04\x03\x11", Contents::kOctets},  // RFC 9881: ML-DSA-44, 2.16.840.1.101.3.4.3.17
    {"\x60\x86\x48\x01\x65\x03\x04\x03\x12", Contents::kOctets},  // ML-DSA-65
    {"\x60\x86\x48\x01\x65\x03\x04\x03\x13", Contents::kOctets},  // ML-DSA-87
};

/// Looks at every number in a run of elements, however deep. What is no element is for OpenSSL to refuse.
void RequireBoundedNumbers(ByteView octets, int depth = 1) {
  if (depth > bounds::kMaxDepth) {
    ThrowLimit("the key's DER is nested deeper than " + std::to_string(bounds::kMaxDepth) + " levels");
  }
  constexpr std::size_t kMaxOctets = bounds::kMaxNumberBits / 8 + 1;  // with one for the sign
  DerReader reader(octets);
  while (const auto element = reader.Next()) {
    if (element->tag == der::kInteger && element->contents.size() > kMaxOctets) {
      ThrowLimit("a number in the key has " + std::to_string(element->contents.size()) + " octets; at most " +
                 std::to_string(bounds::kMaxNumberBits) + " bits are read");
    }
    if (element->is_constructed()) RequireBoundedNumbers(element->contents, depth + 1);
  }
}

/// RFC 8017 appendix A.1.1: RSAPublicKey ::= SEQUENCE { modulus, publicExponent }
bool IsRsaPublic(ByteView key) noexcept {
  const auto sequence = OnlyElement(key, der::kSequence);
  if (!sequence) return false;
  DerReader reader(sequence->contents);
  return reader.Next(der::kInteger) && reader.Next(der::kInteger) && reader.at_end();
}

/// RFC 8017 appendix A.1.2: RSAPrivateKey ::= SEQUENCE { version, n, e, d, p, q, dP, dQ, qInv, otherPrimeInfos OPTIONAL
/// }
bool IsRsaPrivate(ByteView key) {
  constexpr std::size_t kNumbers = 9;
  const auto sequence = OnlyElement(key, der::kSequence);
  if (!sequence) return false;
  DerReader reader(sequence->contents);
  for (std::size_t i = 0; i < kNumbers; ++i) {
    if (!reader.Next(der::kInteger)) return false;
  }
  if (reader.at_end()) return true;
  std::size_t primes = 2;
  if (const auto others = reader.Next(der::kSequence)) {
    DerReader infos(others->contents);
    while (infos.Next()) ++primes;
  }
  if (primes > bounds::kMaxPrimes) {
    ThrowLimit("the RSA key has " + std::to_string(primes) + " primes; use a key of two");
  }
  ThrowInvalidKey("RSA keys with more than two primes are not supported; use a key of two");
}

/// RFC 5480 section 2.1.1: "ECParameters ::= CHOICE { namedCurve OBJECT IDENTIFIER }"
bool NamesCurve(ByteView parameters) {
  if (DerReader(parameters).Next(der::kSequence)) {
    // CVE-2020-0601: parameters spelled out in the key may name another base point.
    ThrowInvalidKey("the EC key spells out its curve's parameters; give the curve by name");
  }
  return OnlyElement(parameters, der::kOid).has_value();
}

/// RFC 5915 section 3: ECPrivateKey ::= SEQUENCE { version, privateKey, parameters [0] OPTIONAL, publicKey [1] OPTIONAL
/// }
bool IsEcPrivate(ByteView key) {
  const auto sequence = OnlyElement(key, der::kSequence);
  if (!sequence) return false;
  DerReader reader(sequence->contents);
  if (!reader.Next(der::kInteger) || !reader.Next(der::kOctetString)) return false;
  const auto parameters = reader.Next(der::kContext0);
  if (parameters && !NamesCurve(parameters->contents)) return false;
  static_cast<void>(reader.Next(der::kContext1));
  return reader.at_end();
}

/// RFC 5280 section 4.1.1.2: AlgorithmIdentifier ::= SEQUENCE { algorithm, parameters OPTIONAL }
struct Algorithm {
  ByteView oid;
  ByteView parameters;
};

std::optional<Algorithm> AlgorithmOf(ByteView contents) noexcept {
  DerReader reader(contents);
  const auto oid = reader.Next(der::kOid);
  if (!oid) return std::nullopt;
  return Algorithm{oid->contents, contents.subspan(oid->whole.size())};
}

/// Whose key it is: one to be used, or that of a certificate beside it, which OpenSSL decodes but nobody uses.
enum class Use { kOwn, kBeside };

/// A key by its algorithm and its octets, which both SubjectPublicKeyInfo and OneAsymmetricKey wrap.
bool IsKeyWithinBounds(const Algorithm& algorithm, ByteView key, bool is_private, Use use) {
  RequireBoundedNumbers(algorithm.parameters);
  // Octets that are no structure, such as a point, may begin like one.
  DerReader reader(key);
  if (reader.Next() && reader.at_end()) RequireBoundedNumbers(key);
  const auto* row = std::find_if(std::begin(kAlgorithms), std::end(kAlgorithms),
                                 [&](const AlgorithmRow& candidate) { return candidate.oid == AsText(algorithm.oid); });
  if (row == std::end(kAlgorithms)) {
    // Of a public key nothing is computed.
    if (use == Use::kBeside) return true;
    ThrowNoUseInJose();
  }
  switch (row->contents) {
    case Contents::kRsa:
      return is_private ? IsRsaPrivate(key) : IsRsaPublic(key);
    case Contents::kEc:
      return NamesCurve(algorithm.parameters) && (!is_private || IsEcPrivate(key));
    case Contents::kOctets:
      break;
  }
  return true;
}

/// RFC 5280 section 4.1: SubjectPublicKeyInfo ::= SEQUENCE { algorithm, subjectPublicKey BIT STRING }
bool IsSpkiWithinBounds(ByteView der, Use use) {
  const auto info = OnlyElement(der, der::kSequence);
  if (!info) return false;
  DerReader reader(info->contents);
  const auto identifier = reader.Next(der::kSequence);
  const auto key = reader.Next(der::kBitString);
  const auto algorithm = identifier ? AlgorithmOf(identifier->contents) : std::nullopt;
  if (!algorithm || !key || key->contents.empty() || !reader.at_end()) return false;
  return IsKeyWithinBounds(*algorithm, key->contents.subspan(1), false, use);
}

struct Pkcs8 {
  Algorithm algorithm;
  ByteView key;
};

/// RFC 5958 section 2: OneAsymmetricKey ::= SEQUENCE { version, privateKeyAlgorithm, privateKey OCTET STRING, ... }
std::optional<Pkcs8> Pkcs8Of(ByteView der) noexcept {
  const auto info = OnlyElement(der, der::kSequence);
  if (!info) return std::nullopt;
  DerReader reader(info->contents);
  if (!reader.Next(der::kInteger)) return std::nullopt;
  const auto identifier = reader.Next(der::kSequence);
  const auto key = reader.Next(der::kOctetString);
  const auto algorithm = identifier ? AlgorithmOf(identifier->contents) : std::nullopt;
  if (!algorithm || !key) return std::nullopt;
  return Pkcs8{*algorithm, key->contents};
}

bool IsPkcs8WithinBounds(ByteView der) {
  const auto pkcs8 = Pkcs8Of(der);
  return pkcs8 && IsKeyWithinBounds(pkcs8->algorithm, pkcs8->key, true, Use::kOwn);
}

bool IsPkcs1WithinBounds(ByteView der) {
  RequireBoundedNumbers(der);
  return IsRsaPublic(der) || IsRsaPrivate(der);
}

bool IsSec1WithinBounds(ByteView der) {
  RequireBoundedNumbers(der);
  return IsEcPrivate(der);
}

/// OpenSSL makes several objects of each name and extension, and a chain is decoded more than once.
void RequireFewElements(ByteView octets, std::size_t& count, int depth = 1) {
  DerReader reader(octets);
  while (const auto element = reader.Next()) {
    if (++count > bounds::kMaxCertificateElements || depth > bounds::kMaxDepth) {
      ThrowLimit("a certificate may have at most " + std::to_string(bounds::kMaxCertificateElements) +
                 " elements, in " + std::to_string(bounds::kMaxDepth) + " levels");
    }
    if (element->is_constructed()) RequireFewElements(element->contents, count, depth + 1);
  }
}

/// RFC 5280 section 4.1: the key is what follows version, serial number, signature algorithm, issuer, validity and
/// subject.
bool IsX509WithinBounds(ByteView der, Use use) {
  const auto certificate = OnlyElement(der, der::kSequence);
  if (!certificate) return false;
  DerReader outer(certificate->contents);
  const auto tbs = outer.Next(der::kSequence);
  if (!tbs || !outer.Next(der::kSequence) || !outer.Next(der::kBitString) || !outer.at_end()) return false;
  std::size_t elements = 0;
  RequireFewElements(der, elements);
  DerReader reader(tbs->contents);
  static_cast<void>(reader.Next(der::kContext0));  // the version, which version 1 leaves out
  if (!reader.Next(der::kInteger)) return false;
  constexpr int kBeforeKey = 4;
  for (int i = 0; i < kBeforeKey; ++i) {
    if (!reader.Next(der::kSequence)) return false;
  }
  const auto info = reader.Next(der::kSequence);
  return info && IsSpkiWithinBounds(info->whole, use);
}

/// The row number is the DerFormat.
constexpr bool (*kBounds[])(ByteView) = {
    [](ByteView der) { return IsSpkiWithinBounds(der, Use::kOwn); },
    IsPkcs8WithinBounds,
    IsPkcs1WithinBounds,
    IsSec1WithinBounds,
    [](ByteView der) { return IsX509WithinBounds(der, Use::kOwn); },
};

}  // namespace

void ThrowNoUseInJose() {
  throw Failure(FailureCode::kNotSupported,
                "this kind of key has no use in JOSE; give an RSA, EC, Ed25519, Ed448, X25519, X448 or ML-DSA key");
}

void RequireSize(std::size_t size, std::size_t limit, const char* what) {
  if (size <= limit) return;
  ThrowLimit(std::string(what) + " may have at most " + std::to_string(limit) + " octets, found " +
             std::to_string(size));
}

bool HasPkcs8Skeleton(ByteView der) noexcept { return Pkcs8Of(der).has_value(); }

bool IsWithinBounds(ByteView der, DerFormat format) {
  RequireSize(der.size(), bounds::kMaxDerSize, format == DerFormat::kX509 ? "a certificate" : "a key in DER");
  return kBounds[static_cast<std::size_t>(format)](der);
}

bool IsCertificateWithinBounds(ByteView der) {
  RequireSize(der.size(), bounds::kMaxDerSize, "a certificate");
  return IsX509WithinBounds(der, Use::kBeside);
}

}  // namespace jose
