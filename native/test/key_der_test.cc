#include <openssl/err.h>

#include <string>

#include "core/error_queue.h"
#include "core/key/export.h"
#include "der_fixtures.h"
#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

constexpr auto kInvalid = FailureCode::kInvalidKey;
constexpr auto kMismatch = FailureCode::kKeyTypeMismatch;

constexpr DerFormat kFormats[] = {DerFormat::kSpki, DerFormat::kPkcs8, DerFormat::kPkcs1,
                                  DerFormat::kSec1, DerFormat::kX509,  DerFormat::kAny};

struct Encoded {
  KeyType type;
  DerFormat format;
  bool is_private;
  Bytes der;
};

/// Every DER form of one key of every type.
std::vector<Encoded> AllEncodings() {
  std::vector<Encoded> all;
  const auto add = [&](KeyType type, DerFormat format, bool is_private) {
    const SecretBytes der = ExportDer(*PrivateKey(type), format, is_private);
    all.push_back({type, format, is_private, Bytes(der.begin(), der.end())});
  };
  for (const KeyType type : kAsymmetricTypes) {
    add(type, DerFormat::kSpki, false);
    add(type, DerFormat::kPkcs8, true);
    if (type == KeyType::kRsa) add(type, DerFormat::kPkcs1, false);
    if (type == KeyType::kRsa) add(type, DerFormat::kPkcs1, true);
    if (RowOf(type).family == KeyFamily::kEc) add(type, DerFormat::kSec1, true);
  }
  return all;
}

/// Imports what may be broken. Whatever comes, it must be a key or one of the two failures that name the input.
bool Imports(ByteView der, DerFormat format) {
  try {
    const KeyRef key = ImportDer(der, format);
    EXPECT(key != nullptr);
    EXPECT(ERR_peek_error() == 0);
    return true;
  } catch (const Failure& failure) {
    EXPECT(failure.code() == kInvalid || failure.code() == FailureCode::kNotSupported);
    EXPECT(ERR_peek_error() == 0);
    return false;
  }
}

JOSE_TEST(key_der_round_trip) {
  for (const auto& [type, format, is_private, der] : AllEncodings()) {
    const KeyParts expected = ExportParts(*PrivateKey(type), is_private);
    for (const DerFormat named : {format, DerFormat::kAny}) {
      const KeyRef key = ImportDer(der, named);
      EXPECT(key->type() == type);
      EXPECT(key->is_private() == is_private);
      EXPECT(ExportParts(*key, is_private) == expected);
      EXPECT(Same(ExportDer(*key, format, is_private), der));
    }
  }
}

JOSE_TEST(key_der_refuses_forms_that_a_key_does_not_have) {
  for (const KeyType type : kAsymmetricTypes) {
    const bool is_rsa = type == KeyType::kRsa;
    const bool is_ec = RowOf(type).family == KeyFamily::kEc;
    const Key& key = *PrivateKey(type);
    EXPECT_FAILURE(kMismatch, "has no private SPKI form", ExportDer(key, DerFormat::kSpki, true));
    EXPECT_FAILURE(kMismatch, "has no public PKCS#8 form", ExportDer(key, DerFormat::kPkcs8, false));
    EXPECT_FAILURE(kMismatch, "has no public SEC1 form", ExportDer(key, DerFormat::kSec1, false));
    EXPECT_FAILURE(kMismatch, "has no public X.509 form", ExportDer(key, DerFormat::kX509, false));
    if (!is_rsa) EXPECT_FAILURE(kMismatch, "has no private PKCS#1 form", ExportDer(key, DerFormat::kPkcs1, true));
    if (!is_rsa) EXPECT_FAILURE(kMismatch, "has no public PKCS#1 form", ExportDer(key, DerFormat::kPkcs1, false));
    if (!is_ec) EXPECT_FAILURE(kMismatch, "has no private SEC1 form", ExportDer(key, DerFormat::kSec1, true));
    EXPECT_FAILURE(kMismatch, "this key is public", ExportDer(*PublicKey(type), DerFormat::kPkcs8, true));
  }
}

JOSE_TEST(key_der_takes_only_the_form_that_is_named) {
  for (const auto& [type, format, is_private, der] : AllEncodings()) {
    for (const DerFormat other : kFormats) {
      if (other != format && other != DerFormat::kAny) {
        EXPECT_FAILURE(kInvalid, "the octets are not ", ImportDer(der, other));
      }
    }
  }
}

JOSE_TEST(key_der_refuses_every_truncation) {
  for (const auto& [type, format, is_private, der] : AllEncodings()) {
    for (std::size_t length = 0; length < der.size(); ++length) {
      // From memory of exactly that size, so that a sanitizer sees an access past the end.
      const Bytes exact(der.begin(), der.begin() + static_cast<std::ptrdiff_t>(length));
      EXPECT(!Imports(exact, format));
      if (length % 8 == 0) EXPECT(!Imports(exact, DerFormat::kAny));
    }
  }
}

JOSE_TEST(key_der_refuses_octets_after_the_key) {
  for (const auto& [type, format, is_private, der] : AllEncodings()) {
    Bytes longer = der;
    longer.push_back(0);
    EXPECT(!Imports(longer, format));
    EXPECT(!Imports(longer, DerFormat::kAny));
    longer.insert(longer.end(), der.begin(), der.end());
    EXPECT(!Imports(longer, format));
  }
  Bytes certificate = FromHex(kCertificate);
  certificate.push_back(0);
  EXPECT(!Imports(certificate, DerFormat::kX509));
}

JOSE_TEST(key_der_survives_every_changed_octet) {
  for (const auto& [type, format, is_private, der] : AllEncodings()) {
    // Whether it is refused depends on the octet: another modulus may be a good one.
    for (std::size_t index = 0; index < der.size(); ++index) {
      constexpr std::uint8_t kMasks[] = {0x01, 0x80, 0xff};
      const Bytes changed = Flipped(der, index, kMasks[index % 3]);
      static_cast<void>(Imports(changed, index % 8 == 0 ? DerFormat::kAny : format));
    }
  }
}

JOSE_TEST(key_der_survives_random_octets) {
  for (int i = 0; i < 300; ++i) {
    Bytes noise = RandomBytes(static_cast<std::size_t>(i) % 300);
    // Half of them begin as a sequence of their own length, so that decoders look further than the first octet.
    if (i % 2 == 0 && noise.size() > 4) {
      noise[0] = 0x30;
      noise[1] = 0x82;
      noise[2] = static_cast<std::uint8_t>((noise.size() - 4) >> 8);
      noise[3] = static_cast<std::uint8_t>(noise.size() - 4);
    }
    for (const DerFormat format : kFormats) EXPECT(!Imports(noise, format));
  }
}

JOSE_TEST(key_der_takes_certificates) {
  const Bytes certificate = FromHex(kCertificate);
  const KeyRef key = ImportDer(certificate, DerFormat::kX509);
  EXPECT(key->type() == KeyType::kP256);
  EXPECT(!key->is_private());
  const SecretBytes spki = ExportDer(*key, DerFormat::kSpki, false);
  EXPECT(AsText(certificate).find(AsText(spki)) != std::string_view::npos);
  EXPECT(Same(ExportDer(*ImportDer(certificate, DerFormat::kAny), DerFormat::kSpki, false), spki));
  for (std::size_t length = 0; length < certificate.size(); ++length) {
    const Bytes exact(certificate.begin(), certificate.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT(!Imports(exact, DerFormat::kX509));
  }
}

}  // namespace
}  // namespace jose::test
