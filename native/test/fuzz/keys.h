#pragma once

#include "core/key/export.h"

namespace jose::test {

/// A private key of the type, the same in every process, so that an input means the same wherever it is tried.
const KeyRef& FuzzKey(KeyType type);

/// A secret of `size` octets, the same in every process. One thread.
const KeyRef& FuzzSecret(std::size_t size);

}  // namespace jose::test
