// SPDX-License-Identifier: Apache-2.0
#include "issuer/waiting_room.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace cardea::issuer {
namespace {

TEST(WaitingRoom, LeavesRoomForOthers) {
  const auto room = std::make_shared<WaitingRoom>();
  std::vector<std::unique_ptr<WaitingRoom::Place>> places;
  for (std::size_t i = 0; i < WaitingRoom::most_of_one; ++i) {
    auto place = room->enter(1);
    ASSERT_TRUE(place);
    places.push_back(std::move(place));
  }
  EXPECT_FALSE(room->enter(1));
  EXPECT_TRUE(room->enter(2));
  places.pop_back();
  EXPECT_TRUE(room->enter(1));
  places.clear();
  EXPECT_EQ(room->size(), 0U);
}

TEST(WaitingRoom, IsBoundedInAll) {
  const auto room = std::make_shared<WaitingRoom>();
  std::vector<std::unique_ptr<WaitingRoom::Place>> places;
  for (std::size_t i = 0; i < WaitingRoom::most; ++i) {
    auto place = room->enter(i);
    ASSERT_TRUE(place);
    places.push_back(std::move(place));
  }
  EXPECT_FALSE(room->enter(WaitingRoom::most));
}

}  // namespace
}  // namespace cardea::issuer
