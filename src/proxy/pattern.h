// SPDX-License-Identifier: Apache-2.0
// A regular expression of a route (PCRE2, compiled to machine code where the CPU allows), with a
// bound on how long it may search: an expression that would run away matches nothing.
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

  /// How many bytes at the start of `text` match; nothing when the start does not. Anchored at the
  /// start only.
  [[nodiscard]] std::optional<std::size_t> match_start(std::string_view text) const;
  /// Whether any part of `text` matches.
  [[nodiscard]] bool search(std::string_view text) const;

 private:
  struct Code;
  explicit Pattern(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
  [[nodiscard]] std::optional<std::size_t> run(std::string_view text, bool anchored) const;
  std::shared_ptr<const Code> code_;
};

}  // namespace cardea::proxy
