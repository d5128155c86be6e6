// SPDX-License-Identifier: Apache-2.0
// What `auto` stands for on this machine.
#pragma once

#include <string>
#include <string_view>

namespace cardea::app {

/// The value of the setting `name` when it is `auto`; empty when that setting knows no `auto`.
std::string work_out(std::string_view name);

}  // namespace cardea::app
