#include "core/key/check.h"

#include "core/error_queue.h"
#include "core/key/edwards_point.h"
#include "core/key/parts.h"
#include "core/key/rsa_numbers.h"

namespace jose {

namespace {

RsaNumbers NumbersOf(const EVP_PKEY* pkey) {
  return {NumberOf(pkey, OSSL_PKEY_PARAM_RSA_N),         NumberOf(pkey, OSSL_PKEY_PARAM_RSA_E),
          NumberOf(pkey, OSSL_PKEY_PARAM_RSA_D),         NumberOf(pkey, OSSL_PKEY_PARAM_RSA_FACTOR1),
          NumberOf(pkey, OSSL_PKEY_PARAM_RSA_FACTOR2),   NumberOf(pkey, OSSL_PKEY_PARAM_RSA_EXPONENT1),
          NumberOf(pkey, OSSL_PKEY_PARAM_RSA_EXPONENT2), NumberOf(pkey, OSSL_PKEY_PARAM_RSA_COEFFICIENT1)};
}

}  // namespace

EvpPkeyPtr RsaPkey(const RsaNumbers& numbers) {
  const ParamBuilderPtr builder(RequireNotNull(OSSL_PARAM_BLD_new(), "OSSL_PARAM_BLD_new"));
  PushNumber(builder.get(), OSSL_PKEY_PARAM_RSA_N, numbers.n.get());
  PushNumber(builder.get(), OSSL_PKEY_PARAM_RSA_E, numbers.e.get());
  if (numbers.d) {
    PushNumber(builder.get(), OSSL_PKEY_PARAM_RSA_D, numbers.d.get());
    PushNumber(builder.get(), OSSL_PKEY_PARAM_RSA_FACTOR1, numbers.p.get());
    PushNumber(builder.get(), OSSL_PKEY_PARAM_RSA_FACTOR2, numbers.q.get());
    PushNumber(builder.get(), OSSL_PKEY_PARAM_RSA_EXPONENT1, numbers.dp.get());
    PushNumber(builder.get(), OSSL_PKEY_PARAM_RSA_EXPONENT2, numbers.dq.get());
    PushNumber(builder.get(), OSSL_PKEY_PARAM_RSA_COEFFICIENT1, numbers.qi.get());
  }
  EvpPkeyPtr pkey = PkeyFromParams("RSA", builder.get(), numbers.d != nullptr);
  if (!pkey) ThrowInvalidKey("OpenSSL refuses the RSA key's numbers");
  return pkey;
}

KeyRef CheckedRsa(EvpPkeyPtr pkey, bool is_private) {
  const RsaNumbers numbers = NumbersOf(pkey.get());
  if (!numbers.n || !numbers.e) ThrowInvalidKey("the RSA key lacks its modulus or its public exponent");
  CheckRsaPublic(numbers);
  if (is_private) {
    if (!numbers.d || !numbers.p || !numbers.q || !numbers.dp || !numbers.dq || !numbers.qi) {
      ThrowInvalidKey("the RSA private key lacks some of its numbers");
    }
    CheckRsaPrivate(numbers);
  }
  return Key::FromPkey(KeyType::kRsa, std::move(pkey), is_private);
}

KeyRef CheckedEc(KeyType type, EvpPkeyPtr pkey, bool is_private) {
  const EvpPkeyCtxPtr context(
      RequireNotNull(EVP_PKEY_CTX_new_from_pkey(nullptr, pkey.get(), nullptr), "EVP_PKEY_CTX_new_from_pkey"));
  // The quick check leaves out the multiplication by the order: all four curves have the cofactor 1, so that a point on
  // the curve is in the group.
  if (EVP_PKEY_public_check_quick(context.get()) != 1) ThrowInvalidKey("the EC public key is not a point on its curve");
  if (is_private) {
    if (EVP_PKEY_private_check(context.get()) != 1) {
      ThrowInvalidKey("the EC private key \"d\" must lie between 1 and the order of its curve");
    }
    if (EVP_PKEY_pairwise_check(context.get()) != 1) {
      ThrowInvalidKey("the EC private key \"d\" does not belong to the public key \"x\", \"y\"");
    }
  }
  return Key::FromPkey(type, std::move(pkey), is_private);
}

KeyRef CheckedOkp(KeyType type, EvpPkeyPtr pkey, bool is_private) {
  if (type == KeyType::kEd25519 || type == KeyType::kEd448) {
    Bytes encoded(RowOf(type).size);
    std::size_t size = encoded.size();
    Require(EVP_PKEY_get_raw_public_key(pkey.get(), encoded.data(), &size), "EVP_PKEY_get_raw_public_key");
    CheckEdwardsPoint(type, encoded);
  }
  return Key::FromPkey(type, std::move(pkey), is_private);
}

}  // namespace jose
