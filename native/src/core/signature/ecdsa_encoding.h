#pragma once

#include <cstddef>

#include "core/bytes.h"

namespace jose {

/// Octets of the longest DER ECDSA-Sig-Value for a coordinate of `size` octets: two integers, each with a sign octet
/// and a two-octet header, in a sequence with a three-octet header.
constexpr std::size_t EcdsaDerMaxSize(std::size_t size) noexcept { return 3 + 2 * (size + 3); }

/// Turns a DER ECDSA-Sig-Value, as OpenSSL writes it, into R || S of `size` octets each (RFC 7518 section 3.4). Returns
/// false when it is not one, or when a number does not fit.
bool EcdsaDerToRaw(ByteView der, std::size_t size, std::uint8_t* raw) noexcept;

/// Turns R || S (raw.size() is twice the coordinate) into DER at `der` (EcdsaDerMaxSize octets); returns its size.
/// By hand because ECDSA_SIG costs four to seven times as much (measured 60 against 264 to 409 ns).
std::size_t EcdsaRawToDer(ByteView raw, std::uint8_t* der) noexcept;

}  // namespace jose
