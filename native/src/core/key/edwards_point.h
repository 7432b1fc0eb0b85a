#pragma once

#include "core/bytes.h"
#include "core/key/key_types.h"

namespace jose {

/// Checks an Ed25519 or Ed448 public key as an encoded point (RFC 8032 sections 5.1.3 and 5.2.3): canonical, on the
/// curve, and not of small order: under a key of small order one signature is good for many messages. OpenSSL looks
/// at none of this before the first verification. Throws kInvalidKey.
void CheckEdwardsPoint(KeyType type, ByteView encoded);

}  // namespace jose
