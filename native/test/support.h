#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/failure.h"
#include "core/key/export.h"
#include "core/key/key.h"
#include "core/signature/signature.h"

namespace jose::test {

/// Octets from hexadecimal digits. Throws std::invalid_argument for anything else.
Bytes FromHex(std::string_view hex);

/// Octets from base64url. Throws std::invalid_argument for what Base64urlDecode refuses.
Bytes FromBase64url(std::string_view text);

std::string ToBase64url(ByteView bytes);

/// Octets that differ on each call.
Bytes RandomBytes(std::size_t size);

/// Whether both hold the same octets.
bool Same(ByteView a, ByteView b);

/// A copy with the octet at `index` XORed.
Bytes Flipped(ByteView bytes, std::size_t index, std::uint8_t mask = 0x01);

/// Every asymmetric key type.
extern const std::vector<KeyType> kAsymmetricTypes;

/// A private key of the type, made once per process: RSA of 2048 bits, secrets of 64 octets.
const KeyRef& PrivateKey(KeyType type);

/// The public half of PrivateKey(type).
const KeyRef& PublicKey(KeyType type);

/// The first key type that the scheme takes.
KeyType TypeFor(const Scheme& scheme);

/// The key of PublicKey(TypeFor(scheme)), or the secret itself.
const KeyRef& VerifyingKey(const Scheme& scheme);

/// The schemes that the linked OpenSSL has.
const std::vector<std::reference_wrapper<const Scheme>>& Schemes();

/// Processor time in seconds that the process has taken: what a test may bound, since a busy machine does not add to
/// it.
double CpuSeconds();

/// The row of a JOSE name. Throws std::invalid_argument for an unknown one.
const Scheme& SchemeNamed(std::string_view name);

/// Members of a JWK from base64url texts.
KeyParts Parts(std::initializer_list<std::pair<const char*, std::string_view>> members);

/// Runs `work(0)` to `work(count - 1)` at the same time and waits for all of them.
void OnThreads(int count, const std::function<void(int)>& work);

/// Sign() with a result that owns its octets.
Bytes SignatureOf(const Key& key, const Scheme& scheme, ByteView input);

}  // namespace jose::test
