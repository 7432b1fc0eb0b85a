#include "core/signature/ecdsa_encoding.h"

#include <openssl/ecdsa.h>

#include "core/error_queue.h"
#include "core/openssl_ptr.h"
#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

constexpr std::size_t kSizes[] = {32, 48, 66};

using EcdsaSigPtr = OpenSslPtr<ECDSA_SIG, ECDSA_SIG_free>;

Bytes ToDer(ByteView raw) {
  Bytes der(EcdsaDerMaxSize(raw.size() / 2));
  der.resize(EcdsaRawToDer(raw, der.data()));
  return der;
}

bool Decodes(ByteView der, std::size_t size) {
  Bytes raw(2 * size);
  return EcdsaDerToRaw(der, size, raw.data());
}

/// The same encoding by OpenSSL.
Bytes ToDerByOpenSsl(ByteView raw) {
  const auto size = static_cast<int>(raw.size() / 2);
  const EcdsaSigPtr signature(RequireNotNull(ECDSA_SIG_new(), "ECDSA_SIG_new"));
  BnPtr r(BN_bin2bn(raw.data(), size, nullptr));
  BnPtr s(BN_bin2bn(raw.data() + size, size, nullptr));
  Require(ECDSA_SIG_set0(signature.get(), r.release(), s.release()), "ECDSA_SIG_set0");
  unsigned char* encoded = nullptr;
  const int length = i2d_ECDSA_SIG(signature.get(), &encoded);
  Require(length, "i2d_ECDSA_SIG");
  const OpenSslMemoryPtr memory(encoded);
  return {encoded, encoded + length};
}

/// Both directions, against OpenSSL's encoder.
void CheckRoundTrip(const Bytes& raw) {
  const std::size_t size = raw.size() / 2;
  const Bytes der = ToDer(raw);
  EXPECT(der.size() <= EcdsaDerMaxSize(size));
  EXPECT(der == ToDerByOpenSsl(raw));
  Bytes decoded(2 * size, 0xaa);
  EXPECT(EcdsaDerToRaw(der, size, decoded.data()));
  EXPECT(decoded == raw);
}

JOSE_TEST(ecdsa_encoding_round_trips) {
  for (const std::size_t size : kSizes) {
    CheckRoundTrip(Bytes(2 * size, 0x00));  // r = s = 0
    CheckRoundTrip(Bytes(2 * size, 0xff));  // the longest there is
    for (int i = 0; i < 200; ++i) CheckRoundTrip(RandomBytes(2 * size));
    // Every number of leading zeros in r, in s and in both, with and without the high bit set behind them.
    for (std::size_t zeros = 0; zeros <= size; ++zeros) {
      for (const std::uint8_t first :
           {std::uint8_t{0x01}, std::uint8_t{0x7f}, std::uint8_t{0x80}, std::uint8_t{0xff}}) {
        for (const unsigned halves : {1U, 2U, 3U}) {
          Bytes raw = RandomBytes(2 * size);
          for (std::size_t half = 0; half < 2; ++half) {
            if ((halves >> half & 1U) == 0) continue;
            const auto start = raw.begin() + static_cast<std::ptrdiff_t>(half * size);
            std::fill_n(start, zeros, std::uint8_t{0});
            if (zeros < size) start[static_cast<std::ptrdiff_t>(zeros)] = first;
          }
          CheckRoundTrip(raw);
        }
      }
    }
  }
}

JOSE_TEST(ecdsa_encoding_refuses_truncated_and_longer) {
  for (const std::size_t size : kSizes) {
    const Bytes der = ToDer(Bytes(2 * size, 0x81));
    EXPECT(Decodes(der, size));
    for (std::size_t length = 0; length < der.size(); ++length) {
      // From memory of exactly that size, so that a sanitizer sees an access past the end.
      const Bytes exact(der.begin(), der.begin() + static_cast<std::ptrdiff_t>(length));
      EXPECT(!Decodes(exact, size));
    }
    Bytes longer = der;
    longer.push_back(0);
    EXPECT(!Decodes(longer, size));
    EXPECT(!Decodes(der, size - 1));  // the numbers do not fit
    EXPECT(Decodes(der, size + 1));
  }
}

JOSE_TEST(ecdsa_encoding_refuses_what_is_not_der) {
  struct Row {
    const char* what;
    const char* der;
  };
  constexpr Row kRows[] = {
      {"another tag of the sequence", "3106020101020101"},
      {"another tag of r", "3006030101020101"},
      {"another tag of s", "3006020101040101"},
      {"an empty sequence", "3000"},
      {"only r", "3003020101"},
      {"three numbers", "3009020101020101020101"},
      {"an empty number", "30050200020101"},
      {"a negative r", "3006020180020101"},
      {"a negative s", "3006020101020180"},
      {"a needless zero octet", "300702020001020101"},
      {"a needless zero octet before zero", "300702020000020101"},
      {"a needlessly long length", "308106020101020101"},
      {"an even longer length", "30820006020101020101"},
      {"an indefinite length",
       "3080020101020101"
       "0000"},
      {"a length that lies beyond the end", "30070201010201"},
      {"a number that lies beyond its sequence", "3006020101020201"},
      {"a needlessly long length of r", "300702810101020101"},
      {"octets after the sequence", "300602010102010100"},
      {"a length of four octets", "3084ffffffff020101020101"},
  };
  EXPECT(Decodes(FromHex("3006020101020101"), 32));
  EXPECT(Decodes(FromHex("3006020100020100"), 32));
  EXPECT(Decodes(FromHex("300702020080020101"), 32));
  for (const auto& [what, der] : kRows) Check(!Decodes(FromHex(der), 32), what, __FILE__, __LINE__);
}

}  // namespace
}  // namespace jose::test
