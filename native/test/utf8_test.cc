#include "core/utf8.h"

#include <optional>
#include <string_view>
#include <utility>

#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

TextEncoding EncodingOfText(std::string_view text) { return EncodingOf(AsBytes(text)); }

/// What RFC 3629 says, in its own order: decode to a number, then look whether the number may be written so.
TextEncoding Reference(ByteView octets) {
  struct Form {
    unsigned mask, mark;
    std::size_t more;
    std::uint32_t least;
  };
  constexpr Form kForms[] = {
      {0x80, 0x00, 0, 0x0}, {0xe0, 0xc0, 1, 0x80}, {0xf0, 0xe0, 2, 0x800}, {0xf8, 0xf0, 3, 0x10000}};
  bool is_ascii = true;
  while (!octets.empty()) {
    const unsigned lead = octets[0];
    const Form* form = nullptr;
    for (const Form& candidate : kForms) {
      if ((lead & candidate.mask) == candidate.mark) form = &candidate;
    }
    if (form == nullptr || octets.size() <= form->more) return TextEncoding::kInvalid;
    std::uint32_t number = lead & ~form->mask & 0xff;
    for (std::size_t i = 1; i <= form->more; ++i) {
      if ((octets[i] & 0xc0U) != 0x80) return TextEncoding::kInvalid;
      number = number << 6 | (octets[i] & 0x3fU);
    }
    const bool is_surrogate = number >= 0xd800 && number <= 0xdfff;
    if (number < form->least || number > 0x10ffff || is_surrogate) return TextEncoding::kInvalid;
    is_ascii = is_ascii && form->more == 0;
    octets = octets.subspan(form->more + 1);
  }
  return is_ascii ? TextEncoding::kAscii : TextEncoding::kUtf8;
}

JOSE_TEST(utf8_known_answers) {
  using enum TextEncoding;
  EXPECT(EncodingOfText("") == kAscii);
  EXPECT(EncodingOfText("plain") == kAscii);
  EXPECT(EncodingOfText("\x7f") == kAscii);
  EXPECT(EncodingOfText("\xc2\x80") == kUtf8);
  EXPECT(EncodingOfText("\xef\xbb\xbf") == kUtf8);  // a byte order mark
  EXPECT(EncodingOfText("\xf4\x8f\xbf\xbf") == kUtf8);
  EXPECT(EncodingOfText("\xc0\x80") == kInvalid);          // two octets for what one can say
  EXPECT(EncodingOfText("\xe0\x80\xaf") == kInvalid);      // three
  EXPECT(EncodingOfText("\xf0\x82\x82\xac") == kInvalid);  // four
  EXPECT(EncodingOfText("\xed\xa0\x80") == kInvalid);      // a surrogate
  EXPECT(EncodingOfText("\xf4\x90\x80\x80") == kInvalid);  // above U+10FFFF
  EXPECT(EncodingOfText("\xf8\x88\x80\x80\x80") == kInvalid);
  EXPECT(EncodingOfText("\x80") == kInvalid);
  EXPECT(EncodingOfText("\xe2\x82") == kInvalid);
}

JOSE_TEST(utf8_agrees_with_the_reference_up_to_three_octets) {
  long wrong = 0;
  for (std::uint32_t number = 0; number < 1U << 24; ++number) {
    const std::uint8_t octets[] = {static_cast<std::uint8_t>(number >> 16), static_cast<std::uint8_t>(number >> 8),
                                   static_cast<std::uint8_t>(number)};
    const ByteView all(octets);
    if (EncodingOf(all) != Reference(all)) ++wrong;
    if (number < 1U << 16 && EncodingOf(all.subspan(1)) != Reference(all.subspan(1))) ++wrong;
    if (number < 1U << 8 && EncodingOf(all.subspan(2)) != Reference(all.subspan(2))) ++wrong;
  }
  EXPECT(wrong == 0);
}

JOSE_TEST(utf8_agrees_with_the_reference_on_four_octets) {
  // Every lead octet with the edges of every range behind it.
  constexpr std::uint8_t kEdges[] = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff};
  long wrong = 0;
  for (unsigned lead = 0; lead < 256; ++lead) {
    for (const std::uint8_t second : kEdges) {
      for (const std::uint8_t third : kEdges) {
        for (const std::uint8_t fourth : kEdges) {
          const std::uint8_t octets[] = {static_cast<std::uint8_t>(lead), second, third, fourth};
          if (EncodingOf(octets) != Reference(octets)) ++wrong;
        }
      }
    }
  }
  EXPECT(wrong == 0);
}

JOSE_TEST(utf8_finds_one_octet_anywhere) {
  // The ASCII scan goes by words: what is not ASCII must be seen at every place in and behind them.
  for (std::size_t size = 1; size <= 40; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      Bytes octets(size, 'a');
      EXPECT(EncodingOf(octets) == TextEncoding::kAscii);
      octets[at] = 0x80;
      EXPECT(EncodingOf(octets) == TextEncoding::kInvalid);
      octets[at] = 0xc3;
      EXPECT(EncodingOf(octets) == TextEncoding::kInvalid);
      if (at + 1 == size) continue;
      octets[at + 1] = 0xa4;
      EXPECT(EncodingOf(octets) == TextEncoding::kUtf8);
    }
  }
}

JOSE_TEST(utf8_agrees_with_the_reference_on_random_octets) {
  for (int i = 0; i < 2000; ++i) {
    Bytes octets = RandomBytes(static_cast<std::size_t>(i % 30));
    for (std::uint8_t& octet : octets) {
      if (i % 3 != 0 && octet > 0xc0) octet &= 0xbf;  // more that is nearly good
    }
    EXPECT(EncodingOf(octets) == Reference(octets));
  }
}

}  // namespace
}  // namespace jose::test
