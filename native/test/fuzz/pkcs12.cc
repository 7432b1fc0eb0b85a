// PKCS#12 files. The fuzzer's own build caps the rounds of key derivation: JOSE_MAX_KDF_ITERATIONS.

#include "core/key/encrypted.h"
#include "password.h"

namespace jose::test {
namespace {

FUZZ_TARGET(pkcs12) {
  const Bytes der(input.begin(), input.end());
  ExpectKeyOrRefusal([&] {
    const Pkcs12Contents contents = ReadPkcs12(der, AsBytes(kFuzzPassword));
    for (const Bytes& certificate : contents.certificates) FUZZ_EXPECT(!certificate.empty());
    return contents.key;
  });
}

}  // namespace
}  // namespace jose::test
