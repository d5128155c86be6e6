// SPDX-License-Identifier: Apache-2.0
#include "http/h1/chunked.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cardea::http::h1 {
namespace {

struct Outcome {
  BodyState state = BodyState::more;
  std::size_t taken = 0;
  std::string data;
};

Outcome read(std::string_view wire, std::size_t piece) {
  Chunked chunked;
  Outcome outcome;
  while (outcome.taken < wire.size() && outcome.state == BodyState::more) {
    const auto step = chunked.next(wire.substr(outcome.taken, piece));
    outcome.taken += step.taken;
    outcome.data += step.data;
    outcome.state = step.state;
  }
  EXPECT_EQ(chunked.is_done(), outcome.state == BodyState::done);
  EXPECT_EQ(chunked.data_bytes(), outcome.data.size());
  return outcome;
}

bool is_refused(std::string_view wire) {
  const auto outcome = read(wire, wire.size());
  EXPECT_EQ(read(wire, 1).state, outcome.state) << wire;
  return outcome.state == BodyState::refused;
}

TEST(Chunked, DecodesInPiecesOfAnySize) {
  const std::string wire =
      "5\r\nhello\r\n1;a\r\n \r\n006;a=b;c=\"d\\\" \"\r\nworld!\r\n0;z\r\nX-Sum: 1\r\nY:\r\n\r\n";
  for (std::size_t piece = 1; piece <= wire.size(); ++piece) {
    const auto outcome = read(wire + "GET /", piece);
    EXPECT_EQ(outcome.state, BodyState::done) << piece;
    EXPECT_EQ(outcome.taken, wire.size());
    EXPECT_EQ(outcome.data, "hello world!");
  }
}

TEST(Chunked, RelaysTheWireFormAndStopsAtItsEnd) {
  const std::string wire = "a\r\n0123456789\r\n0\r\n\r\n";
  Chunked chunked;
  const auto step = chunked.relay(wire + "next");
  EXPECT_EQ(step.taken, wire.size());
  EXPECT_EQ(step.state, BodyState::done);
  EXPECT_EQ(chunked.data_bytes(), 10U);
  EXPECT_EQ(chunked.relay("more").taken, 0U);
  EXPECT_EQ(chunked.relay("more").state, BodyState::done);
}

TEST(Chunked, IsUnfinishedWhereverItIsCut) {
  const std::string wire = "5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n";
  for (std::size_t size = 0; size < wire.size(); ++size) {
    Chunked chunked;
    const auto step = chunked.relay(std::string_view(wire).substr(0, size));
    EXPECT_EQ(step.state, BodyState::more);
    EXPECT_EQ(step.taken, size);
    EXPECT_FALSE(chunked.is_done());
  }
}

TEST(Chunked, RefusesOddSizes) {
  for (const auto* wire : {"\r\n",
                           "g\r\n",
                           "0x5\r\n",
                           "+5\r\n",
                           "-5\r\n",
                           " 5\r\n",
                           "5 \r\n",
                           "5\t\r\n",
                           "5 ;a\r\n",
                           "5\n",
                           "5\rh",
                           "5\r\r\n",
                           "\n",
                           ";a\r\n",
                           "5,5\r\n",
                           "5.0\r\n",
                           "8000000000000000\r\n",
                           "ffffffffffffffff\r\n",
                           "00000000000000005\r\n",
                           "10000000000000000\r\n",
                           "_5\r\n"}) {
    EXPECT_TRUE(is_refused(wire)) << wire;
  }
  EXPECT_FALSE(is_refused("7fffffffffffffff\r\n"));
  EXPECT_FALSE(is_refused("0000000000000005\r\n"));
  EXPECT_FALSE(is_refused("aBcDeF\r\n"));
}

TEST(Chunked, RefusesDataWithoutItsEnd) {
  for (const auto* wire :
       {"1\r\nab", "1\r\na\n", "1\r\na\rb", "1\r\na0\r\n\r\n", "2\r\na\r\n\n\r\n"}) {
    EXPECT_TRUE(is_refused(wire)) << wire;
  }
}

TEST(Chunked, RefusesMalformedExtensions) {
  for (const auto* wire :
       {"1;\r\n", "1;=\r\n", "1;a=\r\n", "1;a=b=c\r\n", "1; a\r\n", "1;a \r\n", "1;a\n", "1;a\rb",
        "1;a=\"b\r\n", "1;a=\"b\nc\"\r\n", "1;a=\"b\"c\r\n", "1;a\x01\r\n", "1;a=\"\x7f\"\r\n",
        "1;;a\r\n", "1;a= b\r\n", "1;a=\"\\\x01\"\r\n"}) {
    EXPECT_TRUE(is_refused(wire)) << wire;
  }
  EXPECT_FALSE(is_refused("1;a;b=c;d=\"e;f\\\"\";g\r\n"));
}

TEST(Chunked, BoundsExtensions) {
  EXPECT_FALSE(is_refused("1;" + std::string(255, 'a') + "\r\n"));
  EXPECT_TRUE(is_refused("1;" + std::string(256, 'a')));
  std::string many;
  for (int i = 0; i < 64; ++i) many += "1;" + std::string(255, 'a') + "\r\nx\r\n";
  EXPECT_FALSE(is_refused(many));
  EXPECT_TRUE(is_refused(many + "1;a\r\n"));
}

TEST(Chunked, RefusesMalformedTrailers) {
  for (const auto* line : {"X : a\r\n", " X: a\r\n", "X\r\n", ": a\r\n", "X: a\n", "X: a\rb",
                           "X: \x01\r\n", "\n", "X: a\r\n b\r\n", "X\x80: a\r\n", "\rX"}) {
    EXPECT_TRUE(is_refused(std::string("0\r\n") + line)) << line;
  }
  EXPECT_TRUE(is_refused(std::string_view("0\r\nX: \0\r\n", 9)));
}

TEST(Chunked, RefusesTrailersThatSomebodyActsUpon) {
  for (const auto* name :
       {"Content-Length", "Transfer-Encoding", "host", "Authorization", "Cookie", "Set-Cookie",
        "X-Consumer-ID", "X_Consumer_ID", "x-forwarded-for", "Connection", "TE", "Trailer",
        "Content-Encoding", "Content-Type", "Cache-Control", "Expect", "Via"}) {
    EXPECT_TRUE(is_refused(std::string("0\r\n") + name + ": x\r\n")) << name;
  }
  for (const auto* name : {"X-Checksum", "Server-Timing", "grpc-status", "ETag",
                           "A-Name-That-Is-Longer-Than-Any-Name-We-Know-Of"}) {
    EXPECT_FALSE(is_refused(std::string("0\r\n") + name + ": x\r\n")) << name;
  }
}

TEST(Chunked, BoundsTrailers) {
  const std::string line = "X: " + std::string(1000, 'a') + "\r\n";
  std::string section;
  while (section.size() + line.size() < 8000) section += line;
  EXPECT_FALSE(is_refused("0\r\n" + section));
  EXPECT_TRUE(is_refused("0\r\n" + section + line + line));
}

TEST(Chunked, StaysRefused) {
  Chunked chunked;
  const auto first = chunked.relay("1\r\nab\r\n");
  EXPECT_EQ(first.state, BodyState::refused);
  EXPECT_EQ(first.taken, 4U) << "the good bytes before the fault";
  ASSERT_NE(first.refusal, nullptr);
  EXPECT_EQ(first.refusal->reason, "chunk data is not followed by CRLF");
  const auto second = chunked.relay("\r\n0\r\n\r\n");
  EXPECT_EQ(second.state, BodyState::refused);
  EXPECT_EQ(second.taken, 0U);
  EXPECT_EQ(second.refusal, first.refusal);
}

}  // namespace
}  // namespace cardea::http::h1
