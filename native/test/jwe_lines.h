#pragma once

#include <istream>
#include <ostream>

namespace jose::test {

/// Answers lines `verb name=value name=value ...`, the fields separated by one space. Values are base64url, but for
/// `alg`, `enc`, `type` and `epk.type` (names, see key_types.h) and `p2c` and `size` (numbers). A key is given by its
/// JWK members: `type=P-256 key.x=... key.y=... key.d=...`, a secret as `type=oct key.k=...`.
///
///   decrypt  alg enc KEY encrypted_key iv aad ciphertext tag HEADER   -> `plaintext TEXT`
///   encrypt  alg enc KEY cek iv aad plaintext HEADER epk.d           -> `sealed KEY CIPHERTEXT TAG PARAMETERS`
///   unwrap   alg enc KEY encrypted_key size                           -> `cek TEXT`
///   agree    KEY shared epk.*                                         -> `agreed`
///
/// HEADER is epk.type, epk.x, epk.y, apu, apv, kw.iv, kw.tag, p2s, p2c; encrypt takes them as FixedValues. `agree`
/// forges a message under the given shared secret, and the private key must open it. Otherwise the answer is `refused`,
/// or `failed` and why. native/test/vectors.mjs asks.
void AnswerJweLines(std::istream& questions, std::ostream& answers);

}  // namespace jose::test
