// SPDX-License-Identifier: Apache-2.0
// Origins as clients send them and as operators configure them, expressions among them: the normal
// form is a part of the text and its own normal form, a plain origin is found when it is asked, no
// expression makes a foreign suffix match, and nothing takes long.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/cors/origins.h"

namespace cardea::fuzz {
namespace {

using plugins::cors::normal_origin;
using plugins::cors::Origins;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

void check_normal(std::string_view text) {
  const auto normal = normal_origin(text);
  require(text.starts_with(normal.whole), "the normal form is the front of the text");
  require(normal.whole.contains(normal.host), "the host is a part of it");
  const auto again = normal_origin(normal.whole);
  require(again.whole == normal.whole && again.host == normal.host, "normal forms are stable");
}

// The first line is what a client sends, the others are configured.
void check(std::string_view input) {
  const auto end = input.find('\n');
  const std::string_view asked = input.substr(0, end);
  check_normal(asked);
  std::vector<std::string> configured;
  std::string_view rest = end == std::string_view::npos ? "" : input.substr(end + 1);
  while (!rest.empty() && configured.size() < 4) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (!line.empty()) configured.emplace_back(line.substr(0, 64));
  }
  const auto origins = Origins::make(configured);
  if (!origins) return;
  if (origins->every() || origins->only()) return;
  const bool found = origins->contain(normal_origin(asked));
  require(found == origins->contain(normal_origin(asked)), "the same question, the same answer");
  if (asked.size() <= 512) {
    configured.emplace_back("https://one-more.example");
    const auto more = Origins::make(configured);
    require(more && more->contain(normal_origin("https://one-more.example:443")),
            "a plain origin is found");
    require(!found || more->contain(normal_origin(asked)), "more origins allow more");
  }
}

}  // namespace
}  // namespace cardea::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cardea::fuzz::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
