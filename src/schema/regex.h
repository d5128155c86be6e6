// SPDX-License-Identifier: Apache-2.0
// Whether a text is a regular expression that PCRE2 can compile, which is what Kong's users write.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cardea::schema {

/// Why the pattern does not compile, in the words of PCRE2 and of Kong's PCRE binding; nothing when
/// it does. The pattern is compiled without options, as bytes.
std::optional<std::string> regex_fault(std::string_view pattern);

}  // namespace cardea::schema
