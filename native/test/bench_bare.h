#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/signature/signature.h"

namespace jose::test {

/// A loop's body over EVP alone, with one context that is reused: the most that the linked OpenSSL gives. ECDSA in DER.
std::function<void()> BareSign(const KeyRef& key, const Scheme& scheme, ByteView input);
std::function<void()> BareVerify(const KeyRef& key, const Scheme& scheme, ByteView input, ByteView signature);

/// Ways to compute an HMAC-SHA256 for a key that is known beforehand, by name.
std::vector<std::pair<std::string, std::function<void()>>> HmacWays(const KeyRef& secret, ByteView input);

/// Throws when a benchmark's verification failed: it would measure something else.
void RequireGood(bool good);

}  // namespace jose::test
