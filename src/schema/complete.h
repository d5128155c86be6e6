// SPDX-License-Identifier: Apache-2.0
// The first half of judging: makes the complete record that a body stands for. Presets and fills
// where nothing was given, records merged for a PATCH, sets without repeats, ids in lower case.
// Faults are left in place for the second half (check_record.h) to find: members that are not
// declared stay, behind the declared ones, and so do values of the wrong kind.
#pragma once

#include <boost/json/object.hpp>

#include "base/time.h"
#include "json/value.h"
#include "schema/check.h"
#include "schema/field.h"

namespace cardea::schema {

/// A record as declared, with the fields that a variant puts in place of some.
class Shape {
 public:
  explicit Shape(const Field& record, const Variant* variant = nullptr)
      : record_(&record), variant_(variant) {}

  [[nodiscard]] std::size_t size() const { return record_->fields.size(); }
  [[nodiscard]] const Field& field(std::size_t at) const;
  /// Whether bodies may have a member of this name.
  [[nodiscard]] bool knows(std::string_view name) const {
    const Field* const field = record_->find(name);
    return field != nullptr && !field->is_hidden();
  }
  [[nodiscard]] const std::vector<Rule>& rules() const { return record_->rules; }
  [[nodiscard]] const std::vector<Rule>& variant_rules() const;

 private:
  const Field* record_;
  const Variant* variant_;
};

/// What POST and PUT make of `given`. `existing` (or null) is the record that a PUT replaces:
/// fields of our own that are not given keep its values, and so does the id.
json::Object completed(const Shape& shape, const json::Object& given, const json::Object* existing,
                       WallTime now);

/// What PATCH makes of `existing`.
json::Object merged(const Shape& shape, const json::Object& given, const json::Object& existing,
                    WallTime now);

}  // namespace cardea::schema
