#include <openssl/crypto.h>

#include <algorithm>
#include <array>

#include "core/error_queue.h"
#include "core/signature/mechanism.h"
#include "core/signature/signature.h"

namespace jose {

namespace hmac {

namespace {

// HMAC is H(K xor opad || H(K xor ipad || text)), RFC 2104. The state after each pad is kept for the key, and a token
// costs two copies and its own blocks. EVP_MAC keeps the same states but takes 40 ns more for a token, a tenth of it.

constexpr std::size_t kMaxBlockSize = 128;  // SHA-384 and SHA-512; SHA-256 has 64

using Block = std::array<std::uint8_t, kMaxBlockSize>;

/// A digest state that has taken in the key, padded to a block, xor `pad`.
EvpMdCtxPtr StateAfterPad(const EVP_MD* md, const Block& key, std::uint8_t pad) {
  const auto size = static_cast<std::size_t>(EVP_MD_get_block_size(md));
  Block block;
  for (std::size_t i = 0; i < size; ++i) block[i] = key[i] ^ pad;
  EvpMdCtxPtr state(RequireNotNull(EVP_MD_CTX_new(), "EVP_MD_CTX_new"));
  Require(EVP_DigestInit_ex2(state.get(), md, nullptr), "EVP_DigestInit_ex2");
  Require(EVP_DigestUpdate(state.get(), block.data(), size), "EVP_DigestUpdate");
  OPENSSL_cleanse(block.data(), block.size());
  return state;
}

std::unique_ptr<SignatureContext> Prepare(const Key& key, const Scheme& scheme, Purpose /*purpose*/) {
  const EVP_MD* md = Catalog::Get().digest(scheme.digest);
  Block padded_key{};
  const ByteView secret = key.secret();
  if (secret.size() > static_cast<std::size_t>(EVP_MD_get_block_size(md))) {
    // RFC 2104 section 2: longer keys are hashed first.
    Require(EVP_Digest(secret.data(), secret.size(), padded_key.data(), nullptr, md, nullptr), "EVP_Digest");
  } else {
    std::copy(secret.begin(), secret.end(), padded_key.begin());
  }
  auto context = std::make_unique<SignatureContext>();
  context->inner = StateAfterPad(md, padded_key, 0x36);
  context->outer = StateAfterPad(md, padded_key, 0x5c);
  context->digest.reset(RequireNotNull(EVP_MD_CTX_new(), "EVP_MD_CTX_new"));
  OPENSSL_cleanse(padded_key.data(), padded_key.size());
  return context;
}

std::size_t Finish(EVP_MD_CTX* working, std::uint8_t* output) {
  unsigned int size = 0;
  Require(EVP_DigestFinal_ex(working, output, &size), "EVP_DigestFinal_ex");
  return size;
}

/// Digests `input` from a saved state on, in a working context that is reused.
std::size_t ContinueFrom(const EVP_MD_CTX* state, EVP_MD_CTX* working, ByteView input, std::uint8_t* output) {
  Require(EVP_MD_CTX_copy_ex(working, state), "EVP_MD_CTX_copy_ex");
  Require(EVP_DigestUpdate(working, input.data(), input.size()), "EVP_DigestUpdate");
  return Finish(working, output);
}

std::size_t Sign(SignatureContext& context, const Key& /*key*/, const Scheme& /*scheme*/, ByteView input,
                 ByteSpan output) {
  std::uint8_t hash[EVP_MAX_MD_SIZE];
  const std::size_t size = ContinueFrom(context.inner.get(), context.digest.get(), input, hash);
  return ContinueFrom(context.outer.get(), context.digest.get(), {hash, size}, output.data());
}

bool IsSame(ByteView expected, ByteView signature) {
  // planted: hmac
  return signature.size() == expected.size() && CRYPTO_memcmp(expected.data(), signature.data(), expected.size()) == 0;
}

bool Verify(SignatureContext& context, const Key& key, const Scheme& scheme, ByteView input, ByteView signature) {
  std::uint8_t expected[EVP_MAX_MD_SIZE];
  const std::size_t size = Sign(context, key, scheme, input, expected);
  return IsSame({expected, size}, signature);
}

void Begin(SignatureContext& context, const Scheme& /*scheme*/) {
  Require(EVP_MD_CTX_copy_ex(context.digest.get(), context.inner.get()), "EVP_MD_CTX_copy_ex");
}

std::size_t SignStream(SignatureContext& context, const Key& /*key*/, const Scheme& /*scheme*/, ByteSpan output) {
  std::uint8_t hash[EVP_MAX_MD_SIZE];
  const std::size_t size = Finish(context.digest.get(), hash);
  return ContinueFrom(context.outer.get(), context.digest.get(), {hash, size}, output.data());
}

bool VerifyStream(SignatureContext& context, const Key& key, const Scheme& scheme, ByteView signature) {
  std::uint8_t expected[EVP_MAX_MD_SIZE];
  const std::size_t size = SignStream(context, key, scheme, expected);
  return IsSame({expected, size}, signature);
}

constexpr StreamSteps kStream = {Begin, SignStream, VerifyStream};

}  // namespace

}  // namespace hmac

/// HMAC with SHA-2, RFC 7518 section 3.2.
const Mechanism kHmac = {hmac::Prepare, hmac::Sign, hmac::Verify, &hmac::kStream};

}  // namespace jose
