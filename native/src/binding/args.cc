#include "binding/args.h"

#include <cstring>
#include <memory>
#include <string>

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace jose {

namespace {

/// Node-API never splits a character, so up to three octets may be left when it ran out of room, and the terminating
/// NUL.
constexpr std::size_t kSlack = 4;

/// node_api_create_external_string_latin1, which became part of Node-API 10; Node.js has it since 20.4. Looked for by
/// name, so that the addon goes on needing no more than Node-API 8.
using ExternalStringMaker = napi_status (*)(napi_env env, char* text, std::size_t length, napi_finalize finalize,
                                            void* hint, napi_value* result, bool* copied);

ExternalStringMaker FindExternalStringMaker() noexcept {
  constexpr char kName[] = "node_api_create_external_string_latin1";
#ifdef _WIN32
  return reinterpret_cast<ExternalStringMaker>(GetProcAddress(GetModuleHandleW(nullptr), kName));
#else
  return reinterpret_cast<ExternalStringMaker>(dlsym(RTLD_DEFAULT, kName));
#endif
}

}  // namespace

void Check(napi_status status, const char* what) {
  switch (status) {
    case napi_ok:
      return;
    case napi_invalid_arg:
    case napi_object_expected:
    case napi_string_expected:
    case napi_number_expected:
    case napi_boolean_expected:
    case napi_array_expected:
      throw ArgumentError(std::string("an argument of the native interface has the wrong type: ") + what);
    default:
      throw std::runtime_error(std::string("a Node-API call failed: ") + what);
  }
}

Arguments::Arguments(napi_env env, napi_callback_info info, bool borrow) : env_(env), borrow_(borrow) {
  // Fills all places, with undefined where there is no argument, and answers how many were given, be they more.
  std::size_t count = kMaxCount;
  Check(napi_get_cb_info(env, info, &count, values_.data(), nullptr, nullptr), "napi_get_cb_info");
}

std::uint32_t Arguments::Number(std::size_t index) const {
  std::uint32_t number = 0;
  Check(napi_get_value_uint32(env_, values_.at(index), &number), "a number");
  return number;
}

bool ReadText(napi_env env, napi_value value, Buffer& buffer, std::size_t offset, std::size_t& length) {
  buffer.Reserve(offset + kRoomForText, offset);
  const std::size_t room = buffer.capacity() - offset;
  const napi_status status = napi_get_value_string_utf8(env, value, buffer.text() + offset, room, &length);
  if (status == napi_string_expected) return false;
  Check(status, "a string");
  if (length + kSlack < room) return true;
  Check(napi_get_value_string_utf8(env, value, nullptr, 0, &length), "a string");
  buffer.Reserve(offset + length + 1, offset);
  Check(napi_get_value_string_utf8(env, value, buffer.text() + offset, length + 1, &length), "a string");
  return true;
}

std::size_t Arguments::Text(std::size_t index, Buffer& buffer, std::size_t offset) const {
  std::size_t length = 0;
  if (!TryText(index, buffer, offset, length)) throw ArgumentError("a string was expected");
  return length;
}

ByteView Arguments::Octets(std::size_t index, Buffer& buffer) const {
  std::size_t length = 0;
  if (TryText(index, buffer, 0, length)) return {buffer.data(), length};
  const ByteSpan octets = TypedArrayOctets(env_, values_.at(index));
  if (borrow_) return octets;
  buffer.Reserve(octets.size());
  if (!octets.empty()) std::memcpy(buffer.data(), octets.data(), octets.size());
  return {buffer.data(), octets.size()};
}

bool Arguments::Has(std::size_t index) const {
  napi_valuetype type = napi_undefined;
  Check(napi_typeof(env_, values_.at(index), &type), "napi_typeof");
  return type != napi_undefined;
}

Bytes Arguments::OptionalOctets(std::size_t index) const {
  if (!Has(index)) return {};
  const SecretBytes octets = SecretOctets(env_, values_.at(index));
  return {octets.begin(), octets.end()};
}

std::size_t Arguments::AppendOctets(std::size_t index, Buffer& buffer, std::size_t offset) const {
  std::size_t length = 0;
  if (TryText(index, buffer, offset, length)) return length;
  const ByteSpan octets = TypedArrayOctets(env_, values_.at(index));
  buffer.Reserve(offset + octets.size(), offset);
  if (!octets.empty()) std::memcpy(buffer.data() + offset, octets.data(), octets.size());
  return octets.size();
}

ByteSpan Arguments::Output(std::size_t index) const { return TypedArrayOctets(env_, values_.at(index)); }

void HeldOutput::Take(const Arguments& arguments, std::size_t index) {
  octets_ = arguments.Output(index);
  if (arguments.borrows()) return;
  reference_ = Napi::Persistent(Napi::Value(arguments.env(), arguments[index]).As<Napi::Object>());
}

ByteSpan TypedArrayOctets(napi_env env, napi_value value) {
  void* data = nullptr;
  std::size_t length = 0;
  napi_typedarray_type type{};
  Check(napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr), "a Uint8Array");
  if (type != napi_uint8_array) throw ArgumentError("expected a Uint8Array");
  return {static_cast<std::uint8_t*>(data), data == nullptr ? 0 : length};
}

