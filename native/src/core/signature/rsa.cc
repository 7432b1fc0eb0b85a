#include <openssl/rsa.h>

#include "core/error_queue.h"
#include "core/signature/mechanism.h"
#include "core/signature/prehash.h"

namespace jose {

namespace rsa {

namespace {

std::unique_ptr<SignatureContext> PreparePkcs1(const Key& key, const Scheme& scheme, Purpose purpose) {
  auto context = PreparePrehashed(key, scheme, purpose);
  Require(EVP_PKEY_CTX_set_rsa_padding(context->pkey.get(), RSA_PKCS1_PADDING), "EVP_PKEY_CTX_set_rsa_padding");
  return context;
}

std::unique_ptr<SignatureContext> PreparePss(const Key& key, const Scheme& scheme, Purpose purpose) {
  auto context = PreparePrehashed(key, scheme, purpose);
  EVP_PKEY_CTX* pkey = context->pkey.get();
  Require(EVP_PKEY_CTX_set_rsa_padding(pkey, RSA_PKCS1_PSS_PADDING), "EVP_PKEY_CTX_set_rsa_padding");
  Require(EVP_PKEY_CTX_set_rsa_mgf1_md(pkey, Catalog::Get().digest(scheme.digest)), "EVP_PKEY_CTX_set_rsa_mgf1_md");
  // RFC 7518 section 3.5: "The size of the salt value is the same size as the hash function output." Set for
  // verification too: another salt length is refused.
  Require(EVP_PKEY_CTX_set_rsa_pss_saltlen(pkey, RSA_PSS_SALTLEN_DIGEST), "EVP_PKEY_CTX_set_rsa_pss_saltlen");
  return context;
}

/// When memory runs out while OpenSSL renews a key's blinding (BN_BLINDING_create_param), that result and the next 31
/// are wrong, and only the first says so. From then on the key's signatures are verified before they are given away.
std::size_t SignChecked(SignatureContext& context, const Key& key, const Scheme& scheme, const HashValue& hash,
                        ByteSpan output) {
  std::size_t size = 0;
  try {
    size = SignHash(context, hash, output);
  } catch (const Failure&) {
    key.Suspect();
    throw;
  }
  if (key.is_suspect()) {
    const auto verifying = scheme.mechanism->prepare(key, scheme, Purpose::kVerify);
    if (!VerifyHash(*verifying, hash, output.first(size))) ThrowOpenSslFailure("EVP_PKEY_sign");
  }
  return size;
}

std::size_t Sign(SignatureContext& context, const Key& key, const Scheme& scheme, ByteView input, ByteSpan output) {
  return SignChecked(context, key, scheme, Prehash(context, scheme, input), output);
}

/// RFC 8017 sections 8.1.2 and 8.2.2, step 1: a signature is exactly as long as the modulus.
bool HasRightSize(const Key& key, ByteView signature) {
  return signature.size() == static_cast<std::size_t>(EVP_PKEY_get_size(key.pkey()));
}

bool Verify(SignatureContext& context, const Key& key, const Scheme& scheme, ByteView input, ByteView signature) {
  return HasRightSize(key, signature) && VerifyHash(context, Prehash(context, scheme, input), signature);
}

std::size_t SignStream(SignatureContext& context, const Key& key, const Scheme& scheme, ByteSpan output) {
  return SignChecked(context, key, scheme, FinishHash(context), output);
}

bool VerifyStream(SignatureContext& context, const Key& key, const Scheme& /*scheme*/, ByteView signature) {
  return HasRightSize(key, signature) && VerifyHash(context, FinishHash(context), signature);
}

constexpr StreamSteps kStream = {BeginHash, SignStream, VerifyStream};

}  // namespace

}  // namespace rsa

/// RSASSA-PKCS1-v1_5, RFC 7518 section 3.3.
const Mechanism kRsaPkcs1 = {rsa::PreparePkcs1, rsa::Sign, rsa::Verify, &rsa::kStream};

/// RSASSA-PSS, RFC 7518 section 3.5.
const Mechanism kRsaPss = {rsa::PreparePss, rsa::Sign, rsa::Verify, &rsa::kStream};

}  // namespace jose
