#include <string>

#include "binding/args.h"
#include "binding/der_formats.h"
#include "binding/interface.h"
#include "binding/job.h"
#include "binding/key_handle.h"
#include "core/base64url.h"
#include "core/error_queue.h"
#include "core/key/export.h"
#include "core/key/generate.h"
#include "core/key/import.h"

namespace jose {

namespace {

/// importSecret(octets) -> handle
napi_value ImportSecret(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  KeyParts parts;
  parts.emplace("k", SecretOctets(env, arguments[0]));
  return MakeKeyHandle(env, ImportParts(KeyType::kOct, parts));
}

/// importParts(type, { member: base64url }) -> handle
napi_value ImportPartsOp(napi_env env, napi_callback_info info) {
  const Napi::CallbackInfo arguments(env, info);
  const KeyType type = KeyTypeNamed(arguments[0].As<Napi::String>().Utf8Value());
  const napi_value members = arguments[1];
  const Napi::Array names(env, OwnNames(env, members));
  KeyParts parts;
  for (std::uint32_t i = 0; i < names.Length(); ++i) {
    const std::string name = names.Get(i).As<Napi::String>().Utf8Value();
    const SecretBytes text = SecretOctets(env, OwnMember(env, members, name.c_str()));
    SecretBytes octets(Base64urlDecodedLength(text.size()));
    if (!Base64urlDecode(text, octets.data())) {
      ThrowInvalidKey("the key's member \"" + name + "\" must be base64url without padding (RFC 7515 section 2)");
    }
    parts.emplace(name, std::move(octets));
  }
  return MakeKeyHandle(env, ImportParts(type, parts));
}

/// importDer(octets, format) -> handle
napi_value ImportDerOp(napi_env env, napi_callback_info info) {
  const Napi::CallbackInfo arguments(env, info);
  const SecretBytes der = SecretOctets(env, arguments[0]);
  return MakeKeyHandle(env, ImportDer(der, DerFormatNamed(arguments[1].As<Napi::String>().Utf8Value())));
}

/// exportParts(handle, includePrivate) -> { member: base64url }
napi_value ExportPartsOp(napi_env env, napi_callback_info info) {
  const Napi::CallbackInfo arguments(env, info);
  const KeyParts parts = ExportParts(*KeyOf(env, arguments[0]), arguments[1].As<Napi::Boolean>());
  auto members = Napi::Object::New(env);
  for (const auto& [name, octets] : parts) {
    SecretBytes text(Base64urlEncodedLength(octets.size()));
    char* const characters = reinterpret_cast<char*>(text.data());
    Base64urlEncode(octets, characters);
    DefineMember(env, members, name.c_str(), AsciiString(env, characters, text.size()));
  }
  return members;
}

/// exportDer(handle, format, isPrivate) -> Buffer
napi_value ExportDerOp(napi_env env, napi_callback_info info) {
  const Napi::CallbackInfo arguments(env, info);
  const DerFormat format = DerFormatNamed(arguments[1].As<Napi::String>().Utf8Value());
  const SecretBytes der = ExportDer(*KeyOf(env, arguments[0]), format, arguments[2].As<Napi::Boolean>());
  return Napi::Buffer<std::uint8_t>::Copy(env, der.data(), der.size());
}

/// publicHalf(handle) -> handle
napi_value PublicHalfOp(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  return MakeKeyHandle(env, PublicHalf(*KeyOf(env, arguments[0])));
}

/// describe(handle) -> { type, bits, isPrivate }
napi_value Describe(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  const Key& key = *KeyOf(env, arguments[0]);
  auto description = Napi::Object::New(env);
  DefineMember(env, description, "type", AsciiString(env, key.row().name.data(), key.row().name.size()));
  DefineMember(env, description, "bits", Napi::Number::New(env, key.bits()));
  DefineMember(env, description, "isPrivate", Napi::Boolean::New(env, key.is_private()));
  return description;
}

/// dispose(handle)
napi_value Dispose(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  DisposeKey(env, arguments[0]);
  return nullptr;
}

/// generate(type, bits) -> handle
class GenerateOp {
 public:
  explicit GenerateOp(Scratch& scratch) : scratch_(scratch) {}

  void Parse(const Arguments& arguments) {
    const std::size_t length = arguments.Text(0, scratch_.text, 0);
    type_ = KeyTypeNamed({scratch_.text.text(), length});
    bits_ = static_cast<int>(arguments.Number(1) & 0xffffffU);  // far above every limit, and never negative
  }
  void Run() { key_ = GenerateKey(type_, bits_); }
  napi_value ToJs(napi_env env) { return MakeKeyHandle(env, std::move(key_)); }

 private:
  Scratch& scratch_;
  KeyType type_ = KeyType::kOct;
  int bits_ = 0;
  KeyRef key_;
};

}  // namespace

std::span<const NativeRow> KeyOps() {
  static constexpr NativeRow kOps[] = {
      Method<ImportSecret>("importSecret"), Method<ImportPartsOp>("importParts"), Method<ImportDerOp>("importDer"),
      Method<ExportPartsOp>("exportParts"), Method<ExportDerOp>("exportDer"),     Method<PublicHalfOp>("publicHalf"),
      Method<Describe>("describe"),         Method<Dispose>("dispose"),           Operation<GenerateOp>("generate"),
  };
  return kOps;
}

}  // namespace jose
