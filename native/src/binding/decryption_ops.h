#pragma once

#include <napi.h>

#include <span>

namespace jose {

/// decryptCompact, decrypt and their thread-pool twins; lib/internal/native.ts describes each.
std::span<const napi_property_descriptor> DecryptionOps();

}  // namespace jose
