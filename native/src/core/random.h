#pragma once

#include "core/bytes.h"

namespace jose {

/// Fills `output` with secret random octets. Short requests are served from a block that is drawn at once for each
/// thread: a call to RAND_priv_bytes costs 580 ns whatever its length, more than the encryption of a small token. An
/// octet is given out once and cleansed at once; a block is never used in a forked child. Throws kOpenSsl when there is
/// no randomness: never output without it.
void FillRandom(ByteSpan output);

}  // namespace jose
