#include "core/signature/prehash.h"

#include "core/error_queue.h"

namespace jose {

std::unique_ptr<SignatureContext> PreparePrehashed(const Key& key, const Scheme& scheme, Purpose purpose) {
  auto context = std::make_unique<SignatureContext>();
  context->digest.reset(RequireNotNull(EVP_MD_CTX_new(), "EVP_MD_CTX_new"));
  context->pkey.reset(
      RequireNotNull(EVP_PKEY_CTX_new_from_pkey(nullptr, key.pkey(), nullptr), "EVP_PKEY_CTX_new_from_pkey"));
  if (purpose == Purpose::kSign) {
    Require(EVP_PKEY_sign_init(context->pkey.get()), "EVP_PKEY_sign_init");
  } else {
    Require(EVP_PKEY_verify_init(context->pkey.get()), "EVP_PKEY_verify_init");
  }
  Require(EVP_PKEY_CTX_set_signature_md(context->pkey.get(), Catalog::Get().digest(scheme.digest)),
          "EVP_PKEY_CTX_set_signature_md");
  return context;
}

void BeginHash(SignatureContext& context, const Scheme& scheme) {
  Require(EVP_DigestInit_ex2(context.digest.get(), Catalog::Get().digest(scheme.digest), nullptr),
          "EVP_DigestInit_ex2");
}

HashValue FinishHash(SignatureContext& context) {
  HashValue hash;
  unsigned int size = 0;
  Require(EVP_DigestFinal_ex(context.digest.get(), hash.bytes.data(), &size), "EVP_DigestFinal_ex");
  hash.size = size;
  return hash;
}

HashValue Prehash(SignatureContext& context, const Scheme& scheme, ByteView input) {
  BeginHash(context, scheme);
  Require(EVP_DigestUpdate(context.digest.get(), input.data(), input.size()), "EVP_DigestUpdate");
  return FinishHash(context);
}

std::size_t SignHash(SignatureContext& context, const HashValue& hash, ByteSpan output) {
  std::size_t size = output.size();
  ClearErrorQueue();  // so that what is found in it afterwards is about this
  Require(EVP_PKEY_sign(context.pkey.get(), output.data(), &size, hash.bytes.data(), hash.size), "EVP_PKEY_sign");
  RequireNoErrors("EVP_PKEY_sign");
  return size;
}

bool VerifyHash(SignatureContext& context, const HashValue& hash, ByteView signature) {
  return EVP_PKEY_verify(context.pkey.get(), signature.data(), signature.size(), hash.bytes.data(), hash.size) == 1;
}

}  // namespace jose
