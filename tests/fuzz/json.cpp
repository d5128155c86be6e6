// SPDX-License-Identifier: Apache-2.0
// Whatever we accept as JSON Boost's own parser accepts too, and it reads back as written, in both
// forms. What we refuse and Boost accepts must be one of the things we refuse on purpose.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "json/parse.h"
#include "json/write.h"

namespace {

namespace json = cardea::json;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_on_purpose(std::string_view why) {
  return why.contains("occurs twice") || why.contains("too large") || why.contains("too many") ||
         why.contains("too deep");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto ours = json::parse(text, {.bytes = 1U << 20U, .depth = 32, .members = 1000});
  boost::json::error_code code;
  const auto theirs = boost::json::parse({text.data(), text.size()}, code);
  if (!ours) {
    require(code || is_on_purpose(ours.error().detail));
    return 0;
  }
  require(!code);
  const std::string written = json::write(*ours);
  const auto again = json::parse(written);
  require(again.has_value() && json::write(*again) == written);
  require(json::equal(*ours, *again));
  const std::string canonical = json::canonical(*ours);
  require(json::canonical(*json::parse(canonical)) == canonical);
  return 0;
}
