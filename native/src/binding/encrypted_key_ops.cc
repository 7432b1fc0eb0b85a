#include <string>

#include "binding/args.h"
#include "binding/der_formats.h"
#include "binding/interface.h"
#include "binding/job.h"
#include "binding/key_handle.h"
#include "core/key/encrypted.h"

namespace jose {

namespace {

napi_value ToBuffer(napi_env env, ByteView octets) {
  napi_value buffer = nullptr;
  Check(napi_create_buffer_copy(env, octets.size(), octets.data(), nullptr, &buffer), "napi_create_buffer_copy");
  return buffer;
}

/// decryptPkcs8(der, password) -> handle
class DecryptPkcs8Op {
 public:
  explicit DecryptPkcs8Op(Scratch& /*scratch*/) {}

  void Parse(const Arguments& arguments) {
    der_ = SecretOctets(arguments.env(), arguments[0]);
    password_ = SecretOctets(arguments.env(), arguments[1]);
  }
  void Run() { key_ = DecryptPkcs8(der_, password_); }
  napi_value ToJs(napi_env env) { return MakeKeyHandle(env, std::move(key_)); }

 private:
  SecretBytes der_, password_;
  KeyRef key_;
};

/// decryptLegacyPem(der, header, format, password) -> handle
class DecryptLegacyPemOp {
 public:
  explicit DecryptLegacyPemOp(Scratch& /*scratch*/) {}

  void Parse(const Arguments& arguments) {
    const Napi::Env env(arguments.env());
    der_ = SecretOctets(env, arguments[0]);
    header_ = Napi::Value(env, arguments[1]).As<Napi::String>().Utf8Value();
    format_ = DerFormatNamed(Napi::Value(env, arguments[2]).As<Napi::String>().Utf8Value());
    password_ = SecretOctets(env, arguments[3]);
  }
  void Run() { key_ = DecryptLegacyPem(der_, header_, format_, password_); }
  napi_value ToJs(napi_env env) { return MakeKeyHandle(env, std::move(key_)); }

 private:
  SecretBytes der_, password_;
  std::string header_;
  DerFormat format_ = DerFormat::kAny;
  KeyRef key_;
};

/// readPkcs12(der, password) -> { key?, certificates }
class ReadPkcs12Op {
 public:
  explicit ReadPkcs12Op(Scratch& /*scratch*/) {}

  void Parse(const Arguments& arguments) {
    der_ = SecretOctets(arguments.env(), arguments[0]);
    password_ = SecretOctets(arguments.env(), arguments[1]);
  }
  void Run() { contents_ = ReadPkcs12(der_, password_); }
  napi_value ToJs(napi_env env) {
    auto result = Napi::Object::New(env);
    if (contents_.key) DefineMember(env, result, "key", MakeKeyHandle(env, std::move(contents_.key)));
    auto certificates = Napi::Array::New(env, contents_.certificates.size());
    for (std::uint32_t i = 0; i < contents_.certificates.size(); ++i) {
      certificates.Set(i, ToBuffer(env, contents_.certificates[i]));
    }
    DefineMember(env, result, "certificates", certificates);
    return result;
  }

 private:
  SecretBytes der_, password_;
  Pkcs12Contents contents_;
};

/// encryptPkcs8(handle, password, iterations) -> Buffer
class EncryptPkcs8Op {
 public:
  explicit EncryptPkcs8Op(Scratch& /*scratch*/) {}

  void Parse(const Arguments& arguments) {
    key_ = KeyOf(arguments.env(), arguments[0]);
    password_ = SecretOctets(arguments.env(), arguments[1]);
    iterations_ = static_cast<int>(arguments.Number(2) & 0xffffffU);
  }
  void Run() { der_ = EncryptPkcs8(*key_, password_, iterations_); }
  napi_value ToJs(napi_env env) { return ToBuffer(env, der_); }

 private:
  KeyRef key_;
  SecretBytes password_;
  int iterations_ = 0;
  Bytes der_;
};

}  // namespace

std::span<const NativeRow> EncryptedKeyOps() {
  static constexpr NativeRow kOps[] = {
      Operation<DecryptPkcs8Op>("decryptPkcs8"),
      Operation<DecryptLegacyPemOp>("decryptLegacyPem"),
      Operation<ReadPkcs12Op>("readPkcs12"),
      Method<RunSync<EncryptPkcs8Op>>("encryptPkcs8"),
  };
  return kOps;
}

}  // namespace jose
