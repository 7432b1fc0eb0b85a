#pragma once

#include <istream>
#include <ostream>

namespace jose::test {

/// Answers each line `scheme key message signature` with `valid`, `invalid` or `refused` and why. Fields are separated
/// by one space; all but the first are hexadecimal: the key as SPKI, or the secret itself for HMAC.
/// native/test/vectors.mjs asks.
void VerifyLines(std::istream& questions, std::ostream& answers);

}  // namespace jose::test
