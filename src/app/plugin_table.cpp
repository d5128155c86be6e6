// SPDX-License-Identifier: Apache-2.0
// The one place that names every plugin, by way of plugins.def.
#include "app/plugin_table.h"

#include "model/entities.h"
#include "observe/log.h"

namespace cardea::plugins {

#define PLUGIN(folder)                \
  namespace folder {                  \
  const plugin::PluginType& plugin(); \
  }
#include "plugins.def"
#undef PLUGIN

}  // namespace cardea::plugins

namespace cardea::app {

const std::vector<const plugin::PluginType*>& plugin_types() {
#define PLUGIN(folder) &plugins::folder::plugin(),
  static const std::vector<const plugin::PluginType*> types = {
#include "plugins.def"
  };
#undef PLUGIN
  return types;
}

proxy::PluginTable plugin_table() {
  proxy::PluginTable table;
  for (const auto* const type : plugin_types()) {
    table.emplace(std::string(type->traits().name), proxy::PluginKind{table.size(), type});
  }
  return table;
}

const schema::Catalog& catalog() {
  static const schema::Catalog made = [] {
    auto entities = model::entities();
    for (const auto* const type : plugin_types()) {
      const auto own = type->entities();
      entities.insert(entities.end(), own.begin(), own.end());
    }
    auto catalog = schema::Catalog::make(std::move(entities));
    if (!catalog) observe::broken("the declared entities: {}", catalog.error().detail);
    return std::move(*catalog);
  }();
  return made;
}

schema::FindVariant variant_finder() {
  return [](std::string_view name) -> const schema::Variant* {
    for (const auto* const type : plugin_types()) {
      if (type->traits().name == name) return &type->variant();
    }
    return nullptr;
  };
}

}  // namespace cardea::app
