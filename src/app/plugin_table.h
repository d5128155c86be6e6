// SPDX-License-Identifier: Apache-2.0
// The kinds of plugins this program was built with, from plugins.def, and what follows from them.
#pragma once

#include <vector>

#include "base/result.h"
#include "plugin/type.h"
#include "proxy/compile_parts.h"
#include "schema/catalog.h"
#include "schema/check.h"

namespace cardea::app {

/// In the order in which they run.
const std::vector<const plugin::PluginType*>& plugin_types();

/// The same by name.
proxy::PluginTable plugin_table();

/// All entities: the core's and the plugins'. Ends the process when the declarations contradict
/// each other.
const schema::Catalog& catalog();

/// What a plugin's name changes about the entity `plugins`.
schema::FindVariant variant_finder();

}  // namespace cardea::app
