#pragma once

#include "core/key/key.h"

namespace jose {

/// Makes a new key: a random secret of `bits` (a multiple of 8), an RSA key of `bits`, or a key on the type's curve
/// (`bits` unused). Any thread; RSA takes tenths of a second. Throws kInvalidKey for a size that is not allowed.
KeyRef GenerateKey(KeyType type, int bits);

}  // namespace jose
