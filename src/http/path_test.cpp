// SPDX-License-Identifier: Apache-2.0
#include "http/path.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace cardea::http {
namespace {

std::string normal(std::string_view raw) {
  const auto room = std::make_unique<char[]>(raw.size() + 1);
  const auto path = normalise_path(raw, room.get());
  return path ? std::string(*path) : "refused";
}

std::string encoded(std::string_view path) {
  const auto room = std::make_unique<char[]>(3 * path.size() + 1);
  return std::string(encode_path(path, room.get()));
}

TEST(Path, IsReturnedItselfWhenNormal) {
  const std::string_view raw = "/a/b.c/d~e;f=g,h/";
  EXPECT_EQ(normalise_path(raw, nullptr)->data(), raw.data());
  EXPECT_EQ(normalise_path("/", nullptr), "/");
}

TEST(Path, DecodesAllButReservedBytes) {
  const std::pair<std::string, std::string> rows[] = {
      {"/%61%2D%5f%7e", "/a-_~"},
      {"/%2f%2F", "/%2F%2F"},
      {"/%21%2a%27%28%29%3b%3a%40%26%3d%2b%24%2c%3f%25%23%5b%5d",
       "/%21%2A%27%28%29%3B%3A%40%26%3D%2B%24%2C%3F%25%23%5B%5D"},
      {"/%2541", "/%2541"},
      {"/%c3%bc", "/\xc3\xbc"},
      {"/%20%22%5c%7C", "/ \"\\|"},
      {"/%0d%0a%7f", "/\r\n\x7f"}};
  for (const auto& [raw, expected] : rows) EXPECT_EQ(normal(raw), expected) << raw;
}

TEST(Path, RemovesDotSegmentsAndMergesSlashesAfterDecoding) {
  const std::pair<std::string, std::string> rows[] = {{"/a/./b", "/a/b"},
                                                      {"/a/../b", "/b"},
                                                      {"/a/b/..", "/a/"},
                                                      {"/a/b/.", "/a/b/"},
                                                      {"/..", "/"},
                                                      {"/../../a", "/a"},
                                                      {"//", "/"},
                                                      {"/a//b///c", "/a/b/c"},
                                                      {"/a//../b", "/b"},
                                                      {"/a/%2e%2E/b", "/b"},
                                                      {"/a/.%2e/b", "/b"},
                                                      {"/%2e", "/"},
                                                      {"/%2e%2e/%2e%2e/", "/"},
                                                      {"/...", "/..."},
                                                      {"/a/..b/.c", "/a/..b/.c"},
                                                      {"/a/b../c", "/a/b../c"},
                                                      {"/a/..%2fb", "/a/..%2Fb"},
                                                      {"/.well-known/x", "/.well-known/x"},
                                                      {"/a/b/../../../c", "/c"},
                                                      {"/a/./", "/a/"},
                                                      {"/a/../", "/"},
                                                      {"/mini/../..//x", "/x"}};
  for (const auto& [raw, expected] : rows) {
    EXPECT_EQ(normal(raw), expected) << raw;
    EXPECT_EQ(normal(expected), expected) << "not idempotent: " << raw;
  }
}

TEST(Path, RefusesBrokenEncodingsAndNul) {
  for (const auto* raw :
       {"/%", "/%4", "/%4g", "/%g4", "/%%41", "/a%", "/%00", "/a/%00b", "/%u0041"}) {
    EXPECT_EQ(normal(raw), "refused") << raw;
  }
}

TEST(Path, IsNormalisedInPlace) {
  std::string text = "/%61/../%c3/b";
  EXPECT_EQ(normalise_path(text, text.data()), "/\xc3/b");
}

TEST(Path, EncodesWhatMayNotStandInARequestLine) {
  const std::string_view safe = "/aZ0-._~!$&'()*+,;=:@%2F[]";
  EXPECT_EQ(encode_path(safe, nullptr).data(), safe.data());
  EXPECT_EQ(encoded("/ü x"), "/%C3%BC%20x");
  EXPECT_EQ(encoded("/\r\n\"<>\\^`{|}\x7f"), "/%0D%0A%22%3C%3E%5C%5E%60%7B%7C%7D%7F");
  EXPECT_EQ(encoded(std::string_view("/\0", 2)), "/%00");
}

TEST(Path, MakesOneOfAllSpellings) {
  for (const auto* raw : {"/a%7cb", "/a%7Cb", "/a|b", "/x/../a|b", "//a|b", "/%61|b"}) {
    EXPECT_EQ(encoded(normal(raw)), "/a%7Cb") << raw;
  }
}

}  // namespace
}  // namespace cardea::http
