// SPDX-License-Identifier: Apache-2.0
// Takes members out of the text of a JSON object without touching the rest of it.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace cardea::plugins::key_auth {

/// Precondition: `text` is valid JSON (RFC 8259) and an object.
std::string without_members(std::string_view text, std::span<const std::string> names);

}  // namespace cardea::plugins::key_auth
