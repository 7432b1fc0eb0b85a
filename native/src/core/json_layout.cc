#include "core/json_layout.h"

#include <stdexcept>
#include <utility>

namespace jose {

namespace {

/// Whether a text has this at a place, which is not behind its end.
bool HasAt(std::string_view text, std::size_t at, std::string_view expected) noexcept {
  return text.substr(at, expected.size()) == expected;
}

/// Whether a value may end before this place.
bool IsEnd(std::string_view text, std::size_t at) noexcept {
  return at < text.size() && (text[at] == ',' || text[at] == '}');
}

/// Octets of a string that stand for themselves (RFC 8259 section 7), and are ASCII.
bool IsPlain(char octet) noexcept { return octet >= 0x20 && octet < 0x7f && octet != '"' && octet != '\\'; }

/// Takes the string behind the quote at `at`, and goes on behind it.
bool TakeText(std::string_view text, std::size_t& at, JsonChange& change) noexcept {
  const std::size_t start = at + 1;
  std::size_t end = start;
  while (end < text.size() && IsPlain(text[end])) ++end;
  if (end == text.size() || text[end] != '"') return false;
  change.is_text = true;
  change.text = text.substr(start, end - start);
  at = end + 1;
  return true;
}

/// Takes the integer at `at`, and goes on behind it. A double has 53 bits, so that so many digits are exact.
bool TakeInteger(std::string_view text, std::size_t& at, JsonChange& change) noexcept {
  constexpr std::size_t kMostDigits = 15;
  const bool is_negative = text[at] == '-';
  const std::size_t start = at + (is_negative ? 1 : 0);
  std::size_t end = start;
  std::int64_t number = 0;
  for (; end < text.size() && end - start < kMostDigits && text[end] >= '0' && text[end] <= '9'; ++end) {
    number = number * 10 + (text[end] - '0');
  }
  // RFC 8259 section 6: "Leading zeros are not allowed." The zero below zero is another number than zero.
  if (end == start || (text[start] == '0' && (end - start > 1 || is_negative))) return false;
  change.is_text = false;
  change.number = static_cast<double>(is_negative ? -number : number);
  at = end;
  return true;
}

}  // namespace

JsonLayout::JsonLayout(std::string_view text, std::vector<JsonMember> members)
    : text_(text), members_(std::move(members)) {
  std::size_t size = 1;
  bool are_sound = !members_.empty() && members_.size() <= kMaxLayoutMembers;
  for (const JsonMember& member : members_) {
    are_sound = are_sound && member.before > 0;
    size += std::size_t{member.before} + member.value;
  }
  if (!are_sound || size != text_.size() || text_.back() != '}') {
    throw std::invalid_argument("the lengths are not those of an object's members");
  }
}

bool JsonLayout::Match(std::string_view text, JsonChanges& changes) const {
  if (members_.empty()) return false;
  std::string_view known = text_;
  std::size_t at = 0;
  std::size_t changed = 0;
  for (std::size_t index = 0; index < members_.size(); ++index) {
    const auto [before, value] = members_[index];
    if (!HasAt(text, at, known.substr(0, before))) return false;
    at += before;
    known.remove_prefix(before);
    // That it ends here matters for numbers: 17 is the start of 170. What stands behind it is compared with the next
    // member.
    if (HasAt(text, at, known.substr(0, value)) && IsEnd(text, at + value)) {
      at += value;
    } else {
      JsonChange change{index, false, {}, 0};
      const bool is_taken =
          at < text.size() && (text[at] == '"' ? TakeText(text, at, change) : TakeInteger(text, at, change));
      if (!is_taken || (changed += change.text.size()) > kMaxChangedOctets) return false;
      changes.Push(change);
    }
    known.remove_prefix(value);
  }
  return text.size() - at == 1 && text[at] == '}';
}

}  // namespace jose
