// SPDX-License-Identifier: Apache-2.0
// The jwt plugin as the house sees it.
#include "plugins/jwt/plugin.h"

#include <array>

#include "model/plugin.h"
#include "plugins/jwt/credential.h"
#include "plugins/jwt/handler.h"
#include "plugins/jwt/known.h"

namespace cardea::plugins::jwt {
namespace {

class Jwt final : public plugin::PluginType {
 public:
  [[nodiscard]] plugin::Traits traits() const override { return {.name = "jwt", .priority = 1450}; }

  [[nodiscard]] const schema::Variant& variant() const override {
    static const schema::Variant variant =
        model::plugin_variant(schema::record_of<Settings>(), {.consumer = false});
    return variant;
  }

  [[nodiscard]] std::span<const schema::Entity* const> entities() const override {
    static const std::array<const schema::Entity*, 1> entities = {&JwtCredential::entity()};
    return entities;
  }

  void declare_sources(const plugin::Wiring& wiring) const override { declare_credentials(wiring); }

  [[nodiscard]] Result<std::shared_ptr<const plugin::Handler>> make(
      const json::Object& config, const plugin::Wiring& wiring) const override {
    return std::make_shared<JwtHandler>(schema::read_record<Settings>(config), wiring);
  }
};

}  // namespace

const plugin::PluginType& plugin() {
  static const Jwt type;
  return type;
}

}  // namespace cardea::plugins::jwt
