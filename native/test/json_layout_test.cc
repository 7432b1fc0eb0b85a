#include "core/json_layout.h"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "harness.h"

namespace jose::test {
namespace {

/// The layout of {"a":"x","n":17,"l":[1,{"b":2}],"t":true}.
JsonLayout Layout() { return {R"({"a":"x","n":17,"l":[1,{"b":2}],"t":true})", {{5, 3}, {5, 2}, {5, 11}, {5, 4}}}; }

/// What has changed, written out; "no" for a text that is not of the layout.
std::string Changed(const JsonLayout& layout, std::string_view text) {
  // In memory of its own, so that ASan sees every octet that is read behind it.
  const std::vector<char> octets(text.begin(), text.end());
  JsonChanges changes;
  if (!layout.Match({octets.data(), octets.size()}, changes)) return "no";
  std::string written;
  for (const JsonChange& change : changes) {
    written.append(std::to_string(change.member)).append("=");
    if (change.is_text) {
      written.append("'").append(change.text).append("'");
    } else {
      written.append(std::to_string(static_cast<long>(change.number)));
    }
    written.append(";");
  }
  return written;
}

JOSE_TEST(json_layout_tells_what_has_changed) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {R"({"a":"x","n":17,"l":[1,{"b":2}],"t":true})", ""},
      {R"({"a":"y","n":17,"l":[1,{"b":2}],"t":true})", "0='y';"},
      {R"({"a":"","n":0,"l":[1,{"b":2}],"t":true})", "0='';1=0;"},
      {R"({"a":"xy","n":170,"l":[1,{"b":2}],"t":true})", "0='xy';1=170;"},
      {R"({"a":"x,n:1}","n":-1,"l":[1,{"b":2}],"t":true})", "0='x,n:1}';1=-1;"},
      {R"({"a":5,"n":"five","l":"none","t":1})", "0=5;1='five';2='none';3=1;"},
      {R"({"a":"x","n":123456789012345,"l":[1,{"b":2}],"t":true})", "1=123456789012345;"},
      {R"({"a":" ~","n":17,"l":[1,{"b":2}],"t":"}"})", "0=' ~';3='}';"},
  };
  for (const auto& [text, expected] : rows) EXPECT(Changed(Layout(), text) == expected);
}

