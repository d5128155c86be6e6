// SPDX-License-Identifier: Apache-2.0
// Keys in bodies, forms and JSON: what is taken out is gone, and everything else says what it said.
// The first byte chooses the kind.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "json/parse.h"
#include "json/write.h"
#include "plugins/key_auth/body.h"

namespace {

using cardea::plugins::key_auth::Body;
using cardea::plugins::key_auth::BodyKind;
using cardea::plugins::key_auth::Finding;

void require(bool holds) {
  if (!holds) std::abort();
}

const std::vector<std::string>& names() {
  static const std::vector<std::string> all = {"apikey", "k"};
  return all;
}

// The rest of an object is what the parser makes of it without these members.
void check_json(std::string_view text, const std::string& rest) {
  auto whole =
      cardea::json::parse_object(text, {.bytes = 1U << 16U, .depth = 64, .members = 32768});
  if (!whole) return require(rest == text);
  for (const auto& name : names()) whole->stable_erase(name);
  const auto parsed =
      cardea::json::parse_object(rest, {.bytes = 1U << 16U, .depth = 64, .members = 32768});
  require(parsed && cardea::json::write(*parsed) == cardea::json::write(*whole));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto kind = (data[0] & 1) == 0 ? BodyKind::json : BodyKind::form;
  cardea::Arena arena;
  const Body body(kind, text, arena);
  const std::string rest = body.without(names());
  require(rest.size() <= text.size());
  const Body after(kind, rest, arena);
  for (const auto& name : names()) require(after.find(name).count == Finding::Count::none);
  if (kind == BodyKind::json) check_json(text, rest);
  return 0;
}
