// SPDX-License-Identifier: Apache-2.0
// The entities that stores are tested with, and rows of them. They are made for this: each rule a
// store has to obey (unique, unique together with nulls, restrict, cascade over two steps, an end
// of rows) and each way of keeping a value (text, integer, real, boolean, JSON, reference) occurs
// in one of them.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "base/uuid.h"
#include "model/hash_key_row.h"
#include "schema/catalog.h"
#include "schema/declare.h"
#include "store/change.h"
#include "store/record.h"

namespace cardea::store::conformance {

struct Service {
  std::string id;
  std::optional<std::string> name;
  std::string host;
  std::int64_t port = 80;
  std::optional<double> weight;
  bool enabled = true;
  std::optional<std::vector<std::string>> tags;
};

struct Route {
  std::string id;
  std::optional<std::string> name;
  std::optional<std::string> service;
  std::optional<std::vector<std::string>> paths;
};

struct Consumer {
  std::string id;
  std::optional<std::string> username;
  std::optional<std::string> custom_id;
  std::optional<std::vector<std::string>> tags;
};

struct Credential {
  std::string id;
  std::string consumer;
  std::string key;
  std::optional<Secret> secret;
  std::optional<std::int64_t> expires_at;
};

struct Group {
  std::string id;
  std::string consumer;
  std::string group;
  std::optional<std::int64_t> expires_at;
};

struct ApiKey {
  std::string id;
  std::string consumer;
  std::string key;
};

struct Plugin {
  std::string id;
  std::string name;
  std::optional<std::string> route;
  std::optional<std::string> consumer;
  json::Object config;
};

inline const schema::Entity& services() {
  using It = Service;
  static const auto declared = schema::declare<It>("services", [](auto& entity) {
    entity.singular("service").found_by("name");
    entity.field("id", &It::id, "").primary();
    entity.field("name", &It::name, "").unique();
    entity.field("host", &It::host, "").required();
    entity.field("port", &It::port, "").preset(80);
    entity.field("weight", &It::weight, "");
    entity.field("enabled", &It::enabled, "").preset(true);
    entity.field("tags", &It::tags, "").set();
  });
  return declared;
}

inline const schema::Entity& routes() {
  using It = Route;
  static const auto declared = schema::declare<It>("routes", [](auto& entity) {
    entity.singular("route").found_by("name");
    entity.field("id", &It::id, "").primary();
    entity.field("name", &It::name, "").unique();
    entity.field("service", &It::service, "").refers_to("services", schema::OnRemoval::restrict);
    entity.field("paths", &It::paths, "");
  });
  return declared;
}

inline const schema::Entity& consumers() {
  using It = Consumer;
  static const auto declared = schema::declare<It>("consumers", [](auto& entity) {
    entity.singular("consumer").found_by("username");
    entity.field("id", &It::id, "").primary();
    entity.field("username", &It::username, "").unique();
    entity.field("custom_id", &It::custom_id, "").unique();
    entity.field("tags", &It::tags, "").set();
  });
  return declared;
}

inline const schema::Entity& credentials() {
  using It = Credential;
  static const auto declared = schema::declare<It>("jwt_secrets", [](auto& entity) {
    entity.singular("JWT credential").path("jwts").found_by("key");
    entity.field("id", &It::id, "").primary();
    entity.field("consumer", &It::consumer, "").refers_to("consumers").required();
    entity.field("key", &It::key, "").required().unique();
    entity.field("secret", &It::secret, "").secret();
    entity.field("expires_at", &It::expires_at, "").own();
    entity.ends_at("expires_at", schema::Ttl::accepted);
  });
  return declared;
}

inline const schema::Entity& api_keys() {
  using It = ApiKey;
  static const auto declared = schema::declare<It>("api_keys", [](auto& entity) {
    entity.singular("API key").found_by("key");
    entity.field("id", &It::id, "").primary();
    entity.field("consumer", &It::consumer, "").refers_to("consumers").required();
    entity.field("key", &It::key, "").secret().unique();
  });
  return declared;
}

inline const schema::Entity& groups() {
  using It = Group;
  static const auto declared = schema::declare<It>("acls", [](auto& entity) {
    entity.singular("group").unique_together({"consumer", "group"});
    entity.field("id", &It::id, "").primary();
    entity.field("consumer", &It::consumer, "").refers_to("consumers").required();
    entity.field("group", &It::group, "").required();
    entity.field("expires_at", &It::expires_at, "").own();
    entity.ends_at("expires_at", schema::Ttl::accepted);
  });
  return declared;
}

inline const schema::Entity& plugins() {
  using It = Plugin;
  static const auto declared = schema::declare<It>("plugins", [](auto& entity) {
    entity.singular("plugin").unique_together({"name", "route", "consumer"});
    entity.field("id", &It::id, "").primary();
    entity.field("name", &It::name, "").required();
    entity.field("route", &It::route, "").refers_to("routes");
    entity.field("consumer", &It::consumer, "").refers_to("consumers");
    entity.field("config", &It::config, "").required();
  });
  return declared;
}

inline const schema::Catalog& catalog() {
  static const auto made =
      schema::Catalog::make({&services(), &routes(), &consumers(), &credentials(), &api_keys(),
                             &groups(), &plugins(), &model::HashKeyRow::entity()});
  return made.value();
}

using Members = std::initializer_list<std::pair<std::string_view, json::Value>>;

/// A complete row: what is not given is the preset, a new id, or null.
inline Row make_row(const schema::Entity& entity, Members given = {}) {
  Row row;
  for (const schema::Field& field : entity.fields()) {
    json::Value value = field.preset.value_or(json::Value());
    if (field.primary) value = json::Value(make_uuid());
    for (const auto& [name, one] : given) {
      if (name == field.name) value = one;
    }
    row.emplace(field.name, std::move(value));
  }
  return row;
}

inline std::string id_of(const Row& row) {
  return std::string(row.at("id").as_string());
}

/// As a reference to `row` is written.
inline json::Value refer(const Row& row) {
  return json::Object{{"id", id_of(row)}};
}

inline Row with(Row row, std::string_view field, json::Value value) {
  row[field] = std::move(value);
  return row;
}

inline Row make_consumer(std::string_view username) {
  return make_row(consumers(), {{"username", json::Value(username)}});
}
inline Row make_credential(const Row& consumer, std::string_view key) {
  return make_row(credentials(), {{"consumer", refer(consumer)}, {"key", json::Value(key)}});
}
inline Row make_group(const Row& consumer, std::string_view group) {
  return make_row(groups(), {{"consumer", refer(consumer)}, {"group", json::Value(group)}});
}

inline Change insert(const schema::Entity& entity, const Row& row) {
  return {.op = Change::Op::insert, .entity = &entity, .id = id_of(row), .row = row};
}
inline Change update(const schema::Entity& entity, const Row& row) {
  return {.op = Change::Op::update, .entity = &entity, .id = id_of(row), .row = row};
}
inline Change remove(const schema::Entity& entity, const Row& row) {
  return {.op = Change::Op::remove, .entity = &entity, .id = id_of(row)};
}

inline Key key_of(const schema::Entity& entity, std::string_view field, std::string_view value) {
  return {.entity = &entity, .field = std::string(field), .value = std::string(value)};
}

}  // namespace cardea::store::conformance
