// Strict base64url against a slow one that is easy to read.

#include "core/base64url.h"

#include <array>
#include <optional>
#include <string>

#include "fuzz.h"

namespace jose::test {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The place of each octet in the alphabet, or 64.
const std::array<std::uint8_t, 256> kValues = [] {
  std::array<std::uint8_t, 256> values;
  values.fill(64);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

/// Bit by bit.
std::optional<Bytes> SlowDecode(ByteView text) {
  Bytes octets;
  octets.reserve(text.size());
  unsigned bits = 0;
  unsigned held = 0;
  for (const std::uint8_t c : text) {
    if (kValues[c] == 64) return std::nullopt;
    held = held << 6 | kValues[c];
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      octets.push_back(static_cast<std::uint8_t>(held >> bits));
      held &= (1U << bits) - 1;
    }
  }
  // 6 bits left are a character that says nothing; others must be zero.
  if (bits == 6 || held != 0) return std::nullopt;
  return octets;
}

std::string SlowEncode(ByteView octets) {
  std::string text;
  text.reserve(octets.size() * 2);
  unsigned bits = 0;
  unsigned held = 0;
  for (const std::uint8_t octet : octets) {
    held = held << 8 | octet;
    for (bits += 8; bits >= 6; bits -= 6) text += kAlphabet[held >> (bits - 6) & 63];
    held &= (1U << bits) - 1;
  }
  if (bits > 0) text += kAlphabet[held << (6 - bits) & 63];
  return text;
}

std::string Encode(ByteView octets) {
  std::string text(Base64urlEncodedLength(octets.size()), '\0');
  Base64urlEncode(octets, text.data());
  return text;
}

FUZZ_TARGET(base64url) {
  Bytes decoded(Base64urlDecodedLength(input.size()));
  const bool good = Base64urlDecode(input, decoded.data());
  const std::optional<Bytes> expected = SlowDecode(input);
  FUZZ_EXPECT(good == expected.has_value());
  if (good) {
    FUZZ_EXPECT(decoded == *expected);
    FUZZ_EXPECT(Encode(decoded) == AsText(input));  // one text for the octets: not malleable
  }

  const std::string encoded = Encode(input);
  FUZZ_EXPECT(encoded == SlowEncode(input));
  Bytes again(Base64urlDecodedLength(encoded.size()));
  FUZZ_EXPECT(Base64urlDecode(AsBytes(encoded), again.data()));
  FUZZ_EXPECT(std::equal(again.begin(), again.end(), input.begin(), input.end()));
}

}  // namespace
}  // namespace jose::test
