#pragma once

#include <napi.h>

#include <span>

namespace jose {

/// Digests, the JSON scan, the OpenSSL version and the names of the tables; lib/internal/native.ts describes each.
std::span<const napi_property_descriptor> TextOps();

}  // namespace jose
