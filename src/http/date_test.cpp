// SPDX-License-Identifier: Apache-2.0
#include "http/date.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace cardea::http {
namespace {

std::string date(std::int64_t seconds) {
  std::string text(date_size, '?');
  write_date(seconds, text.data());
  return text;
}

TEST(Date, IsWrittenAsImfFixdate) {
  EXPECT_EQ(date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(date(951782400), "Tue, 29 Feb 2000 00:00:00 GMT");
  EXPECT_EQ(date(1798761599), "Thu, 31 Dec 2026 23:59:59 GMT");
  EXPECT_EQ(date(253402300799), "Fri, 31 Dec 9999 23:59:59 GMT");
}

TEST(Date, IsRenewedEverySecond) {
  DateLine line;
  EXPECT_EQ(line.at({std::chrono::seconds(784111777)}), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(line.at({std::chrono::milliseconds(784111777999)}), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(line.at({std::chrono::seconds(784111778)}), "Sun, 06 Nov 1994 08:49:38 GMT");
}

}  // namespace
}  // namespace cardea::http
