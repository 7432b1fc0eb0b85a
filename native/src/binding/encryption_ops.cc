#include <array>
#include <string>
#include <vector>

#include "binding/args.h"
#include "binding/interface.h"
#include "binding/job.h"
#include "binding/jwe_rows.h"
#include "binding/key_handle.h"
#include "binding/plaintext.h"
#include "core/base64url.h"
#include "core/jwe/encryption.h"

namespace jose {

namespace {

/// A recipient with all that it refers to.
struct OwnedRecipient {
  KeyRef key;
  const KeyManagement* algorithm;
  Bytes apu, apv;
  std::uint32_t iterations;

  Recipient View() const { return {*key, *algorithm, apu, apv, iterations, nullptr}; }
};

/// `{...}` with members added before its closing brace; `json` may be empty.
std::string WithMembers(std::string_view json, std::string_view members) {
  if (members.empty()) return std::string(json);
  // The text is what JSON.stringify made of an object: it ends with the brace, and an empty one is "{}".
  std::string spliced(json.empty() ? std::string_view("{}") : json);
  spliced.pop_back();
  if (spliced.size() > 1) spliced.push_back(',');
  return spliced.append(members).append(1, '}');
}

std::string ToBase64url(ByteView octets) {
  std::string text(Base64urlEncodedLength(octets.size()), '\0');
  Base64urlEncode(octets, text.data());
  return text;
}

/// Whether the algorithm adds parameters to the header, which therefore crosses as JSON.
bool AddsParameters(const KeyManagement& algorithm) {
  return algorithm.mechanism == &kEcdhEs || algorithm.mechanism == &kPbes2 || algorithm.mechanism == &kAesGcmKeyWrap;
}

/// encryptCompact(key, alg, enc, header, plaintext, apu?, apv?, p2c) -> token
class EncryptCompactOp {
 public:
  explicit EncryptCompactOp(Scratch& scratch) : scratch_(scratch) {}

  void Parse(const Arguments& arguments) {
    recipient_.key = KeyOf(arguments.env(), arguments[0]);
    recipient_.algorithm = &KeyManagementAt(arguments.Number(1));
    cipher_ = &ContentCipherAt(arguments.Number(2));
    header_length_ = arguments.Text(3, scratch_.text, 0);
    plaintext_ = held_.Read(arguments, 4, scratch_.octets);
    recipient_.apu = arguments.OptionalOctets(5);
    recipient_.apv = arguments.OptionalOctets(6);
    recipient_.iterations = arguments.Has(7) ? arguments.Number(7) : 0;
  }

  void Run() {
    const Recipient recipient = recipient_.View();
    Encryption encryption(*cipher_, {&recipient, 1});
    const WrappedKey& wrapped = encryption.wrapped_keys().front();
    if (AddsParameters(*recipient_.algorithm)) EncodeHeader(wrapped.parameters);

    const std::size_t ciphertext_length = Base64urlEncodedLength(CiphertextSize(*cipher_, plaintext_.size()));
    length_ = header_length_ + 1 + Base64urlEncodedLength(wrapped.encrypted_key.size()) + 1 +
              Base64urlEncodedLength(cipher_->iv_size) + 1 + ciphertext_length + 1 +
              Base64urlEncodedLength(cipher_->tag_size);
    scratch_.text.Reserve(length_, header_length_);
    char* out = scratch_.text.text() + header_length_;
    out = PutPart(wrapped.encrypted_key, out);
    out = PutPart(encryption.iv(), out);
    *out++ = '.';
    std::array<std::uint8_t, kMaxTagSize> tag;
    // The additional authenticated data is the header's text, which is the start of the token already.
    encryption.Seal({scratch_.text.data(), header_length_}, plaintext_, out, tag.data());
    PutPart({tag.data(), cipher_->tag_size}, out + ciphertext_length);
  }

  napi_value ToJs(napi_env env) { return TakeAsciiString(env, scratch_.text, length_); }

 private:
  /// Writes a part behind its period and returns the end of it.
  static char* PutPart(ByteView part, char* out) {
    *out++ = '.';
    Base64urlEncode(part, out);
    return out + Base64urlEncodedLength(part.size());
  }

  /// Replaces the header's JSON by its base64url with the parameters added.
  void EncodeHeader(std::string_view parameters) {
    const std::string json = WithMembers({scratch_.text.text(), header_length_}, parameters);
    header_length_ = Base64urlEncodedLength(json.size());
    scratch_.text.Reserve(header_length_);
    Base64urlEncode(AsBytes(json), scratch_.text.text());
  }

  Scratch& scratch_;
  OwnedRecipient recipient_{};
  const ContentCipher* cipher_ = nullptr;
  std::size_t header_length_ = 0;
  Plaintext held_;
  ByteView plaintext_;
  std::size_t length_ = 0;
};

/// encryptJson(enc, recipients, protectedJson, paramsInProtected, aad, plaintext) -> parts
class EncryptJsonOp {
 public:
  explicit EncryptJsonOp(Scratch& scratch) : scratch_(scratch) {}

