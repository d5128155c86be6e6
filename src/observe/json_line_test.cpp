// SPDX-License-Identifier: Apache-2.0
// Lines must be valid JSON whatever a client sends.
#include "observe/json_line.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace cardea::observe {
namespace {

std::string one_text(std::string_view value) {
  std::vector<char> memory(16384);
  JsonLine line(memory);
  line.text("t", value);
  return std::string(line.finish());
}

TEST(JsonLine, WritesEveryKindOfMember) {
  std::array<char, 512> memory{};
  JsonLine line(memory);
  line.text("method", "GET").number("status", 200).number("least", INT64_MIN);
  line.boolean("tls", true).null("consumer").thousandths("ms", 1234).thousandths("less", -5);
  line.open("request").text("uri", "/a").close().number("after", 1);
  EXPECT_EQ(line.finish(),
            "{\"method\":\"GET\",\"status\":200,\"least\":-9223372036854775808,\"tls\":true,"
            "\"consumer\":null,\"ms\":1.234,\"less\":-0.005,\"request\":{\"uri\":\"/a\"},"
            "\"after\":1}\n");
}

TEST(JsonLine, EscapesWhatMustBe) {
  EXPECT_EQ(one_text("a\"b\\c\n\r\t\b\f\x01\x1f\x7f/"),
            "{\"t\":\"a\\\"b\\\\c\\n\\r\\t\\b\\f\\u0001\\u001f\x7f/\"}\n");
}

TEST(JsonLine, KeepsUtf8AndReplacesWhatIsNot) {
  const std::string good = "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80";
  EXPECT_EQ(one_text(good), "{\"t\":\"" + good + "\"}\n");
  const std::string mark = "\xEF\xBF\xBD";
  for (const char* bad : {"\x80", "\xC1", "\xFF", "\xC3", "\xF8"}) {
    EXPECT_EQ(one_text(bad), "{\"t\":\"" + mark + "\"}\n") << testing::PrintToString(bad);
  }
  EXPECT_EQ(one_text("\xE0\x80\x80"), "{\"t\":\"" + mark + mark + mark + "\"}\n");  // overlong
  EXPECT_EQ(one_text("\xED\xA0\x80"), "{\"t\":\"" + mark + mark + mark + "\"}\n");  // surrogate
  EXPECT_EQ(one_text("\xF4\x90\x80\x80"), "{\"t\":\"" + mark + mark + mark + mark + "\"}\n");
  EXPECT_EQ(one_text("\xE2\x82"), "{\"t\":\"" + mark + mark + "\"}\n");  // cut short
}

TEST(JsonLine, CutsLongTexts) {
  const std::string line = one_text(std::string(10'000, 'x'));
  EXPECT_EQ(line, "{\"t\":\"" + std::string(4096, 'x') + "...\"}\n");
  std::string umlauts;
  for (int i = 0; i < 5000; ++i) umlauts += "\xC3\xA4";
  EXPECT_EQ(one_text(umlauts), "{\"t\":\"" + umlauts.substr(0, 4096) + "...\"}\n");
}

TEST(JsonLine, MarksWhatDidNotFit) {
  for (std::size_t size = 256; size < 700; ++size) {
    std::vector<char> memory(size);
    JsonLine line(memory);
    for (int i = 0; i < 20; ++i) line.open("o").text("k", "a\"\x01\xFFz value of some length");
    for (int i = 0; i < 20; ++i) line.close().number("n", i);
    const std::string_view done = line.finish();
    EXPECT_LE(done.size(), size);
    EXPECT_TRUE(done.ends_with("\"truncated\":true}\n")) << done;
    EXPECT_EQ(std::ranges::count(done, '{'), std::ranges::count(done, '}')) << done;
  }
}

TEST(JsonLine, WritesLists) {
  std::array<char, 512> memory{};
  JsonLine line(memory);
  line.open_list("empty").close();
  line.open_list("checks");
  for (int i = 0; i < 2; ++i) line.open_item().number("n", i).open("o").close().close();
  line.close().number("after", 3);
  EXPECT_EQ(line.finish(), R"({"empty":[],"checks":[{"n":0,"o":{}},{"n":1,"o":{}}],"after":3})"
                           "\n");
}

TEST(JsonLine, EndsListsThatDidNotFit) {
  for (std::size_t size = 256; size < 500; ++size) {
    std::vector<char> memory(size);
    JsonLine line(memory);
    line.open_list("checks");
    for (int i = 0; i < 20; ++i) line.open_item().text("k", "a value").open("o").close().close();
    const std::string_view done = line.close().finish();
    EXPECT_LE(done.size(), size);
    EXPECT_TRUE(done.ends_with("}],\"truncated\":true}\n")) << done;
    EXPECT_EQ(std::ranges::count(done, '{'), std::ranges::count(done, '}')) << done;
  }
}

TEST(JsonLine, WritesTimes) {
  std::array<char, 24> out{};
  const auto written = [&](std::int64_t milliseconds) {
    write_rfc3339({std::chrono::milliseconds(milliseconds)}, out.data());
    return std::string(out.data(), out.size());
  };
  EXPECT_EQ(written(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(written(951'827'696'789), "2000-02-29T12:34:56.789Z");
  EXPECT_EQ(written(-1), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace cardea::observe
