// SPDX-License-Identifier: Apache-2.0
#include "http/h1/body.h"

#include <gtest/gtest.h>

namespace cardea::http::h1 {
namespace {

TEST(Body, OfNoneIsDoneAtOnce) {
  for (const auto framing : {Framing{}, Framing{BodyEnd::length, 0}}) {
    Body body(framing);
    EXPECT_TRUE(body.is_done());
    EXPECT_TRUE(body.is_done_at_close());
    const auto step = body.relay("next");
    EXPECT_EQ(step.taken, 0U);
    EXPECT_EQ(step.state, BodyState::done);
  }
}

TEST(Body, OfALengthTakesSoMuch) {
  Body body(Framing{BodyEnd::length, 6});
  auto step = body.relay("abcd");
  EXPECT_EQ(step.taken, 4U);
  EXPECT_EQ(step.data, "abcd");
  EXPECT_EQ(step.state, BodyState::more);
  EXPECT_FALSE(body.is_done_at_close()) << "cut off";
  step = body.next("efGET");
  EXPECT_EQ(step.taken, 2U);
  EXPECT_EQ(step.data, "ef");
  EXPECT_EQ(step.state, BodyState::done);
  EXPECT_TRUE(body.is_done());
  EXPECT_EQ(body.data_bytes(), 6U);
}

TEST(Body, UntilCloseTakesEverything) {
  Body body(Framing{BodyEnd::close, 0});
  EXPECT_EQ(body.relay("abc").taken, 3U);
  EXPECT_FALSE(body.is_done());
  EXPECT_TRUE(body.is_done_at_close());
  EXPECT_EQ(body.data_bytes(), 3U);
}

TEST(Body, OfChunksGoesThroughTheDecoder) {
  Body body(Framing{BodyEnd::chunked, 0});
  EXPECT_EQ(body.relay("3\r\nabc\r\n").taken, 8U);
  EXPECT_FALSE(body.is_done_at_close());
  EXPECT_EQ(body.relay("0\r\n\r\nnext").taken, 5U);
  EXPECT_TRUE(body.is_done());
  EXPECT_EQ(body.data_bytes(), 3U);

  Body other(Framing{BodyEnd::chunked, 0});
  EXPECT_EQ(other.next("3\r\nabc\r\n").data, "abc");
  EXPECT_EQ(other.relay("x").state, BodyState::refused);
}

}  // namespace
}  // namespace cardea::http::h1
