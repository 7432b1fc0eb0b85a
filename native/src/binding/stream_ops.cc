#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <optional>

#include "binding/interface.h"
#include "binding/job.h"
#include "binding/key_handle.h"
#include "binding/pieces.h"
#include "binding/signature_parts.h"
#include "core/base64url.h"
#include "core/signature/signature_stream.h"

namespace jose {

namespace {

/// A signature being made or verified: what a stream handle and the operations on it share.
class OpenSignature {
 public:
  OpenSignature(KeyRef key, const Scheme& scheme, Purpose purpose, bool encodes)
      : stream_(std::in_place, std::move(key), scheme, purpose), encodes_(encodes) {}

  /// Takes the next octets as they are.
  void UpdateRaw(ByteView octets) { Stream().Update(octets); }

  /// Takes the next octets of the payload.
  void UpdatePayload(ByteView octets, Buffer& text) {
    if (!encodes_) return UpdateRaw(octets);
    // Groups of three octets become text; what is left of one waits for the next piece.
    while (left_ != 0 && left_ < group_.size() && !octets.empty()) {
      group_[left_++] = octets.front();
      octets = octets.subspan(1);
    }
    if (left_ == group_.size()) {
      UpdateEncoded(group_, text);
      left_ = 0;
    }
    const std::size_t whole = octets.size() / group_.size() * group_.size();
    for (std::size_t at = 0; at < whole; at += kPiece) {
      UpdateEncoded(octets.subspan(at, std::min(kPiece, whole - at)), text);
    }
    for (const std::uint8_t octet : octets.subspan(whole)) group_[left_++] = octet;
  }

  void Sign(Buffer& text, Signature& signature) {
    End(text);
    stream_->Sign(signature);
    stream_.reset();
  }

  bool Verify(Buffer& text, ByteView signature) {
    End(text);
    const bool good = stream_->Verify(signature);
    stream_.reset();
    return good;
  }

  /// Held by the one operation that is under way.
  std::atomic<bool> is_busy = false;

 private:
  static constexpr std::size_t kPiece = std::size_t{48} * 1024;

  SignatureStream& Stream() {
    if (!stream_) throw ArgumentError("this signature is complete already");
    return *stream_;
  }

  void UpdateEncoded(ByteView octets, Buffer& text) {
    const std::size_t length = Base64urlEncodedLength(octets.size());
    text.Reserve(length);
    Base64urlEncode(octets, text.text());
    UpdateRaw({text.data(), length});
  }

  void End(Buffer& text) {
    UpdateEncoded({group_.data(), left_}, text);
    left_ = 0;
  }

  std::optional<SignatureStream> stream_;
  bool encodes_;
  std::array<std::uint8_t, 3> group_{};
  std::size_t left_ = 0;
};

/// What a handle points to. The mark tells it from another addon's external value.
struct StreamBox {
  static constexpr std::uint64_t kMark = 0x6a6f73652d737472;  // "jose-str"
  std::uint64_t mark = kMark;
  std::shared_ptr<OpenSignature> signature;
};

/// An operation's share in a signature. One at a time: another is a fault of lib/.
class HeldSignature {
 public:
  HeldSignature() = default;
  HeldSignature(const HeldSignature&) = delete;
  HeldSignature& operator=(const HeldSignature&) = delete;
  ~HeldSignature() {
    if (signature_) signature_->is_busy = false;
  }

  void Take(const Arguments& arguments, std::size_t index) {
    void* data = nullptr;
    Check(napi_get_value_external(arguments.env(), arguments[index], &data), "a stream handle");
    const auto* box = static_cast<const StreamBox*>(data);
    if (box == nullptr || box->mark != StreamBox::kMark) throw ArgumentError("a stream handle was expected");
    if (box->signature->is_busy.exchange(true)) throw ArgumentError("another operation on this stream is under way");
    signature_ = box->signature;
  }
  OpenSignature* operator->() const noexcept { return signature_.get(); }

