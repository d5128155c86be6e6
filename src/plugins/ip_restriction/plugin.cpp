// SPDX-License-Identifier: Apache-2.0
// The ip-restriction plugin as the house sees it.
#include "plugins/ip_restriction/plugin.h"

#include "model/plugin.h"
#include "plugins/ip_restriction/handler.h"

namespace cardea::plugins::ip_restriction {
namespace {

class IpRestriction final : public plugin::PluginType {
 public:
  [[nodiscard]] plugin::Traits traits() const override {
    return {.name = "ip-restriction", .priority = 990};
  }

  // Kong's list has the protocols of streams too; here they mean nothing yet, but are accepted.
  [[nodiscard]] const schema::Variant& variant() const override {
    static const schema::Variant variant =
        model::plugin_variant(schema::record_of<Settings>(),
                              {.protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls"}});
    return variant;
  }

  // It looks nothing up.
  void declare_sources(const plugin::Wiring&) const override {}

  [[nodiscard]] Result<std::shared_ptr<const plugin::Handler>> make(
      const json::Object& config, const plugin::Wiring&) const override {
    const auto settings = schema::read_record<Settings>(config);
    auto rules = Rules::make(settings);
    if (!rules) return fail(std::move(rules));
    return std::make_shared<IpRestrictionHandler>(std::move(*rules));
  }
};

}  // namespace

const plugin::PluginType& plugin() {
  static const IpRestriction type;
  return type;
}

}  // namespace cardea::plugins::ip_restriction
