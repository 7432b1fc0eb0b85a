#include <algorithm>

#include "binding/args.h"
#include "binding/interface.h"
#include "binding/job.h"
#include "binding/key_handle.h"
#include "binding/signature_parts.h"
#include "core/base64url.h"
#include "core/signature/compact_token.h"

namespace jose {

namespace {

/// Writes `protected || '.' || payload` (RFC 7515 section 5.1 step 5, RFC 7797 section 3) at the start of scratch.text,
/// with room for `more` octets behind it, and returns its length.
std::size_t ReadSigningInput(const Arguments& arguments, std::size_t index, bool encode, std::size_t more,
                             Scratch& scratch) {
  std::size_t length = arguments.Text(index, scratch.text, 0);
  if (!encode) {
    scratch.text.Reserve(length + 1, length);
    scratch.text.text()[length] = '.';
    length += 1 + arguments.AppendOctets(index + 1, scratch.text, length + 1);
    scratch.text.Reserve(length + more, length);
    return length;
  }
  return AppendPayload(arguments.Octets(index + 1, scratch.octets), scratch.text, length, more);
}

/// sign(key, scheme, flags, protected, payload) -> text
class SignOp {
 public:
  explicit SignOp(Scratch& scratch) : scratch_(scratch) {}

  void Parse(const Arguments& arguments) {
    key_.Take(arguments, 0);
    scheme_ = &SchemeAt(arguments.Number(1));
    const std::uint32_t flags = arguments.Number(2);
    whole_ = (flags & kWholeToken) != 0;
    encodes_payload_ = (flags & kEncodePayload) != 0;
    length_ = ReadSigningInput(arguments, 3, encodes_payload_, kRoomForSignature, scratch_);
  }

  void Run() {
    Signature signature;
    Sign(*key_, *scheme_, {scratch_.text.data(), length_}, signature);
    token_length_ = AppendSignature(signature, scratch_.text.text(), length_);
  }

  napi_value ToJs(napi_env env) {
    const char* const text = scratch_.text.text();
    if (!whole_) return AsciiString(env, text + length_ + 1, token_length_ - length_ - 1);
    if (encodes_payload_) return TakeAsciiString(env, scratch_.text, token_length_);
    // An unencoded payload may hold any character (RFC 7797 section 5.2).
    napi_value token = nullptr;
    Check(napi_create_string_utf8(env, text, token_length_, &token), "napi_create_string_utf8");
    return token;
  }

 private:
  Scratch& scratch_;
  HeldKey key_;
  const Scheme* scheme_ = nullptr;
  bool whole_ = false;
  bool encodes_payload_ = false;
  std::size_t length_ = 0;
  std::size_t token_length_ = 0;
};

/// verify(key, scheme, encode, protected, payload, signature) -> verdict
class VerifyOp {
 public:
  explicit VerifyOp(Scratch& scratch) : scratch_(scratch) {}

  void Parse(const Arguments& arguments) {
    key_.Take(arguments, 0);
    scheme_ = &SchemeAt(arguments.Number(1));
    const bool encode = (arguments.Number(2) & kEncodePayload) != 0;
    length_ = ReadSigningInput(arguments, 3, encode, 0, scratch_);
    const std::size_t signature_length = arguments.Text(5, scratch_.text, length_);
    well_formed_ = DecodeSignature({scratch_.text.data() + length_, signature_length}, signature_);
  }

  void Run() {
    if (!well_formed_) {
      verdict_ = Verdict::kMalformedSignature;
      return;
    }
    const bool good = Verify(*key_, *scheme_, {scratch_.text.data(), length_}, signature_.view());
    verdict_ = good ? Verdict::kGood : Verdict::kBad;
  }

  napi_value ToJs(napi_env env) { return ToNumber(env, verdict_); }

 private:
  Scratch& scratch_;
  HeldKey key_;
  const Scheme* scheme_ = nullptr;
  std::size_t length_ = 0;
  Signature signature_;
  bool well_formed_ = false;
  Verdict verdict_ = Verdict::kBad;
};

/// Reads a token and the places of its two dots, which follow in the arguments: for verifyCompact and verifyClaims.
CompactToken ReadCompactToken(const Arguments& arguments, std::size_t index, Scratch& scratch) {
  const std::size_t length = arguments.Text(index, scratch.text, 0);
  return {{scratch.text.data(), length}, arguments.Number(index + 1), arguments.Number(index + 2)};
}

/// verifyCompact(key, scheme, token, first dot, second dot, output) -> verdict; a good payload stands in the output
class VerifyCompactOp {
 public:
  explicit VerifyCompactOp(Scratch& scratch) : scratch_(scratch) {}

  void Parse(const Arguments& arguments) {
    key_.Take(arguments, 0);
    scheme_ = &SchemeAt(arguments.Number(1));
    token_ = ReadCompactToken(arguments, 2, scratch_);
    output_.Take(arguments, 5);
    const std::size_t size = token_.payload_size();
    if (size != 0 && output_.octets().size() != size) throw ArgumentError("the output must be as long as the payload");
  }

  void Run() { verdict_ = token_.Verify(*key_, *scheme_, output_.octets().data()); }

  napi_value ToJs(napi_env env) { return ToNumber(env, verdict_); }

 private:
  Scratch& scratch_;
  HeldKey key_;
  const Scheme* scheme_ = nullptr;
  CompactToken token_;
  HeldOutput output_;
  Verdict verdict_ = Verdict::kBad;
};

/// verifyClaims(key, scheme, token, first dot, second dot, max depth) -> verdict, or the payload as text: the duplicate
/// names of claims are looked for here, where it costs a fifth of what it would in JavaScript.
class VerifyClaimsOp {
 public:
  explicit VerifyClaimsOp(Scratch& scratch) : scratch_(scratch) {}

  void Parse(const Arguments& arguments) {
    key_.Take(arguments, 0);
    scheme_ = &SchemeAt(arguments.Number(1));
    token_ = ReadCompactToken(arguments, 2, scratch_);
    max_depth_ = arguments.Number(5);
    size_ = token_.payload_size();
    scratch_.octets.Reserve(size_);
  }

  void Run() { verdict_ = token_.VerifyClaims(*key_, *scheme_, scratch_.octets.data(), max_depth_, encoding_); }

  napi_value ToJs(napi_env env) {
    if (verdict_ != Verdict::kGood) return ToNumber(env, verdict_);
    return ClaimsText(env, {scratch_.octets.data(), size_}, encoding_);
  }

 private:
  Scratch& scratch_;
  HeldKey key_;
  const Scheme* scheme_ = nullptr;
  CompactToken token_;
  std::uint32_t max_depth_ = 0;
  std::size_t size_ = 0;
  TextEncoding encoding_ = TextEncoding::kInvalid;
  Verdict verdict_ = Verdict::kBad;
};

}  // namespace

std::span<const NativeRow> SignatureOps() {
  static constexpr NativeRow kOps[] = {
      Operation<SignOp>("sign"),
      Operation<VerifyOp>("verify"),
      Operation<VerifyCompactOp>("verifyCompact"),
      Operation<VerifyClaimsOp>("verifyClaims"),
  };
  return kOps;
}

}  // namespace jose
