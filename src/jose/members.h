// SPDX-License-Identifier: Apache-2.0
// The members at the top of a JSON object, indexed where they lie. This is what reading a token
// needs of JSON: names, plain strings and integers without building a tree. Everything else
// (escapes, non-ASCII text, fractions, arrays, objects) is judged by json::parse, so there is one
// opinion about what JSON is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"

namespace cardea::jose {

/// One member. Views into the memory that Members was read from.
struct Member {
  enum class Kind : std::uint8_t { null, boolean, number, text, array, object };

  std::string_view name;
  /// A text's characters without quotes and escapes; of all others the JSON as it stands.
  std::string_view content;
  Kind kind = Kind::null;
  double amount = 0;  ///< of a number, finite

  [[nodiscard]] bool is_text() const { return kind == Kind::text; }
  [[nodiscard]] bool is_number() const { return kind == Kind::number; }
  /// The value as a tree, for arrays and objects (parsed anew at each call).
  [[nodiscard]] json::Value value() const;
};

/// An index of at most max_count members, names unique.
class Members {
 public:
  static constexpr std::size_t max_count = 128;
  static constexpr std::size_t max_depth = 32;

  enum class Outcome : std::uint8_t { object, other_value, not_json };

  /// Indexes `text`, which is changed (escapes are undone in place) and must outlive the index.
  /// `other_value`: strict JSON, but not an object.
  Outcome read(std::span<char> text);

  /// The member of that name; null when there is none.
  [[nodiscard]] const Member* find(std::string_view name) const;
  [[nodiscard]] std::span<const Member> all() const { return members_; }
  /// Bytes of memory of the index itself.
  [[nodiscard]] std::size_t footprint() const { return members_.capacity() * sizeof(Member); }

 private:
  std::vector<Member> members_;
};

}  // namespace cardea::jose
