#pragma once

#include "binding/args.h"
#include "core/base64url.h"
#include "core/signature/compact_token.h"

namespace jose {

/// How a payload enters the JWS Signing Input and what `sign` returns; lib/native/load.ts has the same bits.
enum SignFlags : std::uint32_t {
  kEncodePayload = 1,  // base64url (RFC 7515); otherwise as it is (RFC 7797, or already encoded)
  kWholeToken = 2,     // the compact serialization; otherwise the signature part alone
  kVerifies = 4,       // a stream is to be verified, not signed
};

inline const Scheme& SchemeAt(std::uint32_t row) {
  if (row >= kSchemeCount) throw ArgumentError("no such signature scheme");
  return kSchemes[row];
}

/// Room for a period and the longest signature.
inline constexpr std::size_t kRoomForSignature = 1 + Base64urlEncodedLength(kMaxSignatureSize);

/// Puts a period and the base64url of a payload behind a protected header of `length` octets at the start of `text`,
/// with room for `more` octets behind it, and returns the length of the whole signing input (RFC 7515 section 5.1 step
/// 5).
inline std::size_t AppendPayload(ByteView payload, Buffer& text, std::size_t length, std::size_t more) {
  const std::size_t encoded = Base64urlEncodedLength(payload.size());
  text.Reserve(length + 1 + encoded + more, length);
  text.text()[length] = '.';
  Base64urlEncode(payload, text.text() + length + 1);
  return length + 1 + encoded;
}

/// Puts a period and the signature behind a signing input, which is the start of the token already (RFC 7515 section
/// 7.1), and returns the length of the whole.
inline std::size_t AppendSignature(const Signature& signature, char* text, std::size_t length) {
  text[length] = '.';
  Base64urlEncode(signature.view(), text + length + 1);
  return length + 1 + Base64urlEncodedLength(signature.size);
}

inline napi_value ToNumber(napi_env env, Verdict verdict) {
  napi_value value = nullptr;
  Check(napi_create_uint32(env, static_cast<std::uint32_t>(verdict), &value), "napi_create_uint32");
  return value;
}

/// The text of claims whose encoding is known to be good.
inline napi_value ClaimsText(napi_env env, ByteView claims, TextEncoding encoding) {
  const char* const text = reinterpret_cast<const char*>(claims.data());
  if (encoding == TextEncoding::kAscii) return AsciiString(env, text, claims.size());
  napi_value value = nullptr;
  Check(napi_create_string_utf8(env, text, claims.size(), &value), "napi_create_string_utf8");
  return value;
}

}  // namespace jose
