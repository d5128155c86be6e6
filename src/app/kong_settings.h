// SPDX-License-Identifier: Apache-2.0
// Settings of Kong 3.9 that Cardea reads without obeying them, so that an existing kong.conf or
// environment starts: each is answered with a warning that says why it has no meaning here, or what
// to use instead.
#pragma once

#include <string_view>

namespace cardea::app {

/// Why Kong's setting `name` has no effect; empty when Kong has no such setting, or Cardea has it.
std::string_view why_without_effect(std::string_view name);

}  // namespace cardea::app
