// SPDX-License-Identifier: Apache-2.0
// Decisions and effective plugins as people read them in a terminal: plain words in aligned
// columns. What strangers wrote (paths, hosts, names in tokens) cannot reach the terminal as
// control characters.
#pragma once

#include <string>
#include <string_view>

#include "json/value.h"

namespace cardea::app {

/// Whether words may be coloured.
enum class Ink : bool { plain, coloured };

/// The answer of GET /decisions/<id> or POST /explain. Ends with a newline.
std::string decision_text(const json::Object& decision, Ink ink);

/// The answer of POST /effective. `asked`: the request in words; `as`: the consumer named, or
/// empty.
std::string effective_text(const json::Object& plugins, std::string_view asked,
                           std::string_view as);

/// `text` with every control character, also those of C1, as `?`.
std::string printable(std::string_view text);

}  // namespace cardea::app
