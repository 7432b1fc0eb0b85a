#pragma once

#include "core/bytes.h"
#include "core/catalog.h"
#include "core/content/content_key.h"

namespace jose {

/// AES Key Wrap with the default initial value, RFC 3394. Returns the wrapped key, 8 octets longer.
Bytes WrapWithAes(Cipher cipher, ByteView kek, ByteView content_key);

/// Unwraps into `content_key`; false, and `content_key` unchanged, when the integrity check fails or the length is not
/// that of this key wrapped (a longer one never reaches the cipher: it would be written past the end).
bool UnwrapWithAes(Cipher cipher, ByteView kek, ByteView wrapped, ContentKey& content_key);

}  // namespace jose
