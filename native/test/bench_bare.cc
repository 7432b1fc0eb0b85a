#include "bench_bare.h"

#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "core/error_queue.h"
#include "core/signature/ecdsa_encoding.h"
#include "support.h"

namespace jose::test {

namespace {

using EvpMacPtr = OpenSslPtr<EVP_MAC, EVP_MAC_free>;
using EvpMacCtxPtr = OpenSslPtr<EVP_MAC_CTX, EVP_MAC_CTX_free>;
using Operation = std::function<void()>;

/// What a loop reuses.
struct Reused {
  KeyRef key;
  Bytes input;
  Bytes signature;
  EvpMacPtr mac_algorithm;
  EvpMacCtxPtr mac;
  EvpMdCtxPtr digest;
  EvpMdCtxPtr inner;
  EvpMdCtxPtr outer;
  EvpPkeyCtxPtr pkey;
  std::array<std::uint8_t, kMaxSignatureSize> out;
};

using ReusedPtr = std::shared_ptr<Reused>;

ReusedPtr Make(const KeyRef& key, ByteView input, ByteView signature) {
  auto reused = std::make_shared<Reused>();
  reused->key = key;
  reused->input.assign(input.begin(), input.end());
  reused->signature.assign(signature.begin(), signature.end());
  reused->digest.reset(RequireNotNull(EVP_MD_CTX_new(), "EVP_MD_CTX_new"));
  return reused;
}

void InitMac(Reused& reused, const char* digest) {
  std::string name = digest;
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
                               OSSL_PARAM_construct_end()};
  reused.mac_algorithm.reset(RequireNotNull(EVP_MAC_fetch(nullptr, "HMAC", nullptr), "EVP_MAC_fetch"));
  reused.mac.reset(RequireNotNull(EVP_MAC_CTX_new(reused.mac_algorithm.get()), "EVP_MAC_CTX_new"));
  const ByteView secret = reused.key->secret();
  Require(EVP_MAC_init(reused.mac.get(), secret.data(), secret.size(), params), "EVP_MAC_init");
}

void MacOnce(Reused& reused) {
  std::size_t size = 0;
  Require(EVP_MAC_init(reused.mac.get(), nullptr, 0, nullptr), "EVP_MAC_init");
  Require(EVP_MAC_update(reused.mac.get(), reused.input.data(), reused.input.size()), "EVP_MAC_update");
  Require(EVP_MAC_final(reused.mac.get(), reused.out.data(), &size, reused.out.size()), "EVP_MAC_final");
}

Operation BareHmac(const ReusedPtr& reused, const Scheme& scheme) {
  InitMac(*reused, DigestName(scheme.digest));
  return [reused] { MacOnce(*reused); };
}

void InitPkey(Reused& reused, const Scheme& scheme, int (*init)(EVP_PKEY_CTX*)) {
  EVP_PKEY* pkey = reused.key->pkey();
  reused.pkey.reset(RequireNotNull(EVP_PKEY_CTX_new_from_pkey(nullptr, pkey, nullptr), "EVP_PKEY_CTX_new_from_pkey"));
  EVP_PKEY_CTX* context = reused.pkey.get();
  const EVP_MD* md = Catalog::Get().digest(scheme.digest);
  Require(init(context), "EVP_PKEY_sign_init or EVP_PKEY_verify_init");
  Require(EVP_PKEY_CTX_set_signature_md(context, md), "EVP_PKEY_CTX_set_signature_md");
  if (reused.key->type() != KeyType::kRsa) return;
  const bool is_pss = scheme.mechanism == &kRsaPss;
  Require(EVP_PKEY_CTX_set_rsa_padding(context, is_pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING), "padding");
  if (!is_pss) return;
  Require(EVP_PKEY_CTX_set_rsa_mgf1_md(context, md), "EVP_PKEY_CTX_set_rsa_mgf1_md");
  Require(EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST), "EVP_PKEY_CTX_set_rsa_pss_saltlen");
}

unsigned int Hash(Reused& reused, const EVP_MD* md, std::uint8_t* hash) {
  unsigned int size = 0;
  Require(EVP_DigestInit_ex2(reused.digest.get(), md, nullptr), "EVP_DigestInit_ex2");
  Require(EVP_DigestUpdate(reused.digest.get(), reused.input.data(), reused.input.size()), "EVP_DigestUpdate");
  Require(EVP_DigestFinal_ex(reused.digest.get(), hash, &size), "EVP_DigestFinal_ex");
  return size;
}

/// HMAC from two saved states, in a reused working context.
void HmacFromStates(Reused& reused) {
  std::uint8_t hash[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_MD_CTX* working = reused.digest.get();
  Require(EVP_MD_CTX_copy_ex(working, reused.inner.get()), "EVP_MD_CTX_copy_ex");
  Require(EVP_DigestUpdate(working, reused.input.data(), reused.input.size()), "EVP_DigestUpdate");
  Require(EVP_DigestFinal_ex(working, hash, &size), "EVP_DigestFinal_ex");
  Require(EVP_MD_CTX_copy_ex(working, reused.outer.get()), "EVP_MD_CTX_copy_ex");
  Require(EVP_DigestUpdate(working, hash, size), "EVP_DigestUpdate");
  Require(EVP_DigestFinal_ex(working, reused.out.data(), &size), "EVP_DigestFinal_ex");
}

EvpMdCtxPtr StateAfter(ByteView secret, std::uint8_t pad) {
  std::array<std::uint8_t, 64> block{};
  std::copy(secret.begin(), secret.end(), block.begin());
  for (std::uint8_t& octet : block) octet ^= pad;
  EvpMdCtxPtr state(RequireNotNull(EVP_MD_CTX_new(), "EVP_MD_CTX_new"));
  Require(EVP_DigestInit_ex2(state.get(), Catalog::Get().digest(Digest::kSha256), nullptr), "EVP_DigestInit_ex2");
  Require(EVP_DigestUpdate(state.get(), block.data(), block.size()), "EVP_DigestUpdate");
  return state;
}

}  // namespace

