#include "core/error_queue.h"
#include "core/signature/mechanism.h"

namespace jose {

namespace one_shot {

namespace {

/// EdDSA and ML-DSA take the whole message at once, so one EVP_MD_CTX is the signing context itself. It is initialised
/// again for each message: OpenSSL 3.5 refuses a second one-shot call on the same initialisation.
///
/// OpenSSL's defaults are what RFC 9964 section 5 asks of ML-DSA, the pure form: "The ctx parameter MUST be the empty
/// string". Signing is hedged there: it mixes fresh randomness in (FIPS 204 section 3.4), so that two signatures of one
/// message differ.
std::unique_ptr<SignatureContext> Prepare(const Key& /*key*/, const Scheme& /*scheme*/, Purpose /*purpose*/) {
  auto context = std::make_unique<SignatureContext>();
  context->digest.reset(RequireNotNull(EVP_MD_CTX_new(), "EVP_MD_CTX_new"));
  return context;
}

std::size_t Sign(SignatureContext& context, const Key& key, const Scheme& /*scheme*/, ByteView input, ByteSpan output) {
  std::size_t size = output.size();
  EVP_MD_CTX* digest = context.digest.get();
  ClearErrorQueue();  // so that what is found in it afterwards is about this
  Require(EVP_DigestSignInit_ex(digest, nullptr, nullptr, nullptr, nullptr, key.pkey(), nullptr),
          "EVP_DigestSignInit_ex");
  Require(EVP_DigestSign(digest, output.data(), &size, input.data(), input.size()), "EVP_DigestSign");
  RequireNoErrors("EVP_DigestSign");
  return size;
}

bool Verify(SignatureContext& context, const Key& key, const Scheme& /*scheme*/, ByteView input, ByteView signature) {
  // RFC 8032 sections 5.1.7 and 5.2.7, FIPS 204 section 3.6.2: a signature of another length is refused before anything
  // else.
  if (signature.size() != static_cast<std::size_t>(EVP_PKEY_get_size(key.pkey()))) return false;
  EVP_MD_CTX* digest = context.digest.get();
  Require(EVP_DigestVerifyInit_ex(digest, nullptr, nullptr, nullptr, nullptr, key.pkey(), nullptr),
          "EVP_DigestVerifyInit_ex");
  return EVP_DigestVerify(digest, signature.data(), signature.size(), input.data(), input.size()) == 1;
}

}  // namespace

}  // namespace one_shot

/// EdDSA with Ed25519 and Ed448, RFC 8037 section 3.1 and RFC 9864; ML-DSA (FIPS 204), RFC 9964, which OpenSSL has from
/// 3.5 on: see Catalog::has_ml_dsa.
const Mechanism kOneShot = {one_shot::Prepare, one_shot::Sign, one_shot::Verify};

}  // namespace jose
