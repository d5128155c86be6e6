// SPDX-License-Identifier: Apache-2.0
// Everything that two readers could understand differently, and what we say to it.
#include <gtest/gtest.h>

#include <string>

#include "http/h1/parse.h"

namespace cardea::http::h1 {
namespace {

// The status that refuses the request; 0 when it is complete, -1 when it is incomplete.
int status_of(std::string_view text) {
  RequestHead head;
  Cursor cursor;
  const auto parsed = parse_request(text, Limits{}, cursor, head);
  if (parsed.state == ParseState::refused) return parsed.refusal->status;
  return parsed.state == ParseState::complete ? 0 : -1;
}

// With fields behind a valid start.
int status_of_fields(std::string_view fields) {
  return status_of("POST / HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n");
}

TEST(Smuggling, LinesEndWithCrlfOnly) {
  for (const auto* text :
       {"GET / HTTP/1.1\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\n", "GET / HTTP/1.1\rHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\rX", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\n\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\n\rHost: a\r\n\r\n"}) {
    EXPECT_EQ(status_of(text), 400) << text;
  }
}

TEST(Smuggling, ContinuationLinesAreRefused) {
  EXPECT_EQ(status_of_fields("X: a\r\n b\r\n"), 400);
  EXPECT_EQ(status_of_fields("X: a\r\n\tb\r\n"), 400);
  EXPECT_EQ(status_of_fields("X: a\r\n \r\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\n Host: a\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n"), 400);
}

TEST(Smuggling, FieldNamesAreTokensWithTheirColon) {
  for (const auto* line :
       {"X : a", "X\t: a", ": a", "X", "X Y: a", "X\"Y: a", "(X): a", "X/Y: a", "X\x80: a",
        "X\x01: a", "Content-Length : 5", "Transfer-Encoding : chunked", "Transfer-Encoding\x0b: x",
        "Transfer-Encoding", "{X}: a", "@: a"}) {
    EXPECT_EQ(status_of_fields(std::string(line) + "\r\n"), 400) << line;
  }
  EXPECT_EQ(status_of_fields(std::string("X\0Y: a\r\n", 8)), 400);
  EXPECT_EQ(status_of_fields("!#$%&'*+-.^_`|~0aZ: a\r\n"), 0);
  EXPECT_EQ(status_of_fields("X_Y: a\r\n"), 0);
}

TEST(Smuggling, FieldValuesHoldNoControlCharacters) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string value = std::string("a") + static_cast<char>(byte) + "b";
    const bool allowed = byte == '\t' || (byte >= 0x20 && byte != 0x7f);
    EXPECT_EQ(status_of_fields("X: " + value + "\r\n"), allowed ? 0 : 400) << byte;
  }
}

TEST(Smuggling, ContentLengthIsOnePlainNumber) {
  for (const auto* value : {"", "+5", "-5", "0x5", "5, 5", "5,5", "5 5", "5;", "5.0", "5e0", "a",
                            "\"5\"", "1_000", "\xd9\xa5", "18446744073709551616",
                            "99999999999999999999", "1000000000000000000", "5\t5", "5,"}) {
    EXPECT_EQ(status_of_fields(std::string("Content-Length: ") + value + "\r\n"), 400) << value;
  }
  EXPECT_EQ(status_of_fields("Content-Length: 5\r\nContent-Length: 5\r\n"), 400);
  EXPECT_EQ(status_of_fields("Content-Length: 5\r\ncontent-length: 6\r\n"), 400);
  EXPECT_EQ(status_of_fields("Content-Length:5\r\n"), 0);
  EXPECT_EQ(status_of_fields("Content-Length:  5 \r\n"), 0);
}

TEST(Smuggling, TabsStandNowhereBesideFraming) {
  for (const auto* line : {"Content-Length:\t5", "Content-Length: 5\t", "Content-Length: 5 \t ",
                           "Transfer-Encoding:\tchunked", "Transfer-Encoding: chunked\t",
                           "Transfer-Encoding: \t chunked"}) {
    EXPECT_EQ(status_of_fields(std::string(line) + "\r\n"), 400) << line;
  }
  EXPECT_EQ(status_of_fields("X:\ta\t\r\n"), 0);
}

TEST(Smuggling, TransferEncodingIsChunkedOnceAndAlone) {
  for (const auto* value :
       {"", ",", "chunked, chunked", "chunked,chunked", "chunked, identity", "chunked, gzip"}) {
    EXPECT_EQ(status_of_fields(std::string("Transfer-Encoding: ") + value + "\r\n"), 400) << value;
  }
  for (const auto* value : {"gzip, chunked", "identity", "xchunked", "chunkedx", "gzip",
                            "\"chunked\"", "chunked;a=b", "x, chunked", "chunked;", "chu nked",
                            "\x80"
                            "chunked",
                            "chunked\t\x80"}) {
    EXPECT_EQ(status_of_fields(std::string("Transfer-Encoding: ") + value + "\r\n"), 501) << value;
  }
  for (const auto* value : {"\x0b"
                            "chunked",
                            "chunked\x0c",
                            "\x01"
                            "chunked",
                            "chunked\r"}) {
    EXPECT_EQ(status_of_fields(std::string("Transfer-Encoding: ") + value + "\r\n"), 400) << value;
  }
  EXPECT_EQ(status_of_fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400);
  EXPECT_EQ(status_of_fields("Transfer-Encoding: chunked\r\ntransfer-encoding: x\r\n"), 400);
  EXPECT_EQ(status_of("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
  EXPECT_EQ(status_of_fields("Transfer_Encoding: chunked\r\n"), 0) << "another name altogether";
}

TEST(Smuggling, LengthAndCodingExcludeEachOther) {
  EXPECT_EQ(status_of_fields("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400);
  EXPECT_EQ(status_of_fields("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400);
  EXPECT_EQ(status_of_fields("Transfer-Encoding: x\r\nContent-Length: 0\r\n"), 400);
}

TEST(Smuggling, HostStandsOnceAndIsValid) {
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.0\r\n\r\n"), 0);
  EXPECT_EQ(status_of_fields("Host: a\r\n"), 400);
  EXPECT_EQ(status_of_fields("host: b\r\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"), 400);
  for (const auto* host : {"", "a b", "a/b", "a@b", "a:b", "a:", "a, b:c", "[::1", "a?b",
                           "http://a", "a:99999", "a\\b", "a\tb"}) {
    const auto text = "GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n";
    EXPECT_EQ(status_of(text), 400) << host;
  }
  EXPECT_EQ(status_of("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET http://a/ HTTP/1.1\r\n\r\n"), 400) << "Host is due all the same";
}

TEST(Smuggling, RequestLinesHaveTwoSpaces) {
  const std::string rest = "\r\nHost: a\r\n\r\n";
  for (const auto* line : {"GET  / HTTP/1.1",
                           "GET /  HTTP/1.1",
                           "GET / HTTP/1.1 ",
                           " GET / HTTP/1.1",
                           "GET /",
                           "GET HTTP/1.1",
                           "GET  HTTP/1.1",
                           "GET\t/ HTTP/1.1",
                           "GET /\tHTTP/1.1",
                           "GET / a HTTP/1.1",
                           "GET / http/1.1",
                           "GET / HTTP/1.",
                           "GET / HTTP/1.11",
                           "GET / HTTP/11",
                           "GET / HTP/1.1",
                           "GET / HTTP/1,1",
                           "/ HTTP/1.1",
                           "G(T / HTTP/1.1",
                           "GET a HTTP/1.1",
                           "GET * HTTP/1.1",
                           "GET /\x80 HTTP/1.1",
                           "GET /#a HTTP/1.1",
                           "GET / HTTP/1.1\x0b",
                           "GET /\x7f HTTP/1.1",
                           "GET / HTTPS/1.1",
                           "GET / HTTP/ 1.1",
                           "GET / HTTP/1.1HTTP/1.1"}) {
    EXPECT_EQ(status_of(line + rest), 400) << line;
  }
  for (const auto* version : {"HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "HTTP/3.0", "HTTP/9.9"}) {
    EXPECT_EQ(status_of(std::string("GET / ") + version + rest), 505) << version;
  }
  EXPECT_EQ(status_of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505);
  EXPECT_EQ(status_of("CONNECT a:443 HTTP/1.1" + rest), 405);
  EXPECT_EQ(status_of("\x16\x03\x01\x02"), 400) << "TLS on a plain port";
}

TEST(Smuggling, OtherExpectationsFail) {
  EXPECT_EQ(status_of_fields("Expect: 200-ok\r\n"), 417);
  EXPECT_EQ(status_of_fields("Expect: 100-continue, x\r\n"), 417);
  EXPECT_EQ(status_of_fields("Expect: 100-continue\r\nExpect: 100-continue\r\n"), 417);
}

TEST(Smuggling, EveryRefusalSaysWhy) {
  RequestHead head;
  Cursor cursor;
  const auto parsed = parse_request("GET / HTTP/1.1\nHost: a\r\n\r\n", Limits{}, cursor, head);
  ASSERT_EQ(parsed.state, ParseState::refused);
  EXPECT_EQ(parsed.refusal->message, "Bad request");
  EXPECT_EQ(parsed.refusal->reason, "a line ends with LF alone");
}

}  // namespace
}  // namespace cardea::http::h1
