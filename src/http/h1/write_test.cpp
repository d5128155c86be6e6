// SPDX-License-Identifier: Apache-2.0
#include "http/h1/write.h"

#include <gtest/gtest.h>

#include <string>

#include "http/h1/parse.h"
#include "http/hop_by_hop.h"

namespace cardea::http::h1 {
namespace {

TEST(Write, MakesStartLines) {
  Buffer out;
  write_request_line(out, "GET", "/a", "?b=c");
  write_request_line(out, "PURGE", "/", "");
  write_status_line(out, 200);
  write_status_line(out, 599);
  write_status_line(out, 404, "Nope");
  EXPECT_EQ(out.view(),
            "GET /a?b=c HTTP/1.1\r\nPURGE / HTTP/1.1\r\nHTTP/1.1 200 OK\r\nHTTP/1.1 599 \r\n"
            "HTTP/1.1 404 Nope\r\n");
}

TEST(Write, MakesFields) {
  Buffer out;
  write_field(out, "A", "b c");
  write_trusted_field(out, "D", "");
  write_number_field(out, "Content-Length", 0);
  write_number_field(out, "E", UINT64_MAX);
  write_end(out);
  EXPECT_EQ(out.view(), "A: b c\r\nD: \r\nContent-Length: 0\r\nE: 18446744073709551615\r\n\r\n");
}

TEST(Write, LetsNoValueOutOfItsLine) {
  Buffer out;
  write_field(out, "X-Consumer-Username", std::string_view("a\r\nX-Admin: 1\0\x7f\t\xc3", 17));
  EXPECT_EQ(out.view(), "X-Consumer-Username: a%0D%0AX-Admin: 1%00%7F\t\xc3\r\n");
}

TEST(Write, KeepsFieldsByteForByte) {
  const std::string text =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: close, x-b\r\nX-A:  1 \r\nX-B: 2\r\nX-C:3\r\n"
      "X-D: 4\r\nTE: trailers\r\n\r\n";
  RequestHead head;
  Cursor cursor;
  ASSERT_EQ(parse_request(text, Limits{}, cursor, head).state, ParseState::complete);

  Buffer all;
  write_kept_fields(all, head.fields, FieldSet{});
  EXPECT_EQ(all.view(), text.substr(16, text.size() - 18));

  Buffer some;
  write_kept_fields(some, head.fields, hop_by_hop(head));
  EXPECT_EQ(some.view(), "Host: a\r\nX-A:  1 \r\nX-C:3\r\nX-D: 4\r\n");

  FieldSet everything;
  for (std::size_t i = 0; i < head.fields.size(); ++i) everything.insert(i);
  Buffer none;
  write_kept_fields(none, head.fields, everything);
  EXPECT_TRUE(none.empty());
}

TEST(Write, MakesWhatTheParserReads) {
  Buffer out;
  write_request_line(out, "POST", "/x", "");
  write_field(out, "Host", "a");
  write_number_field(out, "Content-Length", 12);
  write_end(out);
  RequestHead head;
  Cursor cursor;
  const auto parsed = parse_request(out.view(), Limits{}, cursor, head);
  ASSERT_EQ(parsed.state, ParseState::complete);
  EXPECT_EQ(parsed.length, out.size());
  EXPECT_EQ(head.framing, (Framing{BodyEnd::length, 12}));
}

}  // namespace
}  // namespace cardea::http::h1
