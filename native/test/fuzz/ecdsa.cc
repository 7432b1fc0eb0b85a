// ECDSA signatures between DER and R || S, against OpenSSL's ECDSA_SIG.

#include <openssl/ecdsa.h>
#include <openssl/err.h>

#include <array>

#include "core/openssl_ptr.h"
#include "core/signature/ecdsa_encoding.h"
#include "fuzz.h"

namespace jose::test {
namespace {

using EcdsaSigPtr = OpenSslPtr<ECDSA_SIG, ECDSA_SIG_free>;

Bytes ToDer(const ECDSA_SIG* signature) {
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature, &der);
  FUZZ_EXPECT(size > 0);
  const OpenSslMemoryPtr memory(der);
  return {der, der + size};
}

/// R || S as OpenSSL reads `der`; empty where it is not the one DER of two numbers that fit.
Bytes ExpectedRaw(ByteView der, std::size_t size) {
  const std::uint8_t* position = der.data();
  const EcdsaSigPtr signature(d2i_ECDSA_SIG(nullptr, &position, static_cast<long>(der.size())));
  ERR_clear_error();
  if (!signature) return {};
  const Bytes canonical = ToDer(signature.get());
  if (!std::equal(canonical.begin(), canonical.end(), der.begin(), der.end())) return {};
  const BIGNUM* const r = ECDSA_SIG_get0_r(signature.get());
  const BIGNUM* const s = ECDSA_SIG_get0_s(signature.get());
  if (BN_is_negative(r) || BN_is_negative(s)) return {};
  Bytes raw(2 * size);
  const int length = static_cast<int>(size);
  if (BN_bn2binpad(r, raw.data(), length) < 0 || BN_bn2binpad(s, raw.data() + size, length) < 0) return {};
  return raw;
}

void FromDer(ByteView der, std::size_t size) {
  Bytes raw(2 * size);
  const Bytes expected = ExpectedRaw(der, size);
  FUZZ_EXPECT(EcdsaDerToRaw(der, size, raw.data()) == !expected.empty());
  if (!expected.empty()) FUZZ_EXPECT(raw == expected);
}

void FromRaw(ByteView raw) {
  const std::size_t size = raw.size() / 2;
  Bytes der(EcdsaDerMaxSize(size));
  der.resize(EcdsaRawToDer(raw, der.data()));
  const EcdsaSigPtr signature(ECDSA_SIG_new());
  const int length = static_cast<int>(size);
  FUZZ_EXPECT(ECDSA_SIG_set0(signature.get(), BN_bin2bn(raw.data(), length, nullptr),
                             BN_bin2bn(raw.data() + size, length, nullptr)) == 1);
  FUZZ_EXPECT(der == ToDer(signature.get()));
  Bytes again(raw.size());
  FUZZ_EXPECT(EcdsaDerToRaw(der, size, again.data()));
  FUZZ_EXPECT(std::equal(raw.begin(), raw.end(), again.begin(), again.end()));
}

FUZZ_TARGET(ecdsa) {
  constexpr std::array<std::size_t, 3> kSizes = {32, 48, 66};
  Input octets(input);
  const std::size_t size = kSizes[octets.Octet() % kSizes.size()];
  FromDer(octets.rest(), size);
  Bytes raw(octets.rest().begin(), octets.rest().end());
  raw.resize(2 * size);
  FromRaw(raw);
}

}  // namespace
}  // namespace jose::test
