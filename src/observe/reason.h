// SPDX-License-Identifier: Apache-2.0
// What the reason codes of logs, metrics and decisions mean to people: the table src/reasons.def
// as values. Handlers write codes as literals, so that a new one does not rebuild the house;
// tools/check_reasons.py sees to it that each of them is in the table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cardea::observe {

/// Whose work it is to change what a reason names.
enum class Fixer : std::uint8_t { client, team, platform };

/// `client developer`, `API team`, `platform`.
std::string_view name(Fixer fixer);

/// One reason code with its explanation, in sentences. All texts are static.
struct Reason {
  std::string_view code;
  Fixer fixer = Fixer::platform;
  std::string_view meaning;
  std::string_view cause;
  std::string_view fix;
};

/// All of them, in the order of the manual.
std::span<const Reason> reasons();

/// Null when the table has no such code.
const Reason* find_reason(std::string_view code);

/// The page docs/reference/reasons.md (Markdown).
std::string reasons_page();

}  // namespace cardea::observe
