#pragma once

#include "binding/args.h"
#include "core/base64url.h"
#include "core/signature/signature.h"

namespace jose {

/// How a payload enters the JWS Signing Input and what `sign` returns; lib/internal/native.ts has the same bits.
enum SignFlags : std::uint32_t {
  kEncodePayload = 1,  // base64url (RFC 7515); otherwise as it is (RFC 7797, or already encoded)
  kWholeToken = 2,     // the compact serialization; otherwise the signature part alone
  kVerifies = 4,       // a stream is to be verified, not signed
};

/// The outcome of a verification; lib/internal/native.ts has the same numbers.
enum class Verdict : std::uint32_t {
  kBad,
  kGood,
  kMalformedPayload,
  kMalformedSignature,
  // verifyClaims alone, for a good signature over what is no JSON that JSON.parse should see:
  kNotUtf8,
  kDuplicateMember,
  kTooDeep,
};

inline const Scheme& SchemeAt(std::uint32_t row) {
  if (row >= kSchemeCount) throw ArgumentError("no such signature scheme");
  return kSchemes[row];
}

inline napi_value ToNumber(napi_env env, Verdict verdict) {
  napi_value value = nullptr;
  Check(napi_create_uint32(env, static_cast<std::uint32_t>(verdict), &value), "napi_create_uint32");
  return value;
}

/// Decodes a signature part into `signature`; false when it is not strict base64url. A part longer than any signature
/// is decoded to an empty one, which no scheme accepts.
inline bool DecodeSignature(ByteView text, Signature& signature) {
  signature.size = Base64urlDecodedLength(text.size());
  if (signature.size <= kMaxSignatureSize) return Base64urlDecode(text, signature.bytes.data());
  Bytes decoded(signature.size);
  signature.size = 0;
  return Base64urlDecode(text, decoded.data());
}

}  // namespace jose
