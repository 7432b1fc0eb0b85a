#pragma once

#include <string_view>

#include "binding/args.h"
#include "core/key/import.h"

namespace jose {

inline DerFormat DerFormatNamed(std::string_view name) {
  constexpr std::string_view kNames[] = {"spki", "pkcs8", "pkcs1", "sec1", "x509", "any"};  // in the order of DerFormat
  for (std::size_t row = 0; row < std::size(kNames); ++row) {
    if (name == kNames[row]) return static_cast<DerFormat>(row);
  }
  throw ArgumentError("no such DER format");
}

}  // namespace jose
