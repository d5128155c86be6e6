// SPDX-License-Identifier: Apache-2.0
// IMF-fixdate from the civil calendar of <chrono>.
#include "http/date.h"

#include <chrono>
#include <cstring>

namespace cardea::http {
namespace {

constexpr std::string_view days = "SunMonTueWedThuFriSat";
constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";

void put(char* out, std::string_view text) {
  std::memcpy(out, text.data(), text.size());
}

void put_two_digits(char* out, unsigned number) {
  out[0] = static_cast<char>('0' + number / 10);
  out[1] = static_cast<char>('0' + number % 10);
}

}  // namespace

void write_date(std::int64_t seconds, char* out) {
  const std::chrono::sys_seconds at{std::chrono::seconds(seconds)};
  const auto midnight = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day day(midnight);
  const std::chrono::hh_mm_ss time(at - midnight);
  const auto year = static_cast<unsigned>(static_cast<int>(day.year()));

  put(out, days.substr(std::chrono::weekday(midnight).c_encoding() * 3, 3));
  put(out + 3, ", ");
  put_two_digits(out + 5, static_cast<unsigned>(day.day()));
  out[7] = ' ';
  put(out + 8, months.substr((static_cast<unsigned>(day.month()) - 1) * 3, 3));
  out[11] = ' ';
  put_two_digits(out + 12, year / 100);
  put_two_digits(out + 14, year % 100);
  out[16] = ' ';
  put_two_digits(out + 17, static_cast<unsigned>(time.hours().count()));
  out[19] = ':';
  put_two_digits(out + 20, static_cast<unsigned>(time.minutes().count()));
  out[22] = ':';
  put_two_digits(out + 23, static_cast<unsigned>(time.seconds().count()));
  put(out + 25, " GMT");
}

void DateLine::refresh(std::int64_t seconds) {
  write_date(seconds, text_.data());
  seconds_ = seconds;
}

}  // namespace cardea::http
