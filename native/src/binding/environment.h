#pragma once

#include <napi.h>

#include "binding/buffer.h"

namespace jose {

/// What the addon keeps for each JavaScript environment (the main thread, each worker). Used on its thread only.
struct Environment {
  Scratch scratch;

  static Environment& Of(napi_env env);

  /// Called once when the addon is loaded into an environment.
  static void Install(napi_env env);
};

}  // namespace jose