  void Parse(const Arguments& arguments) {
    const Napi::Env env(arguments.env());
    cipher_ = &ContentCipherAt(arguments.Number(0));
    const auto recipients = Napi::Value(env, arguments[1]).As<Napi::Array>();
    for (std::uint32_t i = 0; i < recipients.Length(); ++i) ParseRecipient(env, recipients.Get(i));
    if (recipients_.empty()) throw ArgumentError("a message needs a recipient");
    protected_ = Napi::Value(env, arguments[2]).As<Napi::String>().Utf8Value();
    in_protected_ = Napi::Value(env, arguments[3]).As<Napi::Boolean>();
    if (in_protected_ && recipients_.size() != 1) throw ArgumentError("parameters of several recipients");
    aad_ = Napi::Value(env, arguments[4]).As<Napi::String>().Utf8Value();
    plaintext_ = held_.Read(arguments, 5, scratch_.octets);
  }

  void Run() {
    std::vector<Recipient> recipients;
    for (const OwnedRecipient& recipient : recipients_) recipients.push_back(recipient.View());
    Encryption encryption(*cipher_, recipients);
    if (in_protected_) {
      protected_ = WithMembers(protected_, encryption.wrapped_keys().front().parameters);
    }
    if (!protected_.empty()) protected_ = ToBase64url(AsBytes(protected_));
    // RFC 7516 section 5.1 step 14: ASCII(Encoded Protected Header || '.' || BASE64URL(JWE AAD)).
    const std::string authenticated = aad_.empty() ? protected_ : protected_ + "." + aad_;
    length_ = Base64urlEncodedLength(CiphertextSize(*cipher_, plaintext_.size()));
    scratch_.text.Reserve(length_);
    std::array<std::uint8_t, kMaxTagSize> tag;
    encryption.Seal(AsBytes(authenticated), plaintext_, scratch_.text.text(), tag.data());
    iv_ = ToBase64url(encryption.iv());
    tag_ = ToBase64url({tag.data(), cipher_->tag_size});
    for (const WrappedKey& wrapped : encryption.wrapped_keys()) {
      results_.push_back({ToBase64url(wrapped.encrypted_key),
                          in_protected_ || wrapped.parameters.empty() ? "" : WithMembers("", wrapped.parameters)});
    }
  }

  napi_value ToJs(napi_env env) {
    auto message = Napi::Object::New(env);
    DefineMember(env, message, "protected", Text(env, protected_));
    DefineMember(env, message, "iv", Text(env, iv_));
    DefineMember(env, message, "ciphertext", TakeAsciiString(env, scratch_.text, length_));
    DefineMember(env, message, "tag", Text(env, tag_));
    auto recipients = Napi::Array::New(env, results_.size());
    for (std::uint32_t i = 0; i < results_.size(); ++i) {
      auto recipient = Napi::Object::New(env);
      DefineMember(env, recipient, "encryptedKey", Text(env, results_[i].encrypted_key));
      DefineMember(env, recipient, "header", Text(env, results_[i].header));
      recipients.Set(i, recipient);
    }
    DefineMember(env, message, "recipients", recipients);
    return message;
  }

 private:
  struct Result {
    std::string encrypted_key;
    std::string header;
  };

  static napi_value Text(napi_env env, const std::string& text) { return AsciiString(env, text.data(), text.size()); }

  static Bytes Octets(napi_env env, napi_value object, const char* name) {
    const Napi::Value value(env, OwnMember(env, object, name));
    if (value.IsUndefined()) return {};
    const SecretBytes octets = SecretOctets(env, value);
    return {octets.begin(), octets.end()};
  }

  void ParseRecipient(napi_env env, napi_value object) {
    const Napi::Value algorithm(env, OwnMember(env, object, "alg"));
    const Napi::Value iterations(env, OwnMember(env, object, "p2c"));
    recipients_.push_back({KeyOf(env, OwnMember(env, object, "key")),
                           &KeyManagementAt(algorithm.As<Napi::Number>().Uint32Value()), Octets(env, object, "apu"),
                           Octets(env, object, "apv"),
                           iterations.IsUndefined() ? 0 : iterations.As<Napi::Number>().Uint32Value()});
  }

  Scratch& scratch_;
  const ContentCipher* cipher_ = nullptr;
  std::vector<OwnedRecipient> recipients_;
  std::string protected_;
  bool in_protected_ = false;
  std::string aad_;
  Plaintext held_;
  ByteView plaintext_;
  std::string iv_, tag_;
  std::size_t length_ = 0;  // of the ciphertext, in scratch_.text
  std::vector<Result> results_;
};

}  // namespace

std::span<const NativeRow> EncryptionOps() {
  static constexpr NativeRow kOps[] = {
      Operation<EncryptCompactOp>("encryptCompact"),
      Operation<EncryptJsonOp>("encryptJson"),
  };
  return kOps;
}

}  // namespace jose
