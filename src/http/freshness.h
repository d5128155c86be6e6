// SPDX-License-Identifier: Apache-2.0
// How long an answer may be used again without asking (RFC 9111 section 4.2), as its Cache-Control
// and Age fields say.
#pragma once

#include <chrono>
#include <optional>

#include "http/fields.h"

namespace cardea::http {

/// Nothing when Cache-Control does not say. Zero for `no-cache`, `no-store`, an Age beyond max-age,
/// and a max-age that is no number or given twice differently (section 4.2.1). Expires is not read.
std::optional<std::chrono::seconds> fresh_for(const Fields& fields);

}  // namespace cardea::http
