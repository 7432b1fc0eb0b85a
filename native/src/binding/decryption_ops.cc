#include <openssl/crypto.h>

#include <array>
#include <cstring>
#include <string>

#include "binding/args.h"
#include "binding/interface.h"
#include "binding/job.h"
#include "binding/jwe_rows.h"
#include "binding/key_handle.h"
#include "binding/pieces.h"
#include "core/base64url.h"
#include "core/jwe/decryption.h"
#include "core/key/import.h"

namespace jose {

namespace {

/// What decryption gives besides a length; lib/native/load.ts has the same numbers.
constexpr std::ptrdiff_t kMalformed = -2;

/// The header parameters that a recipient's algorithm needs, copied out of an object
/// { epk?: { type, x, y? }, apu?, apv?, iv?, tag?, p2s?: base64url, p2c? }.
struct OwnedParameters {
  std::string epk_x, epk_y, apu, apv, iv, tag, salt;
  KeyType epk_type = KeyType::kOct;
  std::uint32_t iterations = 0;

  void Parse(napi_env env, napi_value object) {
    const Napi::Value epk(env, OwnMember(env, object, "epk"));
    if (epk.IsObject()) {
      epk_type = KeyTypeNamed(Text(env, epk, "type"));
      epk_x = Text(env, epk, "x");
      epk_y = Text(env, epk, "y");
    }
    apu = Text(env, object, "apu");
    apv = Text(env, object, "apv");
    iv = Text(env, object, "iv");
    tag = Text(env, object, "tag");
    salt = Text(env, object, "p2s");
    const Napi::Value count(env, OwnMember(env, object, "p2c"));
    if (count.IsNumber()) iterations = count.As<Napi::Number>().Uint32Value();
  }

  AgreementParameters View() const {
    return {epk_type,    AsBytes(epk_x), AsBytes(epk_y), AsBytes(apu), AsBytes(apv),
            AsBytes(iv), AsBytes(tag),   AsBytes(salt),  iterations};
  }

 private:
  static std::string Text(napi_env env, napi_value object, const char* name) {
    const Napi::Value value(env, OwnMember(env, object, name));
    return value.IsString() ? value.As<Napi::String>().Utf8Value() : std::string();
  }
};

/// The parts of a message as base64url texts. A long ciphertext stands decoded in the output already.
struct EncodedParts {
  ByteView encrypted_key, iv, ciphertext, tag;
  bool is_decoded = false;
};

/// What both forms of the operation share: a message, a key, and where the plaintext goes.
class DecryptBase {
 public:
  explicit DecryptBase(Scratch& scratch) : scratch_(scratch) {}

 protected:
  void ParseKey(const Arguments& arguments, std::size_t params) {
    key_ = KeyOf(arguments.env(), arguments[0]);
    algorithm_ = &KeyManagementAt(arguments.Number(1));
    cipher_ = &ContentCipherAt(arguments.Number(2));
    if (arguments.Has(params)) {
      parameters_.Parse(arguments.env(), arguments[params]);
    }
  }

  /// Decodes strictly and decrypts in place.
  std::ptrdiff_t DecryptParts(const EncodedParts& parts, ByteView aad) {
    Bytes encrypted_key;
    if (!DecodeParameter(parts.encrypted_key, encrypted_key)) return kMalformed;
    SmallPart iv;
    SmallPart tag;
    if (!iv.Decode(parts.iv) || !tag.Decode(parts.tag)) return kMalformed;
    const ByteSpan output = output_.octets();
    if (!parts.is_decoded && !Base64urlDecode(parts.ciphertext, output.data())) return kMalformed;
    const AgreementParameters parameters = parameters_.View();
    const std::ptrdiff_t size = Decrypt(*cipher_, {*key_, *algorithm_, parameters, encrypted_key},
                                        {iv.view(), aad, output, tag.view()}, output.data());
    // What was decrypted before the tag was found to be wrong is nobody's.
    if (size < 0) OPENSSL_cleanse(output.data(), output.size());
    return size;
  }

  napi_value Result(napi_env env) const {
    napi_value size = nullptr;
    Check(napi_create_int64(env, static_cast<std::int64_t>(size_), &size), "napi_create_int64");
    return size;
  }

