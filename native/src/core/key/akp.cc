#include "core/key/akp.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/error_queue.h"
#include "core/key/parts.h"

namespace jose {

namespace {

/// RFC 9964 section 4: "the priv parameter MUST be the seed, and MUST have a length of 32 bytes".
constexpr std::size_t kSeedSize = 32;

/// OSSL_PKEY_PARAM_ML_DSA_SEED, which the headers before 3.5 lack.
constexpr const char* kSeedParam = "seed";

/// The key that grows out of a seed.
EvpPkeyPtr FromSeed(const char* openssl_name, ByteView seed) {
  const EvpPkeyCtxPtr context(
      RequireNotNull(EVP_PKEY_CTX_new_from_name(nullptr, openssl_name, nullptr), "EVP_PKEY_CTX_new_from_name"));
  Require(EVP_PKEY_fromdata_init(context.get()), "EVP_PKEY_fromdata_init");
  // Parameters by hand, because OSSL_PARAM_BLD would make a copy that nobody cleanses. OpenSSL only reads them.
  void* const octets = const_cast<std::uint8_t*>(seed.data());
  OSSL_PARAM params[] = {OSSL_PARAM_construct_octet_string(kSeedParam, octets, seed.size()),
                         OSSL_PARAM_construct_end()};
  EVP_PKEY* pkey = nullptr;
  Require(EVP_PKEY_fromdata(context.get(), &pkey, EVP_PKEY_KEYPAIR, params), "EVP_PKEY_fromdata");
  return EvpPkeyPtr(pkey);
}

SecretBytes PublicOf(const EVP_PKEY* pkey, std::size_t expected) {
  SecretBytes pub(expected);
  std::size_t size = pub.size();
  Require(EVP_PKEY_get_raw_public_key(pkey, pub.data(), &size), "EVP_PKEY_get_raw_public_key");
  return pub;
}

}  // namespace

KeyRef ImportAkp(KeyType type, const KeyParts& parts) {
  const KeyTypeRow& row = RowOf(type);
  const ByteView pub = PartOfSize(parts, "pub", row.size);
  if (!HasPart(parts, "priv")) {
    EvpPkeyPtr pkey(EVP_PKEY_new_raw_public_key_ex(nullptr, row.openssl_name, nullptr, pub.data(), pub.size()));
    return Key::FromPkey(type, RequireNotNull(std::move(pkey), "EVP_PKEY_new_raw_public_key_ex"), false);
  }
  EvpPkeyPtr pkey = FromSeed(row.openssl_name, PartOfSize(parts, "priv", kSeedSize));
  const SecretBytes computed = PublicOf(pkey.get(), row.size);
  if (!std::equal(computed.begin(), computed.end(), pub.begin(), pub.end())) {
    ThrowInvalidKey("the seed \"priv\" does not belong to the public key \"pub\"");
  }
  return Key::FromPkey(type, std::move(pkey), true);
}

void ExportAkp(const Key& key, bool include_private, KeyParts& parts) {
  parts.emplace("pub", PublicOf(key.pkey(), key.row().size));
  if (!include_private) return;
  SecretBytes seed(kSeedSize);
  std::size_t size = 0;
  if (EVP_PKEY_get_octet_string_param(key.pkey(), kSeedParam, seed.data(), seed.size(), &size) != 1 ||
      size != kSeedSize) {
    ClearErrorQueue();
    throw Failure(
        FailureCode::kKeyTypeMismatch,
        "this " + std::string(key.row().name) +
            " key was read in its expanded form, without the seed that a private JWK of it holds; write it as "
            "PKCS#8");
  }
  parts.emplace("priv", std::move(seed));
}

bool NamesMlDsa(ByteView der) noexcept {
  // 2.16.840.1.101.3.4.3.17 to .19, in a sequence within the first few octets.
  constexpr std::array<std::uint8_t, 10> kOid = {0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03};
  constexpr std::size_t kLookedAt = 32;
  const ByteView start = der.first(std::min(der.size(), kLookedAt));
  const auto found = std::search(start.begin(), start.end(), kOid.begin(), kOid.end());
  const auto last = found == start.end() ? found : found + kOid.size();
  return last != start.end() && *last >= 17 && *last <= 19;
}

}  // namespace jose
