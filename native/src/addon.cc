#include <openssl/opensslv.h>

#ifdef __APPLE__
#include <dlfcn.h>
#endif

#include <string_view>

#include "binding/args.h"
#include "binding/environment.h"
#include "binding/interface.h"
#include "core/catalog.h"

// Node's own include folder holds OpenSSL headers too; the wrong ones would compile and misbehave.
static_assert(std::string_view(OPENSSL_VERSION_STR) == JOSE_OPENSSL_EXPECTED_VERSION,
              "the OpenSSL headers are not those of the library that is linked");

namespace {

/// libcrypto's handlers for the end of a thread must outlive the last environment that used it. On Linux `-z nodelete`
/// sees to that (native/addon.gypi).
#ifdef __APPLE__
void StayLoaded() {
  Dl_info found;
  if (dladdr(reinterpret_cast<const void*>(&StayLoaded), &found) == 0 || found.dli_fname == nullptr) return;
  dlopen(found.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
}
#else
void StayLoaded() {}
#endif

void Define(Napi::Env env, napi_value object, const char* name, napi_callback function) {
  const napi_property_descriptor property = {name,    nullptr, function,        nullptr,
                                             nullptr, nullptr, napi_enumerable, nullptr};
  jose::Check(napi_define_properties(env, object, 1, &property), "napi_define_properties");
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  StayLoaded();
  jose::Catalog::Get();
  jose::Environment::Install(env);
  auto pooled = Napi::Object::New(env);
  for (const auto rows : {jose::KeyOps(), jose::SignatureOps(), jose::StreamOps(), jose::EncryptedKeyOps(),
                          jose::EncryptionOps(), jose::DecryptionOps(), jose::TextOps()}) {
    for (const auto& [name, run, run_pooled] : rows) {
      Define(env, exports, name, run);
      if (run_pooled != nullptr) Define(env, pooled, name, run_pooled);
    }
  }
  exports.Set("pooled", pooled);
  return exports;
}

}  // namespace

NODE_API_MODULE(jose_openssl, Init)
