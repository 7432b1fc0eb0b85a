#include "core/key/edwards_point.h"

#include <string>

#include "core/error_queue.h"
#include "core/openssl_ptr.h"

namespace jose {

namespace {

/// The constants of a curve a*x^2 + y^2 = 1 + d*x^2*y^2 (RFC 8032 sections 5.1 and 5.2).
struct EdwardsCurve {
  const char* p;  // field prime, hexadecimal
  int a;
  const char* d;  // modulo p, hexadecimal
  int doublings;  // binary logarithm of the cofactor
};

constexpr EdwardsCurve kEd25519 = {"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed", -1,
                                   "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3", 3};
constexpr EdwardsCurve kEd448 = {
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    1,
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffffffffffffff6756",
    2};

BnPtr FromHex(const char* hex) {
  BIGNUM* number = nullptr;
  Require(BN_hex2bn(&number, hex), "BN_hex2bn");
  return BnPtr(number);
}

/// Arithmetic modulo p on public values; every step checked.
class Field {
 public:
  explicit Field(const char* p) : context_(RequireNotNull(BN_CTX_new(), "BN_CTX_new")), p_(FromHex(p)) {}
  const BIGNUM* p() const { return p_.get(); }

  BnPtr New() const { return BnPtr(RequireNotNull(BN_new(), "BN_new")); }
  BnPtr Mul(const BnPtr& a, const BnPtr& b) const {
    BnPtr r = New();
    Require(BN_mod_mul(r.get(), a.get(), b.get(), p(), context_.get()), "BN_mod_mul");
    return r;
  }
  BnPtr Add(const BnPtr& a, const BnPtr& b) const {
    BnPtr r = New();
    Require(BN_mod_add(r.get(), a.get(), b.get(), p(), context_.get()), "BN_mod_add");
    return r;
  }
  BnPtr Sub(const BnPtr& a, const BnPtr& b) const {
    BnPtr r = New();
    Require(BN_mod_sub(r.get(), a.get(), b.get(), p(), context_.get()), "BN_mod_sub");
    return r;
  }
  BnPtr One() const {
    BnPtr r = New();
    Require(BN_one(r.get()), "BN_one");
    return r;
  }
  /// 1, 0 or -1: whether a is a square modulo p.
  int Legendre(const BnPtr& a) const {
    const int symbol = BN_kronecker(a.get(), p(), context_.get());
    if (symbol < -1) ThrowOpenSslFailure("BN_kronecker");
    return symbol;
  }
  /// a / b
  BnPtr Div(const BnPtr& a, const BnPtr& b) const {
    const BnPtr inverse(RequireNotNull(BN_mod_inverse(nullptr, b.get(), p(), context_.get()), "BN_mod_inverse"));
    return Mul(a, inverse);
  }

 private:
  BnCtxPtr context_;
  BnPtr p_;
};

}  // namespace

void CheckEdwardsPoint(KeyType type, ByteView encoded) {
  const EdwardsCurve& curve = type == KeyType::kEd25519 ? kEd25519 : kEd448;
  const std::string name(RowOf(type).name);
  // Little-endian y; the top bit of the last octet is the sign of x.
  Bytes bytes(encoded.begin(), encoded.end());
  bytes.back() &= 0x7f;
  const Field field(curve.p);
  BnPtr y(RequireNotNull(BN_lebin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr), "BN_lebin2bn"));
  // RFC 8032 section 5.1.3: "If the resulting value is >= p, decoding fails."
  if (BN_cmp(y.get(), field.p()) >= 0) ThrowInvalidKey("the " + name + " public key is not a canonical point encoding");
  const BnPtr d = FromHex(curve.d);
  // The doubling formula needs only squares: from a*x^2 + y^2 = 1 + d*x^2*y^2, x^2 = (y^2 - 1) / (d*y^2 - a).
  const BnPtr one = field.One();
  BnPtr yy = field.Mul(y, y);
  const BnPtr u = field.Sub(yy, one);
  const BnPtr dyy = field.Mul(d, yy);
  const BnPtr v = curve.a < 0 ? field.Add(dyy, one) : field.Sub(dyy, one);
  if (field.Legendre(field.Mul(u, v)) < 0) ThrowInvalidKey("the " + name + " public key is not a point on the curve");
  // Doubled as often as the cofactor says, a point of small order becomes the neutral element (0, 1). In terms of
  // squares: y' = (y^2 - a*x^2) / (2 - (a*x^2 + y^2)), x'^2 from the curve equation again.
  for (int doubling = 0; doubling < curve.doublings; ++doubling) {
    const BnPtr dyy_now = field.Mul(d, yy);
    const BnPtr denominator = curve.a < 0 ? field.Add(dyy_now, one) : field.Sub(dyy_now, one);
    BnPtr xx = field.Div(field.Sub(yy, one), denominator);
    if (curve.a < 0) xx = field.Sub(field.New(), xx);  // a * x^2
    y = field.Div(field.Sub(yy, xx), field.Sub(field.Add(one, one), field.Add(xx, yy)));
    yy = field.Mul(y, y);
  }
  // planted: small-order
  if (BN_is_one(y.get())) {
    ThrowInvalidKey("the " + name + " public key is a point of small order: it would verify forged signatures");
  }
}

}  // namespace jose
