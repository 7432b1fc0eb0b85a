#include "core/base64url.h"

#include <array>

#include "core/base64url_blocks.h"

namespace jose {

namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Two characters for each 12-bit value: half the look-ups of one character at a time.
struct PairTable {
  std::array<std::array<char, 2>, 4096> pairs{};
  constexpr PairTable() {
    for (std::size_t value = 0; value < pairs.size(); ++value) {
      pairs[value] = {kAlphabet[value >> 6], kAlphabet[value & 63]};
    }
  }
};

constexpr PairTable kPairs;

/// Set in a decoded value when the character is not of the alphabet.
constexpr std::uint32_t kInvalid = 0x80000000U;

/// For each of the four positions of a group: a character's six bits, already shifted to where they belong.
struct ValueTable {
  std::array<std::array<std::uint32_t, 256>, 4> values{};
  constexpr ValueTable() {
    for (auto& table : values) table.fill(kInvalid);
    for (std::uint32_t index = 0; index < 64; ++index) {
      const auto character = static_cast<std::uint8_t>(kAlphabet[index]);
      for (std::uint32_t position = 0; position < 4; ++position) {
        values[position][character] = index << (18 - 6 * position);
      }
    }
  }
};

constexpr ValueTable kValues;

}  // namespace

void Base64urlEncode(ByteView input, char* output) noexcept {
  const std::size_t taken = EncodeBase64urlBlocks(input, output);
  output += taken / 3 * 4;
  const std::uint8_t* in = input.data() + taken;
  const std::uint8_t* const end = input.data() + input.size() / 3 * 3;
  for (; in != end; in += 3, output += 4) {
    const std::uint32_t group =
        static_cast<std::uint32_t>(in[0]) << 16 | static_cast<std::uint32_t>(in[1]) << 8 | in[2];
    const auto& high = kPairs.pairs[group >> 12];
    const auto& low = kPairs.pairs[group & 0xfff];
    output[0] = high[0];
    output[1] = high[1];
    output[2] = low[0];
    output[3] = low[1];
  }
  const std::size_t rest = input.size() % 3;
  if (rest == 1) {
    output[0] = kAlphabet[in[0] >> 2];
    output[1] = kAlphabet[(in[0] & 0x03) << 4];
  } else if (rest == 2) {
    output[0] = kAlphabet[in[0] >> 2];
    output[1] = kAlphabet[(in[0] & 0x03) << 4 | in[1] >> 4];
    output[2] = kAlphabet[(in[1] & 0x0f) << 2];
  }
}

bool Base64urlDecode(ByteView text, std::uint8_t* output) noexcept {
  const auto& [first, second, third, fourth] = kValues.values;
  const DecodedBlocks blocks = DecodeBase64urlBlocks(text, output);
  if (!blocks.valid) return false;
  output += blocks.characters / 4 * 3;
  const std::uint8_t* in = text.data() + blocks.characters;
  const std::uint8_t* const end = text.data() + text.size() / 4 * 4;
  std::uint32_t seen = 0;  // every group ORed together: one test at the end finds any invalid character
  for (; in != end; in += 4, output += 3) {
    const std::uint32_t group = first[in[0]] | second[in[1]] | third[in[2]] | fourth[in[3]];
    seen |= group;
    output[0] = static_cast<std::uint8_t>(group >> 16);
    output[1] = static_cast<std::uint8_t>(group >> 8);
    output[2] = static_cast<std::uint8_t>(group);
  }
  const std::size_t rest = text.size() % 4;
  if (rest == 1) return false;
  if (rest >= 2) {
    std::uint32_t group = first[in[0]] | second[in[1]];
    output[0] = static_cast<std::uint8_t>(group >> 16);
    if (rest == 3) {
      group |= third[in[2]];
      output[1] = static_cast<std::uint8_t>(group >> 8);
    }
    // RFC 4648 section 3.5: "the pad bits MUST be set to zero"; others would give one token several texts.
    const std::uint32_t unused = rest == 2 ? 0xffffU : 0xffU;
    // planted: unused-bits
    if ((group & unused) != 0) return false;
    seen |= group;
  }
  return (seen & kInvalid) == 0;
}

}  // namespace jose
