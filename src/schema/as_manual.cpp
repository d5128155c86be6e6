// SPDX-License-Identifier: Apache-2.0
// Plain Markdown: a heading, where it is reached, a table of fields, then the rules in words.
#include "schema/as_manual.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json/array.hpp>

#include "json/write.h"
#include "schema/catalog.h"

namespace cardea::schema {
namespace {

std::string list(const json::Value& argument) {
  std::string text;
  for (const auto& one : argument.as_array()) {
    const auto word = one.is_string() ? std::string(one.get_string()) : json::write(one);
    text += fmt::format("{}`{}`", text.empty() ? "" : ", ", word);
  }
  return text;
}

std::string as_text(const json::Value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::write(value);
}

// A check in words.
std::string sentence(const Check& check) {
  const auto& argument = check.argument;
  if (check.word == "one_of") return "one of " + list(argument);
  if (check.word == "not_one_of") return "none of " + list(argument);
  if (check.word == "between" && argument.is_array()) {
    return fmt::format("{} to {}", json::write(argument.get_array()[0]),
                       json::write(argument.get_array()[1]));
  }
  if (check.word == "gt") return "greater than " + as_text(argument);
  if (check.word == "len_min") return fmt::format("length {} or more", as_text(argument));
  if (check.word == "len_eq") return "length " + as_text(argument);
  if (check.word == "len_max") return fmt::format("length {} or less", as_text(argument));
  if (check.word == "starts_with") return fmt::format("starts with `{}`", as_text(argument));
  if (check.word == "contains") return fmt::format("contains `{}`", as_text(argument));
  if (check.word == "mutually_exclusive_subsets") {
    std::string families;
    for (const auto& family : argument.as_array()) {
      families += fmt::format("{}({})", families.empty() ? "" : ", ", list(family));
    }
    return "all from one of " + families;
  }
  std::string words = check.word;
  for (auto& c : words) c = c == '_' ? ' ' : c;
  return words;
}

std::string type_of(const Field& field) {
  if (field.kind == Kind::foreign) return fmt::format("reference to `{}`", field.target);
  if (field.elements.empty()) return std::string(name(field.kind));
  return fmt::format("{} of {}", name(field.kind), type_of(field.elements.front()));
}

std::string default_of(const Field& field) {
  switch (field.fill) {
    case Fill::uuid:
      return "a new UUID";
    case Fill::random_token:
      return "32 random characters";
    case Fill::now:
    case Fill::always_now:
      return "now";
    case Fill::nothing:
      break;
  }
  if (field.preset) return fmt::format("`{}`", as_text(*field.preset));
  return field.required ? "" : "null";
}

std::vector<std::string> rules_of(const Field& field) {
  std::vector<std::string> rules;
  if (field.required) rules.emplace_back("required");
  if (field.must_be_null) rules.emplace_back("must be null");
  if (field.unique || field.hashed) rules.emplace_back("unique");
  if (field.secret) rules.emplace_back("secret");
  if (field.own) rules.emplace_back("kept when a PUT omits it");
  for (const auto& check : field.checks) rules.push_back(sentence(check));
  for (const auto& key : field.keys) {
    for (const auto& check : key.checks) rules.push_back("each name " + sentence(check));
  }
  const auto* inner = field.elements.empty() ? nullptr : &field.elements.front();
  for (; inner != nullptr; inner = inner->elements.empty() ? nullptr : &inner->elements.front()) {
    for (const auto& check : inner->checks) rules.push_back("each " + sentence(check));
  }
  return rules;
}

// A vertical bar would end a cell of the table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

void add_rows(std::string& table, const Field& record, const std::string& before) {
  for (const auto& field : record.fields) {
    if (field.is_hidden()) continue;
    table += fmt::format("| `{}{}` | {} | {} | {} | {} |\n", before, field.name, type_of(field),
                         cell(default_of(field)),
                         cell(fmt::format("{}", fmt::join(rules_of(field), "; "))),
                         cell(field.description));
    add_rows(table, field, before + field.name + ".");
    if (!field.elements.empty()) {
      add_rows(table, field.elements.front(), before + field.name + "[].");
    }
  }
}

std::string sentence(const Rule& rule) {
  if (!rule.description.empty()) return rule.description;
  const auto names = quoted_list(rule.fields);
  switch (rule.kind) {
    case Rule::Kind::at_least_one_of:
      return "At least one must be set: " + names;
    case Rule::Kind::only_one_of:
      return "Exactly one must be set: " + names;
    case Rule::Kind::at_most_one_of:
      return "At most one may be set: " + names;
    case Rule::Kind::all_or_none:
      return "All or none must be set: " + names;
    case Rule::Kind::distinct:
      return "Must differ: " + names;
    case Rule::Kind::custom:
      return {};
    case Rule::Kind::conditional:
      break;
  }
  std::vector<std::string> when;
  when.reserve(rule.when.size());
  for (const auto& check : rule.when) when.push_back(sentence(check));
  std::vector<std::string> then;
  if (rule.then_required) then.emplace_back("set");
  if (rule.then_null) then.emplace_back("null");
  for (const auto& check : rule.then) then.push_back(sentence(check));
  return fmt::format("When `{}` is {}, `{}` must be {}", rule.fields[0], fmt::join(when, " and "),
                     rule.fields[1], fmt::join(then, ", "));
}

void add_paths(std::string& page, const Entity& entity, const Catalog& catalog) {
  const auto* key = entity.key();
  page += fmt::format("* `/{}`, `/{}/{{id{}}}`\n", entity.path(), entity.path(),
                      key == nullptr ? "" : " or " + key->name);
  for (const auto& nesting : entity.nestings()) {
    const auto* parent = catalog.find(nesting.parent);
    const auto* inner = entity.nested_key();
    const auto at =
        fmt::format("/{}/{{{}}}/{}", parent == nullptr ? nesting.parent : parent->path(),
                    nesting.field, nesting.segment);
    page += fmt::format("* `{}`, `{}/{{id{}}}`\n", at, at,
                        inner == nullptr ? "" : " or " + inner->name);
  }
}

void add_rules(std::string& page, std::vector<std::string> rules, const std::vector<Rule>& more) {
  for (const auto& rule : more) {
    if (auto text = sentence(rule); !text.empty()) rules.push_back(std::move(text));
  }
  if (rules.empty()) return;
  page += "\n## Rules\n\n";
  for (const auto& rule : rules) page += fmt::format("* {}.\n", rule);
}

}  // namespace

std::string manual_table(const Field& record) {
  std::string table =
      "| field | type | default | rules | meaning |\n| --- | --- | --- | --- | --- |\n";
  add_rows(table, record, "");
  return table;
}

std::string manual_page(const Entity& entity, const Catalog& catalog) {
  auto page = fmt::format("# {}\n\n", entity.name());
  add_paths(page, entity, catalog);
  page += "\n## Fields\n\n" + manual_table(entity.record());
  for (const auto& shorthand : entity.shorthands()) {
    page += fmt::format("\n`{}` may be sent instead: {}\n", shorthand.name, shorthand.description);
  }
  if (const auto* expiry = entity.expiry()) {
    page += fmt::format("\n`ttl` may be sent instead of `{}`: seconds from now, 0 for no end.{}\n",
                        expiry->name,
                        entity.shows_ttl() ? " Answers show it too: the seconds left." : "");
  }
  std::vector<std::string> together;
  for (const auto& fields : entity.unique_together()) {
    together.push_back(fmt::format("Unique together: {}", quoted_list(fields)));
  }
  add_rules(page, std::move(together), entity.rules());
  return page;
}

std::string plugin_page(std::string_view plugin, const Variant& variant) {
  auto page = fmt::format("# The plugin {}\n\nThe `config` of a plugin whose `name` is `{}`.\n\n",
                          plugin, plugin);
  for (const auto& field : variant.fields) {
    if (field.name == "config") page += manual_table(field);
  }
  for (const auto& field : variant.fields) {
    if (field.must_be_null) page += fmt::format("\nIt cannot be bound to a {}.\n", field.name);
  }
  add_rules(page, {}, variant.rules);
  return page;
}

}  // namespace cardea::schema
