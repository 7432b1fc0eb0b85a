#pragma once

#include <span>

#include "binding/guard.h"

namespace jose {

// The native interface: one table for each *_ops.cc. lib/native/addon.ts describes every function.

/// Import, export, generation and disposal of keys.
std::span<const NativeRow> KeyOps();
/// Encrypted forms of keys, whose key derivations are slow.
std::span<const NativeRow> EncryptedKeyOps();
/// Signatures over whole messages.
std::span<const NativeRow> SignatureOps();
/// Signatures over messages that come in pieces.
std::span<const NativeRow> StreamOps();
std::span<const NativeRow> EncryptionOps();
std::span<const NativeRow> DecryptionOps();
/// Digests, the JSON scan, the OpenSSL version and the names of the tables.
std::span<const NativeRow> TextOps();

}  // namespace jose
