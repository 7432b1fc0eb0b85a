#pragma once

#include <napi.h>

#include "binding/args.h"
#include "core/key/key.h"

namespace jose {

/// Gives JavaScript an opaque handle that shares ownership of the key. Collecting the handle lets go of its share only:
/// a job that still runs has its own.
napi_value MakeKeyHandle(napi_env env, KeyRef key);

/// The key behind a handle. Throws ArgumentError for another value and kInvalidKey for a disposed key.
const KeyRef& KeyOf(napi_env env, napi_value handle);

/// The key of one operation. On the thread pool it is shared, so that neither disposing nor collecting can take it
/// away; in a synchronous call it is borrowed, since no JavaScript runs meanwhile (two atomic operations less).
class HeldKey {
 public:
  /// Takes the handle among the arguments. Throws as KeyOf.
  void Take(const Arguments& arguments, std::size_t index) {
    const KeyRef& key = KeyOf(arguments.env(), arguments[index]);
    key_ = key.get();
    if (!arguments.borrows()) share_ = key;
  }
  const Key& operator*() const noexcept { return *key_; }

 private:
  const Key* key_ = nullptr;
  KeyRef share_;
};

/// Lets go of the handle's share now; disposing twice does nothing.
void DisposeKey(napi_env env, napi_value handle);

}  // namespace jose
