// SPDX-License-Identifier: Apache-2.0
// The key-auth plugin as the house sees it.
#include "plugins/key_auth/plugin.h"

#include <array>

#include "model/plugin.h"
#include "plugins/key_auth/credential.h"
#include "plugins/key_auth/handler.h"
#include "plugins/key_auth/known.h"

namespace cardea::plugins::key_auth {
namespace {

class KeyAuth final : public plugin::PluginType {
 public:
  [[nodiscard]] plugin::Traits traits() const override {
    return {.name = "key-auth", .priority = 1250};
  }

  [[nodiscard]] const schema::Variant& variant() const override {
    static const schema::Variant variant =
        model::plugin_variant(schema::record_of<Settings>(), {.consumer = false});
    return variant;
  }

  [[nodiscard]] std::span<const schema::Entity* const> entities() const override {
    static const std::array<const schema::Entity*, 1> entities = {&KeyCredential::entity()};
    return entities;
  }

  void declare_sources(const plugin::Wiring& wiring) const override { declare_credentials(wiring); }

  [[nodiscard]] Result<std::shared_ptr<const plugin::Handler>> make(
      const json::Object& config, const plugin::Wiring& wiring) const override {
    return std::make_shared<KeyAuthHandler>(schema::read_record<Settings>(config), wiring);
  }
};

}  // namespace

const plugin::PluginType& plugin() {
  static const KeyAuth type;
  return type;
}

}  // namespace cardea::plugins::key_auth
