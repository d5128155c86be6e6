// SPDX-License-Identifier: Apache-2.0
// Which Cardea this is; also the version in `Via` and `Server` headers.
#pragma once

#include <string_view>

namespace cardea {

inline constexpr std::string_view version = "0.1.0";

}  // namespace cardea
