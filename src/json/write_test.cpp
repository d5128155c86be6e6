// SPDX-License-Identifier: Apache-2.0
#include "json/write.h"

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "json/parse.h"

namespace cardea::json {
namespace {

TEST(Write, GivesBackCompactTextInOrder) {
  for (const char* text :
       {"null", "true", "[]", "{}", "{\"b\":1,\"a\":[1,-2,3.5,\"x/y\"],\"\":null}", "\"\xc3\xa9\"",
        "18446744073709551615", "-9223372036854775808", "1.0", "1e+20", "0.1", "5e-324"}) {
    EXPECT_EQ(write(*parse(text)), text);
  }
}

TEST(Write, EscapesWhatMustBe) {
  std::string out;
  write_string_to(out, std::string("\"\\\b\f\n\r\t\0\x1f\x7f/\xe2\x82\xac", 14));
  EXPECT_EQ(out, "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f/\xe2\x82\xac\"");
}

TEST(Write, NeverWritesANumberThatIsNone) {
  EXPECT_EQ(write(Value(std::numeric_limits<double>::infinity())), "null");
  EXPECT_EQ(write(Value(std::nan(""))), "null");
}

TEST(Write, ReadsBackAsWritten) {
  for (const double number : {0.1, 1.0 / 3, 1e300, -2.5e-7, 123456789.125, 1e22, 4.9e-324}) {
    EXPECT_EQ(parse(write(Value(number)))->as_double(), number);
  }
}

TEST(Canonical, IsOneTextForEqualValues) {
  const Value a = *parse("{\"z\":1.0,\"a\":{\"y\":[1,2],\"x\":\"\\u0041\"},\"Z\":-0.0}");
  const Value b = *parse("{\"Z\":0,\"a\":{\"x\":\"A\",\"y\":[1.0,2e0]},\"z\":1}");
  EXPECT_EQ(canonical(a), "{\"Z\":0,\"a\":{\"x\":\"A\",\"y\":[1,2]},\"z\":1}");
  EXPECT_EQ(canonical(a), canonical(b));
  EXPECT_TRUE(equal(a, b));
}

TEST(Canonical, DiffersWhereValuesDo) {
  const std::pair<const char*, const char*> different[] = {
      {"[1,2]", "[2,1]"}, {"1", "\"1\""},
      {"null", "{}"},     {"{\"a\":null}", "{}"},
      {"1", "1.5"},       {"true", "1"},
      {"[]", "{}"},       {"9007199254740993", "9007199254740992"},
      {"\"a\"", "\"A\""}, {"[[]]", "[{}]"},
  };
  for (const auto& [a, b] : different) EXPECT_FALSE(equal(*parse(a), *parse(b))) << a << ' ' << b;
}

}  // namespace
}  // namespace cardea::json
