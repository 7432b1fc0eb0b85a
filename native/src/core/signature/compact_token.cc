#include "core/signature/compact_token.h"

#include "core/base64url.h"
#include "core/json_scan.h"

namespace jose {

bool DecodeSignature(ByteView text, Signature& signature) {
  signature.size = Base64urlDecodedLength(text.size());
  if (signature.size <= kMaxSignatureSize) return Base64urlDecode(text, signature.bytes.data());
  Bytes decoded(signature.size);
  signature.size = 0;
  return Base64urlDecode(text, decoded.data());
}

CompactToken::CompactToken(ByteView token, std::size_t first_dot, std::size_t second_dot) noexcept
    : token_(token), payload_at_(first_dot + 1), signature_at_(second_dot + 1) {
  // The dots were counted in characters; in a text that is not ASCII they lie elsewhere in octets.
  well_placed_ = payload_at_ < signature_at_ && signature_at_ <= token_.size() && token_[payload_at_ - 1] == '.' &&
                 token_[signature_at_ - 1] == '.';
}

std::size_t CompactToken::payload_size() const noexcept {
  return well_placed_ ? Base64urlDecodedLength(signature_at_ - 1 - payload_at_) : 0;
}

Verdict CompactToken::Verify(const Key& key, const Scheme& scheme, std::uint8_t* payload) const {
  if (!well_placed_ || !Base64urlDecode(token_.subspan(payload_at_, signature_at_ - 1 - payload_at_), payload)) {
    return Verdict::kMalformedPayload;
  }
  Signature signature;
  if (!DecodeSignature(token_.subspan(signature_at_), signature)) return Verdict::kMalformedSignature;
  return jose::Verify(key, scheme, token_.first(signature_at_ - 1), signature.view()) ? Verdict::kGood : Verdict::kBad;
}

Verdict CompactToken::VerifyClaims(const Key& key, const Scheme& scheme, std::uint8_t* payload, std::size_t max_depth,
                                   TextEncoding& encoding) const {
  const Verdict verdict = Verify(key, scheme, payload);
  return verdict == Verdict::kGood ? JudgeClaims({payload, payload_size()}, max_depth, encoding) : verdict;
}

Verdict JudgeClaims(ByteView claims, std::size_t max_depth, TextEncoding& encoding) {
  encoding = EncodingOf(claims);
  if (encoding == TextEncoding::kInvalid) return Verdict::kNotUtf8;
  switch (ScanJson(claims, max_depth)) {
    case JsonVerdict::kDuplicateMember:
      return Verdict::kDuplicateMember;
    case JsonVerdict::kTooDeep:
      return Verdict::kTooDeep;
    default:
      return Verdict::kGood;
  }
}

}  // namespace jose
