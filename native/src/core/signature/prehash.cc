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

HashValue Prehash(SignatureContext& context, const Scheme& scheme, ByteView input) {
  HashValue hash;
  unsigned int size = 0;
  EVP_MD_CTX* digest = context.digest.get();
  Require(EVP_DigestInit_ex2(digest, Catalog::Get().digest(scheme.digest), nullptr), "EVP_DigestInit_ex2");
  Require(EVP_DigestUpdate(digest, input.data(), input.size()), "EVP_DigestUpdate");
  Require(EVP_DigestFinal_ex(digest, hash.bytes.data(), &size), "EVP_DigestFinal_ex");
  hash.size = size;
  return hash;
}

std::size_t SignPrehashed(SignatureContext& context, const Scheme& scheme, ByteView input, ByteSpan output) {
  const HashValue hash = Prehash(context, scheme, input);
  std::size_t size = output.size();
  Require(EVP_PKEY_sign(context.pkey.get(), output.data(), &size, hash.bytes.data(), hash.size), "EVP_PKEY_sign");
  return size;
}

bool VerifyPrehashed(SignatureContext& context, const Scheme& scheme, ByteView input, ByteView signature) {
  const HashValue hash = Prehash(context, scheme, input);
  return EVP_PKEY_verify(context.pkey.get(), signature.data(), signature.size(), hash.bytes.data(), hash.size) == 1;
}

}  // namespace jose