  Scratch& scratch_;
  KeyRef key_;
  const KeyManagement* algorithm_ = nullptr;
  const ContentCipher* cipher_ = nullptr;
  OwnedParameters parameters_;
  /// Holds the ciphertext, then the plaintext.
  HeldOutput output_;
  std::ptrdiff_t size_ = kRefused;

 private:
  /// A part that is short in every good message, decoded in place; a longer one counts as of a size that nothing has.
  struct SmallPart {
    std::array<std::uint8_t, 64> octets;
    std::size_t size = 0;

    bool Decode(ByteView text) {
      size = Base64urlDecodedLength(text.size());
      if (size <= octets.size()) return Base64urlDecode(text, octets.data());
      Bytes decoded(size);
      size = 0;
      return Base64urlDecode(text, decoded.data());
    }
    ByteView view() const { return {octets.data(), size}; }
  };
};

/// decryptCompact(key, alg, enc, token, firstDot, params, output) -> size, or refusal
class DecryptCompactOp : DecryptBase {
 public:
  using DecryptBase::DecryptBase;

  void Parse(const Arguments& arguments) {
    ParseKey(arguments, 5);
    const std::size_t length = arguments.Text(3, scratch_.text, 0);
    token_ = {scratch_.text.text(), length};
    header_length_ = arguments.Number(4);
    output_.Take(arguments, 6);
    // The output was measured in characters; in a text that is not ASCII octets are more.
    well_formed_ = Split() && output_.octets().size() == Base64urlDecodedLength(parts_.ciphertext.size());
  }

  void Run() { size_ = well_formed_ ? DecryptParts(parts_, AsBytes(token_.substr(0, header_length_))) : kMalformed; }

  napi_value ToJs(napi_env env) { return Result(env); }

 private:
  bool Split() {
    if (header_length_ >= token_.size() || token_[header_length_] != '.') return false;
    std::string_view rest = token_.substr(header_length_ + 1);
    for (ByteView* part : {&parts_.encrypted_key, &parts_.iv, &parts_.ciphertext}) {
      const std::size_t dot = rest.find('.');
      if (dot == std::string_view::npos) return false;
      *part = AsBytes(rest.substr(0, dot));
      rest.remove_prefix(dot + 1);
    }
    parts_.tag = AsBytes(rest);
    return true;
  }

  std::string_view token_;
  std::size_t header_length_ = 0;
  EncodedParts parts_;
  bool well_formed_ = false;
};

/// decrypt(key, alg, enc, aadText, encryptedKey, iv, ciphertext, tag, params, output) -> size, or refusal
/// The ciphertext is a text, or an array of its pieces.
class DecryptOp : DecryptBase {
 public:
  using DecryptBase::DecryptBase;

  void Parse(const Arguments& arguments) {
    ParseKey(arguments, 8);
    output_.Take(arguments, 9);
    const Napi::Value ciphertext(arguments.env(), arguments[6]);
    in_pieces_ = ciphertext.IsArray();
    // All texts one behind the other.
    for (std::size_t i = 0; i < ends_.size(); ++i) {
      const std::size_t start = i == 0 ? 0 : ends_[i - 1];
      ends_[i] = start + (in_pieces_ && i == 3 ? 0 : arguments.Text(3 + i, scratch_.text, start));
    }
    const ByteSpan output = output_.octets();
    well_formed_ = in_pieces_ ? DecodePieces(ciphertext.As<Napi::Array>(), scratch_.cipher, output, 0, [](ByteView) {})
                              : output.size() == Base64urlDecodedLength(ends_[3] - ends_[2]);
  }

  void Run() {
    const auto part = [this](std::size_t i) {
      const std::size_t start = i == 0 ? 0 : ends_[i - 1];
      return ByteView{scratch_.text.data() + start, ends_[i] - start};
    };
    size_ = well_formed_ ? DecryptParts({part(1), part(2), part(3), part(4), in_pieces_}, part(0)) : kMalformed;
  }

  napi_value ToJs(napi_env env) { return Result(env); }

 private:
  std::array<std::size_t, 5> ends_{};
  bool in_pieces_ = false;
  bool well_formed_ = false;
};

}  // namespace

std::span<const NativeRow> DecryptionOps() {
  static constexpr NativeRow kOps[] = {
      Operation<DecryptCompactOp>("decryptCompact"),
      Operation<DecryptOp>("decrypt"),
  };
  return kOps;
}

}  // namespace jose
