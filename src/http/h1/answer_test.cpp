// SPDX-License-Identifier: Apache-2.0
#include "http/h1/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace cardea::http::h1 {
namespace {

using testing::HasSubstr;

constexpr std::size_t room = 20;

// Feeds the bytes in pieces of that size; nothing, or what was wrong.
std::string read(Answer& answer, std::string_view bytes, std::size_t piece, bool closed = false) {
  bool complete = false;
  while (!bytes.empty() && !complete) {
    const auto taken = answer.take(bytes.substr(0, piece));
    if (!taken) return taken.error().detail;
    complete = *taken;
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  if (complete) return "";
  const auto ended = closed ? answer.end() : Status(fail(Error::internal("not complete")));
  return ended ? "" : ended.error().detail;
}

TEST(Answer, IsTheSameInPiecesOfAnySize) {
  const std::string bytes =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nETag: \"x\"\r\n"
      "Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    Answer answer(Method::get, room);
    ASSERT_EQ(read(answer, bytes, piece), "") << piece;
    EXPECT_EQ(answer.head().status, 200);
    EXPECT_EQ(answer.head().fields.find("ETag")->value, "\"x\"");
    EXPECT_EQ(answer.body(), "hello world");
  }
}

TEST(Answer, EndsAsItsFramingSays) {
  Answer by_length(Method::get, room);
  EXPECT_EQ(read(by_length, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 99), "");
  EXPECT_EQ(by_length.body(), "hi");
  Answer by_close(Method::get, room);
  EXPECT_EQ(read(by_close, "HTTP/1.0 200 OK\r\n\r\nhi", 99, true), "");
  EXPECT_EQ(by_close.body(), "hi");
  Answer without(Method::get, room);
  EXPECT_EQ(read(without, "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", 99), "");
  EXPECT_EQ(without.head().status, 304);
}

TEST(Answer, RefusesWhatIsBrokenCutOffOrTooLarge) {
  const auto refusal = [](std::string_view bytes, bool closed = true) {
    Answer answer(Method::get, room);
    return read(answer, bytes, 7, closed);
  };
  EXPECT_THAT(refusal("SSH-2.0-OpenSSH_9\r\n\r\n"), HasSubstr("no proper HTTP"));
  EXPECT_THAT(refusal("HTTP/1.1 200 OK\nX: y\n\n"), HasSubstr("no proper HTTP"));
  EXPECT_THAT(refusal(""), HasSubstr("before an answer"));
  EXPECT_THAT(refusal("HTTP/1.1 200 OK\r\nContent-Le"), HasSubstr("before an answer"));
  EXPECT_THAT(refusal("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi"), HasSubstr("middle"));
  EXPECT_THAT(refusal("HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n" + std::string(21, 'x')),
              HasSubstr("larger than the 20 bytes"));
  EXPECT_THAT(refusal("HTTP/1.1 200 OK\r\n\r\n" + std::string(21, 'x')), HasSubstr("larger than"));
  EXPECT_THAT(refusal("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"),
              HasSubstr("body is broken"));
  std::string endless;
  for (int i = 0; i < 9; ++i) endless += "HTTP/1.1 103 Early Hints\r\n\r\n";
  EXPECT_THAT(refusal(endless), HasSubstr("without an end"));
}

}  // namespace
}  // namespace cardea::http::h1
