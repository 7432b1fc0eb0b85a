#pragma once

#include "core/bytes.h"

namespace jose {

/// Looks at `encoded` as EME-PKCS1-v1_5 (RFC 8017 section 7.2.2) around a message exactly as long as `message`, and
/// copies that message over `message` if the padding is good; otherwise `message` stays, which is a random key. Neither
/// the branches nor the addresses depend on `encoded`, so that a caller cannot tell which happened: RFC 3218
/// section 2.3.2's defence against Bleichenbacher's attack. The same on every OpenSSL, with or without implicit
/// rejection of its own.
void SelectPkcs1Message(ByteView encoded, ByteSpan message) noexcept;

}  // namespace jose
