// What is bounded before OpenSSL sees it: rows 73 to 75 of the threats.

#include "core/key/bounds.h"

#include "core/key/der_reader.h"
#include "core/key/encrypted.h"
#include "core/key/password_based.h"
#include "der_fixtures.h"
#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

constexpr auto kLimit = FailureCode::kLimitExceeded;
constexpr auto kUnsupported = FailureCode::kNotSupported;
constexpr auto kInvalid = FailureCode::kInvalidKey;

/// An element of DER with a length of four octets.
Bytes Element(std::uint8_t tag, const Bytes& contents) {
  const std::size_t size = contents.size();
  Bytes der = {tag, 0x84};
  for (int shift = 24; shift >= 0; shift -= 8) der.push_back(static_cast<std::uint8_t>(size >> shift));
  der.insert(der.end(), contents.begin(), contents.end());
  return der;
}

Bytes operator+(Bytes first, const Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

Bytes Sequence(const Bytes& contents) { return Element(der::kSequence, contents); }
Bytes Integer(std::size_t octets) { return Element(der::kInteger, Bytes(octets, 0x7f)); }
Bytes Oid(std::string_view hex) { return Element(der::kOid, FromHex(hex)); }

constexpr std::string_view kRsa = "2a864886f70d010101";
constexpr std::string_view kEc = "2a8648ce3d0201";
constexpr std::string_view kDsa = "2a8648ce380401";

Bytes Pkcs8(std::string_view oid, const Bytes& parameters, const Bytes& key) {
  return Sequence(Integer(1) + Sequence(Oid(oid) + parameters) + Element(der::kOctetString, key));
}

JOSE_TEST(der_reader_reads_one_element_after_another) {
  const Bytes octets = FromHex(
      "020105"
      "3003040100"
      "0400");
  DerReader reader(octets);
  EXPECT(!reader.Next(der::kSequence).has_value());  // not the next one's tag, which stays
  const auto number = reader.Next(der::kInteger);
  EXPECT(number && number->contents.size() == 1 && number->whole.size() == 3 && !number->is_constructed());
  const auto sequence = reader.Next();
  EXPECT(sequence && sequence->is_constructed() && OnlyElement(sequence->contents, der::kOctetString).has_value());
  EXPECT(reader.Next(der::kOctetString)->contents.empty() && reader.at_end());
  EXPECT(!reader.Next().has_value());
  EXPECT(!OnlyElement(octets, der::kInteger).has_value());  // something follows
}

JOSE_TEST(der_reader_reads_no_more_than_there_is) {
  for (const std::string_view damaged :
       {"", "30", "3001", "3080", "308000000000", "3081", "308180", "3082ff", "3085000000000100", "30840000000201",
        "3084ffffffff00", "1f810100", "bf810100"}) {
    DerReader reader(FromHex(damaged));
    EXPECT(!reader.Next().has_value());
  }
  const Bytes certificate = FromHex(kCertificate);
  for (std::size_t size = 0; size < certificate.size(); ++size) {
    EXPECT(!OnlyElement(ByteView(certificate).first(size), der::kSequence).has_value());
  }
}

JOSE_TEST(bounds_row_73_algorithm_and_sizes_come_first) {
  const Bytes small = Sequence(Integer(256) + Integer(1));
  const Bytes large = Sequence(Integer(3072) + Integer(1));
  EXPECT_FAILURE(kUnsupported, "no use in JOSE", IsWithinBounds(Pkcs8(kDsa, small, Integer(256)), DerFormat::kPkcs8));
  EXPECT_FAILURE(kLimit, "16384 bits", IsWithinBounds(Pkcs8(kDsa, large, Integer(256)), DerFormat::kPkcs8));
  EXPECT_FAILURE(kLimit, "16384 bits", IsWithinBounds(Pkcs8(kDsa, small, Integer(2050)), DerFormat::kPkcs8));
  EXPECT_FAILURE(kInvalid, "spells out", IsWithinBounds(Pkcs8(kEc, small, Integer(1)), DerFormat::kPkcs8));
  EXPECT_FAILURE(kUnsupported, "no use in JOSE", IsWithinBounds(FromHex(kDsaSpki), DerFormat::kSpki));
  EXPECT(IsWithinBounds(FromHex(kCertificate), DerFormat::kX509));
  EXPECT(!IsWithinBounds(FromHex(kCertificate), DerFormat::kPkcs8));
}

JOSE_TEST(bounds_row_73_primes_of_rsa) {
  Bytes numbers = Integer(1);
  for (int i = 0; i < 8; ++i) numbers = numbers + Integer(100);
  const auto with_primes = [&](int more) {
    Bytes others;
    for (int i = 0; i < more; ++i) others = others + Sequence(Integer(1) + Integer(1) + Integer(1));
    return Sequence(numbers + Sequence(others));
  };
  EXPECT(IsWithinBounds(Sequence(numbers), DerFormat::kPkcs1));
  EXPECT(IsWithinBounds(Pkcs8(kRsa, {}, Sequence(numbers)), DerFormat::kPkcs8));
  EXPECT_FAILURE(kInvalid, "more than two primes", IsWithinBounds(with_primes(1), DerFormat::kPkcs1));
  EXPECT_FAILURE(kInvalid, "more than two primes", IsWithinBounds(with_primes(3), DerFormat::kPkcs1));
  EXPECT_FAILURE(kLimit, "6 primes", IsWithinBounds(with_primes(4), DerFormat::kPkcs1));
  EXPECT_FAILURE(kLimit, "1002 primes", IsWithinBounds(Pkcs8(kRsa, {}, with_primes(1000)), DerFormat::kPkcs8));
}

JOSE_TEST(bounds_row_73_what_hides_is_not_decoded) {
  // With an indefinite length, which OpenSSL would read, the numbers inside are not seen, and so it is no key.
  const Bytes hidden = FromHex("3080") + Integer(1) + FromHex("0000");
  EXPECT(!IsWithinBounds(Pkcs8(kRsa, {}, hidden), DerFormat::kPkcs8));
  EXPECT(!IsWithinBounds(Pkcs8(kEc, Oid("2a8648ce3d030107"), hidden), DerFormat::kPkcs8));
  EXPECT(!IsWithinBounds(Pkcs8(kEc, hidden, Sequence(Integer(1))), DerFormat::kPkcs8));
  EXPECT(!IsWithinBounds(hidden, DerFormat::kPkcs1));
  EXPECT(!IsWithinBounds(hidden, DerFormat::kSec1));
}

JOSE_TEST(bounds_row_75_sizes_of_everything) {
  const Bytes long_octets(bounds::kMaxDerSize, 1);
  constexpr DerFormat kFormats[] = {DerFormat::kSpki, DerFormat::kPkcs8, DerFormat::kPkcs1, DerFormat::kSec1,
                                    DerFormat::kX509};
  for (const DerFormat format : kFormats)
    EXPECT_FAILURE(kLimit, "65536 octets", IsWithinBounds(Sequence(long_octets), format));
  EXPECT_FAILURE(kLimit, "65536 octets", ImportDer(Sequence(long_octets), DerFormat::kAny));
  EXPECT_FAILURE(kLimit, "65536 octets", DecryptPkcs8(Sequence(long_octets), AsBytes("password")));
  EXPECT_FAILURE(kLimit, "1048576 octets", ReadPkcs12(Bytes(bounds::kMaxPkcs12Size + 1, 1), AsBytes("password")));
  Bytes name;
  for (std::size_t i = 0; i < bounds::kMaxCertificateElements; ++i) name = name + Element(der::kOctetString, {});
  const Bytes crowded = Sequence(Sequence(Sequence(name)) + Sequence({}) + Element(der::kBitString, {}));
  EXPECT_FAILURE(kLimit, "1024 elements", IsWithinBounds(crowded, DerFormat::kX509));
  EXPECT_FAILURE(kLimit, "1024 elements", IsCertificateWithinBounds(crowded));
  Bytes deep = Integer(1);
  for (int i = 0; i < 20; ++i) deep = Sequence(deep);
  EXPECT_FAILURE(kLimit, "deeper than 16", IsWithinBounds(Pkcs8(kRsa, deep, Integer(1)), DerFormat::kPkcs8));
}

/// SEQUENCE { PBKDF2, SEQUENCE { salt, rounds, length } }
Bytes Pbkdf2(std::string_view rounds, std::string_view length = "20") {
  const Bytes parameters = Element(der::kOctetString, Bytes(8)) + Element(der::kInteger, FromHex(rounds)) +
                           Element(der::kInteger, FromHex(length));
  return Sequence(Oid("2a864886f70d01050c") + Sequence(parameters));
}

JOSE_TEST(bounds_row_74_every_count_comes_off_one_budget) {
  const Bytes million = FromHex("0f4240");
  const auto pbes2 = [](const Bytes& derivation) {
    return Sequence(Oid("2a864886f70d01050d") + Sequence(derivation + Sequence(Oid("2a"))));
  };
  const auto pbmac1 = [](const Bytes& derivation) {
    return Sequence(Oid("2a864886f70d01050e") + Sequence(derivation + Sequence(Oid("2a"))));
  };
  const Bytes sha256 = Sequence(Oid("608648016503040201"));
  WorkBudget budget;
  budget.TakeEncryption(pbes2(Pbkdf2("0f4240")));
  budget.TakeMac(sha256, FromHex("01"), 1);
  EXPECT_FAILURE(kLimit, "too many rounds", budget.TakeEncryption(pbes2(Pbkdf2("0f4240"))));
  budget.TakeMac(pbmac1(Pbkdf2("0f423e")), FromHex("01"), 1);
  EXPECT_FAILURE(kLimit, "too many rounds", budget.TakeMac(sha256, FromHex("01"), 1));
  EXPECT_FAILURE(kLimit, "too many rounds", WorkBudget().TakeMac(sha256, million, 3));
  for (const std::string_view count : {"1e8481", "01312d00", "7fffffffffffffffff", "80", "ff", ""}) {
    EXPECT_FAILURE(kLimit, "too many rounds", WorkBudget().TakeMac(pbmac1(Pbkdf2(count)), FromHex("01"), 1));
    EXPECT_FAILURE(kLimit, "too many rounds", WorkBudget().TakeMac(sha256, FromHex(count), 1));
    EXPECT_FAILURE(kLimit, "too many rounds", WorkBudget().TakeEncryption(pbes2(Pbkdf2(count))));
  }
  EXPECT_FAILURE(kLimit, "more than 64 octets", WorkBudget().TakeMac(pbmac1(Pbkdf2("01", "41")), FromHex("01"), 1));
  WorkBudget().TakeMac(pbmac1(Pbkdf2("01", "40")), FromHex("01"), 1);
  for (const Bytes& unreadable :
       {Bytes{}, FromHex("3080"), Sequence(Oid("2a")), Sequence(Oid("2a") + FromHex("30800000"))}) {
    EXPECT_FAILURE(kInvalid, "not well-formed", WorkBudget().TakeEncryption(unreadable));
    EXPECT_FAILURE(kInvalid, "not well-formed", WorkBudget().TakeEncryption(pbes2(unreadable)));
  }
}

}  // namespace
}  // namespace jose::test
