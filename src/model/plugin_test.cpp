// SPDX-License-Identifier: Apache-2.0
// Plugin instances: their settings are judged by the plugin named (kong-admin 3.4; golden exchanges
// 26 and 27).
#include "model/plugin.h"

#include "model/judged_for_tests.h"

namespace cardea::model {
namespace {

using namespace tests;

struct Settings {
  std::optional<std::vector<std::string>> allow;
  std::optional<std::vector<std::string>> deny;
  bool hide = false;
  std::optional<std::int64_t> most;

  static void describe(schema::RecordDeclaration<Settings>& record) {
    record.field("allow", &Settings::allow, "Who may.");
    record.field("deny", &Settings::deny, "Who may not.");
    record.field("hide", &Settings::hide, "Whether to tell.").required().preset(false);
    record.field("most", &Settings::most, "How many.").preset(0).check(schema::between(0, 9));
    record.at_most_one_of({"allow", "deny"});
    record.rule({.kind = schema::Rule::Kind::custom,
                 .fields = {"allow"},
                 .judge = [](const json::Object& settings, schema::Violations& wrong) {
                   const auto* most = settings.if_contains("most");
                   if (most == nullptr || *most != json::Value(9)) return;
                   wrong.add("most", "nine is too many");
                   wrong.add_together("nine");
                 }});
  }
};

const schema::Variant* find(std::string_view name) {
  static const auto variant = plugin_variant(schema::record_of<Settings>(),
                                             {.protocols = {"http", "https"}, .consumer = false});
  return name == "acl" ? &variant : nullptr;
}

constexpr auto route_id = "5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f";

Judged posted(std::string_view body) {
  return post<Plugin>(body, find);
}

TEST(PluginPost, FillsTheSettings) {
  const auto plugin = posted(R"({"name":"acl"})");
  EXPECT_EQ(member(plugin, "config"), R"({"allow":null,"deny":null,"hide":false,"most":0})");
  EXPECT_EQ(member(plugin, "protocols"), R"(["http","https"])");
  EXPECT_EQ(member(plugin, "enabled"), "true");
  EXPECT_EQ(member(plugin, "consumer"), "null");
  EXPECT_EQ(member(plugin, "instance_name"), "null");
}

TEST(PluginPost, ChecksNothingElseWhenThePluginIsUnknown) {
  EXPECT_EQ(message(posted(R"({"name":"nope","foo":1,"enabled":"x"})")),
            "schema violation (name: plugin 'nope' not enabled; add it to the 'plugins' "
            "configuration property)");
  EXPECT_EQ(message(posted(R"({"foo":1})")), "schema violation (name: required field missing)");
  EXPECT_EQ(message(posted(R"({"name":5})")), "schema violation (name: expected a string)");
}

TEST(PluginPost, RefusesWhatThePluginDoesNotAllow) {
  EXPECT_EQ(message(posted(R"({"name":"acl","config":{"keys":1,"most":10}})")),
            "2 schema violations (config.keys: unknown field; config.most: value should be between "
            "0 and 9)");
  EXPECT_EQ(message(posted(R"({"name":"acl","config":{"allow":["a"],"deny":["b"]}})")),
            "schema violation (only one or none of these fields must be set: 'config.allow', "
            "'config.deny')");
  EXPECT_EQ(message(posted(R"({"name":"acl","config":{"most":9}})")),
            "2 schema violations (nine; config.most: nine is too many)");
  EXPECT_EQ(message(posted(R"({"name":"acl","config":null})")),
            "schema violation (config: required field missing)");
  EXPECT_EQ(
      message(posted(R"({"name":"acl","consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"}})")),
      "schema violation (consumer: value must be null)");
  EXPECT_EQ(message(posted(R"({"name":"acl","protocols":["tcp"]})")),
            "schema violation (protocols.1: expected one of: http, https)");
  EXPECT_EQ(message(posted(R"({"name":"acl","ordering":null})")),
            "schema violation (ordering: unknown field)");
}

TEST(PluginPatch, MergesTheSettings) {
  const auto before = posted(R"({"name":"acl","config":{"allow":["a"],"most":3},
                                 "route":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"}})");
  ASSERT_TRUE(before) << message(before);
  EXPECT_EQ(
      member(patch<Plugin>(*before, R"({"config":{"hide":true,"most":null}})", find), "config"),
      R"({"allow":["a"],"deny":null,"hide":true,"most":null})");
  EXPECT_EQ(member(patch<Plugin>(*before, R"({"route":null})", find), "route"), "null");
  EXPECT_EQ(member(patch<Plugin>(*before, R"({"enabled":false})", find), "route"),
            json::write(json::Object{{"id", route_id}}));
  EXPECT_EQ(message(patch<Plugin>(*before, R"({"config":"bar"})", find)),
            "schema violation (config: expected a record)");
  EXPECT_EQ(message(patch<Plugin>(*before, R"({"name":"nope"})", find)),
            "schema violation (name: plugin 'nope' not enabled; add it to the 'plugins' "
            "configuration property)");
}

TEST(PluginRead, GivesTheSettings) {
  const auto row = posted(R"({"name":"acl","config":{"deny":["x"]}})");
  ASSERT_TRUE(row);
  const auto plugin = Plugin::entity().read<Plugin>(*row);
  EXPECT_EQ(plugin.name, "acl");
  EXPECT_EQ(plugin.protocols, (std::vector<Protocol>{Protocol::http, Protocol::https}));
  const auto settings = schema::read_record<Settings>(plugin.config);
  EXPECT_EQ(settings.deny, std::vector<std::string>{"x"});
  EXPECT_EQ(settings.allow, std::nullopt);
  EXPECT_EQ(settings.most, 0);
}

TEST(PluginProtocols, MustMeetThoseOfTheRoute) {
  const auto plugin = object(R"({"protocols":["http"]})");
  const auto https = object(R"({"protocols":["https"]})");
  const auto both = object(R"({"protocols":["https","http"]})");
  EXPECT_EQ(fault_with_route(plugin, both), std::nullopt);
  EXPECT_EQ(fault_with_route(plugin, https), "must match the associated route's protocols");
  EXPECT_EQ(fault_with_service(plugin, {}), std::nullopt);
  EXPECT_EQ(fault_with_service(plugin, {https, both}), std::nullopt);
  EXPECT_EQ(fault_with_service(plugin, {https}),
            "must match the protocols of at least one route pointing to this Plugin's service");
}

}  // namespace
}  // namespace cardea::model