void RequireGood(bool good) {
  if (!good) throw std::logic_error("a verification of the benchmark failed");
}

Operation BareSign(const KeyRef& key, const Scheme& scheme, ByteView input) {
  const ReusedPtr reused = Make(key, input, {});
  if (scheme.mechanism == &kHmac) return BareHmac(reused, scheme);
  if (scheme.digest == Digest::kNone) {  // EdDSA, ML-DSA
    return [reused] {
      std::size_t size = reused->out.size();
      EVP_MD_CTX* context = reused->digest.get();
      Require(EVP_DigestSignInit_ex(context, nullptr, nullptr, nullptr, nullptr, reused->key->pkey(), nullptr),
              "EVP_DigestSignInit_ex");
      Require(EVP_DigestSign(context, reused->out.data(), &size, reused->input.data(), reused->input.size()),
              "EVP_DigestSign");
    };
  }
  InitPkey(*reused, scheme, EVP_PKEY_sign_init);
  return [reused, md = Catalog::Get().digest(scheme.digest)] {
    std::uint8_t hash[EVP_MAX_MD_SIZE];
    std::size_t size = reused->out.size();
    const unsigned int hash_size = Hash(*reused, md, hash);
    Require(EVP_PKEY_sign(reused->pkey.get(), reused->out.data(), &size, hash, hash_size), "EVP_PKEY_sign");
  };
}

Operation BareVerify(const KeyRef& key, const Scheme& scheme, ByteView input, ByteView signature) {
  const ReusedPtr reused = Make(key, input, signature);
  if (scheme.mechanism == &kHmac) return BareHmac(reused, scheme);
  if (scheme.digest == Digest::kNone) {  // EdDSA, ML-DSA
    return [reused] {
      EVP_MD_CTX* context = reused->digest.get();
      Require(EVP_DigestVerifyInit_ex(context, nullptr, nullptr, nullptr, nullptr, reused->key->pkey(), nullptr),
              "EVP_DigestVerifyInit_ex");
      RequireGood(EVP_DigestVerify(context, reused->signature.data(), reused->signature.size(), reused->input.data(),
                                   reused->input.size()) == 1);
    };
  }
  if (scheme.mechanism == &kEcdsa) {
    Bytes der(EcdsaDerMaxSize(signature.size() / 2));
    der.resize(EcdsaRawToDer(signature, der.data()));
    reused->signature = der;
  }
  InitPkey(*reused, scheme, EVP_PKEY_verify_init);
  return [reused, md = Catalog::Get().digest(scheme.digest)] {
    std::uint8_t hash[EVP_MAX_MD_SIZE];
    const unsigned int hash_size = Hash(*reused, md, hash);
    RequireGood(
        EVP_PKEY_verify(reused->pkey.get(), reused->signature.data(), reused->signature.size(), hash, hash_size) == 1);
  };
}

std::vector<std::pair<std::string, Operation>> HmacWays(const KeyRef& secret, ByteView input) {
  const ReusedPtr mac = Make(secret, input, {});
  InitMac(*mac, "SHA2-256");
  const ReusedPtr states = Make(secret, input, {});
  states->inner = StateAfter(secret->secret(), 0x36);
  states->outer = StateAfter(secret->secret(), 0x5c);
  MacOnce(*mac);
  HmacFromStates(*states);
  RequireGood(Same(ByteView(mac->out).first(32), ByteView(states->out).first(32)));
  return {{"EVP_MAC_init with a null key on one context", [mac] { MacOnce(*mac); }},
          {"EVP_MAC_CTX_dup of a keyed context",
           [mac] {
             const EvpMacCtxPtr copy(RequireNotNull(EVP_MAC_CTX_dup(mac->mac.get()), "EVP_MAC_CTX_dup"));
             std::size_t size = 0;
             Require(EVP_MAC_init(copy.get(), nullptr, 0, nullptr), "EVP_MAC_init");
             Require(EVP_MAC_update(copy.get(), mac->input.data(), mac->input.size()), "EVP_MAC_update");
             Require(EVP_MAC_final(copy.get(), mac->out.data(), &size, mac->out.size()), "EVP_MAC_final");
           }},
          {"two saved EVP_MD_CTX copied into one", [states] { HmacFromStates(*states); }},
          {"HMAC(), everything anew", [mac] {
             const ByteView key = mac->key->secret();
             unsigned int size = 0;
             RequireNotNull(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), mac->input.data(),
                                 mac->input.size(), mac->out.data(), &size),
                            "HMAC");
           }}};
}

}  // namespace jose::test
