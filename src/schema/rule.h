// SPDX-License-Identifier: Apache-2.0
// Rules as data: a Check is about one value, a Rule about several members of one record. Both carry
// Kong's texts, and enough structure for what is derived from them (SQL, manual, forms). A Rule
// names members by dotted paths (`config.allow`).
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace cardea::schema {

class Violations;

/// One rule about one value. It is asked only for values of the right kind that are not null.
struct Check {
  /// Kong's attribute ("one_of", "between", "len_min" ...) or our own word ("host", "path");
  /// generators that can express it (SQL, manual) know it by this word and `argument`.
  std::string word;
  json::Value argument{};
  /// What is wrong, in Kong's words; empty when nothing is.
  std::function<std::optional<std::string>(const json::Value&)> fault{};
};

struct Rule {
  enum class Kind : std::uint8_t {
    at_least_one_of,  ///< one or more of `fields` is not null, "", [] or {}
    only_one_of,      ///< exactly one is
    at_most_one_of,   ///< none or one is
    all_or_none,      ///< all are or none is
    distinct,         ///< those that are set differ
    conditional,      ///< when fields[0] passes `when`, fields[1] must be as `then` says
    custom,           ///< `judge` decides; not asked while one of `fields` is faulty by itself
  };

  Kind kind = Kind::custom;
  std::vector<std::string> fields{};

  std::vector<Check> when{};   ///< conditional: all must hold of fields[0], which is not null
  std::vector<Check> then{};   ///< conditional: what fields[1] must obey when it is not null
  bool then_required = false;  ///< conditional: fields[1] may not be null
  bool then_null = false;      ///< conditional: fields[1] must be null
  std::string text{};          ///< replaces the standard `@entity` text when not empty
  std::string description{};   ///< for the manual: a sentence; empty means derived from the rule

  /// custom: adds what is wrong with the record.
  std::function<void(const json::Object& whole, Violations& wrong)> judge{};
};

/// The value at a dotted path; null pointer where there is none or a part is no object.
const json::Value* at_path(const json::Object& whole, std::string_view path);

/// Kong's notion: absent, null, "", [] and {} are empty.
bool is_empty(const json::Value* value);

/// `'a', 'b'`: how Kong lists names in texts.
std::string quoted_list(const std::vector<std::string>& names);

}  // namespace cardea::schema
