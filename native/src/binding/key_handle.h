#pragma once

#include <napi.h>

#include "core/key/key.h"

namespace jose {

/// Gives JavaScript an opaque handle that shares ownership of the key. Collecting the handle lets go of its share only:
/// a job that still runs has its own.
napi_value MakeKeyHandle(napi_env env, KeyRef key);

/// The key behind a handle. Throws ArgumentError for another value and kInvalidKey for a disposed key.
const KeyRef& KeyOf(napi_env env, napi_value handle);

/// Lets go of the handle's share now; disposing twice does nothing.
void DisposeKey(napi_env env, napi_value handle);

}  // namespace jose
