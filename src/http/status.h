// SPDX-License-Identifier: Apache-2.0
// Reason phrases of status codes (RFC 9110 section 15 and the IANA registry), for status lines.
#pragma once

#include <string_view>

namespace cardea::http {

/// The registered phrase, empty for a code without one (an empty phrase is valid in a status line).
/// Points to static storage.
std::string_view reason_phrase(int status);

}  // namespace cardea::http
