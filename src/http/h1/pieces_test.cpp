// SPDX-License-Identifier: Apache-2.0
// A head may come in pieces of any size, and may move in memory between them.
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "http/h1/parse.h"
#include "http/h1/reader.h"

namespace cardea::http::h1 {
namespace {

const std::array<std::string, 7> requests = {
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "\r\nPOST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nX-Long: " + std::string(600, 'x') +
        "\r\nY:\r\n\r\n",
    "GET / HTTP/1.0\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\nX: y\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nX: y\nZ: z\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
};

Parsed in_pieces(const std::string& text, std::size_t piece, RequestHead& head, std::string& kept) {
  Cursor cursor;
  Parsed parsed;
  for (std::size_t size = 0; size < text.size() && parsed.state == ParseState::incomplete;) {
    size = std::min(size + piece, text.size());
    kept = std::string(text, 0, size);  // other memory each time
    parsed = parse_request(kept, Limits{}, cursor, head);
  }
  return parsed;
}

TEST(Pieces, ComeToTheSameAsTheWhole) {
  for (const auto& text : requests) {
    RequestHead whole_head;
    Cursor cursor;
    const auto whole = parse_request(text, Limits{}, cursor, whole_head);
    ASSERT_NE(whole.state, ParseState::incomplete);
    for (std::size_t piece = 1; piece < 70; ++piece) {
      RequestHead head;
      std::string kept;
      const auto parsed = in_pieces(text, piece, head, kept);
      ASSERT_EQ(parsed.state, whole.state) << piece << text;
      EXPECT_EQ(parsed.refusal, whole.refusal);
      EXPECT_EQ(parsed.length, whole.length);
      if (parsed.state != ParseState::complete) continue;
      ASSERT_EQ(head.fields.size(), whole_head.fields.size());
      for (std::size_t i = 0; i < head.fields.size(); ++i) {
        EXPECT_EQ(head.fields[i].name, whole_head.fields[i].name);
        EXPECT_EQ(head.fields[i].value, whole_head.fields[i].value);
      }
      EXPECT_EQ(head.framing, whole_head.framing);
    }
  }
}

TEST(Pieces, AreIncompleteWhereverTheyEnd) {
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t size = 0; size < requests[i].size(); ++size) {
      RequestHead head;
      Cursor cursor;
      const auto text = std::string_view(requests[i]).substr(0, size);
      EXPECT_EQ(parse_request(text, Limits{}, cursor, head).state, ParseState::incomplete) << text;
    }
  }
}

TEST(Pieces, AreRefusedWhenTheLineOfTheFaultHasCome) {
  const std::string text = "GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n";
  RequestHead head;
  std::string kept;
  EXPECT_EQ(in_pieces(text, 1, head, kept).state, ParseState::refused);
}

// Counted in parses, not in time: new bytes inside a line ask for none.
TEST(Pieces, OfOneLineAskForNoParse) {
  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
  RequestHead head;
  Cursor cursor;
  parse_request(start, Limits{}, cursor, head);
  std::string text = start;
  for (int i = 0; i < 5000; ++i) {
    text += 'x';
    EXPECT_FALSE(needs_parse(text, Limits{}, cursor));
  }
  text += "\r";
  EXPECT_FALSE(needs_parse(text, Limits{}, cursor));
  text += "\n";
  EXPECT_FALSE(needs_parse(text, Limits{}, cursor));
  EXPECT_EQ(cursor.line, text.size());
  text += "\r\n";
  EXPECT_TRUE(needs_parse(text, Limits{}, cursor));
  EXPECT_EQ(parse_request(text, Limits{}, cursor, head).state, ParseState::complete);
}

TEST(Pieces, OfAnAnswerComeToTheSame) {
  const std::string text =
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: " + std::string(200, 'x') + "\r\n\r\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    ResponseHead head;
    Cursor cursor;
    const auto cut = std::string_view(text).substr(0, size);
    const auto first = parse_response(cut, Method::get, Limits{}, cursor, head);
    EXPECT_EQ(first.state, size == text.size() ? ParseState::complete : ParseState::incomplete);
    const auto second = parse_response(text, Method::get, Limits{}, cursor, head);
    if (size < text.size()) {
      ASSERT_EQ(second.state, ParseState::complete) << size;
      EXPECT_EQ(head.framing.length, 5U);
    }
  }
}

}  // namespace
}  // namespace cardea::http::h1
