#include "core/key/edwards_point.h"

#include "core/error_queue.h"
#include "core/openssl_ptr.h"
#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

constexpr auto kInvalid = FailureCode::kInvalidKey;

/// With the sign bit of x set as well.
Bytes WithSign(ByteView point) { return Flipped(point, point.size() - 1, 0x80); }

/// Little-endian p + offset of 2^255 - 19; p ends in octet 0xed, so that offsets up to 18 change that octet only.
Bytes Ed25519PrimePlus(int offset) {
  Bytes y(32, 0xff);
  y[0] = static_cast<std::uint8_t>(0xed + offset);
  y[31] = 0x7f;
  return y;
}

/// Little-endian p + offset of 2^448 - 2^224 - 1, for offsets of -1, 0 and 1.
Bytes Ed448PrimePlus(int offset) {
  Bytes y(57, 0xff);
  y[28] = 0xfe;
  y[56] = 0x00;
  if (offset < 0) y[0] = 0xfe;
  if (offset > 0) {  // p + 1 = 2^448 - 2^224
    for (std::size_t i = 0; i < 28; ++i) y[i] = 0x00;
    y[28] = 0xff;
  }
  return y;
}

JOSE_TEST(edwards_point_refuses_small_order_of_ed25519) {
  // The eight points whose order divides the cofactor: y is 1, -1, 0 (twice) or one of the two of order 8 (twice each).
  Bytes one(32);
  one[0] = 1;
  const Bytes zero(32);
  const Bytes minus_one = Ed25519PrimePlus(-1);
  const Bytes order_8 = FromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
  const Bytes other_order_8 = FromHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
  for (const Bytes& point :
       {one, minus_one, zero, WithSign(zero), order_8, WithSign(order_8), other_order_8, WithSign(other_order_8)}) {
    EXPECT_FAILURE(kInvalid, "Ed25519 public key is a point of small order",
                   CheckEdwardsPoint(KeyType::kEd25519, point));
  }
  // x = 0 has no negative: RFC 8032 section 5.1.3 step 4 refuses these two as encodings.
  for (const Bytes& point : {WithSign(one), WithSign(minus_one)}) {
    EXPECT_FAILURE(kInvalid, "Ed25519", CheckEdwardsPoint(KeyType::kEd25519, point));
  }
}

JOSE_TEST(edwards_point_refuses_what_is_not_canonical) {
  // Every y from p to 2^255 - 1; among them second encodings of small-order points: p is 0, p + 1 is 1.
  for (int offset = 0; offset <= 18; ++offset) {
    const Bytes point = Ed25519PrimePlus(offset);
    EXPECT_FAILURE(kInvalid, "not a canonical point", CheckEdwardsPoint(KeyType::kEd25519, point));
    EXPECT_FAILURE(kInvalid, "not a canonical point", CheckEdwardsPoint(KeyType::kEd25519, WithSign(point)));
  }
  for (const int offset : {0, 1}) {
    const Bytes point = Ed448PrimePlus(offset);
    EXPECT_FAILURE(kInvalid, "not a canonical point", CheckEdwardsPoint(KeyType::kEd448, point));
    EXPECT_FAILURE(kInvalid, "not a canonical point", CheckEdwardsPoint(KeyType::kEd448, WithSign(point)));
  }
  // The last octet of an Ed448 key holds the sign and nothing else.
  const KeyParts parts = ExportParts(*PublicKey(KeyType::kEd448), false);
  const ByteView x = parts.at("x");
  for (int bit = 0; bit < 7; ++bit) {
    const Bytes point = Flipped(x, 56, static_cast<std::uint8_t>(1 << bit));
    EXPECT_FAILURE(kInvalid, "not a canonical point", CheckEdwardsPoint(KeyType::kEd448, point));
  }
}

JOSE_TEST(edwards_point_refuses_small_order_of_ed448) {
  Bytes one(57);
  one[0] = 1;
  const Bytes zero(57);
  const Bytes minus_one = Ed448PrimePlus(-1);
  for (const Bytes& point : {one, minus_one, zero, WithSign(zero)}) {
    EXPECT_FAILURE(kInvalid, "Ed448 public key is a point of small order", CheckEdwardsPoint(KeyType::kEd448, point));
  }
  for (const Bytes& point : {WithSign(one), WithSign(minus_one)}) {
    EXPECT_FAILURE(kInvalid, "Ed448", CheckEdwardsPoint(KeyType::kEd448, point));
  }
}

/// Whether the point is taken; when not, it must be for not being on the curve.
bool Takes(KeyType type, ByteView encoded) {
  try {
    CheckEdwardsPoint(type, encoded);
    return true;
  } catch (const Failure& failure) {
    EXPECT(std::string_view(failure.what()).find("is not a point on the curve") != std::string_view::npos);
    return false;
  }
}

JOSE_TEST(edwards_point_refuses_points_off_the_curve) {
  // y = 2 is on neither curve; of random y about half are.
  for (const auto& [type, size] : {std::pair{KeyType::kEd25519, std::size_t{32}}, {KeyType::kEd448, std::size_t{57}}}) {
    Bytes two(size);
    two[0] = 2;
    EXPECT_FAILURE(kInvalid, "not a point on the curve", CheckEdwardsPoint(type, two));
    int taken = 0;
    constexpr int kTries = 400;
    for (int i = 0; i < kTries; ++i) {
      Bytes random = RandomBytes(size);
      if (type == KeyType::kEd448) random[56] &= 0x80;
      random[size / 2] &= 0x7f;  // below p
      taken += Takes(type, random) ? 1 : 0;
    }
    EXPECT(taken > kTries / 3 && taken < kTries * 2 / 3);
  }
}

JOSE_TEST(edwards_point_takes_1000_generated_keys) {
  for (const auto& [type, size] : {std::pair{KeyType::kEd25519, std::size_t{32}}, {KeyType::kEd448, std::size_t{57}}}) {
    for (int i = 0; i < 500; ++i) {
      const Bytes seed = RandomBytes(size);
      const EvpPkeyPtr pkey(
          EVP_PKEY_new_raw_private_key_ex(nullptr, RowOf(type).openssl_name, nullptr, seed.data(), seed.size()));
      Bytes point(size);
      std::size_t length = size;
      Require(EVP_PKEY_get_raw_public_key(pkey.get(), point.data(), &length), "EVP_PKEY_get_raw_public_key");
      CheckEdwardsPoint(type, point);
    }
  }
}

JOSE_TEST(edwards_point_is_checked_for_every_way_in) {
  // A small-order key as parts and as SPKI.
  KeyParts parts;
  parts.emplace("x", SecretBytes(32));
  EXPECT_FAILURE(kInvalid, "small order", ImportParts(KeyType::kEd25519, parts));
  Bytes spki = FromHex("302a300506032b6570032100");
  spki.resize(44);
  EXPECT_FAILURE(kInvalid, "small order", ImportDer(spki, DerFormat::kSpki));
  EXPECT_FAILURE(kInvalid, "small order", ImportDer(spki, DerFormat::kAny));
}

}  // namespace
}  // namespace jose::test
