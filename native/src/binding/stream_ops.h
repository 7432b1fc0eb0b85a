#pragma once

#include <napi.h>

#include <span>

namespace jose {

/// Signatures over messages that come in pieces.
std::span<const napi_property_descriptor> StreamOps();

}  // namespace jose
