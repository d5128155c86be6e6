// SPDX-License-Identifier: Apache-2.0
#include "plugins/basic_auth/login.h"

#include <gtest/gtest.h>

#include "base/base64url.h"

namespace cardea::plugins::basic_auth {
namespace {

struct Fixture : testing::Test {
  http::RequestHead head;
  Arena arena;

  std::string value;

  Logins with(std::string_view authorization) {
    value = authorization;
    head.fields.clear();
    head.fields.add("Authorization", value);
    return find_logins(head, arena);
  }
};
using LoginTest = Fixture;

TEST_F(LoginTest, ReadsTheExampleOfRfc7617) {
  const Logins logins = with("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  ASSERT_EQ(logins.count, 1U);
  EXPECT_EQ(logins.all[0].username, "Aladdin");
  EXPECT_EQ(logins.all[0].password, "open sesame");
}

TEST_F(LoginTest, PartsAtTheFirstColon) {
  const Logins logins = with("basic \t" + encode_base64("user:pass:word"));
  ASSERT_EQ(logins.count, 1U);
  EXPECT_EQ(logins.all[0].username, "user");
  EXPECT_EQ(logins.all[0].password, "pass:word");
  const Logins empty = with("BASIC " + encode_base64(":"));
  ASSERT_EQ(empty.count, 1U);
  EXPECT_EQ(empty.all[0].username, "");
  EXPECT_EQ(empty.all[0].password, "");
}

TEST_F(LoginTest, TakesMissingPaddingAndUtf8) {
  const std::string text = encode_base64("j\xc3\xbcrgen:\xc3\xa4", false);
  ASSERT_NE(text.size() % 4, 0U);
  const Logins logins = with("Basic " + text);
  ASSERT_EQ(logins.count, 1U);
  EXPECT_EQ(logins.all[0].username, "j\xc3\xbcrgen");
}

TEST_F(LoginTest, KnowsWhatIsMalformed) {
  for (const std::string& value :
       {std::string("Basic QQ"), std::string("Basic !!!!"), "Basic " + encode_base64("no colon"),
        "Basic " + encode_base64("a:b\n"), "Basic " + encode_base64(std::string_view("a\0:b", 4)),
        std::string("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ= ="), std::string("Basic  "),
        std::string("Basic QWxhZGRpbjpvcGVuIHNlc2FtZR==")}) {
    const Logins logins = with(value);
    EXPECT_EQ(logins.count, 0U) << value;
    EXPECT_FALSE(logins.fault.empty()) << value;
  }
}

TEST_F(LoginTest, SaysWhatIsWrong) {
  EXPECT_EQ(with("Basic !").fault, "not base64");
  EXPECT_EQ(with("Basic " + encode_base64("alice")).fault, "no colon between user and password");
  EXPECT_EQ(with("Basic " + encode_base64("a:b\x7f")).fault, "holds a control character");
}

TEST_F(LoginTest, LeavesOtherSchemesAlone) {
  for (const std::string_view value : {"", "Basic", "Bearer QTpi", "Basics QTpi", "xBasic QTpi"}) {
    const Logins logins = with(value);
    EXPECT_EQ(logins.count, 0U) << value;
    EXPECT_TRUE(logins.fault.empty()) << value;
  }
}

TEST_F(LoginTest, RefusesAFieldThatComesTwice) {
  for (const std::string_view second : {"Basic YTpi", "Bearer x", "Basic !"}) {
    with("Basic YTpi");
    head.fields.add("authorization", second);
    const Logins logins = find_logins(head, arena);
    EXPECT_EQ(logins.count, 0U) << second;
    EXPECT_EQ(logins.fault, "the field comes more than once");
    EXPECT_TRUE(shows_basic(head, http::FieldName::authorization));
  }
  with("Bearer x");
  head.fields.add("Authorization", "Basic YTpi");
  EXPECT_EQ(find_logins(head, arena).count, 0U);
  EXPECT_TRUE(shows_basic(head, http::FieldName::authorization));
  EXPECT_FALSE(shows_basic(head, http::FieldName::proxy_authorization));
}

TEST_F(LoginTest, TriesTheProxysFirst) {
  const std::string own = "Basic " + encode_base64("a:1");
  head.fields.add("Authorization", own);
  const std::string proxy = "Basic " + encode_base64("b:2");
  head.fields.add("Proxy-Authorization", proxy);
  const Logins logins = find_logins(head, arena);
  ASSERT_EQ(logins.count, 2U);
  EXPECT_EQ(logins.all[0].username, "b");
  EXPECT_EQ(logins.all[1].username, "a");
}

}  // namespace
}  // namespace cardea::plugins::basic_auth
