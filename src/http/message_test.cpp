// SPDX-License-Identifier: Apache-2.0
// The small vocabulary of messages: methods, status codes, ASCII, lists, buffers.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "http/ascii.h"
#include "http/buffer.h"
#include "http/list.h"
#include "http/method.h"
#include "http/status.h"

namespace cardea::http {
namespace {

TEST(Method, IsFoundByItsExactText) {
  for (int i = 0; i < static_cast<int>(Method::extension); ++i) {
    const auto method = static_cast<Method>(i);
    EXPECT_EQ(find_method(name(method)), method);
  }
  for (const auto* text :
       {"", "get", "GETT", "Get", "PUTS", "PROPFIND", "M-SEARCH", "GEX", "POSX"}) {
    EXPECT_EQ(find_method(text), Method::extension) << text;
  }
  EXPECT_TRUE(is_idempotent(Method::delete_));
  EXPECT_FALSE(is_idempotent(Method::post));
  EXPECT_FALSE(is_idempotent(Method::patch));
  EXPECT_FALSE(is_idempotent(Method::extension));
}

TEST(Status, HasItsPhrase) {
  EXPECT_EQ(reason_phrase(100), "Continue");
  EXPECT_EQ(reason_phrase(200), "OK");
  EXPECT_EQ(reason_phrase(308), "Permanent Redirect");
  EXPECT_EQ(reason_phrase(404), "Not Found");
  EXPECT_EQ(reason_phrase(429), "Too Many Requests");
  EXPECT_EQ(reason_phrase(431), "Request Header Fields Too Large");
  EXPECT_EQ(reason_phrase(451), "Unavailable For Legal Reasons");
  EXPECT_EQ(reason_phrase(504), "Gateway Timeout");
  for (const int status : {0, 99, 299, 418, 499, 599, 600, 999, -1}) {
    EXPECT_EQ(reason_phrase(status), "") << status;
  }
}

TEST(Ascii, ComparesTrimsAndClassifies) {
  EXPECT_TRUE(equals_ignoring_case("Keep-Alive", "kEEP-aLIVE"));
  EXPECT_FALSE(equals_ignoring_case("a", "ab"));
  EXPECT_FALSE(equals_ignoring_case("@", "`"));
  EXPECT_EQ(trim(" \ta b\t "), "a b");
  EXPECT_EQ(trim(" \t"), "");
  std::string room(3, 0);
  EXPECT_EQ(lower_case("A-\xC4", room.data()), "a-\xC4");
  EXPECT_TRUE(is_token("!#$%&'*+-.^_`|~09azAZ"));
  for (const auto* text : {"",  "a b", "a:", "\"", "(",  ")", ",", "/", ";",    "<",    "=",
                           ">", "?",   "@",  "[",  "\\", "]", "{", "}", "\x7f", "\x80", "\t"}) {
    EXPECT_FALSE(is_token(text)) << text;
  }
  EXPECT_TRUE(is_field_text("a b\t\x80\xff"));
  EXPECT_TRUE(is_field_text(""));
  for (const auto* text : {"\r", "\n", "a\x01", "\x7f"}) EXPECT_FALSE(is_field_text(text));
  EXPECT_FALSE(is_field_text(std::string_view("\0", 1)));
}

TEST(List, IsWalkedWithoutEmptyMembers) {
  const auto walk = [](std::string_view value) {
    std::vector<std::string> found;
    ListMembers members(value);
    for (auto one = members.next(); !one.empty(); one = members.next()) found.emplace_back(one);
    return found;
  };
  using Found = std::vector<std::string>;
  EXPECT_EQ(walk("a, b ,\tc"), (Found{"a", "b", "c"}));
  EXPECT_EQ(walk(",, a,,"), (Found{"a"}));
  EXPECT_EQ(walk("a=\"x, \\\"y\", b"), (Found{"a=\"x, \\\"y\"", "b"}));
  EXPECT_EQ(walk("\"open, b"), (Found{"\"open, b"}));
  EXPECT_EQ(walk("\"\\"), (Found{"\"\\"}));
  EXPECT_EQ(walk(""), Found{});
  EXPECT_TRUE(has_member("keep-alive, Upgrade", "upgrade"));
  EXPECT_FALSE(has_member("upgraded", "upgrade"));
}

TEST(Buffer, GrowsAndKeepsItsRoom) {
  Buffer buffer;
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    buffer.append("line ");
    buffer.append_number(static_cast<std::uint64_t>(i));
    buffer.append('\n');
    expected += "line " + std::to_string(i) + "\n";
  }
  EXPECT_EQ(buffer.view(), expected);
  const auto room = buffer.capacity();
  const auto* place = buffer.data();
  buffer.clear();
  EXPECT_TRUE(buffer.empty());
  buffer.append(expected);
  EXPECT_EQ(buffer.data(), place);
  EXPECT_EQ(buffer.capacity(), room);
  buffer.append_number(UINT64_MAX);
  EXPECT_TRUE(buffer.view().ends_with("18446744073709551615"));
  buffer.release();
  EXPECT_EQ(buffer.capacity(), 0U);
  buffer.append("");
  EXPECT_EQ(buffer.view(), "");
}

}  // namespace
}  // namespace cardea::http