JOSE_TEST(json_layout_leaves_everything_else_to_a_parser) {
  constexpr std::string_view kTexts[] = {
      "",
      "{",
      "{}",
      "null",
      R"({"a":"x"})",
      R"({"a":"x","n":17,"l":[1,{"b":2}]})",
      R"({"a":"x","n":17,"l":[1,{"b":2}],"t":true,"more":1})",
      R"({"a":"x","n":17,"l":[1,{"b":2}],"t":true,})",
      R"({"a":"x","n":17,"l":[1,{"b":2}],"t":true} )",
      R"({"a":"x","n":17,"l":[1,{"b":2}],"t":true}})",
      R"({"a":"x","n":17,"l":[1,{"b":2}],"t":true)",
      R"({"a":"x","n":17,"l":[1,{"b":2}],"t":tru)",
      R"( {"a":"x","n":17,"l":[1,{"b":2}],"t":true})",
      R"({"a": "x","n":17,"l":[1,{"b":2}],"t":true})",
      R"({"a":"x" ,"n":17,"l":[1,{"b":2}],"t":true})",
      R"({"n":17,"a":"x","l":[1,{"b":2}],"t":true})",
      R"({"A":"x","n":17,"l":[1,{"b":2}],"t":true})",
      R"({"a":"x","a":17,"l":[1,{"b":2}],"t":true})",
      R"({"a":"x","\u006e":17,"l":[1,{"b":2}],"t":true})",
      // Values that do not stand for themselves, or are no JSON.
      R"({"a":"\n","n":17,"l":[1,{"b":2}],"t":true})",
      R"({"a":"\"","n":17,"l":[1,{"b":2}],"t":true})",
      "{\"a\":\"\n\",\"n\":17,\"l\":[1,{\"b\":2}],\"t\":true}",
      "{\"a\":\"\x7f\",\"n\":17,\"l\":[1,{\"b\":2}],\"t\":true}",
      "{\"a\":\"\xc3\xa9\",\"n\":17,\"l\":[1,{\"b\":2}],\"t\":true}",
      std::string_view("{\"a\":\"\0\",\"n\":17,\"l\":[1,{\"b\":2}],\"t\":true}", 42),
      R"({"a":"x","n":17.5,"l":[1,{"b":2}],"t":true})",
      R"({"a":"x","n":1e3,"l":[1,{"b":2}],"t":true})",
      R"({"a":"x","n":17e3,"l":[1,{"b":2}],"t":true})",
      R"({"a":"x","n":-0,"l":[1,{"b":2}],"t":true})",
      R"({"a":"x","n":-,"l":[1,{"b":2}],"t":true})",
      R"({"a":"x","n":--1,"l":[1,{"b":2}],"t":true})",
      R"({"a":"x","n":+1,"l":[1,{"b":2}],"t":true})",
      R"({"a":"x","n":017,"l":[1,{"b":2}],"t":true})",
      R"({"a":"x","n":00,"l":[1,{"b":2}],"t":true})",
      R"({"a":"x","n":1234567890123456,"l":[1,{"b":2}],"t":true})",
      R"({"a":"x","n":,"l":[1,{"b":2}],"t":true})",
      R"({"a":"x","n":17 ,"l":[1,{"b":2}],"t":true})",
      R"({"a":"x""y","n":17,"l":[1,{"b":2}],"t":true})",
      // Of these only the same is known.
      R"({"a":"x","n":17,"l":[1,{"b":3}],"t":true})",
      R"({"a":"x","n":17,"l":[1,{"b":2}]],"t":true})",
      R"({"a":"x","n":17,"l":[1,{"b":2}],"t":false})",
      R"({"a":"x","n":17,"l":[1,{"b":2}],"t":null})",
      R"({"a":"x","n":17,"l":[1,{"b":2}],"t":truetrue})",
      R"({"a":"x","n":17,"l":{},"t":true})",
  };
  for (const std::string_view text : kTexts) {
    EXPECT(Changed(Layout(), text) == "no");
  }
  EXPECT(Changed(JsonLayout(), "{}") == "no");
  EXPECT(Changed(JsonLayout(), "") == "no");
}

JOSE_TEST(json_layout_tells_no_more_than_may_be_kept) {
  const auto with = [](std::size_t first, std::size_t second) {
    const std::string start = R"({"a":")";
    return start + std::string(first, 'y') + R"(","n":")" + std::string(second, 'z') + R"(","l":[1,{"b":2}],"t":true})";
  };
  EXPECT(Changed(Layout(), with(kMaxChangedOctets, 0)) != "no");
  EXPECT(Changed(Layout(), with(kMaxChangedOctets - 9, 9)) != "no");
  EXPECT(Changed(Layout(), with(kMaxChangedOctets - 9, 10)) == "no");
  EXPECT(Changed(Layout(), with(kMaxChangedOctets + 1, 0)) == "no");
}

JOSE_TEST(json_layout_refuses_every_cut) {
  const std::string text = R"({"a":"y","n":18,"l":[1,{"b":2}],"t":true})";
  const JsonLayout layout = Layout();
  for (std::size_t length = 0; length < text.size(); ++length) {
    EXPECT(Changed(layout, std::string_view(text).substr(0, length)) == "no");
  }
}

bool IsRefused(std::string_view text, const std::vector<JsonMember>& members) {
  try {
    static_cast<void>(JsonLayout(text, members));
  } catch (const std::invalid_argument&) {
    return true;
  }
  return false;
}

JOSE_TEST(json_layout_must_be_of_its_text) {
  const std::string_view text = R"({"a":1,"b":2})";
  const std::vector<JsonMember> wrong[] = {
      {},
      {{5, 1}},
      {{5, 1}, {5, 2}},
      {{0, 6}, {5, 1}},
      {{5, 1}, {0xffffffff, 0xffffffff}},
      std::vector<JsonMember>(kMaxLayoutMembers + 1, {5, 1}),
  };
  for (const std::vector<JsonMember>& members : wrong) EXPECT(IsRefused(text, members));
  EXPECT(IsRefused(R"({"a":1])", {{5, 1}}));
  EXPECT(IsRefused("", {}));
}

}  // namespace
}  // namespace jose::test
