// SPDX-License-Identifier: Apache-2.0
#include "http/h1/marks.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "http/ascii.h"
#include "http/h1/scan.h"

namespace cardea::http::h1 {
namespace {

// What the marks mean, said with the functions of the floor below.
Marks expected(std::string_view bytes) {
  Marks marks{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto one = bytes.substr(i, 1);
    marks.control |= std::uint64_t{!is_field_text(one)} << i;
    marks.non_token |= std::uint64_t{!is_token(one)} << i;
  }
  return marks;
}

TEST(Marks, AreTheSameInEveryVariantForEveryByteAtEveryPlace) {
  ASSERT_FALSE(marker_variants().empty());
  EXPECT_EQ(mark_blocks, marker_variants().back().mark);
  for (const auto& variant : marker_variants()) {
    for (int shift = 0; shift < 256; ++shift) {
      std::string bytes;
      for (int i = 0; i < 64; ++i) bytes += static_cast<char>(i * 4 + shift);
      for (int i = 0; i < 64; ++i) bytes += static_cast<char>(i + shift);
      std::vector<Marks> marks(2);
      variant.mark(bytes.data(), 2, marks.data());
      EXPECT_EQ(marks[0], expected(std::string_view(bytes).substr(0, 64))) << variant.name;
      EXPECT_EQ(marks[1], expected(std::string_view(bytes).substr(64))) << variant.name;
    }
  }
}

TEST(Marks, AreTheSameInEveryVariantForRandomBytes) {
  std::mt19937 random(7);  // NOLINT: the same bytes in every run
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(128 + 1, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random());
    const auto* begin = bytes.data() + round % 2;  // aligned or not
    for (const auto& variant : marker_variants()) {
      std::vector<Marks> marks(2);
      variant.mark(begin, 2, marks.data());
      ASSERT_EQ(marks[0], expected({begin, 64})) << variant.name;
      ASSERT_EQ(marks[1], expected({begin + 64, 64})) << variant.name;
    }
  }
}

TEST(Scan, FindsTheNextByteOfAClassWhereverWindowsEnd) {
  for (std::size_t size : {0, 1, 63, 64, 65, 511, 512, 513, 1024, 1500}) {
    for (std::size_t place = 0; place < size; place += 7) {
      std::string bytes(size, 'a');
      bytes[place] = '\r';
      Scan scan(bytes);
      EXPECT_EQ(scan.next_control(0), place);
      EXPECT_EQ(scan.next_non_token(place), place);
      EXPECT_EQ(scan.next_control(place + 1), size);
    }
    const std::string plain(size, 'a');
    EXPECT_EQ(Scan(plain).next_control(0), size);
    EXPECT_EQ(Scan(plain).next_non_token(0), size);
  }
}

}  // namespace
}  // namespace cardea::http::h1
