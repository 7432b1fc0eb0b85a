// Keys under a password: EncryptedPrivateKeyInfo, and the header and octets of a legacy PEM.

#include "core/key/encrypted.h"

#include "password.h"

namespace jose::test {
namespace {

FUZZ_TARGET(encrypted) {
  Input octets(input);
  const std::uint8_t kind = octets.Octet();
  const ByteView header = kind % 2 == 0 ? ByteView{} : octets.Part();
  const Bytes der(octets.rest().begin(), octets.rest().end());
  ExpectKeyOrRefusal([&] {
    if (kind % 2 == 0) return DecryptPkcs8(der, AsBytes(kFuzzPassword));
    return DecryptLegacyPem(der, AsText(header), static_cast<DerFormat>(kind / 2 % 6), AsBytes(kFuzzPassword));
  });
}

}  // namespace
}  // namespace jose::test
