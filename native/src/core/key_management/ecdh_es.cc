#include <algorithm>
#include <array>

#include "core/base64url.h"
#include "core/context_pool.h"
#include "core/error_queue.h"
#include "core/key/export.h"
#include "core/key/import.h"
#include "core/key_management/aes_kw.h"
#include "core/key_management/concat_kdf.h"
#include "core/key_management/key_management.h"
#include "core/key_management/parameters_json.h"

namespace jose {

namespace ecdh_es {

namespace {

/// The longest shared secret: P-521's x coordinate.
constexpr std::size_t kMaxSharedSize = 66;

/// Z, cleansed.
struct SharedSecret {
  std::array<std::uint8_t, kMaxSharedSize> octets{};
  std::size_t size = 0;
  ~SharedSecret() { OPENSSL_cleanse(octets.data(), octets.size()); }
  ByteView view() const noexcept { return {octets.data(), size}; }
};

/// ECDH or X25519/X448. False when there is no secret: RFC 7748 section 6.1's check for the all-zero value is
/// OpenSSL's, and made again here, but not for the NIST curves: they have a point with x = 0 that is as good as any,
/// and none of small order. The peer's point was checked to be on its curve when it was imported, and the curves that
/// have a cofactor check the result, so OpenSSL need not look again (50 us).
bool Agree(const Key& own, const Key& peer, SharedSecret& shared) {
  const EvpPkeyCtxPtr context(
      RequireNotNull(EVP_PKEY_CTX_new_from_pkey(nullptr, own.pkey(), nullptr), "EVP_PKEY_CTX_new_from_pkey"));
  Require(EVP_PKEY_derive_init(context.get()), "EVP_PKEY_derive_init");
  shared.size = shared.octets.size();
  const bool good = EVP_PKEY_derive_set_peer_ex(context.get(), peer.pkey(), 0) == 1 &&
                    EVP_PKEY_derive(context.get(), shared.octets.data(), &shared.size) == 1;
  ClearErrorQueue();
  std::uint8_t any = 0;
  for (const std::uint8_t octet : shared.octets) any |= octet;
  return good && (any != 0 || own.row().family == KeyFamily::kEc);
}

/// A context that makes keys on a curve, initialised once.
struct GenerationContext {
  EvpPkeyCtxPtr pkey;
};
using GenerationPool = ContextPool<GenerationContext>;

GenerationPool& PoolOf(KeyType type) {
  // Never destroyed, on purpose: see Catalog::Get.
  static auto& pools = *std::make_unique<std::array<GenerationPool, std::size(kKeyTypes)>>().release();
  return pools[static_cast<std::size_t>(type)];
}

std::unique_ptr<GenerationContext> PrepareGeneration(const KeyTypeRow& row) {
  const bool is_ec = row.family == KeyFamily::kEc;
  auto context = std::make_unique<GenerationContext>();
  context->pkey.reset(RequireNotNull(EVP_PKEY_CTX_new_from_name(nullptr, is_ec ? "EC" : row.openssl_name, nullptr),
                                     "EVP_PKEY_CTX_new_from_name"));
  Require(EVP_PKEY_keygen_init(context->pkey.get()), "EVP_PKEY_keygen_init");
  if (is_ec) {
    Require(EVP_PKEY_CTX_set_group_name(context->pkey.get(), row.openssl_name), "EVP_PKEY_CTX_set_group_name");
  }
  return context;
}

/// A new ephemeral key on the recipient's curve.
KeyRef GenerateEphemeral(KeyType type) {
  auto context = PoolOf(type).Take([&] { return PrepareGeneration(RowOf(type)); });
  EVP_PKEY* pkey = nullptr;
  Require(EVP_PKEY_generate(context->pkey.get(), &pkey), "EVP_PKEY_generate");
  EvpPkeyPtr owned(pkey);
  context.Keep();
  return Key::FromPkey(type, std::move(owned), true);
}

/// RFC 7518 section 4.6.1.1: the public key as a JWK with its required members alone.
void AddEphemeralKey(const Key& ephemeral, std::string& parameters) {
  std::string members;
  AddText("kty", ephemeral.row().family == KeyFamily::kEc ? "EC" : "OKP", members);
  AddText("crv", ephemeral.row().name, members);
  for (const auto& [name, octets] : ExportParts(ephemeral, false)) AddParameter(name, octets, members);
  AddObject("epk", members, parameters);
}

/// RFC 7518 section 4.6.2: AlgorithmID is the "enc" with direct key agreement, otherwise the "alg".
std::string_view AlgorithmId(const KeyManagement& algorithm, const ContentCipher& cipher) {
  return IsDirect(algorithm) ? cipher.name : algorithm.name;
}

void Wrap(const Recipient& recipient, const ContentCipher& cipher, ContentKey& content_key, WrappedKey& wrapped) {
  const KeyManagement& algorithm = recipient.algorithm;
  const bool is_fixed = recipient.fixed != nullptr && recipient.fixed->ephemeral_key;
  const KeyRef ephemeral = is_fixed ? recipient.fixed->ephemeral_key : GenerateEphemeral(recipient.key.type());
  SharedSecret shared;
  if (!Agree(*ephemeral, recipient.key, shared)) {
    throw Failure(FailureCode::kInvalidKey, "no secret can be agreed on with this public key: it is of small order");
  }
  AddEphemeralKey(*ephemeral, wrapped.parameters);
  if (IsDirect(algorithm)) {
    DeriveWithConcatKdf(shared.view(), AlgorithmId(algorithm, cipher), recipient.apu, recipient.apv, content_key);
    return;
  }
  ContentKey kek(algorithm.kek_size);
  DeriveWithConcatKdf(shared.view(), AlgorithmId(algorithm, cipher), recipient.apu, recipient.apv, kek);
  wrapped.encrypted_key = WrapWithAes(algorithm.cipher, kek.view(), content_key.view());
}

bool Unwrap(const Delivery& delivery, const ContentCipher& cipher, ContentKey& content_key) {
  const AgreementParameters& parameters = delivery.parameters;
  const KeyManagement& algorithm = delivery.algorithm;
  Bytes apu;
  Bytes apv;
  if (!delivery.key.is_private() || parameters.epk_type != delivery.key.type() ||
      !DecodeParameter(parameters.apu, apu) || !DecodeParameter(parameters.apv, apv)) {
    return false;
  }
  const KeyRef ephemeral = ImportEphemeral(parameters.epk_type, parameters.epk_x, parameters.epk_y);
  SharedSecret shared;
  if (!ephemeral || !Agree(delivery.key, *ephemeral, shared)) return false;
  if (IsDirect(algorithm)) {
    if (!delivery.encrypted_key.empty()) return false;
    DeriveWithConcatKdf(shared.view(), AlgorithmId(algorithm, cipher), apu, apv, content_key);
    return true;
  }
  ContentKey kek(algorithm.kek_size);
  DeriveWithConcatKdf(shared.view(), AlgorithmId(algorithm, cipher), apu, apv, kek);
  return UnwrapWithAes(algorithm.cipher, kek.view(), delivery.encrypted_key, content_key);
}

}  // namespace

}  // namespace ecdh_es

/// ECDH-ES, RFC 7518 section 4.6 and RFC 8037 section 3.2.
const KeyManagementMechanism kEcdhEs = {ecdh_es::Wrap, ecdh_es::Unwrap};

}  // namespace jose
