// SPDX-License-Identifier: Apache-2.0
// The table, found by a linear search: it is asked by people, not by requests.
#include "observe/reason.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cardea::observe {
namespace {

constexpr auto table = std::to_array<Reason>({
#define REASON(code, fixer, meaning, cause, fix) {code, Fixer::fixer, meaning, cause, fix},
#include "reasons.def"
#undef REASON
});

constexpr std::string_view page_head =
    "<!-- SPDX-License-Identifier: Apache-2.0 -->\n"
    "# Reasons\n\n"
    "Why a request was not answered by its upstream, one code each. The code stands as `reason` in "
    "the access line and in\nthe decision (`cardea explain <id>`, docs/operate/explain.md); the "
    "client sees it nowhere. "
    "Made by `cardea manual reasons`.\n";

// What stands before the dot: who speaks.
std::string_view family(std::string_view code) {
  return code.substr(0, code.find('.'));
}

}  // namespace

std::string_view name(Fixer fixer) {
  constexpr std::array<std::string_view, 3> names = {"client developer", "API team", "platform"};
  return names[static_cast<std::size_t>(fixer)];
}

std::span<const Reason> reasons() {
  return table;
}

const Reason* find_reason(std::string_view code) {
  const auto* const found = std::ranges::find(table, code, &Reason::code);
  return found == table.end() ? nullptr : found;
}

std::string reasons_page() {
  std::string page(page_head);
  std::string_view last;
  for (const Reason& one : table) {
    const std::string_view speaks = family(one.code);
    if (speaks != last) page += fmt::format("\n## {}\n", speaks);
    last = speaks;
    page += fmt::format("\n### `{}`\n\n{}\n\n- Usual causes: {}\n- What to do: {}\n- Who can: {}\n",
                        one.code, one.meaning, one.cause, one.fix, name(one.fixer));
  }
  return page;
}

}  // namespace cardea::observe
