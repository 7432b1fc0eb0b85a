// Whether what a layout tells of a text is the text again, when it is put into the layout.

#include <string>
#include <vector>

#include "core/json_layout.h"
#include "fuzz.h"

namespace jose::test {
namespace {

/// A change as JSON.stringify writes its value.
std::string Written(const JsonChange& change) {
  if (change.is_text) return std::string(1, '"').append(change.text).append(1, '"');
  return std::to_string(static_cast<std::int64_t>(change.number));
}

FUZZ_TARGET(layout) {
  Input octets(input);
  std::vector<JsonMember> members(1 + octets.Octet() % 8);
  std::size_t size = 0;
  for (JsonMember& member : members) {
    member = {1U + octets.Octet() % 32U, octets.Octet() % 64U};
    size += member.before + member.value;
  }
  const std::string_view texts = AsText(octets.rest());
  if (texts.size() < size) return;
  const std::string known = std::string(texts.substr(0, size)).append(1, '}');
  const std::string text(texts.substr(size));
  const JsonLayout layout(known, members);
  JsonChanges changes;
  if (!layout.Match(text, changes)) return;
  std::string again;
  std::size_t at = 0;
  const JsonChange* change = changes.begin();
  for (std::size_t index = 0; index < members.size(); ++index) {
    again += known.substr(at, members[index].before);
    at += members[index].before;
    const bool has_changed = change != changes.end() && change->member == index;
    again += has_changed ? Written(*change++) : known.substr(at, members[index].value);
    at += members[index].value;
  }
  FUZZ_EXPECT(change == changes.end());
  again += '}';
  FUZZ_EXPECT(again == text);
}

}  // namespace
}  // namespace jose::test
