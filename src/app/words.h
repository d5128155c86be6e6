// SPDX-License-Identifier: Apache-2.0
// Taking the text of settings apart, and finding the name that was probably meant.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::app {

/// Without blanks, tabs and line ends at both ends.
std::string_view trim(std::string_view text);

/// The parts between commas, trimmed; an empty text has none.
std::vector<std::string_view> split_list(std::string_view text);

/// The parts between blanks; never empty ones.
std::vector<std::string_view> split_words(std::string_view text);

/// With line ends put in place of blanks so that no line is longer than `width`, as far as words
/// allow.
std::string wrap(std::string_view text, std::size_t width);

/// The name with the fewest typing errors (letters left out, added, changed, or neighbours swapped)
/// between it and `text`; empty when none is near enough to be meant.
std::string_view nearest(std::string_view text, std::span<const std::string_view> names);

}  // namespace cardea::app
