#pragma once

#include <memory>

#include "core/bytes.h"
#include "core/key/key.h"
#include "core/signature/schemes.h"
#include "core/signature/signature_pools.h"

namespace jose {

/// How one family of schemes signs and verifies: three functions, no state of its own.
struct Mechanism {
  /// Makes a context that is ready for any number of signatures of this key.
  std::unique_ptr<SignatureContext> (*prepare)(const Key& key, const Scheme& scheme, Purpose purpose);

  /// Writes the JWS signature of `input` at `output` (at least kMaxSignatureSize octets) and returns its size.
  std::size_t (*sign)(SignatureContext& context, const Key& key, const Scheme& scheme, ByteView input, ByteSpan output);

  /// Whether `signature` is good for `input`. Throws only where no verdict could be reached.
  bool (*verify)(SignatureContext& context, const Key& key, const Scheme& scheme, ByteView input, ByteView signature);
};

}  // namespace jose
