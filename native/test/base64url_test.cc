#include "core/base64url.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/base64url_blocks.h"
#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

bool Decodes(std::string_view text) {
  Bytes bytes(Base64urlDecodedLength(text.size()));
  return Base64urlDecode(AsBytes(text), bytes.data());
}

JOSE_TEST(base64url_known_answers) {
  struct Row {
    std::string_view octets;
    std::string_view text;
  };
  // RFC 4648 section 10, without its padding.
  constexpr Row kRows[] = {{"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
                           {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [octets, text] : kRows) {
    EXPECT(ToBase64url(AsBytes(octets)) == text);
    EXPECT(AsText(FromBase64url(text)) == octets);
  }
  // RFC 7515 appendix C.
  const Bytes appendix = {3, 236, 255, 224, 193};
  EXPECT(ToBase64url(appendix) == "A-z_4ME");
  EXPECT(FromBase64url("A-z_4ME") == appendix);
}

JOSE_TEST(base64url_every_length_round_trips) {
  for (std::size_t size = 0; size <= 260; ++size) {
    const Bytes bytes = RandomBytes(size);
    const std::string text = ToBase64url(bytes);
    EXPECT(text.size() == Base64urlEncodedLength(size));
    EXPECT(Base64urlDecodedLength(text.size()) == size);
    EXPECT(text.find_first_not_of(kAlphabet) == std::string::npos);
    EXPECT(FromBase64url(text) == bytes);
  }
}

JOSE_TEST(base64url_every_octet_in_every_place) {
  Bytes all(256);
  for (std::size_t value = 0; value < 256; ++value) all[value] = static_cast<std::uint8_t>(value);
  EXPECT(FromBase64url(ToBase64url(all)) == all);
  for (std::size_t value = 0; value < 256; ++value) {
    for (std::size_t place = 0; place < 3; ++place) {
      Bytes bytes(place + 1);
      bytes[place] = static_cast<std::uint8_t>(value);
      EXPECT(FromBase64url(ToBase64url(bytes)) == bytes);
    }
  }
}

JOSE_TEST(base64url_refuses_every_other_character_in_every_place) {
  // Incomplete groups and whole ones; from 44 and 88 characters on, blocks and what is left of them.
  for (const std::size_t length : {2U, 3U, 4U, 6U, 7U, 8U, 43U, 44U, 46U, 75U, 76U, 108U, 143U, 151U, 152U, 175U}) {
    for (std::size_t place = 0; place < length; ++place) {
      for (unsigned value = 0; value < 256; ++value) {
        std::string text(length, 'A');
        text[place] = static_cast<char>(value);
        // The last character of an incomplete group has unused bits as well: the next test's business.
        const bool last = place + 1 == length && length % 4 != 0;
        const bool in_alphabet = kAlphabet.find(text[place]) != std::string_view::npos;
        if (!in_alphabet) EXPECT(!Decodes(text));
        if (in_alphabet && !last) EXPECT(Decodes(text));
      }
    }
  }
}

/// The octets of a text, one bit at a time.
Bytes DecodeSlowly(std::string_view text) {
  Bytes bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    bits = bits << 6 | static_cast<unsigned>(kAlphabet.find(c));
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<std::uint8_t>(bits >> count));
  }
  return bytes;
}

JOSE_TEST(base64url_agrees_with_a_slow_decoder) {
  for (std::size_t size = 0; size <= 500; ++size) {
    const Bytes bytes = RandomBytes(size);
    EXPECT(DecodeSlowly(ToBase64url(bytes)) == bytes);
  }
  const Bytes large = RandomBytes(100003);
  EXPECT(DecodeSlowly(ToBase64url(large)) == large);
  EXPECT(FromBase64url(ToBase64url(large)) == large);
}

/// Those of them that the processor has.
std::vector<VectorCode> VectorCodes() {
  std::vector<VectorCode> codes;
  for (const VectorCode code : {VectorCode::kNone, VectorCode::kAvx2}) {
    if (code <= BestVectorCode()) codes.push_back(code);
  }
  return codes;
}

JOSE_TEST(base64url_blocks_agree_whatever_the_processor_has) {
  for (std::size_t size = 0; size <= 260; ++size) {
    const Bytes octets = RandomBytes(size);
    const std::string text = ToBase64url(octets);
    for (const VectorCode code : VectorCodes()) {
      // What stands behind is not written, which AddressSanitizer does not see of a store with a mask.
      constexpr char kBehind = '\x5a';
      constexpr std::size_t kMore = 80;
      std::string encoded(text.size() + kMore, kBehind);
      const std::size_t taken = EncodeBase64urlBlocks(octets, encoded.data(), code);
      EXPECT(taken <= size && taken % 3 == 0);
      EXPECT(encoded.substr(0, taken / 3 * 4) == text.substr(0, taken / 3 * 4));
      EXPECT(encoded.substr(text.size()) == std::string(kMore, kBehind));
      Bytes decoded(size + kMore, kBehind);
      const DecodedBlocks blocks = DecodeBase64urlBlocks(AsBytes(text), decoded.data(), code);
      EXPECT(blocks.valid && blocks.characters <= text.size() && blocks.characters % 4 == 0);
      const auto decoded_end = static_cast<std::ptrdiff_t>(blocks.characters / 4 * 3);
      EXPECT(std::equal(octets.begin(), octets.begin() + decoded_end, decoded.begin()));
      EXPECT(AsText(ByteView(decoded).subspan(size)) == std::string(kMore, kBehind));
      for (std::size_t place = 0; place < blocks.characters; ++place) {
        std::string wrong = text;
        wrong[place] = "+/=.\x80\xff"[place % 6];
        EXPECT(!DecodeBase64urlBlocks(AsBytes(wrong), decoded.data(), code).valid);
      }
    }
  }
}

JOSE_TEST(base64url_refuses_unused_bits) {
  for (std::size_t value = 0; value < kAlphabet.size(); ++value) {
    EXPECT(Decodes(std::string("A") + kAlphabet[value]) == (value % 16 == 0));
    EXPECT(Decodes(std::string("AA") + kAlphabet[value]) == (value % 4 == 0));
    EXPECT(Decodes(std::string("AAAAA") + kAlphabet[value]) == (value % 16 == 0));
    EXPECT(Decodes(std::string("AAAAAA") + kAlphabet[value]) == (value % 4 == 0));
  }
}

JOSE_TEST(base64url_refuses_length_1_mod_4_and_padding) {
  for (std::size_t length = 1; length < 64; length += 4) EXPECT(!Decodes(std::string(length, 'A')));
  for (const std::string_view text :
       {"Zg==", "Zm8=", "Zm9v====", "=", "====", "Zg=", " Zm8", "Zm8 ", "Zm8\n", "Zm+v", "Zm/v", "Zm\xc2\xa0"}) {
    EXPECT(!Decodes(text));
  }
}

}  // namespace
}  // namespace jose::test
