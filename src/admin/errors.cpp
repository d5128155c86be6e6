// SPDX-License-Identifier: Apache-2.0
// The bodies, word for word; clients match on these texts.
#include "admin/errors.h"

#include <fmt/format.h>

#include "observe/log.h"

namespace cardea::admin {
namespace {

using boost::json::string_view;

struct Kind {
  int code;
  string_view name;
  int status;
};

Reply error(const Kind& kind, std::string_view message) {
  json::Object body;
  body["code"] = kind.code;
  body["name"] = kind.name;
  body["message"] = string_view(message);
  return {.status = kind.status, .body = std::move(body)};
}

Reply with_fields(Reply reply, json::Object fields) {
  reply.body->as_object()["fields"] = std::move(fields);
  return reply;
}

json::Object one(std::string_view name, json::Value value) {
  json::Object object;
  object[string_view(name)] = std::move(value);
  return object;
}

json::Object text(std::string_view name, std::string_view value) {
  return one(name, json::Value(string_view(value)));
}

const json::Value& member(const json::Object& row, std::string_view name) {
  static const json::Value null;
  const auto* const found = row.if_contains(string_view(name));
  return found == nullptr ? null : *found;
}

Reply not_unique(const store::Violation& violation, const json::Object& row) {
  json::Object values;
  for (const auto& name : violation.fields) {
    // Of a hash people know only what it is of.
    const schema::Field* const field = violation.entity->find(name);
    const std::string& known = field != nullptr && field->is_hidden() ? field->hash_of : name;
    values[string_view(known)] = member(row, known);
  }
  auto reply = error({5, "unique constraint violation", 409},
                     fmt::format("UNIQUE violation detected on '{}'", schema::in_braces(values)));
  return with_fields(std::move(reply), std::move(values));
}

Reply no_such_target(const store::Violation& violation, const json::Object& row) {
  const std::string& field = violation.fields.empty() ? violation.other : violation.fields.front();
  const json::Value& reference = member(row, field);
  auto reply = error({4, "foreign key violation", 400},
                     fmt::format("the foreign key '{}' does not reference an existing '{}' entity.",
                                 schema::in_braces(reference), violation.other));
  return with_fields(std::move(reply), one(field, reference));
}

}  // namespace

Reply invalid_primary_key(std::string_view) {
  auto reply = error({1, "invalid primary key", 400},
                     "invalid primary key: '{id=\"expected a valid UUID\"}'");
  return with_fields(std::move(reply), text("id", "expected a valid UUID"));
}

Reply schema_violation(const schema::Violations& wrong) {
  return with_fields(error({2, "schema violation", 400}, wrong.message()), wrong.fields());
}

Reply could_not_find(std::string_view field, std::string_view value) {
  const auto key = text(field, value);
  const auto* const what = field == "id" ? "the entity with primary key " : "the entity with ";
  auto reply = error({6, "not found", 404},
                     fmt::format("could not find {}'{}'", what, schema::in_braces(key)));
  return with_fields(std::move(reply), key);
}

Reply invalid_offset(std::string_view offset, std::string_view why) {
  return error({7, "invalid offset", 400},
               fmt::format("'{}' is not a valid offset: {}", offset, why));
}

Reply invalid_size(std::string_view why) {
  return error({9, "invalid size", 400}, why);
}

Reply invalid_unique(std::string_view field, std::string_view why) {
  const std::string name = fmt::format("invalid unique {}", field);
  return error({10, name, 400}, why);
}

Reply invalid_option(std::string_view option, std::string_view why) {
  auto reply =
      error({11, "invalid options", 400}, fmt::format("invalid option ({}: {})", option, why));
  reply.body->as_object()["options"] = text(option, why);
  return reply;
}

Reply unresolved_reference(const schema::NamedReference& reference) {
  const auto why = fmt::format(
      "the foreign key cannot be resolved with '{}' for an existing '{}' entity",
      schema::in_braces(text(reference.key, reference.value)), reference.target->name());
  auto reply = error(
      {13, "foreign keys unresolved", 400},
      fmt::format("foreign key unresolved ({}.{}: {})", reference.field->name, reference.key, why));
  return with_fields(std::move(reply), one(reference.field->name, text(reference.key, why)));
}

Reply violated(const store::Violation& violation, const json::Object& row) {
  using Kind = store::Violation::Kind;
  const std::string id(member(row, "id").is_string()
                           ? std::string_view(member(row, "id").get_string())
                           : std::string_view());
  switch (violation.kind) {
    case Kind::primary:
      return with_fields(
          error({3, "primary key violation", 400}, fmt::format("primary key violation on key '{}'",
                                                               schema::in_braces(text("id", id)))),
          text("id", id));
    case Kind::unique:
      return not_unique(violation, row);
    case Kind::foreign:
      return no_such_target(violation, row);
    case Kind::referenced:
      return with_fields(error({4, "foreign key violation", 400},
                               fmt::format("an existing '{}' entity references this '{}' entity",
                                           violation.other, violation.entity->name())),
                         text("@referenced_by", violation.other));
    case Kind::absent:
      return could_not_find("id", id);
    case Kind::precondition:
      break;
  }
  return message(503, "The entity is being changed by others all the time, please retry");
}

Reply unable(const Error& error) {
  observe::log(observe::severity(error), "admin: {}", error.detail);
  if (error.kind == ErrorKind::internal || error.kind == ErrorKind::invalid) {
    return message(500, "An unexpected error occurred");
  }
  if (error.kind == ErrorKind::timeout) {
    return message(
        504, "The datastore did not answer in time; whether the change was made is unknown: " +
                 error.detail);
  }
  auto reply = message(503, "The datastore is unavailable: " + error.detail);
  reply.fields.emplace_back("Retry-After", "1");
  return reply;
}

}  // namespace cardea::admin
