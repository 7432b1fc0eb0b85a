#include "core/json_scan.h"

#include <string>

#include "harness.h"

namespace jose::test {
namespace {

JsonVerdict Scan(std::string_view text, std::size_t max_depth = 64) { return ScanJson(AsBytes(text), max_depth); }

JOSE_TEST(json_scan_takes_good_json) {
  for (const std::string_view text : {
           R"({})",
           R"([])",
           R"(1)",
           R"("a")",
           R"({"alg":"HS256","typ":"JWT"})",
           R"({"a":"a","b":{"a":1,"b":[{"a":1},{"a":2}]},"c":["a","a"]})",
           R"({"a":"\"a\":1,\"a\":2"})",
           R"({"a":["b","b","b"],"b":{"c":"b"}})",
           R"({"":1,"\u0000":2,"\\":3,"\/":4,"\"":5})",
           R"({"a":"{[","b":"]}"})",
           R"({"A":1,"a":2})",
           "\t{ \"a\" :\r\n1 , \"b\" : 2 } ",
       }) {
    EXPECT(Scan(text) == JsonVerdict::kOk);
  }
}

JOSE_TEST(json_scan_finds_duplicates) {
  for (const std::string_view text : {
           R"({"alg":1,"alg":1})",
           R"({"alg":1,"typ":2,"alg":3})",
           R"({"":1,"":2})",
           R"({"a":{"b":1,"b":2}})",
           R"({"a":{"x":1},"a":{"x":1}})",
           R"([{"a":1,"a":2}])",
           R"({"a":[{"b":1},{"c":[1,{"d":1,"d":2}]}]})",
           R"({"a":[1,2,3],"b":{"c":{}},"a":null})",
           R"({"__proto__":1,"__proto__":2})",
           "{ \"a\"\n:1 ,\t\"a\" : 2 }",
       }) {
    EXPECT(Scan(text) == JsonVerdict::kDuplicateMember);
  }
}

JOSE_TEST(json_scan_sees_through_escapes) {
  for (const std::string_view text : {
           R"({"alg":1,"\u0061lg":2})",
           R"({"\u0061lg":1,"a\u006cg":2})",
           R"({"a/b":1,"a\/b":2})",
           R"({"\n":1,"\u000a":2})",
           R"({"\b\f\r\t\"\\":1,"\u0008\u000C\u000d\u0009\u0022\u005c":2})",
           "{\"\\u00e9\":1,\"\xc3\xa9\":2}",
           "{\"\\u20AC\":1,\"\xe2\x82\xac\":2}",
           "{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}",
           R"({"\ud83d\ude00":1,"\uD83D\uDE00":2})",
           R"({"\ud800":1,"\ud800":2})",
           R"({"\udc00x":1,"\uDC00x":2})",
       }) {
    EXPECT(Scan(text) == JsonVerdict::kDuplicateMember);
  }
  for (const std::string_view text : {
           R"({"\ud800":1,"\ud801":2})",
           R"({"\ud83d":1,"\ude00":2,"\ud83d\ude00":3})",
           R"({"\ud83d\ud83d":1,"\ud83d":2})",
           R"({"\\u0061lg":1,"alg":2})",
           R"({"\u0000":1,"":2})",
       }) {
    EXPECT(Scan(text) == JsonVerdict::kOk);
  }
}

std::string NameOf(int index) { return std::string("m").append(std::to_string(index)); }

/// The same name with its first character escaped.
std::string EscapedNameOf(int index) { return std::string(R"(\u006d)").append(std::to_string(index)); }

/// An object of `count` members m0, m1, ... and then `last`.
std::string ObjectOf(int count, std::string_view last) {
  std::string text = "{";
  for (int i = 0; i < count; ++i) text.append(1, '"').append(NameOf(i)).append("\":0,");
  return text.append(1, '"').append(last).append("\":0}");
}

JOSE_TEST(json_scan_handles_few_and_many_names) {
  // 16 names are where the search changes its way.
  for (const int count : {1, 2, 14, 15, 16, 17, 18, 100, 20000}) {
    EXPECT(Scan(ObjectOf(count, "other")) == JsonVerdict::kOk);
    EXPECT(Scan(ObjectOf(count, "m0")) == JsonVerdict::kDuplicateMember);
    EXPECT(Scan(ObjectOf(count, NameOf(count - 1))) == JsonVerdict::kDuplicateMember);
    EXPECT(Scan(ObjectOf(count, EscapedNameOf(count / 2))) == JsonVerdict::kDuplicateMember);
    // The names of an inner object are forgotten when it closes, those of the outer one are not.
    const std::string inner = ObjectOf(count, "other");
    EXPECT(Scan("{\"m0\":" + inner + ",\"m1\":" + inner + '}') == JsonVerdict::kOk);
    EXPECT(Scan("{\"m0\":" + inner + ",\"m0\":0}") == JsonVerdict::kDuplicateMember);
    EXPECT(Scan("{\"a\":1,\"m0\":" + ObjectOf(count, "m0") + '}') == JsonVerdict::kDuplicateMember);
  }
}

