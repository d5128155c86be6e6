// SPDX-License-Identifier: Apache-2.0
// A regular expression of a route (PCRE2, compiled to machine code where the CPU allows), with a
// bound on how long it may search. A search that was given up is told from one that found nothing:
// a route must not be passed by because its expression was exhausted.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cardea::proxy {

/// Immutable; safe from any core.
class Pattern {
 public:
  /// Empty when it does not compile.
  static std::optional<Pattern> compile(std::string_view text, bool ignore_case = false);

  /// What a search came to. `failed`: it was given up as too long, so there is no telling.
  struct Outcome {
    bool matched = false;
    bool failed = false;
    std::size_t length = 0;  ///< bytes up to the end of the match
  };

  /// Whether the start of `text` matches; anchored at the start only.
  [[nodiscard]] Outcome match_start(std::string_view text) const { return run(text, true); }
  /// Whether any part of `text` matches.
  [[nodiscard]] Outcome search(std::string_view text) const { return run(text, false); }

 private:
  struct Code;
  explicit Pattern(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
  [[nodiscard]] Outcome run(std::string_view text, bool anchored) const;
  std::shared_ptr<const Code> code_;
};

}  // namespace cardea::proxy
