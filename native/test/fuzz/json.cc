// The scan for duplicate names and depth, and the recognition of UTF-8, against a JSON reader that is slow and plain.

#include <optional>
#include <set>
#include <string>

#include "core/json_scan.h"
#include "core/utf8.h"
#include "fuzz.h"

namespace jose::test {
namespace {

/// RFC 3629's table, one row after another. Nothing where the octets are no UTF-8.
std::optional<std::u16string> SlowUtf16(ByteView octets) {
  struct Row {
    std::uint8_t first_low, first_high, second_low, second_high;
    std::size_t length;
  };
  constexpr Row kRows[] = {{0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
                           {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
                           {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4}};
  std::u16string units;
  while (!octets.empty()) {
    const auto* row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& candidate) {
      return octets[0] >= candidate.first_low && octets[0] <= candidate.first_high;
    });
    if (row == std::end(kRows) || octets.size() < row->length) return std::nullopt;
    constexpr std::uint32_t kFirstBits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    std::uint32_t code = octets[0] & kFirstBits[row->length];
    for (std::size_t i = 1; i < row->length; ++i) {
      const std::uint8_t low = i == 1 ? row->second_low : 0x80;
      const std::uint8_t high = i == 1 ? row->second_high : 0xbf;
      if (octets[i] < low || octets[i] > high) return std::nullopt;
      code = code << 6 | (octets[i] & 0x3fU);
    }
    if (code >= 0x10000) {
      units += static_cast<char16_t>(0xd800 + ((code - 0x10000) >> 10));
      units += static_cast<char16_t>(0xdc00 + ((code - 0x10000) & 0x3ff));
    } else {
      units += static_cast<char16_t>(code);
    }
    octets = octets.subspan(row->length);
  }
  return units;
}

/// Reads JSON by RFC 8259's grammar, by recursion.
class SlowReader {
 public:
  explicit SlowReader(std::u16string_view text) : text_(text) {}

  bool ReadsAll() {
    if (!Value(1)) return false;
    Space();
    return at_ == text_.size();
  }
  bool has_duplicate() const { return has_duplicate_; }
  std::size_t depth() const { return depth_; }

 private:
  void Space() {
    while (at_ < text_.size() && std::u16string_view(u" \t\r\n").find(text_[at_]) != std::u16string_view::npos) ++at_;
  }

  bool Take(std::u16string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }

  bool Value(std::size_t depth) {
    Space();
    if (at_ >= text_.size()) return false;
    switch (text_[at_]) {
      case u'{':
        return Container(depth, u"}", true);
      case u'[':
        return Container(depth, u"]", false);
      case u'"': {
        std::u16string ignored;
        return String(ignored);
      }
      default:
        return Take(u"true") || Take(u"false") || Take(u"null") || Number();
    }
  }

  bool Container(std::size_t depth, std::u16string_view end, bool is_object) {
    depth_ = std::max(depth_, depth);
    ++at_;
    Space();
    if (Take(end)) return true;
    std::set<std::u16string> names;
    do {
      if (is_object) {
        Space();
        std::u16string name;
        if (!String(name)) return false;
        if (!names.insert(name).second) has_duplicate_ = true;
        Space();
        if (!Take(u":")) return false;
      }
      if (!Value(depth + 1)) return false;
      Space();
    } while (Take(u","));
    return Take(end);
  }

  bool String(std::u16string& value) {
    if (!Take(u"\"")) return false;
    while (at_ < text_.size() && text_[at_] != u'"') {
      if (text_[at_] < 0x20) return false;
      if (text_[at_] != u'\\') {
        value += text_[at_++];
        continue;
      }
      ++at_;
      if (at_ >= text_.size()) return false;
      const char16_t escape = text_[at_++];
      if (escape == u'u') {
        unsigned unit = 0;
        for (int i = 0; i < 4; ++i) {
          if (at_ >= text_.size()) return false;
          const std::size_t digit = std::u16string_view(u"0123456789abcdef0123456789ABCDEF").find(text_[at_++]);
          if (digit == std::u16string_view::npos) return false;
          unit = unit * 16 + static_cast<unsigned>(digit % 16);
        }
        value += static_cast<char16_t>(unit);
      } else {
        const std::size_t which = std::u16string_view(u"\"\\/bfnrt").find(escape);
        if (which == std::u16string_view::npos) return false;
        value += u"\"\\/\b\f\n\r\t"[which];
      }
    }
    return Take(u"\"");
  }

  bool Digits() {
    const std::size_t before = at_;
    while (at_ < text_.size() && text_[at_] >= u'0' && text_[at_] <= u'9') ++at_;
    return at_ > before;
  }

  bool Number() {
    Take(u"-");
    if (!Take(u"0") && !Digits()) return false;
    if (Take(u".") && !Digits()) return false;
    if (Take(u"e") || Take(u"E")) {
      if (!Take(u"+")) Take(u"-");
      return Digits();
    }
    return true;
  }

  std::u16string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool has_duplicate_ = false;
};

void ExpectEncoding(ByteView text, bool is_utf8) {
  const bool is_ascii = std::all_of(text.begin(), text.end(), [](std::uint8_t octet) { return octet < 0x80; });
  const TextEncoding expected = !is_utf8   ? TextEncoding::kInvalid
                                : is_ascii ? TextEncoding::kAscii
                                           : TextEncoding::kUtf8;
  FUZZ_EXPECT(EncodingOf(text) == expected);
}

FUZZ_TARGET(json) {
  Input octets(input);
  const std::size_t max_depth = octets.Octet() % 20;
  const Bytes text(octets.rest().begin(), octets.rest().end());
  const std::optional<std::u16string> units = SlowUtf16(text);
  ExpectEncoding(text, units.has_value());
  const JsonVerdict verdict = ScanJson(text, max_depth);
  if (!units.has_value()) return;
  SlowReader reader(*units);
  if (!reader.ReadsAll()) return;  // JSON.parse says what is wrong
  const bool is_deep = reader.depth() > max_depth;
  if (is_deep && reader.has_duplicate()) {
    FUZZ_EXPECT(verdict == JsonVerdict::kTooDeep || verdict == JsonVerdict::kDuplicateMember);
  } else {
    FUZZ_EXPECT((verdict == JsonVerdict::kTooDeep) == is_deep);
    FUZZ_EXPECT((verdict == JsonVerdict::kDuplicateMember) == reader.has_duplicate());
    FUZZ_EXPECT(is_deep || reader.has_duplicate() || verdict == JsonVerdict::kOk);
  }
}

}  // namespace
}  // namespace jose::test
