// SPDX-License-Identifier: Apache-2.0
// The correlation-id plugin as the house sees it.
#include "plugins/correlation_id/plugin.h"

#include "model/plugin.h"
#include "plugins/correlation_id/handler.h"

namespace cardea::plugins::correlation_id {
namespace {

class CorrelationId final : public plugin::PluginType {
 public:
  [[nodiscard]] plugin::Traits traits() const override {
    return {.name = "correlation-id", .priority = 100'001};
  }

  [[nodiscard]] const schema::Variant& variant() const override {
    static const schema::Variant variant = model::plugin_variant(schema::record_of<Settings>());
    return variant;
  }

  // It looks nothing up.
  void declare_sources(const plugin::Wiring&) const override {}

  [[nodiscard]] Result<std::shared_ptr<const plugin::Handler>> make(
      const json::Object& config, const plugin::Wiring&) const override {
    return std::make_shared<CorrelationIdHandler>(schema::read_record<Settings>(config));
  }
};

}  // namespace

const plugin::PluginType& plugin() {
  static const CorrelationId type;
  return type;
}

}  // namespace cardea::plugins::correlation_id
