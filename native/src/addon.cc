#include <openssl/opensslv.h>

#ifdef __APPLE__
#include <dlfcn.h>
#endif

#include <string_view>

#include "binding/args.h"
#include "binding/environment.h"
#include "binding/guard.h"
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

void Define(napi_env env, napi_value object, const char* name, napi_callback function) {
  const napi_property_descriptor property = {name,    nullptr, function,        nullptr,
                                             nullptr, nullptr, napi_enumerable, nullptr};
  jose::Check(napi_define_properties(env, object, 1, &property), "napi_define_properties");
}

void Load(napi_env env, napi_value exports) {
  StayLoaded();
  jose::Catalog::Get();
  jose::Environment::Install(env);
  napi_value pooled = nullptr;
  jose::Check(napi_create_object(env, &pooled), "napi_create_object");
  for (const auto rows : {jose::KeyOps(), jose::SignatureOps(), jose::StreamOps(), jose::EncryptedKeyOps(),
                          jose::EncryptionOps(), jose::DecryptionOps(), jose::TextOps()}) {
    for (const auto& [name, run, run_pooled] : rows) {
      Define(env, exports, name, run);
      if (run_pooled != nullptr) Define(env, pooled, name, run_pooled);
    }
  }
  jose::DefineMember(env, exports, "pooled", pooled);
}

}  // namespace

// Node calls this in each environment. Node-addon-api's own entry point lets every exception pass but its own, and a
// worker that is terminated while it loads makes any Node-API call fail.
NAPI_MODULE_INIT() {
  return jose::Converted(env, [&] {
    Load(env, exports);
    return exports;
  });
}
