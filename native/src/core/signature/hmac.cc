#include <openssl/crypto.h>

#include "core/error_queue.h"
#include "core/signature/mechanism.h"
#include "core/signature/signature.h"

namespace jose {

namespace {

/// A MAC context that holds the key's inner and outer state, so that each token costs only its own blocks.
std::unique_ptr<SignatureContext> Prepare(const Key& key, const Scheme& scheme, Purpose /*purpose*/) {
  auto context = std::make_unique<SignatureContext>();
  context->mac.reset(RequireNotNull(EVP_MAC_CTX_new(Catalog::Get().hmac()), "EVP_MAC_CTX_new"));
  char digest_name[16] = {};
  OPENSSL_strlcpy(digest_name, DigestName(scheme.digest), sizeof(digest_name));
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
                               OSSL_PARAM_construct_end()};
  Require(EVP_MAC_init(context->mac.get(), key.secret().data(), key.secret().size(), params), "EVP_MAC_init");
  return context;
}

std::size_t Sign(SignatureContext& context, const Key& /*key*/, const Scheme& /*scheme*/, ByteView input,
                 ByteSpan output) {
  EVP_MAC_CTX* mac = context.mac.get();
  std::size_t size = 0;
  // A null key means: start again with the key already set.
  Require(EVP_MAC_init(mac, nullptr, 0, nullptr), "EVP_MAC_init");
  Require(EVP_MAC_update(mac, input.data(), input.size()), "EVP_MAC_update");
  Require(EVP_MAC_final(mac, output.data(), &size, output.size()), "EVP_MAC_final");
  return size;
}

bool Verify(SignatureContext& context, const Key& key, const Scheme& scheme, ByteView input, ByteView signature) {
  std::uint8_t expected[EVP_MAX_MD_SIZE];
  const std::size_t size = Sign(context, key, scheme, input, expected);
  return signature.size() == size && CRYPTO_memcmp(expected, signature.data(), size) == 0;
}

}  // namespace

/// HMAC with SHA-2, RFC 7518 section 3.2.
const Mechanism kHmac = {Prepare, Sign, Verify};

}  // namespace jose
