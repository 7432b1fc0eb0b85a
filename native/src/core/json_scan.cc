#include "core/json_scan.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <forward_list>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

namespace jose {

namespace {

/// The value of four hexadecimal digits, or -1.
int HexValue(std::string_view digits) {
  int value = 0;
  for (const char c : digits) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/// Appends a code point as UTF-8; a lone surrogate too, so that different names stay different.
void AppendCodePoint(unsigned code, std::string& out) {
  const auto put = [&out](unsigned octet) { out.push_back(static_cast<char>(octet)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | code >> 6);
    put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  } else {
    put(0xf0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3f));
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  }
}

/// A name with its escapes resolved (RFC 8259 section 7): "\u0061lg" is "alg". False for an escape that is none.
bool Unescape(std::string_view raw, std::string& out) {
  constexpr std::string_view kEscapes = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const auto unit_at = [raw](std::size_t at) {
    return at + 6 <= raw.size() && raw[at] == '\\' && raw[at + 1] == 'u' ? HexValue(raw.substr(at + 2, 4)) : -1;
  };
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\') {
      out.push_back(raw[i]);
      continue;
    }
    if (i + 1 >= raw.size()) return false;
    if (raw[i + 1] != 'u') {
      const std::size_t escape = kEscapes.find(raw[i + 1]);
      if (escape == std::string_view::npos) return false;
      out.push_back(kMeanings[escape]);
      i += 1;
      continue;
    }
    const int unit = unit_at(i);
    if (unit < 0) return false;
    i += 5;
    const int low = unit >= 0xd800 && unit < 0xdc00 ? unit_at(i + 1) : -1;
    if (low >= 0xdc00 && low < 0xe000) {
      AppendCodePoint(0x10000U + ((static_cast<unsigned>(unit) - 0xd800U) << 10) + static_cast<unsigned>(low) - 0xdc00U,
                      out);
      i += 6;
    } else {
      AppendCodePoint(static_cast<unsigned>(unit), out);
    }
  }
  return true;
}

/// A table of the octets that the scan must stop at.
struct StopTable {
  std::array<bool, 256> stops{};
  constexpr explicit StopTable(std::string_view octets) {
    for (const char octet : octets) stops[static_cast<std::uint8_t>(octet)] = true;
  }
  bool operator[](char octet) const { return stops[static_cast<std::uint8_t>(octet)]; }
};

constexpr StopTable kStructure("{}[],\"");

/// The high bit of each octet of `word` that is `octet`; octets above the lowest such may be wrong.
constexpr std::uint64_t Matches(std::uint64_t word, char octet) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  const std::uint64_t difference = word ^ (kOnes * static_cast<std::uint8_t>(octet));
  return (difference - kOnes) & ~difference & (kOnes << 7);
}

/// A string's contents as they stand.
struct RawString {
  std::string_view text;
  bool has_escapes = false;
};

/// The string that starts behind the quote at `quote`; false when it does not end.
bool TakeString(std::string_view text, std::size_t quote, RawString& string) {
  std::size_t i = quote + 1;
  string.has_escapes = false;
  for (;;) {
    // Eight octets at a time up to the next quote or backslash: most of a token's claims is inside strings.
    for (; i + sizeof(std::uint64_t) <= text.size(); i += sizeof(std::uint64_t)) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + i, sizeof(word));
      if ((Matches(word, '"') | Matches(word, '\\')) != 0) break;
    }
    while (i < text.size() && text[i] != '"' && text[i] != '\\') ++i;
    if (i >= text.size()) return false;
    if (text[i] == '"') break;
    string.has_escapes = true;
    i += 2;
  }
  string.text = text.substr(quote + 1, i - quote - 1);
  return true;
}

/// A member name with its length and first octets in one number, which tells most names apart.
struct Name {
  std::uint64_t tag = 0;
  std::string_view text;

  explicit Name(std::string_view name) : text(name) {
    std::memcpy(&tag, name.data(), std::min(name.size(), sizeof(tag) - 1));
    tag = tag << 8 | (name.size() & 0xff);
  }
  friend bool operator==(const Name& a, const Name& b) { return a.tag == b.tag && a.text == b.text; }
  friend bool operator<(const Name& a, const Name& b) { return a.tag != b.tag ? a.tag < b.tag : a.text < b.text; }
};

/// The names met so far in every object that is still open, innermost last.
class OpenNames {
 public:
  struct Container {
    std::size_t first_name;
    bool is_object;
  };

  OpenNames() {
    containers_.reserve(16);
    names_.reserve(32);
  }

  void Open(bool is_object) { containers_.push_back({names_.size(), is_object}); }
  bool InObject() const { return !containers_.empty() && containers_.back().is_object; }
  std::size_t depth() const { return containers_.size(); }

  /// False for an escape that is none.
  bool Add(const RawString& raw) {
    if (!raw.has_escapes) {
      names_.push_back(Name(raw.text));
      return true;
    }
    std::string& name = unescaped_.emplace_front();
    if (!Unescape(raw.text, name)) return false;
    names_.push_back(Name(name));
    return true;
  }

  /// Closes the innermost container; false when a name occurred twice in it.
  bool Close() {
    const auto first = names_.begin() + static_cast<std::ptrdiff_t>(containers_.back().first_name);
    const bool unique = AllDistinct(first, names_.end());
    names_.erase(first, names_.end());
    containers_.pop_back();
    return unique;
  }

 private:
  using Iterator = std::pmr::vector<Name>::iterator;

  /// Pairwise for the few names that real headers and claims have; sorted, so never quadratic, for many.
  static bool AllDistinct(Iterator first, Iterator last) {
    constexpr std::ptrdiff_t kFew = 16;
    if (last - first <= kFew) {
      for (auto name = first; name != last; ++name) {
        if (std::find(first, name, *name) != name) return false;
      }
      return true;
    }
    std::sort(first, last);
    return std::adjacent_find(first, last) == last;
  }

  // The names of ordinary claims fit here, so that scanning them allocates nothing.
  std::array<std::byte, 2048> memory_;
  std::pmr::monotonic_buffer_resource resource_{memory_.data(), memory_.size()};
  std::pmr::vector<Container> containers_{&resource_};
  std::pmr::vector<Name> names_{&resource_};
  std::forward_list<std::string> unescaped_;  // growing does not move the strings that names_ points into
};

}  // namespace

JsonVerdict ScanJson(ByteView bytes, std::size_t max_depth) {
  const std::string_view text = AsText(bytes);
  OpenNames names;
  RawString string;
  bool expect_name = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!kStructure[text[i]]) continue;
    switch (text[i]) {
      case '{':
      case '[':
        if (names.depth() >= max_depth) return JsonVerdict::kTooDeep;
        names.Open(text[i] == '{');
        expect_name = text[i] == '{';
        break;
      case '}':
      case ']':
        if (names.depth() == 0) return JsonVerdict::kMalformed;
        if (!names.Close()) return JsonVerdict::kDuplicateMember;
        expect_name = false;
        break;
      case ',':
        expect_name = names.InObject();
        break;
      case '"': {
        if (!TakeString(text, i, string)) return JsonVerdict::kMalformed;
        if (expect_name && !names.Add(string)) return JsonVerdict::kMalformed;
        expect_name = false;
        i += string.text.size() + 1;
        break;
      }
      default:
        break;
    }
  }
  return names.depth() == 0 ? JsonVerdict::kOk : JsonVerdict::kMalformed;
}

}  // namespace jose
