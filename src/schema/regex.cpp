// SPDX-License-Identifier: Apache-2.0
// Compiles and throws away: a check at a write, not on the path of a request.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "schema/regex.h"

#include <fmt/format.h>
#include <pcre2.h>

#include <array>
#include <memory>

namespace cardea::schema {

std::optional<std::string> regex_fault(std::string_view pattern) {
  int code = 0;
  PCRE2_SIZE at = 0;
  const std::unique_ptr<pcre2_code, decltype(&pcre2_code_free)> compiled(
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), 0, &code, &at,
                    nullptr),
      &pcre2_code_free);
  if (compiled) return std::nullopt;

  std::array<PCRE2_UCHAR, 256> text{};
  pcre2_get_error_message(code, text.data(), text.size());
  const auto* reason = reinterpret_cast<const char*>(text.data());
  if (at >= pattern.size()) {
    return fmt::format("pcre2_compile() failed: {} in \"{}\"", reason, pattern);
  }
  return fmt::format("pcre2_compile() failed: {} in \"{}\" at \"{}\"", reason, pattern,
                     pattern.substr(at));
}

}  // namespace cardea::schema
