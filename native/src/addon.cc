#include <openssl/opensslv.h>

#ifdef __APPLE__
#include <dlfcn.h>
#endif

#include <string_view>

#include "binding/args.h"
#include "binding/batch_ops.h"
#include "binding/decryption_ops.h"
#include "binding/encrypted_key_ops.h"
#include "binding/encryption_ops.h"
#include "binding/environment.h"
#include "binding/key_ops.h"
#include "binding/pattern_ops.h"
#include "binding/signature_ops.h"
#include "binding/stream_ops.h"
#include "binding/text_ops.h"
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

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  StayLoaded();
  jose::Catalog::Get();
  jose::Environment::Install(env);
  for (const auto ops : {jose::KeyOps(), jose::SignatureOps(), jose::PatternOps(), jose::BatchOps(), jose::StreamOps(),
                         jose::EncryptedKeyOps(), jose::EncryptionOps(), jose::DecryptionOps(), jose::TextOps()}) {
    jose::Check(napi_define_properties(env, exports, ops.size(), ops.data()), "napi_define_properties");
  }
  return exports;
}

}  // namespace

NODE_API_MODULE(jose_openssl, Init)
