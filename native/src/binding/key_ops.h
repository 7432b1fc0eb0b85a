#pragma once

#include <napi.h>

#include <span>

namespace jose {

/// Import, export, generation and disposal of keys; lib/internal/native.ts describes each.
std::span<const napi_property_descriptor> KeyOps();

}  // namespace jose
