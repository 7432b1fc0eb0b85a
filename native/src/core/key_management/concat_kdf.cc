#include "core/key_management/concat_kdf.h"

#include <algorithm>
#include <array>

#include "core/catalog.h"
#include "core/error_queue.h"

namespace jose {

namespace {

constexpr std::size_t kHashSize = 32;

void AppendNumber(std::size_t number, SecretBytes& out) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(number >> shift));
}

void AppendWithLength(ByteView octets, SecretBytes& out) {
  AppendNumber(octets.size(), out);
  out.insert(out.end(), octets.begin(), octets.end());
}

}  // namespace

void DeriveWithConcatKdf(ByteView shared_secret, std::string_view algorithm_id, ByteView apu, ByteView apv,
                         ContentKey& derived) {
  // Round number || Z || AlgorithmID || PartyUInfo || PartyVInfo || SuppPubInfo; SuppPrivInfo is empty.
  SecretBytes input;
  input.reserve(4 + shared_secret.size() + 12 + algorithm_id.size() + apu.size() + apv.size() + 4);
  AppendNumber(0, input);
  input.insert(input.end(), shared_secret.begin(), shared_secret.end());
  AppendWithLength(AsBytes(algorithm_id), input);
  AppendWithLength(apu, input);
  AppendWithLength(apv, input);
  AppendNumber(derived.size() * 8, input);
  const ByteSpan out = derived.span();
  for (std::size_t at = 0; at < out.size(); at += kHashSize) {
    input[3] = static_cast<std::uint8_t>(at / kHashSize + 1);
    std::array<std::uint8_t, kHashSize> hash;
    Require(
        EVP_Digest(input.data(), input.size(), hash.data(), nullptr, Catalog::Get().digest(Digest::kSha256), nullptr),
        "EVP_Digest");
    std::copy_n(hash.begin(), std::min(kHashSize, out.size() - at), out.begin() + static_cast<std::ptrdiff_t>(at));
    OPENSSL_cleanse(hash.data(), hash.size());
  }
}

}  // namespace jose
