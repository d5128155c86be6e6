// SPDX-License-Identifier: Apache-2.0
// The acl plugin as the house sees it.
#include "plugins/acl/plugin.h"

#include "model/plugin.h"
#include "plugins/acl/handler.h"

namespace cardea::plugins::acl {
namespace {

class Acl final : public plugin::PluginType {
 public:
  [[nodiscard]] plugin::Traits traits() const override { return {.name = "acl", .priority = 950}; }

  [[nodiscard]] const schema::Variant& variant() const override {
    static const schema::Variant variant =
        model::plugin_variant(schema::record_of<Settings>(), {.consumer = false});
    return variant;
  }

  // Groups are looked up by identity's shared sources.
  void declare_sources(const plugin::Wiring&) const override {}

  [[nodiscard]] Result<std::shared_ptr<const plugin::Handler>> make(
      const json::Object& config, const plugin::Wiring&) const override {
    return std::make_shared<AclHandler>(schema::read_record<Settings>(config));
  }
};

}  // namespace

const plugin::PluginType& plugin() {
  static const Acl type;
  return type;
}

}  // namespace cardea::plugins::acl
