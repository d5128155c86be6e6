// SPDX-License-Identifier: Apache-2.0
// The texts are Kong's; PATCH puts "when updating, " before one of them, as Kong does.
#include "schema/check_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/object.hpp>

namespace cardea::schema {
namespace {

std::size_t count_set(const Rule& rule, const json::Object& whole) {
  return static_cast<std::size_t>(std::ranges::count_if(
      rule.fields, [&](const auto& field) { return !is_empty(at_path(whole, field)); }));
}

bool are_distinct(const Rule& rule, const json::Object& whole) {
  std::vector<json::Value> seen;
  for (const auto& field : rule.fields) {
    const auto* value = at_path(whole, field);
    if (is_empty(value)) continue;
    if (std::ranges::find(seen, *value) != seen.end()) return false;
    seen.push_back(*value);
  }
  return true;
}

// What Kong says when the rule does not hold; empty when it does.
std::string text_of(const Rule& rule, const json::Object& whole, bool updating) {
  const auto set = count_set(rule, whole);
  const char* words = nullptr;
  switch (rule.kind) {
    case Rule::Kind::at_least_one_of:
      if (set >= 1) return {};
      words = updating ? "when updating, at least one of these fields must be non-empty"
                       : "at least one of these fields must be non-empty";
      break;
    case Rule::Kind::only_one_of:
      if (set == 1) return {};
      words = "exactly one of these fields must be non-empty";
      break;
    case Rule::Kind::at_most_one_of:
      if (set <= 1) return {};
      words = "only one or none of these fields must be set";
      break;
    case Rule::Kind::all_or_none:
      if (set == 0 || set == rule.fields.size()) return {};
      words = "all or none of these fields must be set";
      break;
    case Rule::Kind::distinct:
      if (are_distinct(rule, whole)) return {};
      words = "values of these fields must be distinct";
      break;
    default:
      return {};
  }
  return rule.text.empty() ? fmt::format("{}: {}", words, quoted_list(rule.fields)) : rule.text;
}

std::optional<std::string> dependent_fault(const Rule& rule, const json::Value* value) {
  const bool is_null = value == nullptr || value->is_null();
  if (is_null) {
    return rule.then_required ? std::optional<std::string>("required field missing") : std::nullopt;
  }
  if (rule.then_null) return "value must be null";
  for (const auto& check : rule.then) {
    if (auto fault = check.fault(*value)) return fault;
  }
  return std::nullopt;
}

void check_conditional(const Rule& rule, const json::Object& whole, Violations& wrong) {
  const auto* given = at_path(whole, rule.fields[0]);
  if (given == nullptr || given->is_null()) return;
  const auto fails = [&](const Check& check) { return check.fault(*given).has_value(); };
  if (std::ranges::any_of(rule.when, fails)) return;

  const auto fault = dependent_fault(rule, at_path(whole, rule.fields[1]));
  if (!fault) return;
  wrong.add(rule.fields[1], json::Value(boost::json::string_view(*fault)));
  wrong.add_together(
      !rule.text.empty()
          ? rule.text
          : fmt::format("failed conditional validation given value of field '{}'", rule.fields[0]));
}

void check_custom(const Rule& rule, const json::Object& whole, Violations& wrong) {
  const auto faulty = [&](const auto& field) { return wrong.has(field); };
  if (!std::ranges::any_of(rule.fields, faulty)) rule.judge(whole, wrong);
}

}  // namespace

void check_rules(const std::vector<Rule>& rules, const json::Object& whole, bool updating,
                 Violations& wrong) {
  for (const auto& rule : rules) {
    if (rule.kind == Rule::Kind::conditional) {
      check_conditional(rule, whole, wrong);
    } else if (rule.kind == Rule::Kind::custom) {
      check_custom(rule, whole, wrong);
    } else if (auto text = text_of(rule, whole, updating); !text.empty()) {
      wrong.add_together(std::move(text));
    }
  }
}

}  // namespace cardea::schema
