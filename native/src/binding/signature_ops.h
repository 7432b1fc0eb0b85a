#pragma once

#include <napi.h>

#include <span>

namespace jose {

/// sign, verify, verifyCompact and their thread-pool twins; lib/internal/native.ts describes each.
std::span<const napi_property_descriptor> SignatureOps();

}  // namespace jose
