#include "binding/pattern_ops.h"

#include <algorithm>

#include "binding/environment.h"
#include "binding/guard.h"
#include "binding/key_handle.h"
#include "binding/signature_parts.h"

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

/// A token to be verified, and with what. Borrowed.
struct Question {
  const Key& key;
  const Scheme& scheme;
  CompactToken token;
};

/// Key and token among the arguments. A token that is not of the key's pattern is an empty one, whose payload is
/// malformed.
Question ReadQuestion(const Arguments& arguments, Scratch& scratch) {
  const PatternedKey& content = PatternedKeyOf(arguments.env(), arguments[0]);
  const TokenPattern& pattern = Require(content.read);
  const std::size_t length = arguments.Text(1, scratch.text, 0);
  const ByteView text{scratch.text.data(), length};
  const std::size_t first_dot = pattern.header.size();
  const bool is_like = length >= first_dot + 2 + pattern.signature_length &&
                       std::equal(pattern.header.begin(), pattern.header.end(), text.begin());
  // CompactToken looks whether there are periods.
  const CompactToken token =
      is_like ? CompactToken(text, first_dot, length - pattern.signature_length - 1) : CompactToken();
  return {*content.key, *pattern.scheme, token};
}

/// verifyOfPattern(key, token, output) -> verdict
napi_value VerifyOfPattern(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  Scratch& scratch = Environment::Of(env).scratch;
  const auto [key, scheme, token] = ReadQuestion(arguments, scratch);
  const ByteSpan payload = arguments.Output(2);
  // The size was counted in characters; a text that is not ASCII has more octets, and is malformed.
  const Verdict verdict =
      token.payload_size() == payload.size() ? token.Verify(key, scheme, payload.data()) : Verdict::kMalformedPayload;
  scratch.Shrink();
  return ToNumber(env, verdict);
}

/// verifyClaimsOfPattern(key, token, max depth) -> verdict, or the payload as text
napi_value VerifyClaimsOfPattern(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  Scratch& scratch = Environment::Of(env).scratch;
  const auto [key, scheme, token] = ReadQuestion(arguments, scratch);
  const std::size_t size = token.payload_size();
  scratch.octets.Reserve(size);
  TextEncoding encoding = TextEncoding::kInvalid;
  const Verdict verdict = token.VerifyClaims(key, scheme, scratch.octets.data(), arguments.Number(2), encoding);
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
  scratch.text.Reserve(pattern.header.size());
  std::copy(pattern.header.begin(), pattern.header.end(), scratch.text.data());
  const std::size_t length = AppendPayload(payload, scratch.text, pattern.header.size(), kRoomForSignature);
  char* const text = scratch.text.text();
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
