#include "binding/pattern_ops.h"

#include <algorithm>

#include "binding/environment.h"
#include "binding/guard.h"
#include "binding/key_handle.h"
#include "binding/signature_parts.h"
#include "core/base64url.h"

// The straight way for tokens like the last one of the key: two arguments less to convert for each place of a period,
// and no other header looked at. Synchronous alone, so that everything is borrowed.

namespace jose {

namespace {

/// The pattern among the arguments.
TokenPattern ReadPattern(const Arguments& arguments, std::size_t signature_length) {
  Scratch& scratch = Environment::Of(arguments.env()).scratch;
  const Scheme& scheme = SchemeAt(arguments.Number(1));
  const std::size_t length = arguments.Text(2, scratch.text, 0);
  const std::uint8_t* const header = scratch.text.data();
  return {&scheme, Bytes(header, header + length), signature_length};
}

/// rememberRead(key, scheme, protected, signature length)
napi_value RememberRead(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  PatternedKeyOf(env, arguments[0]).read = ReadPattern(arguments, arguments.Number(3));
  return nullptr;
}

/// rememberWritten(key, scheme, protected)
napi_value RememberWritten(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  PatternedKeyOf(env, arguments[0]).written = ReadPattern(arguments, 0);
  return nullptr;
}

/// Checks that there is a pattern.
const TokenPattern& Require(const TokenPattern& pattern) {
  if (pattern.scheme == nullptr) throw ArgumentError("a key with a pattern was expected");
  return pattern;
}

/// The token among the arguments, where it is of the pattern; otherwise an empty one, whose payload is malformed.
CompactToken ReadToken(const Arguments& arguments, const TokenPattern& pattern, Scratch& scratch) {
  const std::size_t length = arguments.Text(1, scratch.text, 0);
  const ByteView token{scratch.text.data(), length};
  const std::size_t first_dot = pattern.header.size();
  if (length < first_dot + 2 + pattern.signature_length) return {};
  if (!std::equal(pattern.header.begin(), pattern.header.end(), token.begin())) return {};
  // CompactToken looks whether there are periods.
  return {token, first_dot, length - pattern.signature_length - 1};
}

/// verifyOfPattern(key, token, output) -> verdict
napi_value VerifyOfPattern(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  Scratch& scratch = Environment::Of(env).scratch;
  const PatternedKey& content = PatternedKeyOf(env, arguments[0]);
  const TokenPattern& pattern = Require(content.read);
  const CompactToken token = ReadToken(arguments, pattern, scratch);
  const ByteSpan payload = arguments.Output(2);
  // The size was counted in characters; a text that is not ASCII has more octets, and is malformed.
  const Verdict verdict = token.payload_size() == payload.size()
                              ? token.Verify(*content.key, *pattern.scheme, payload.data())
                              : Verdict::kMalformedPayload;
  scratch.Shrink();
  return ToNumber(env, verdict);
}

/// verifyClaimsOfPattern(key, token, max depth) -> verdict, or the payload as text
napi_value VerifyClaimsOfPattern(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  Scratch& scratch = Environment::Of(env).scratch;
  const PatternedKey& content = PatternedKeyOf(env, arguments[0]);
  const TokenPattern& pattern = Require(content.read);
  const CompactToken token = ReadToken(arguments, pattern, scratch);
  const std::size_t size = token.payload_size();
  scratch.octets.Reserve(size);
  TextEncoding encoding = TextEncoding::kInvalid;
  const Verdict verdict =
      token.VerifyClaims(*content.key, *pattern.scheme, scratch.octets.data(), arguments.Number(2), encoding);
  const napi_value result =
      verdict == Verdict::kGood ? ClaimsText(env, {scratch.octets.data(), size}, encoding) : ToNumber(env, verdict);
  scratch.Shrink();
  return result;
}

/// signOfPattern(key, payload) -> token
napi_value SignOfPattern(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  Scratch& scratch = Environment::Of(env).scratch;
  const PatternedKey& content = PatternedKeyOf(env, arguments[0]);
  const TokenPattern& pattern = Require(content.written);
  const ByteView payload = arguments.Octets(1, scratch.octets);
  const std::size_t payload_at = pattern.header.size() + 1;
  const std::size_t length = payload_at + Base64urlEncodedLength(payload.size());
  scratch.text.Reserve(length + kRoomForSignature);
  char* const text = scratch.text.text();
  std::copy(pattern.header.begin(), pattern.header.end(), text);
  text[payload_at - 1] = '.';
  Base64urlEncode(payload, text + payload_at);
  Signature signature;
  Sign(*content.key, *pattern.scheme, {scratch.text.data(), length}, signature);
  const napi_value token = AsciiString(env, text, AppendSignature(signature, text, length));
  scratch.Shrink();
  return token;
}

}  // namespace

std::span<const napi_property_descriptor> PatternOps() {
  static constexpr napi_property_descriptor kOps[] = {
      Method<RememberRead>("rememberRead"),       Method<RememberWritten>("rememberWritten"),
      Method<VerifyOfPattern>("verifyOfPattern"), Method<VerifyClaimsOfPattern>("verifyClaimsOfPattern"),
      Method<SignOfPattern>("signOfPattern"),
  };
  return kOps;
}

}  // namespace jose
