// SPDX-License-Identifier: Apache-2.0
// Arguments of a query or a form: found by name, and taken out.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "plugins/key_auth/finding.h"

namespace cardea::plugins::key_auth {

/// An argument without `=` has no text and counts for nothing, unless there is another one.
Finding find_argument(std::string_view query, std::string_view name, Arena& arena);

bool has_argument(std::string_view query, std::span<const std::string> names);

/// The query without the arguments of these names; what remains is as it was.
std::string without_arguments(std::string_view query, std::span<const std::string> names);

}  // namespace cardea::plugins::key_auth
