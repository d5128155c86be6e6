// SPDX-License-Identifier: Apache-2.0
// The declaration of plugin instances (kong-admin 3.4), and how a plugin's settings become part of
// it.
#include "model/plugin.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <utility>

#include "model/common_fields.h"
#include "schema/violations.h"

namespace cardea::model {
namespace {

using schema::Rule;

// A rule of the settings as a rule of the plugin instance.
Rule lifted(Rule rule) {
  for (auto& field : rule.fields) field.insert(0, "config.");
  if (rule.kind != Rule::Kind::custom) return rule;
  rule.judge = [judge = std::move(rule.judge)](const json::Object& whole,
                                               schema::Violations& wrong) {
    const auto* config = whole.if_contains("config");
    if (config == nullptr || !config->is_object()) return;
    schema::Violations inside;
    judge(config->get_object(), inside);
    wrong.add_inside("config", inside);
  };
  return rule;
}

schema::Field null_reference(std::string name) {
  return {.name = std::move(name),
          .description = {},
          .kind = schema::Kind::foreign,
          .must_be_null = true};
}

schema::Field protocols_field(const std::vector<std::string>& allowed) {
  json::Array preset;
  for (const auto& one : allowed) preset.emplace_back(boost::json::string_view(one));
  schema::Field element{.name = {}, .description = {}, .kind = schema::Kind::string};
  element.required = true;
  element.checks.push_back(schema::one_of(allowed));
  schema::Field field{.name = "protocols", .description = {}, .kind = schema::Kind::set};
  field.elements.push_back(std::move(element));
  field.required = true;
  field.preset = std::move(preset);
  return field;
}

bool share_one(const json::Object& a, const json::Object& b) {
  const auto* left = a.if_contains("protocols");
  const auto* right = b.if_contains("protocols");
  if (left == nullptr || right == nullptr || !left->is_array() || !right->is_array()) return false;
  return std::ranges::any_of(left->get_array(), [&](const json::Value& one) {
    return std::ranges::find(right->get_array(), one) != right->get_array().end();
  });
}

}  // namespace

schema::Variant plugin_variant(const schema::Field& settings, const PluginScope& scope) {
  schema::Variant variant;
  auto config = settings;
  config.name = "config";
  config.required = true;
  for (auto& rule : std::exchange(config.rules, {})) variant.rules.push_back(lifted(rule));
  variant.fields.push_back(std::move(config));
  variant.fields.push_back(protocols_field(scope.protocols));
  if (!scope.consumer) variant.fields.push_back(null_reference("consumer"));
  if (!scope.service) variant.fields.push_back(null_reference("service"));
  if (!scope.route) variant.fields.push_back(null_reference("route"));
  return variant;
}

std::optional<std::string> fault_with_route(const json::Object& plugin, const json::Object& route) {
  if (share_one(plugin, route)) return std::nullopt;
  return "must match the associated route's protocols";
}

std::optional<std::string> fault_with_service(const json::Object& plugin,
                                              const std::vector<json::Object>& routes) {
  const auto shares = [&](const json::Object& route) { return share_one(plugin, route); };
  if (routes.empty() || std::ranges::any_of(routes, shares)) return std::nullopt;
  return "must match the protocols of at least one route pointing to this Plugin's service";
}

const schema::Entity& Plugin::entity() {
  using It = Plugin;
  static const auto declared = schema::declare<It>("plugins", [](auto& entity) {
    entity.singular("plugin").found_by("instance_name");
    entity.under("services", "plugins").under("routes", "plugins").under("consumers", "plugins");
    entity.varies_by("name",
                     "plugin '{}' not enabled; add it to the 'plugins' configuration property");

    declare_id<It>(entity);
    entity.field("name", &It::name, "Which plugin runs.").required();
    entity.field("instance_name", &It::instance_name, "The name by which the Admin API finds it.")
        .unique()
        .check(schema::entity_name());
    entity.field("config", &It::config, "The plugin's own settings.").required();
    entity.field("enabled", &It::enabled, "Whether it runs.").required().preset(true);
    entity.field("protocols", &It::protocols, "For which requests it runs.")
        .set()
        .required()
        .preset({"grpc", "grpcs", "http", "https"});
    entity.field("route", &It::route, "Only on this route.").refers_to("routes");
    entity.field("service", &It::service, "Only on routes of this service.").refers_to("services");
    entity.field("consumer", &It::consumer, "Only for this consumer.").refers_to("consumers");
    declare_tags<It>(entity);
    declare_created_at<It>(entity);
    declare_updated_at<It>(entity);

    entity.unique_together({"name", "route", "service", "consumer"});
  });
  return declared;
}

}  // namespace cardea::model
