// Keys from DER in any of its formats.

#include "core/key/export.h"
#include "fuzz.h"
#include "support.h"

namespace jose::test {
namespace {

/// The encodings that the key itself has, each of which must lead back to the key.
void ExpectSameBack(const Key& key) {
  const KeyParts parts = ExportParts(key, key.is_private());
  const DerFormat whole = key.is_private() ? DerFormat::kPkcs8 : DerFormat::kSpki;
  const SecretBytes der = ExportDer(key, whole, key.is_private());
  for (const DerFormat format : {whole, DerFormat::kAny}) {
    const KeyRef again = ImportDer(der, format);
    FUZZ_EXPECT(again->type() == key.type() && again->is_private() == key.is_private());
    FUZZ_EXPECT(ExportParts(*again, again->is_private()) == parts);
    FUZZ_EXPECT(ExportDer(*again, whole, key.is_private()) == der);
  }
  FUZZ_EXPECT(ExportParts(*ImportParts(key.type(), parts), key.is_private()) == parts);
}

FUZZ_TARGET(der) {
  Input octets(input);
  const auto format = static_cast<DerFormat>(octets.Octet() % 6);
  // At its exact size, so that a read beyond it is seen.
  const Bytes der(octets.rest().begin(), octets.rest().end());
  KeyRef key;
  try {
    key = ImportDer(der, format);
  } catch (const Failure& failure) {
    FUZZ_EXPECT(failure.code() == FailureCode::kInvalidKey || failure.code() == FailureCode::kNotSupported ||
                failure.code() == FailureCode::kLimitExceeded);
    return;
  }
  ExpectSameBack(*key);
}

}  // namespace
}  // namespace jose::test
