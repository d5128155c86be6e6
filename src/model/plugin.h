// SPDX-License-Identifier: Apache-2.0
// A plugin instance: which plugin runs, where, with which settings. What `config` may hold is the
// affair of the plugin named: its type gives a schema::Variant, made by `plugin_variant`.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/service.h"
#include "schema/declare.h"

namespace cardea::model {

struct Plugin {
  std::string id;
  std::string name;  ///< which plugin
  std::optional<std::string> instance_name;
  std::int64_t created_at = 0;  ///< seconds since the epoch; updated_at too
  std::int64_t updated_at = 0;
  std::optional<std::string> route;  ///< id; service and consumer too. All null: everywhere
  std::optional<std::string> service;
  std::optional<std::string> consumer;
  json::Object config;  ///< complete; read it with schema::read_record<Settings>
  std::vector<Protocol> protocols;
  bool enabled = true;
  std::optional<std::vector<std::string>> tags;

  static const schema::Entity& entity();
};

/// What a plugin allows of the instances that use it.
struct PluginScope {
  std::vector<std::string> protocols = {"grpc", "grpcs", "http", "https"};
  bool consumer = true;  ///< may be bound to a consumer (authentication plugins and acl may not)
  bool service = true;
  bool route = true;
};

/// The part of the entity `plugins` that depends on the plugin's name. `settings` is
/// `schema::record_of<Settings>()`; its rules, which name members of the settings, come to name
/// `config.<member>`, as in Kong's texts. Keep the result in a static.
schema::Variant plugin_variant(const schema::Field& settings, const PluginScope& scope = {});

/// A plugin instance runs only for protocols that its route knows too. The text of what is wrong
/// with `protocols`, given the two rows; nothing when they share one.
std::optional<std::string> fault_with_route(const json::Object& plugin, const json::Object& route);

/// The same for a plugin of a service: at least one of the service's routes must share a protocol,
/// if it has any.
std::optional<std::string> fault_with_service(const json::Object& plugin,
                                              const std::vector<json::Object>& routes);

}  // namespace cardea::model
