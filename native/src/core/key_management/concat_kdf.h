#pragma once

#include <string_view>

#include "core/bytes.h"
#include "core/content/content_key.h"
#include "core/secret_bytes.h"

namespace jose {

/// The Concat KDF of RFC 7518 section 4.6.2 with SHA-256: fills `derived` from the shared secret. `algorithm_id` is the
/// "enc" with direct key agreement and the "alg" otherwise.
void DeriveWithConcatKdf(ByteView shared_secret, std::string_view algorithm_id, ByteView apu, ByteView apv,
                         ContentKey& derived);

}  // namespace jose
