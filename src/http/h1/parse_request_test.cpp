// SPDX-License-Identifier: Apache-2.0
// What a request head comes to; the forms that are refused stand in smuggling_test.cpp.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "http/h1/parse.h"

namespace cardea::http::h1 {
namespace {

class ParseRequest : public testing::Test {
 protected:
  Parsed parse(std::string_view bytes) {
    Cursor cursor;
    return parse_request(bytes, limits_, cursor, head_);
  }
  // Parses a request line with these field lines and the empty line.
  Parsed parse_fields(std::string_view fields, std::string_view line = "GET / HTTP/1.1\r\n") {
    text_ = std::string(line) + std::string(fields) + "\r\n";
    return parse(text_);
  }

  Limits limits_;
  RequestHead head_;
  std::string text_;
};

TEST_F(ParseRequest, ReadsAnOrdinaryHead) {
  const std::string head =
      "GET /a/b?c=d HTTP/1.1\r\nHost: example.com:8000\r\nAccept:*/*\r\nX-Empty:\r\n"
      "X-Spaces: \t a b\t \r\nX-Bytes: \x80\xff\r\n\r\n";
  text_ = head + "body";
  const auto parsed = parse(text_);
  ASSERT_EQ(parsed.state, ParseState::complete);
  EXPECT_EQ(parsed.length, head.size());
  EXPECT_EQ(head_.method, Method::get);
  EXPECT_EQ(head_.method_text, "GET");
  EXPECT_EQ(head_.raw_target, "/a/b?c=d");
  EXPECT_EQ(head_.target.path, "/a/b");
  EXPECT_EQ(head_.minor_version, 1);
  EXPECT_EQ(head_.host, "example.com:8000");
  EXPECT_TRUE(head_.keep_alive);
  EXPECT_FALSE(head_.framing.has_body());
  ASSERT_EQ(head_.fields.size(), 5U);
  EXPECT_EQ(head_.fields[1].name, "Accept");
  EXPECT_EQ(head_.fields[1].value, "*/*");
  EXPECT_EQ(head_.fields[1].id, FieldName::accept);
  EXPECT_EQ(head_.fields[2].value, "");
  EXPECT_EQ(head_.fields[3].value, "a b");
  EXPECT_EQ(head_.fields[4].value, "\x80\xff");
  EXPECT_EQ(head_.fields.lines(0, 2), "Host: example.com:8000\r\nAccept:*/*\r\n");
  EXPECT_EQ(head_.fields.lines(4, 5), "X-Bytes: \x80\xff\r\n");
}

TEST_F(ParseRequest, SkipsOneEmptyLineAndCountsIt) {
  const auto parsed = parse("\r\nGET / HTTP/1.0\r\n\r\nGET");
  ASSERT_EQ(parsed.state, ParseState::complete);
  EXPECT_EQ(parsed.length, 20U);
  EXPECT_EQ(head_.minor_version, 0);
  EXPECT_EQ(head_.host, "");
}

TEST_F(ParseRequest, KeepsUnknownMethodsAsText) {
  ASSERT_EQ(parse("PURGE /x HTTP/1.1\r\nHost: a\r\n\r\n").state, ParseState::complete);
  EXPECT_EQ(head_.method, Method::extension);
  EXPECT_EQ(head_.method_text, "PURGE");
}

TEST_F(ParseRequest, ReadsFraming) {
  ASSERT_EQ(parse_fields("Host: a\r\nContent-Length: 42\r\n").state, ParseState::complete);
  EXPECT_EQ(head_.framing, (Framing{BodyEnd::length, 42}));
  ASSERT_EQ(parse_fields("Host: a\r\ncontent-length: 0\r\n").state, ParseState::complete);
  EXPECT_FALSE(head_.framing.has_body());
  ASSERT_EQ(parse_fields("Host: a\r\nContent-Length: 999999999999999999\r\n").state,
            ParseState::complete);
  EXPECT_EQ(head_.framing.length, 999999999999999999U);
  for (const auto* coding : {"chunked", "Chunked", "CHUNKED", " chunked "}) {
    ASSERT_EQ(parse_fields(std::string("Host: a\r\nTransfer-Encoding:") + coding + "\r\n").state,
              ParseState::complete);
    EXPECT_EQ(head_.framing.end, BodyEnd::chunked);
  }
}

TEST_F(ParseRequest, DecidesPersistence) {
  struct Row {
    const char* line;
    const char* fields;
    bool keep_alive;
  };
  const Row rows[] = {
      {"GET / HTTP/1.1\r\n", "", true},
      {"GET / HTTP/1.1\r\n", "Connection: close\r\n", false},
      {"GET / HTTP/1.1\r\n", "Connection: Keep-Alive, CLOSE\r\n", false},
      {"GET / HTTP/1.1\r\n", "Connection: x\r\nConnection: y, close\r\n", false},
      {"GET / HTTP/1.1\r\n", "Connection: closed\r\n", true},
      {"GET / HTTP/1.0\r\n", "", false},
      {"GET / HTTP/1.0\r\n", "Connection: keep-alive\r\n", true},
      {"GET / HTTP/1.0\r\n", "Connection: keep-alive, close\r\n", false},
  };
  for (const auto& row : rows) {
    ASSERT_EQ(parse_fields(std::string("Host: a\r\n") + row.fields, row.line).state,
              ParseState::complete);
    EXPECT_EQ(head_.keep_alive, row.keep_alive) << row.line << row.fields;
  }
}

TEST_F(ParseRequest, ReadsUpgradeOnlyTogetherWithConnection) {
  parse_fields("Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n");
  EXPECT_EQ(head_.upgrade, "websocket");
  parse_fields("Host: a\r\nUpgrade: websocket\r\n");
  EXPECT_EQ(head_.upgrade, "");
  parse_fields("Host: a\r\nConnection: upgrade\r\nUpgrade: x\r\n", "GET / HTTP/1.0\r\n");
  EXPECT_EQ(head_.upgrade, "");
}

TEST_F(ParseRequest, ReadsExpectations) {
  parse_fields("Host: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n");
  EXPECT_TRUE(head_.expects_continue);
  parse_fields("Host: a\r\nExpect: 100-continue\r\n");
  EXPECT_FALSE(head_.expects_continue) << "nothing to wait for";
  parse_fields("Host: a\r\nExpect: x\r\nContent-Length: 1\r\n", "GET / HTTP/1.0\r\n");
  EXPECT_FALSE(head_.expects_continue) << "RFC 9110 section 10.1.1: ignored in HTTP/1.0";
}

TEST_F(ParseRequest, TakesTheHostOfAnAbsoluteTarget) {
  ASSERT_EQ(parse_fields("Host: A.example\r\n", "GET http://a.EXAMPLE/x HTTP/1.1\r\n").state,
            ParseState::complete);
  EXPECT_EQ(head_.host, "a.EXAMPLE");
  EXPECT_EQ(head_.target.path, "/x");
  ASSERT_EQ(parse_fields("", "GET http://a.example/x HTTP/1.0\r\n").state, ParseState::complete);
  EXPECT_EQ(head_.host, "a.example");
}

TEST_F(ParseRequest, ForgetsTheHeadBefore) {
  parse_fields(
      "Host: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\nUpgrade: x\r\n"
      "Connection: upgrade\r\n",
      "POST /p HTTP/1.1\r\n");
  parse_fields("Host: b\r\n");
  EXPECT_EQ(head_.framing, Framing{});
  EXPECT_FALSE(head_.expects_continue);
  EXPECT_EQ(head_.upgrade, "");
  EXPECT_EQ(head_.fields.size(), 1U);
  EXPECT_FALSE(head_.fields.has(FieldName::content_length));
}

TEST_F(ParseRequest, HoldsItsLimits) {
  const auto status_of = [&](const std::string& text) {
    const auto parsed = parse(text);
    return parsed.state == ParseState::refused ? parsed.refusal->status : 0;
  };
  limits_ = {.head_bytes = 200, .target_bytes = 50, .fields = 4};
  const std::string rest = " HTTP/1.1\r\nHost: a\r\n\r\n";
  EXPECT_EQ(status_of("GET /" + std::string(49, 'x') + rest), 0);
  EXPECT_EQ(status_of("GET /" + std::string(50, 'x') + rest), 414);
  EXPECT_EQ(status_of("GET /" + std::string(60, 'x')), 414) << "before the line has ended";

  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\n";
  EXPECT_EQ(status_of(start + "a:\r\nb:\r\nc:\r\n\r\n"), 0);
  EXPECT_EQ(status_of(start + "a:\r\nb:\r\nc:\r\nd:\r\n\r\n"), 400);
  EXPECT_EQ(parse(start + "a:\r\nb:\r\nc:\r\nd:\r\n").refusal->message,
            "Request header or cookie too large");

  const auto filled = [&](std::size_t size) {
    return start + "a:" + std::string(size - start.size() - 6, 'x') + "\r\n\r\n";
  };
  EXPECT_EQ(status_of(filled(200)), 0);
  EXPECT_EQ(status_of(filled(201)), 400);
  EXPECT_EQ(status_of(filled(300).substr(0, 200)), 400) << "no end within the limit";
  EXPECT_EQ(parse(filled(300).substr(0, 199)).state, ParseState::incomplete);
  EXPECT_EQ(status_of(std::string(32, 'A') + " / HTTP/1.1\r\nHost: a\r\n\r\n"), 0);
  EXPECT_EQ(status_of(std::string(33, 'A')), 501);
}

TEST_F(ParseRequest, NeverHoldsMoreFieldsThanThereIsRoomFor) {
  limits_.fields = 1000;
  std::string fields = "Host: a\r\n";
  for (std::size_t i = 1; i < Fields::capacity; ++i) fields += "a: b\r\n";
  EXPECT_EQ(parse_fields(fields).state, ParseState::complete);
  EXPECT_EQ(parse_fields(fields + "a: b\r\n").state, ParseState::refused);
}

}  // namespace
}  // namespace cardea::http::h1
