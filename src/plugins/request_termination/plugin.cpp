// SPDX-License-Identifier: Apache-2.0
// The request-termination plugin as the house sees it.
#include "plugins/request_termination/plugin.h"

#include "model/plugin.h"
#include "plugins/request_termination/handler.h"
#include "plugins/request_termination/matched.h"

namespace cardea::plugins::request_termination {
namespace {

class RequestTermination final : public plugin::PluginType {
 public:
  [[nodiscard]] plugin::Traits traits() const override {
    return {.name = "request-termination", .priority = 2};
  }

  [[nodiscard]] const schema::Variant& variant() const override {
    static const schema::Variant variant = [] {
      auto made = model::plugin_variant(schema::record_of<Settings>());
      made.rules.push_back(settings_together());
      return made;
    }();
    return variant;
  }

  void declare_sources(const plugin::Wiring& wiring) const override {
    declare_matched(wiring.directory);
  }

  [[nodiscard]] Result<std::shared_ptr<const plugin::Handler>> make(
      const json::Object& config, const plugin::Wiring& wiring) const override {
    return std::make_shared<RequestTerminationHandler>(schema::read_record<Settings>(config),
                                                       wiring.node);
  }
};

}  // namespace

const plugin::PluginType& plugin() {
  static const RequestTermination type;
  return type;
}

}  // namespace cardea::plugins::request_termination
