#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/inline_vector.h"

namespace jose {

/// A member whose value is not that of the layout.
struct JsonChange {
  std::size_t member;     // its index
  bool is_text;           // otherwise a number
  std::string_view text;  // what stands between the quotes; borrowed
  double number;
};

/// The most members that an object of a layout may have.
inline constexpr std::size_t kMaxLayoutMembers = 32;

/// The most octets that the new texts of an object may have together. They become one string, of which V8 makes the
/// claims as views: whoever keeps one of them keeps them all.
inline constexpr std::size_t kMaxChangedOctets = 256;

/// The members that changed, in their order.
using JsonChanges = InlineVector<JsonChange, kMaxLayoutMembers>;

/// How many octets stand before the value of a member, behind the value before it, and how many the value has.
struct JsonMember {
  std::uint32_t before;
  std::uint32_t value;
};

/// A JSON object whose like come again and again, as the claims of one issuer's tokens do: the same members in the same
/// order, of which a few have other values. Such a text needs no parsing; what has changed is all that must be told.
/// Immutable; any thread.
class JsonLayout {
 public:
  /// A layout that no text is of.
  JsonLayout() = default;

  /// `text` is an object, its names are all different, and `members` says where their values are: what is left of the
  /// text behind the last is the closing brace. Throws std::invalid_argument when the lengths are not those of a text
  /// of that kind.
  JsonLayout(std::string_view text, std::vector<JsonMember> members);

  /// Whether a text differs from the layout's in whole values alone, each a string of printable ASCII without escapes
  /// or an integer of at most 15 digits, both of which stand for themselves, with at most kMaxChangedOctets of texts.
  /// Says which they are, to empty `changes`; borrows the text.
  bool Match(std::string_view text, JsonChanges& changes) const;

 private:
  std::string text_;
  std::vector<JsonMember> members_;
};

}  // namespace jose