JOSE_TEST(json_scan_looks_at_blocks_as_one_text) {
  // Sixty-four octets are looked at together where there is no escape, so every text is put at every place of a block;
  // with an escape somewhere, another way of scanning has to come to the same.
  const std::string long_name(70, 'n');
  for (const std::string& text : {
           std::string(R"({"alg":1,"typ":"x","alg":3})"),
           std::string(R"({"alg":1,"typ":"x","cty":{"alg":3}})"),
           std::string(R"({"a":{"b":"{","c":"}:"},"d":[":","]"]})"),
           std::string(R"({"a":"{","a":1})"),
           std::string("{\"a\" \n\t: 1 , \"a\"\r:2}"),
           std::string(R"({"":1,"a":2,"":3})"),
           "{\"" + long_name + "\":1,\"x" + long_name + "\":2}",
           "{\"" + long_name + "\":1,\"" + long_name + "\":2}",
           std::string(R"({"abcdefg1":1,"abcdefg2":2})"),
           std::string(R"({"abcdefg1":1,"abcdefg2":2,"abcdefg1":3})"),
           std::string(R"({"a":"x)"),
           std::string(R"({:1})"),
           std::string(R"({"a"x:1})"),
       }) {
    for (std::size_t shift = 0; shift < 130; ++shift) {
      const std::string space(shift, ' ');
      const JsonVerdict plain = Scan(space + text);
      EXPECT(plain == Scan(text));
      if (plain == JsonVerdict::kOk || plain == JsonVerdict::kDuplicateMember) {
        EXPECT(plain == Scan("[" + space + text + space + R"(,"\n"])"));
        EXPECT(plain == Scan("[" + space + text + space + R"(,"n"])"));
      }
    }
  }
}

JOSE_TEST(json_scan_limits_depth) {
  EXPECT(Scan("1", 0) == JsonVerdict::kOk);
  EXPECT(Scan("{}", 0) == JsonVerdict::kTooDeep);
  EXPECT(Scan("{}", 1) == JsonVerdict::kOk);
  EXPECT(Scan("[[]]", 1) == JsonVerdict::kTooDeep);
  EXPECT(Scan("[[]]", 2) == JsonVerdict::kOk);
  EXPECT(Scan(R"({"a":[{"b":1}]})", 2) == JsonVerdict::kTooDeep);
  EXPECT(Scan(R"({"a":[{"b":1}]})", 3) == JsonVerdict::kOk);
  EXPECT(Scan("[[],[],[],[]]", 2) == JsonVerdict::kOk);
  EXPECT(Scan(R"(["[[[[[["])", 1) == JsonVerdict::kOk);
}

JOSE_TEST(json_scan_survives_deep_nesting) {
  constexpr std::size_t kDepth = 100000;
  const std::string open(kDepth, '[');
  const std::string close(kDepth, ']');
  EXPECT(Scan(open, 64) == JsonVerdict::kTooDeep);
  EXPECT(Scan(open + close, 64) == JsonVerdict::kTooDeep);
  EXPECT(Scan(open, kDepth) == JsonVerdict::kMalformed);
  EXPECT(Scan(open + close, kDepth) == JsonVerdict::kOk);
  EXPECT(Scan(open + close, kDepth - 1) == JsonVerdict::kTooDeep);
  EXPECT(Scan(close, kDepth) == JsonVerdict::kMalformed);
  std::string objects;
  for (std::size_t i = 0; i < kDepth; ++i) objects += "{\"a\":";
  EXPECT(Scan(objects, 64) == JsonVerdict::kTooDeep);
  EXPECT(Scan(objects, kDepth) == JsonVerdict::kMalformed);
}

JOSE_TEST(json_scan_finds_broken_structure) {
  for (const std::string_view text : {
           "{",
           "[",
           "}",
           "]",
           "{}}",
           "[]]",
           "{\"a\":1",
           "[1,",
           "\"",
           "\"\\",
           "\"\\\"",
           "{\"",
           "{\"a",
           "{\"a\\",
           "{\"a\":\"",
           "{\"a\":\"\\\"}",
           R"({"\x":1})",
           R"({"\u":1})",
           R"({"\u12":1})",
           R"({"\u123g":1})",
           R"({"\u 123":1})",
           R"({"\u-123":1})",
           R"({"\u+123":1})",
       }) {
    EXPECT(Scan(text) == JsonVerdict::kMalformed);
  }
  // Escapes in values are JSON.parse's business; here they only must not hide the end of the string.
  EXPECT(Scan(R"({"a":"\x"})") == JsonVerdict::kOk);
}

JOSE_TEST(json_scan_reads_no_further_than_the_text) {
  // Every prefix, from memory of exactly that size, so that a sanitizer sees an access past the end.
  const std::string_view text = R"({"alg":"\u0061\"","b\ud83d\ude00":[1,{"c":"\\"}],"d":null})";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const Bytes exact(AsBytes(text).begin(), AsBytes(text).begin() + static_cast<std::ptrdiff_t>(size));
    const JsonVerdict verdict = ScanJson(exact, 64);
    EXPECT(verdict == (size == 0 || size == text.size() ? JsonVerdict::kOk : JsonVerdict::kMalformed));
  }
  const std::string plain =
      R"({"alg":"HS256","b":[1,{"c":":"}],"d":null,"a name that fills a block of sixty-four octets":""})";
  for (std::size_t size = 0; size <= plain.size(); ++size) {
    const Bytes exact(plain.begin(), plain.begin() + static_cast<std::ptrdiff_t>(size));
    const JsonVerdict verdict = ScanJson(exact, 64);
    EXPECT(verdict == (size == 0 || size == plain.size() ? JsonVerdict::kOk : JsonVerdict::kMalformed));
  }
}

}  // namespace
}  // namespace jose::test