ByteView Latin1Of(napi_env env, napi_value value, Buffer& buffer) {
  std::size_t length = 0;
  if (napi_get_value_string_latin1(env, value, nullptr, 0, &length) != napi_ok) {
    throw ArgumentError("a string was expected");
  }
  buffer.Reserve(length + 1);  // Node-API writes a NUL behind it
  Check(napi_get_value_string_latin1(env, value, buffer.text(), length + 1, &length), "a string");
  return {buffer.data(), length};
}

SecretBytes SecretOctets(napi_env env, napi_value value) {
  std::size_t length = 0;
  const napi_status status = napi_get_value_string_utf8(env, value, nullptr, 0, &length);
  if (status == napi_string_expected) {
    const ByteSpan octets = TypedArrayOctets(env, value);
    return {octets.begin(), octets.end()};
  }
  Check(status, "a string");
  SecretBytes text(length + 1);  // Node-API writes a NUL behind it
  Check(napi_get_value_string_utf8(env, value, reinterpret_cast<char*>(text.data()), text.size(), &length), "a string");
  text.resize(length);
  return text;
}

napi_value OwnMember(napi_env env, napi_value object, const char* name) {
  napi_value key = nullptr;
  napi_value value = nullptr;
  bool has = false;
  Check(napi_create_string_latin1(env, name, NAPI_AUTO_LENGTH, &key), "napi_create_string_latin1");
  Check(napi_has_own_property(env, object, key, &has), "an object");
  if (has) {
    Check(napi_get_property(env, object, key, &value), "an object");
  } else {
    Check(napi_get_undefined(env, &value), "napi_get_undefined");
  }
  return value;
}

napi_value OwnNames(napi_env env, napi_value object) {
  napi_value names = nullptr;
  constexpr auto kFilter = static_cast<napi_key_filter>(napi_key_enumerable | napi_key_skip_symbols);
  Check(napi_get_all_property_names(env, object, napi_key_own_only, kFilter, napi_key_numbers_to_strings, &names),
        "an object");
  return names;
}

void DefineMember(napi_env env, napi_value object, const char* name, napi_value value) {
  const napi_property_descriptor member = {name,   nullptr, nullptr, nullptr, nullptr, value, napi_default_jsproperty,
                                           nullptr};
  Check(napi_define_properties(env, object, 1, &member), "napi_define_properties");
}

napi_value AsciiString(napi_env env, const char* text, std::size_t length) {
  napi_value value = nullptr;
  Check(napi_create_string_latin1(env, text, length, &value), "napi_create_string_latin1");
  return value;
}

namespace {

/// From this length on a string takes the memory over. Shorter ones live in V8's own heap, where a copy is cheaper than
/// the housekeeping of memory outside.
constexpr std::size_t kTakenFrom = 256 * 1024;

/// Tells the garbage collector of memory that it cannot see: without that, hundreds of megabytes would wait for it.
void ReportExternalMemory(napi_env env, std::int64_t change) noexcept {
  std::int64_t total = 0;
  if (env != nullptr) napi_adjust_external_memory(env, change, &total);
}

void DeleteText(napi_env env, void* text, void* hint) noexcept {
  std::unique_ptr<std::uint8_t[]>(static_cast<std::uint8_t*>(text));
  ReportExternalMemory(env, -static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(hint)));
}

}  // namespace

napi_value TakeAsciiString(napi_env env, Buffer& buffer, std::size_t length) {
  static const ExternalStringMaker make = FindExternalStringMaker();
  if (length < kTakenFrom || make == nullptr) return AsciiString(env, buffer.text(), length);
  auto memory = buffer.Release();
  napi_value value = nullptr;
  bool copied = false;
  // The length is the hint, to be taken off again.
  Check(make(env, reinterpret_cast<char*>(memory.get()), length, DeleteText, reinterpret_cast<void*>(length), &value,
             &copied),
        "node_api_create_external_string_latin1");
  // The string's own now; where the host copied it, it was deleted already.
  static_cast<void>(memory.release());
  ReportExternalMemory(env, static_cast<std::int64_t>(length));
  return value;
}

}  // namespace jose
