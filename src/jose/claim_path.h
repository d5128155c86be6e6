// SPDX-License-Identifier: Apache-2.0
// Claims that an operator names: by name, or by a JSON Pointer (RFC 6901) for those inside others,
// as `/realm_access/roles`. Ask only after the signature held.
#pragma once

#include <optional>
#include <string_view>

#include "jose/token.h"
#include "json/value.h"

namespace cardea::jose {

/// The claim of exactly this name, or where it begins with `/` the value to which it points.
/// Nothing when there is none, or it is null. The value is a copy.
std::optional<json::Value> claim_at(const Token& token, std::string_view path);

}  // namespace cardea::jose
