#include "core/json_scan.h"

#include <algorithm>
#include <deque>
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

/// The names met so far in every object that is still open, innermost last.
class OpenNames {
 public:
  struct Container {
    std::size_t first_name;
    bool is_object;
  };

  void Open(bool is_object) { containers_.push_back({names_.size(), is_object}); }
  bool InObject() const { return !containers_.empty() && containers_.back().is_object; }
  std::size_t depth() const { return containers_.size(); }

  /// False for an escape that is none.
  bool Add(std::string_view raw) {
    if (raw.find('\\') == std::string_view::npos) {
      names_.push_back(raw);
      return true;
    }
    std::string& name = unescaped_.emplace_back();
    if (!Unescape(raw, name)) return false;
    names_.push_back(name);
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
  using Iterator = std::vector<std::string_view>::iterator;

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

  std::vector<Container> containers_;
  std::vector<std::string_view> names_;
  std::deque<std::string> unescaped_;  // a deque: growing does not move the strings that names_ points into
};

/// The offset of the quote that ends the string starting after `start`, or npos.
std::size_t EndOfString(std::string_view text, std::size_t start) {
  for (std::size_t i = start; i < text.size(); ++i) {
    if (text[i] == '"') return i;
    if (text[i] == '\\') ++i;
  }
  return std::string_view::npos;
}

}  // namespace

JsonVerdict ScanJson(ByteView bytes, std::size_t max_depth) {
  const std::string_view text = AsText(bytes);
  OpenNames names;
  bool expect_name = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
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
        const std::size_t end = EndOfString(text, i + 1);
        if (end == std::string_view::npos) return JsonVerdict::kMalformed;
        if (expect_name && !names.Add(text.substr(i + 1, end - i - 1))) return JsonVerdict::kMalformed;
        expect_name = false;
        i = end;
        break;
      }
      default:
        break;
    }
  }
  return names.depth() == 0 ? JsonVerdict::kOk : JsonVerdict::kMalformed;
}

}  // namespace jose
