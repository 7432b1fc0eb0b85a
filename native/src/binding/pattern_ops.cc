#include "binding/pattern_ops.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

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
  return {&scheme, Bytes(header, header + length), signature_length, JsonLayout()};
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
  const TokenPattern& pattern;
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
  return {*content.key, pattern, token};
}

/// verifyOfPattern(key, token, output) -> verdict
napi_value VerifyOfPattern(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  Scratch& scratch = Environment::Of(env).scratch;
  const auto [key, pattern, token] = ReadQuestion(arguments, scratch);
  const ByteSpan payload = arguments.Output(2);
  // The size was counted in characters; a text that is not ASCII has more octets, and is malformed.
  const Verdict verdict = token.payload_size() == payload.size() ? token.Verify(key, *pattern.scheme, payload.data())
                                                                 : Verdict::kMalformedPayload;
  scratch.Shrink();
  return ToNumber(env, verdict);
}

/// rememberLayout(key, claims, lengths): for each member how many octets stand before its value, and how many it has.
/// JavaScript's half of it is of the same pattern, and of claims that are not too deep for it.
napi_value RememberLayout(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  Scratch& scratch = Environment::Of(env).scratch;
  TokenPattern& pattern = PatternedKeyOf(env, arguments[0]).read;
  Require(pattern);
  const std::size_t length = arguments.Text(1, scratch.text, 0);
  const std::span<const std::uint32_t> lengths = Uint32Numbers(env, arguments[2]);
  std::vector<JsonMember> members(lengths.size() / 2);
  for (std::size_t index = 0; index < members.size(); ++index) {
    members[index] = {lengths[2 * index], lengths[2 * index + 1]};
  }
  pattern.layout = JsonLayout({scratch.text.text(), length}, std::move(members));
  return nullptr;
}

/// The most numbers that changes are told with.
constexpr std::size_t kMaxChangeNumbers = 1 + 2 * kMaxLayoutMembers;

/// Tells what has changed against the layout: the texts come back one behind the other, and `numbers` has first how
/// many of them count behind the first, then two for each change. These are twice the index of the member, and one more
/// for a text, then the length of the text or the number.
napi_value TellChanges(napi_env env, const JsonChanges& changes, Buffer& buffer, std::span<double> numbers) {
  if (numbers.size() < kMaxChangeNumbers) throw ArgumentError("there is no room for the changes");
  std::size_t length = 0;
  std::size_t at = 0;
  numbers[at++] = static_cast<double>(2 * changes.size());
  for (const JsonChange& change : changes) {
    numbers[at++] = static_cast<double>(2 * change.member + (change.is_text ? 1 : 0));
    numbers[at++] = change.is_text ? static_cast<double>(change.text.size()) : change.number;
    length += change.text.copy(buffer.text() + length, change.text.size());
  }
  return AsciiString(env, buffer.text(), length);
}

/// Tells claims that are not of the layout.
napi_value TellClaims(napi_env env, ByteView claims, std::size_t max_depth, std::span<double> numbers) {
  if (numbers.empty()) throw ArgumentError("there is no room for the changes");
  numbers[0] = -1;
  TextEncoding encoding = TextEncoding::kInvalid;
  const Verdict verdict = JudgeClaims(claims, max_depth, encoding);
  return verdict == Verdict::kGood ? ClaimsText(env, claims, encoding) : ToNumber(env, verdict);
}

/// verifyClaimsOfPattern(key, token, max depth, numbers) -> verdict, or the payload as text and -1 as the first number,
/// or where the payload is of the pattern's layout what has changed
napi_value VerifyClaimsOfPattern(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  Scratch& scratch = Environment::Of(env).scratch;
  const auto [key, pattern, token] = ReadQuestion(arguments, scratch);
  const std::size_t size = token.payload_size();
  scratch.octets.Reserve(size);
  const ByteView claims{scratch.octets.data(), size};
  const Verdict verdict = token.Verify(key, *pattern.scheme, scratch.octets.data());
  const std::span<double> numbers = Float64Numbers(env, arguments[3]);
  JsonChanges changes;
  const napi_value result = verdict != Verdict::kGood ? ToNumber(env, verdict)
                            : pattern.layout.Match(AsText(claims), changes)
                                // The token has been read; the changes are shorter.
                                ? TellChanges(env, changes, scratch.text, numbers)
                                : TellClaims(env, claims, arguments.Number(2), numbers);
  scratch.Shrink();
  return result;
}

/// matchLayout(key, octets, from, size, numbers) -> what has changed in claims against the key's layout, as above;
/// undefined for claims that are not of it. They have been verified, and have no two members of one name.
napi_value MatchLayout(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  Scratch& scratch = Environment::Of(env).scratch;
  const TokenPattern& pattern = Require(PatternedKeyOf(env, arguments[0]).read);
  const ByteView octets = arguments.Octets(1, scratch.octets);
  const std::size_t from = arguments.Number(2);
  const std::size_t size = arguments.Number(3);
  if (from > octets.size() || size > octets.size() - from) throw ArgumentError("claims among the octets were expected");
  JsonChanges changes;
  if (!pattern.layout.Match(AsText(octets.subspan(from, size)), changes)) return nullptr;
  scratch.text.Reserve(kMaxChangedOctets);
  return TellChanges(env, changes, scratch.text, Float64Numbers(env, arguments[4]));
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
      Method<RememberLayout>("rememberLayout"),   Method<MatchLayout>("matchLayout"),
      Method<SignOfPattern>("signOfPattern"),
  };
  return kOps;
}

}  // namespace jose
