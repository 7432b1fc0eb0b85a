#pragma once

#include <napi.h>

#include <span>

namespace jose {

/// verifyMany and its thread-pool twin: the signatures of many compact tokens in one crossing.
std::span<const napi_property_descriptor> BatchOps();

}  // namespace jose
