#pragma once

#include "core/bytes.h"

namespace jose {

enum class TextEncoding { kAscii, kUtf8, kInvalid };

/// What octets are as text: ASCII, other UTF-8 (RFC 3629: shortest forms, no surrogates, nothing above U+10FFFF), or
/// neither.
TextEncoding EncodingOf(ByteView octets) noexcept;

}  // namespace jose