 private:
  std::shared_ptr<OpenSignature> signature_;
};

/// openStream(key, scheme, flags, protected) -> handle
napi_value OpenStream(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, /*borrow=*/true);
  const std::uint32_t flags = arguments.Number(2);
  const Purpose purpose = (flags & kVerifies) != 0 ? Purpose::kVerify : Purpose::kSign;
  auto box = std::make_unique<StreamBox>();
  box->signature = std::make_shared<OpenSignature>(KeyOf(env, arguments[0]), SchemeAt(arguments.Number(1)), purpose,
                                                   (flags & kEncodePayload) != 0);
  // RFC 7515 section 5.1 step 5, RFC 7797 section 3: the header, a period, the payload.
  Buffer text;
  const std::size_t length = arguments.Text(3, text, 0);
  text.Reserve(length + 1, length);
  text.text()[length] = '.';
  box->signature->UpdateRaw({text.data(), length + 1});
  const auto finalize = [](napi_env, void* data, void*) noexcept {
    std::unique_ptr<StreamBox>(static_cast<StreamBox*>(data));
  };
  napi_value handle = nullptr;
  Check(napi_create_external(env, box.get(), finalize, nullptr, &handle), "napi_create_external");
  static_cast<void>(box.release());
  return handle;
}

/// updateStream(handle, payload)
class UpdateStreamOp {
 public:
  explicit UpdateStreamOp(Scratch& scratch) : scratch_(scratch) {}

  void Parse(const Arguments& arguments) {
    signature_.Take(arguments, 0);
    payload_ = arguments.Octets(1, scratch_.octets);
  }

  void Run() { signature_->UpdatePayload(payload_, scratch_.text); }

  napi_value ToJs(napi_env env) {
    napi_value undefined = nullptr;
    Check(napi_get_undefined(env, &undefined), "napi_get_undefined");
    return undefined;
  }

 private:
  Scratch& scratch_;
  HeldSignature signature_;
  ByteView payload_;
};

/// signStream(handle) -> the signature part
class SignStreamOp {
 public:
  explicit SignStreamOp(Scratch& scratch) : scratch_(scratch) {}

  void Parse(const Arguments& arguments) { signature_.Take(arguments, 0); }

  void Run() {
    Signature signature;
    signature_->Sign(scratch_.text, signature);
    length_ = Base64urlEncodedLength(signature.size);
    scratch_.text.Reserve(length_);
    Base64urlEncode(signature.view(), scratch_.text.text());
  }

  napi_value ToJs(napi_env env) { return AsciiString(env, scratch_.text.text(), length_); }

 private:
  Scratch& scratch_;
  HeldSignature signature_;
  std::size_t length_ = 0;
};

/// verifyStream(handle, signature) -> verdict
class VerifyStreamOp {
 public:
  explicit VerifyStreamOp(Scratch& scratch) : scratch_(scratch) {}

  void Parse(const Arguments& arguments) {
    signature_.Take(arguments, 0);
    const std::size_t length = arguments.Text(1, scratch_.text, 0);
    well_formed_ = DecodeSignature({scratch_.text.data(), length}, decoded_);
  }

  void Run() {
    if (!well_formed_) {
      verdict_ = Verdict::kMalformedSignature;
      return;
    }
    verdict_ = signature_->Verify(scratch_.text, decoded_.view()) ? Verdict::kGood : Verdict::kBad;
  }

  napi_value ToJs(napi_env env) { return ToNumber(env, verdict_); }

 private:
  Scratch& scratch_;
  HeldSignature signature_;
  Signature decoded_;
  bool well_formed_ = false;
  Verdict verdict_ = Verdict::kBad;
};

/// verifyPieces(key, scheme, protected, payload pieces, signature, output) -> verdict
napi_value VerifyPieces(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, /*borrow=*/true);
  Scratch& scratch = Environment::Of(env).scratch;
  SignatureStream stream(KeyOf(env, arguments[0]), SchemeAt(arguments.Number(1)), Purpose::kVerify);
  const std::size_t length = arguments.Text(2, scratch.text, 0);
  scratch.text.Reserve(length + 1, length);
  scratch.text.text()[length] = '.';
  stream.Update({scratch.text.data(), length + 1});
  const bool is_payload = DecodePieces(Napi::Value(env, arguments[3]).As<Napi::Array>(), scratch.text,
                                       arguments.Output(5), length + 1, [&](ByteView piece) { stream.Update(piece); });
  Verdict verdict = Verdict::kMalformedPayload;
  if (is_payload) {
    Signature signature;
    const std::size_t signature_length = arguments.Text(4, scratch.text, 0);
    if (!DecodeSignature({scratch.text.data(), signature_length}, signature)) {
      verdict = Verdict::kMalformedSignature;
    } else {
      verdict = stream.Verify(signature.view()) ? Verdict::kGood : Verdict::kBad;
    }
  }
  scratch.Shrink();
  return ToNumber(env, verdict);
}

}  // namespace

std::span<const NativeRow> StreamOps() {
  static constexpr NativeRow kOps[] = {
      Method<OpenStream>("openStream"),      Operation<UpdateStreamOp>("updateStream"),
      Operation<SignStreamOp>("signStream"), Operation<VerifyStreamOp>("verifyStream"),
      Method<VerifyPieces>("verifyPieces"),
  };
  return kOps;
}

}  // namespace jose
