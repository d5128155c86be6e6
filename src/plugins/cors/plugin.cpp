// SPDX-License-Identifier: Apache-2.0
// The cors plugin as the house sees it.
#include "plugins/cors/plugin.h"

#include "model/plugin.h"
#include "plugins/cors/handler.h"

namespace cardea::plugins::cors {
namespace {

class Cors final : public plugin::PluginType {
 public:
  [[nodiscard]] plugin::Traits traits() const override {
    return {.name = "cors", .priority = 2000};
  }

  [[nodiscard]] const schema::Variant& variant() const override {
    static const schema::Variant variant =
        model::plugin_variant(schema::record_of<Settings>(), {.consumer = false});
    return variant;
  }

  // It looks nothing up.
  void declare_sources(const plugin::Wiring&) const override {}

  [[nodiscard]] Result<std::shared_ptr<const plugin::Handler>> make(
      const json::Object& config, const plugin::Wiring&) const override {
    const auto settings = schema::read_record<Settings>(config);
    auto origins = Origins::make(settings.origins.value_or(std::vector<std::string>()));
    if (!origins) return fail(std::move(origins));
    return std::make_shared<CorsHandler>(settings, std::move(*origins));
  }
};

}  // namespace

const plugin::PluginType& plugin() {
  static const Cors type;
  return type;
}

}  // namespace cardea::plugins::cors
