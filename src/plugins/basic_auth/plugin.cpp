// SPDX-License-Identifier: Apache-2.0
// The basic-auth plugin as the house sees it.
#include "plugins/basic_auth/plugin.h"

#include <array>

#include "model/plugin.h"
#include "plugins/basic_auth/credential.h"
#include "plugins/basic_auth/handler.h"
#include "plugins/basic_auth/known.h"

namespace cardea::plugins::basic_auth {
namespace {

class BasicAuth final : public plugin::PluginType {
 public:
  [[nodiscard]] plugin::Traits traits() const override {
    return {.name = "basic-auth", .priority = 1100};
  }

  [[nodiscard]] const schema::Variant& variant() const override {
    static const schema::Variant variant =
        model::plugin_variant(schema::record_of<Settings>(), {.consumer = false});
    return variant;
  }

  [[nodiscard]] std::span<const schema::Entity* const> entities() const override {
    static const std::array<const schema::Entity*, 1> entities = {&BasicCredential::entity()};
    return entities;
  }

  void declare_sources(const plugin::Wiring& wiring) const override { declare_credentials(wiring); }

  [[nodiscard]] Result<std::shared_ptr<const plugin::Handler>> make(
      const json::Object& config, const plugin::Wiring& wiring) const override {
    return std::make_shared<BasicAuthHandler>(schema::read_record<Settings>(config), wiring);
  }
};

}  // namespace

const plugin::PluginType& plugin() {
  static const BasicAuth type;
  return type;
}

}  // namespace cardea::plugins::basic_auth
