// SPDX-License-Identifier: Apache-2.0
// A regular expression (PCRE2 on bytes, compiled to machine code where the CPU allows), with a
// bound on how long it may search. A search that was given up is told from one that found nothing:
// a route must not be passed by because its expression was exhausted.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cardea {

/// Immutable; safe from any thread.
class Pattern {
 public:
  /// Where a match must lie.
  enum class Place : std::uint8_t {
    anywhere,
    at_start,
    whole,  ///< the text as a whole must match, also by each alternative of `a|b`
  };
  struct Options {
    Place place = Place::anywhere;
    bool ignore_case = false;  ///< of ASCII letters
  };

  /// Empty when it does not compile.
  static std::optional<Pattern> compile(std::string_view expression, Options options);

  /// What a search came to. `failed`: it was given up as too long, so there is no telling.
  struct Outcome {
    bool matched = false;
    bool failed = false;
    std::size_t length = 0;  ///< bytes up to the end of the match
  };

  /// At most about half a millisecond, whatever the expression and the text are.
  [[nodiscard]] Outcome match(std::string_view text) const;

  /// What the groups of a match hold.
  struct Captures {
    std::vector<std::string> groups;           ///< by number, from 1; empty where one took no part
    std::map<std::string, std::string> named;  ///< those that have names, once more
  };
  /// Nothing when the text does not match, or the search was given up. Not for the path of a
  /// request: it allocates.
  [[nodiscard]] std::optional<Captures> captures(std::string_view text) const;

 private:
  struct Code;
  explicit Pattern(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
  std::shared_ptr<const Code> code_;
};

}  // namespace cardea
