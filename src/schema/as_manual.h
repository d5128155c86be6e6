// SPDX-License-Identifier: Apache-2.0
// The manual page of an entity, in Markdown, from its declaration: what it is, where it is reached,
// its fields with types, defaults and rules. Printed by `cardea manual`, never committed.
#pragma once

#include <string>
#include <string_view>

#include "schema/entity.h"

namespace cardea::schema {

class Catalog;

/// The page of one entity.
std::string manual_page(const Entity& entity, const Catalog& catalog);

/// The page of a plugin's settings: what may stand in the `config` of an instance.
std::string plugin_page(std::string_view plugin, const Variant& variant);

/// A table of the members of a record (a plugin's settings), to be put into a page.
std::string manual_table(const Field& record);

}  // namespace cardea::schema
