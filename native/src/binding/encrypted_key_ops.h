#pragma once

#include <napi.h>

#include <span>

namespace jose {

/// Encrypted forms of keys, whose key derivations are slow: decryptPkcs8, decryptLegacyPem, readPkcs12, encryptPkcs8
/// and their thread-pool twins; lib/internal/native.ts describes each.
std::span<const napi_property_descriptor> EncryptedKeyOps();

}  // namespace jose
