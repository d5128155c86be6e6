// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "http/h1/parse.h"

namespace cardea::http::h1 {
namespace {

class ParseResponse : public testing::Test {
 protected:
  Parsed parse(std::string text, Method asked = Method::get) {
    text_ = std::move(text);
    Cursor cursor;
    return parse_response(text_, asked, Limits{}, cursor, head_);
  }
  bool is_complete(std::string text, Method asked = Method::get) {
    return parse(std::move(text), asked).state == ParseState::complete;
  }
  bool is_refused(std::string text, Method asked = Method::get) {
    const auto parsed = parse(std::move(text), asked);
    return parsed.state == ParseState::refused && parsed.refusal->status == 502;
  }

  ResponseHead head_;
  std::string text_;
};

TEST_F(ParseResponse, ReadsAnOrdinaryHead) {
  const auto parsed =
      parse("HTTP/1.1 404 Not Found here\r\nContent-Length: 3\r\nServer: x\r\n\r\nabc");
  ASSERT_EQ(parsed.state, ParseState::complete);
  EXPECT_EQ(parsed.length, text_.size() - 3);
  EXPECT_EQ(head_.status, 404);
  EXPECT_EQ(head_.reason, "Not Found here");
  EXPECT_EQ(head_.framing, (Framing{BodyEnd::length, 3}));
  EXPECT_TRUE(head_.keep_alive);
  EXPECT_EQ(head_.fields.value(FieldName::server), "x");
}

TEST_F(ParseResponse, TakesEmptyAndOddPhrases) {
  for (const auto* line :
       {"HTTP/1.1 200 ", "HTTP/1.1 200", "HTTP/1.1 200  x", "HTTP/1.1 200 \xfc\t"}) {
    EXPECT_TRUE(is_complete(std::string(line) + "\r\n\r\n")) << line;
    EXPECT_EQ(head_.status, 200);
  }
}

TEST_F(ParseResponse, RefusesOtherStatusLines) {
  for (const auto* line :
       {"HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/1.1 099 x", "HTTP/1.1 2x0 OK",
        "HTTP/1.1  200 OK", "HTTP/1.1\t200 OK", "HTTP/2.0 200 OK", "HTTP/1.2 200 OK",
        "HTTP/0.9 200 OK", "http/1.1 200 OK", "HTTP/1.1200 OK", "HTTP/1.1 200\tOK", "ICY 200 OK",
        "", " HTTP/1.1 200 OK", "HTTP/1.1 -20 OK", "HTTP/1.1 200 O\x01K", "HTTP/1.1 +20 OK"}) {
    EXPECT_TRUE(is_refused(std::string(line) + "\r\n\r\n")) << line;
  }
  EXPECT_TRUE(is_refused("HTTP/1.1 200 OK\n\r\n"));
  EXPECT_TRUE(is_refused("HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n"));
  EXPECT_TRUE(is_refused("HTTP/1.1 200 OK\r\nX : a\r\n\r\n"));
  EXPECT_TRUE(is_refused("HTTP/1.1 200 OK\r\nX: a\nY: b\r\n\r\n"));
}

TEST_F(ParseResponse, KnowsHowTheBodyEnds) {
  EXPECT_TRUE(is_complete("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
  EXPECT_EQ(head_.framing.end, BodyEnd::chunked);
  EXPECT_TRUE(head_.keep_alive);
  EXPECT_TRUE(is_complete("HTTP/1.1 200 OK\r\n\r\n"));
  EXPECT_EQ(head_.framing.end, BodyEnd::close);
  EXPECT_FALSE(head_.keep_alive);
  EXPECT_TRUE(
      is_complete("HTTP/1.0 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive\r\n\r\n"));
  EXPECT_TRUE(head_.keep_alive);
  EXPECT_TRUE(is_complete("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n"));
  EXPECT_FALSE(head_.keep_alive);
}

TEST_F(ParseResponse, KnowsAnswersWithoutBody) {
  for (const auto* line : {"HTTP/1.1 204 No Content\r\n", "HTTP/1.1 304 Not Modified\r\n",
                           "HTTP/1.1 100 Continue\r\n", "HTTP/1.1 103 Early Hints\r\n"}) {
    ASSERT_TRUE(is_complete(std::string(line) + "\r\n")) << line;
    EXPECT_EQ(head_.framing.end, BodyEnd::none);
    EXPECT_TRUE(head_.keep_alive);
  }
  ASSERT_TRUE(is_complete("HTTP/1.1 304 x\r\nContent-Length: 7\r\n\r\n"));
  EXPECT_EQ(head_.framing.end, BodyEnd::none);
  ASSERT_TRUE(is_complete("HTTP/1.1 200 x\r\nContent-Length: 7\r\n\r\n", Method::head));
  EXPECT_EQ(head_.framing.end, BodyEnd::none);
  EXPECT_TRUE(head_.keep_alive);
  ASSERT_TRUE(is_complete("HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n", Method::head));
  EXPECT_EQ(head_.framing.end, BodyEnd::none);
  ASSERT_TRUE(is_complete("HTTP/1.1 200 x\r\n\r\n", Method::head));
  EXPECT_TRUE(head_.keep_alive) << "no body, so nothing to be ended by a close";
  ASSERT_TRUE(is_complete("HTTP/1.1 204 x\r\nContent-Length: 0\r\n\r\n"));
}

TEST_F(ParseResponse, RefusesContradictions) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  for (const auto* fields :
       {"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 1\r\nContent-Length: 1\r\n", "Content-Length: 1, 1\r\n",
        "Content-Length: +1\r\n", "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"}) {
    EXPECT_TRUE(is_refused(ok + fields + "\r\n")) << fields;
    EXPECT_TRUE(is_refused(ok + fields + "\r\n", Method::head)) << fields;
  }
  EXPECT_TRUE(is_refused("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
  EXPECT_TRUE(is_refused("HTTP/1.1 204 x\r\nContent-Length: 1\r\n\r\n"));
  EXPECT_TRUE(is_refused("HTTP/1.1 204 x\r\nTransfer-Encoding: chunked\r\n\r\n"));
  EXPECT_TRUE(is_refused("HTTP/1.1 100 x\r\nContent-Length: 1\r\n\r\n"));
}

TEST_F(ParseResponse, TellsInterimAnswersAndUpgradesApart) {
  ASSERT_TRUE(is_complete("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"));
  EXPECT_TRUE(head_.is_interim());
  ASSERT_TRUE(
      is_complete("HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81"));
  EXPECT_FALSE(head_.is_interim());
  EXPECT_EQ(head_.upgrade, "websocket");
  EXPECT_EQ(head_.framing.end, BodyEnd::none);
  EXPECT_FALSE(head_.keep_alive);
}

TEST_F(ParseResponse, BlamesTheUpstream) {
  const auto parsed = parse("HTTP/1.1 200 OK\nX: y\r\n\r\n");
  ASSERT_EQ(parsed.state, ParseState::refused);
  EXPECT_EQ(parsed.refusal->message, "An invalid response was received from the upstream server");
  EXPECT_EQ(parsed.refusal->reason, "a line ends with LF alone");
}

}  // namespace
}  // namespace cardea::http::h1
