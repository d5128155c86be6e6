// SPDX-License-Identifier: Apache-2.0
// All that is wrong with one record, by field path, and how Kong says it (code 2, "schema
// violation"): `fields` mirrors the shape of the record, `@entity` lists what concerns several
// fields, `message` puts it all into one line.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "json/value.h"

namespace cardea::schema {

class Violations {
 public:
  /// What is wrong with the field at a dotted path: a text, or for collections what is wrong inside
  /// (an array with null at good positions, or an object). The last word about a field counts.
  void add(std::string_view path, json::Value fault);
  /// The same for one member whose name may hold dots.
  void add_member(std::string_view name, json::Value fault);
  /// What is wrong with several fields together.
  void add_together(std::string text);

  /// What was found inside one member: its fields go below that member, its texts join ours.
  void add_inside(std::string_view member, const Violations& inside);

  [[nodiscard]] bool empty() const { return fields_.empty(); }
  /// Whether the field at this dotted path, or one inside it, is faulty.
  [[nodiscard]] bool has(std::string_view path) const;

  /// The `fields` of the error body.
  [[nodiscard]] const json::Object& fields() const { return fields_; }
  /// `schema violation (f: text)`, `2 schema violations (a; b)`: first `@entity`, then by name.
  [[nodiscard]] std::string message() const;

 private:
  json::Object fields_;
};

/// Kong's notation of values in messages: `{name="bob",route=null,service={id="..."}}`, keys
/// sorted. For unique, primary and foreign key violations.
std::string in_braces(const json::Value& values);

}  // namespace cardea::schema
