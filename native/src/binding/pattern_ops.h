#pragma once

#include <napi.h>

#include <span>

namespace jose {

/// rememberPattern, verifyOfPattern and verifyClaimsOfPattern; lib/internal/addon.ts describes each.
std::span<const napi_property_descriptor> PatternOps();

}  // namespace jose
