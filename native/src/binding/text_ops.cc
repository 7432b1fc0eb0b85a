#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include "binding/args.h"
#include "binding/environment.h"
#include "binding/guard.h"
#include "binding/interface.h"
#include "core/base64url.h"
#include "core/catalog.h"
#include "core/content/ciphers.h"
#include "core/error_queue.h"
#include "core/json_scan.h"
#include "core/key_management/algorithms.h"
#include "core/signature/schemes.h"

namespace jose {

namespace {

Digest DigestNamed(std::string_view name) {
  constexpr std::string_view kNames[] = {"", "sha1", "sha256", "sha384", "sha512"};  // in the order of Digest
  for (std::size_t row = 1; row < std::size(kNames); ++row) {
    if (name == kNames[row]) return static_cast<Digest>(row);
  }
  throw ArgumentError("no such digest");
}

/// digest(name, octets) -> base64url
napi_value DigestOp(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  Scratch& scratch = Environment::Of(env).scratch;
  const std::size_t name_length = arguments.Text(0, scratch.text, 0);
  const Digest digest = DigestNamed({scratch.text.text(), name_length});
  const ByteView octets = arguments.Octets(1, scratch.octets);
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> hash;
  unsigned int size = 0;
  Require(EVP_Digest(octets.data(), octets.size(), hash.data(), &size, Catalog::Get().digest(digest), nullptr),
          "EVP_Digest");
  std::array<char, Base64urlEncodedLength(EVP_MAX_MD_SIZE)> text;
  Base64urlEncode({hash.data(), size}, text.data());
  scratch.Shrink();
  return AsciiString(env, text.data(), Base64urlEncodedLength(size));
}

/// scanJson(text, maxDepth) -> verdict
napi_value ScanJsonOp(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info, true);
  Scratch& scratch = Environment::Of(env).scratch;
  const std::size_t length = arguments.Text(0, scratch.text, 0);
  const JsonVerdict verdict = ScanJson({scratch.text.data(), length}, arguments.Number(1));
  scratch.Shrink();
  napi_value value = nullptr;
  Check(napi_create_uint32(env, static_cast<std::uint32_t>(verdict), &value), "napi_create_uint32");
  return value;
}

/// opensslVersion() -> text
napi_value OpensslVersion(napi_env env, napi_callback_info /*info*/) {
  return Napi::String::New(env, OpenSSL_version(OPENSSL_VERSION));
}

/// opensslBuild() -> { version, linkage }: the number alone, and whether it is `static` or `shared`
napi_value OpensslBuild(napi_env env, napi_callback_info /*info*/) {
  auto build = Napi::Object::New(env);
  DefineMember(env, build, "version", Napi::String::New(env, OpenSSL_version(OPENSSL_VERSION_STRING)));
  DefineMember(env, build, "linkage", Napi::String::New(env, JOSE_OPENSSL_LINKAGE));
  return build;
}

/// The threads of libuv's pool: what it reads from UV_THREADPOOL_SIZE when it is first used, and 4 without.
long ReadThreadCount() noexcept {
  constexpr long kMostThreads = 1024;  // of libuv
  const char* const text = std::getenv("UV_THREADPOOL_SIZE");
  if (text == nullptr) return 4;
  const long count = std::strtol(text, nullptr, 10);  // as libuv: 0 for what is no number
  if (count < 0) return kMostThreads;                 // as libuv, to which it is a very large one
  return std::clamp(count, 1L, kMostThreads);
}

/// threadCount() -> number of threads in the pool. Asked late, since a program may set the variable when it starts.
napi_value CountThreads(napi_env env, napi_callback_info /*info*/) {
  return Napi::Number::New(env, static_cast<double>(ReadThreadCount()));
}

/// The names of a table, in the order of its rows.
template <class Row, std::size_t kCount>
napi_value Names(napi_env env, const Row (&rows)[kCount]) {
  auto names = Napi::Array::New(env, kCount);
  for (std::uint32_t row = 0; row < kCount; ++row) names.Set(row, std::string(rows[row].name));
  return names;
}

/// Whether the OpenSSL that is linked has what a row stands for.
bool IsAvailable(const Scheme& scheme) {
  for (std::size_t type = 0; type < std::size(kKeyTypes); ++type) {
    if ((scheme.key_types & SetOf(static_cast<KeyType>(type))) != 0) {
      return Catalog::Get().Has(static_cast<KeyType>(type));
    }
  }
  return false;
}
bool IsAvailable(const KeyTypeRow& row) { return Catalog::Get().Has(static_cast<KeyType>(&row - kKeyTypes)); }

/// The same, with an empty text in the place of a row that the OpenSSL that is linked lacks.
template <class Row, std::size_t kCount>
napi_value AvailableNames(napi_env env, const Row (&rows)[kCount]) {
  auto names = Napi::Array::New(env, kCount);
  for (std::uint32_t row = 0; row < kCount; ++row) {
    names.Set(row, IsAvailable(rows[row]) ? std::string(rows[row].name) : std::string());
  }
  return names;
}

napi_value Schemes(napi_env env, napi_callback_info /*info*/) { return AvailableNames(env, kSchemes); }
napi_value KeyTypes(napi_env env, napi_callback_info /*info*/) { return AvailableNames(env, kKeyTypes); }
napi_value ContentCiphers(napi_env env, napi_callback_info /*info*/) { return Names(env, kContentCiphers); }
napi_value KeyManagementNames(napi_env env, napi_callback_info /*info*/) { return Names(env, kKeyManagement); }

}  // namespace

std::span<const NativeRow> TextOps() {
  static constexpr NativeRow kOps[] = {
      Method<DigestOp>("digest"),
      Method<ScanJsonOp>("scanJson"),
      Method<OpensslVersion>("opensslVersion"),
      Method<OpensslBuild>("opensslBuild"),
      Method<CountThreads>("threadCount"),
      Method<Schemes>("schemes"),
      Method<KeyTypes>("keyTypes"),
      Method<ContentCiphers>("contentCiphers"),
      Method<KeyManagementNames>("keyManagement"),
  };
  return kOps;
}

}  // namespace jose
