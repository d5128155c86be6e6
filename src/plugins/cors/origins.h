// SPDX-License-Identifier: Apache-2.0
// Which origins are meant by the list in the settings, by Kong's rules (kong-proxy 7): texts that
// hold more than letters, digits and `. : / -` are regular expressions for the whole origin, and
// what has no `:` is about the host alone.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/pattern.h"
#include "base/result.h"
#include "base/text_hash.h"

namespace cardea::plugins::cors {

/// An origin in the form in which it is compared. Views into the text it was made of, or into the
/// arena.
struct NormalOrigin {
  std::string_view whole;  ///< scheme, `://`, host, and the port unless it is the scheme's own
  std::string_view host;   ///< without port; the same as `whole` where it cannot be told (`null`)
};

/// The normal form of whatever a client sent.
NormalOrigin normal_origin(std::string_view text);

/// Immutable.
class Origins {
 public:
  /// Fails where a regular expression does not compile.
  static Result<Origins> make(std::span<const std::string> configured);

  /// The list is empty or has `*`.
  [[nodiscard]] bool every() const { return every_; }

  /// The one origin that is told whatever is asked, where the list is one plain text.
  [[nodiscard]] const std::optional<std::string>& only() const { return only_; }

  /// Whether this origin is meant; not asked when `every` or `only`. One that is longer than any
  /// real one, or on which an expression gives up, is not.
  [[nodiscard]] bool contain(const NormalOrigin& origin) const;

 private:
  struct Expression {
    std::string text;  // for the log
    Pattern pattern;
    bool by_host;
  };

  void add_plain(std::string_view text);

  bool every_ = false;
  std::optional<std::string> only_;
  using Texts = boost::unordered_flat_set<std::string, TextHash, std::equal_to<>>;
  Texts wholes_, hosts_;
  std::vector<Expression> expressions_;
};

}  // namespace cardea::plugins::cors
