// SPDX-License-Identifier: Apache-2.0
// What the checks of one request found, for whoever has to explain a decision later: the plugins
// that ran, and facts that they note when they refuse a request, or when the record of a request
// that passes is wanted too. Memory of a fixed size, texts by view: the common path stores one
// pointer a plugin and formats nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/arena.h"

namespace cardea::plugin {

struct Configured;

/// A fact: a text or a number.
struct Note {
  std::string_view name;  ///< a member's name: lower case and `_`; static storage
  std::string_view text{};
  std::int64_t number = 0;
  bool is_number = false;
  std::size_t check = 0;  ///< which of the plugins noted it, from 0
};

class Trace {
 public:
  static constexpr std::size_t most_checks = 32;
  static constexpr std::size_t most_notes = 64;
  static constexpr std::size_t longest_list = 512;  ///< bytes

  /// One plugin that ran.
  struct Check {
    const Configured* plugin = nullptr;
    std::string_view failed{};  ///< it did not hold for this reason, though the request went on
  };

  void reset();

  /// For the walk: this plugin is asked now. It lives as long as the request.
  void enter(const Configured& plugin);
  /// For the walk: the plugin entered last answered the request.
  void refuse() { refused_ = true; }
  /// For the walk: the record is wanted also if the request passes.
  void want() { wanted_ = true; }

  /// Whether notes are of use although the request goes on. Plugins ask it before they note what
  /// they found good; what they found wrong they note always.
  [[nodiscard]] bool is_wanted() const { return wanted_; }

  /// Notes a fact about the plugin that runs. The text lives as long as the request (arena, static
  /// storage, a record that the caller holds). Never a secret or a token: a key that is shown in
  /// access lines, or a hash. More than `most_notes` are dropped.
  void note(std::string_view name, std::string_view text);
  void note(std::string_view name, std::int64_t number);
  /// The front of a list as `a, b`, copied into the arena; `none` when it is empty.
  void note(std::string_view name, std::span<const std::string> texts, Arena& arena);

  /// The check of the plugin that runs did not hold, but the request goes on (`anonymous`).
  /// `reason`: its code.
  void pass_over(std::string_view reason);

  /// The request concerns this consumer, whether or not it is proved that it asks: whose the
  /// credential is. An id; lives as long as the request.
  void concern(std::string_view consumer) { concerned_ = consumer; }

  [[nodiscard]] std::span<const Check> checks() const { return {checks_.data(), check_count_}; }
  [[nodiscard]] std::span<const Note> notes() const { return {notes_.data(), note_count_}; }
  [[nodiscard]] std::string_view concerned() const { return concerned_; }
  [[nodiscard]] bool refused() const { return refused_; }
  /// Plugins that ran beyond those in `checks`.
  [[nodiscard]] std::size_t missed() const { return entered_ - check_count_; }

 private:
  void add(const Note& note);

  std::array<Check, most_checks> checks_;
  std::array<Note, most_notes> notes_;
  std::size_t check_count_ = 0;
  std::size_t note_count_ = 0;
  std::size_t entered_ = 0;
  std::string_view concerned_;
  bool wanted_ = false;
  bool refused_ = false;
};

/// A fingerprint by which people recognise a token without seeing it: the first 16 hex digits of
/// its SHA-256, into the arena. Not for texts that could be guessed.
std::string_view fingerprint(std::string_view token, Arena& arena);

}  // namespace cardea::plugin
