#pragma once

#include <napi.h>

#include <span>

namespace jose {

/// rememberRead, verifyOfPattern, verifyClaimsOfPattern, rememberWritten and signOfPattern; lib/internal/addon.ts
/// describes each.
std::span<const napi_property_descriptor> PatternOps();

}  // namespace jose
