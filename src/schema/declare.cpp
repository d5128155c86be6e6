// SPDX-License-Identifier: Apache-2.0
// The words of a declaration that need no template.
#include "schema/declare.h"

namespace cardea::schema {
namespace {

Field& innermost(Field& field) {
  return field.elements.empty() ? field : innermost(field.elements.front());
}

}  // namespace

FieldDeclaration& FieldDeclaration::preset(std::initializer_list<std::string_view> words) {
  json::Array array;
  for (const auto word : words) array.emplace_back(boost::json::string_view(word));
  field_->preset = std::move(array);
  return *this;
}

FieldDeclaration& FieldDeclaration::refers_to(std::string entity, OnRemoval on_removal) {
  field_->kind = Kind::foreign;
  field_->target = std::move(entity);
  field_->on_removal = on_removal;
  return *this;
}

FieldDeclaration& FieldDeclaration::must_be_null(std::string text) {
  field_->must_be_null = true;
  field_->null_text = std::move(text);
  return *this;
}

FieldDeclaration& FieldDeclaration::check(Check check) {
  field_->checks.push_back(std::move(check));
  return *this;
}

FieldDeclaration& FieldDeclaration::each(Check check) {
  innermost(*field_).checks.push_back(std::move(check));
  return *this;
}

FieldDeclaration& FieldDeclaration::each_key(Check check) {
  if (field_->keys.empty()) {
    field_->keys.push_back(Field{.name = {}, .description = {}, .kind = Kind::string});
  }
  field_->keys.front().checks.push_back(std::move(check));
  return *this;
}

void RuleDeclaration::at_least_one_of(std::vector<std::string> fields) {
  rule({.kind = Rule::Kind::at_least_one_of, .fields = std::move(fields)});
}

void RuleDeclaration::only_one_of(std::vector<std::string> fields) {
  rule({.kind = Rule::Kind::only_one_of, .fields = std::move(fields)});
}

void RuleDeclaration::at_most_one_of(std::vector<std::string> fields) {
  rule({.kind = Rule::Kind::at_most_one_of, .fields = std::move(fields)});
}

void RuleDeclaration::require(std::string field, std::string given, std::vector<Check> when,
                              std::vector<Check> then) {
  rule({.kind = Rule::Kind::conditional,
        .fields = {std::move(given), std::move(field)},
        .when = std::move(when),
        .then = std::move(then),
        .then_required = true});
}

void RuleDeclaration::rule(Rule rule) {
  record_->rules.push_back(std::move(rule));
}

Field& RuleDeclaration::add(Field field) {
  record_->fields.push_back(std::move(field));
  return record_->fields.back();
}

}  // namespace cardea::schema
