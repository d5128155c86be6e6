// SPDX-License-Identifier: Apache-2.0
// Names for requests: 32 lower-case hex digits that say where they were given. Digits 1 to 8 name
// the node (the first half of its random identity), 9 to 11 the core, the other 21 come from a
// counter put through a permutation with a random key of that core. So an id never repeats within a
// process (the permutation is one to one), cannot be guessed from its neighbours by a casual
// observer, and costs a few nanoseconds. It is a name, not a secret: nothing may be allowed because
// of it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cardea::observe {

/// 32 hex digits, no terminator.
class RequestId {
 public:
  [[nodiscard]] std::string_view text() const { return {digits_.data(), digits_.size()}; }
  friend bool operator==(const RequestId&, const RequestId&) = default;

 private:
  friend class RequestIds;
  std::array<char, 32> digits_{};
};

/// What an id says about where it was given.
struct RequestIdParts {
  std::string_view node;  ///< eight digits, a view into the id
  unsigned core = 0;
};

/// Nothing unless `text` has the form of an id.
std::optional<RequestIdParts> read_request_id(std::string_view text);

/// The eight digits with which a node's ids begin. `node_id` as for RequestIds.
std::string node_digits(std::string_view node_id);

/// One core's source of ids. Not thread-safe: each core has its own.
class RequestIds {
 public:
  /// `node_id`: the node's UUID (its first 8 hex digits are used; any other text is hashed).
  /// `core`: 0 to 4095.
  RequestIds(std::string_view node_id, unsigned core);

  RequestId next();

 private:
  std::array<char, 11> prefix_{};
  std::uint64_t counter_ = 0;
  std::array<std::uint64_t, 3> key_{};
};

}  // namespace cardea::observe
