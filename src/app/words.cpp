// SPDX-License-Identifier: Apache-2.0
// Splitting, and the edit distance of Damerau and Levenshtein (optimal string alignment).
#include "app/words.h"

#include <algorithm>
#include <cstddef>

namespace cardea::app {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::size_t longest_compared = 64;

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

}  // namespace

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> parts;
  if (trim(text).empty()) return parts;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    parts.push_back(trim(text.substr(from, comma - from)));
    from = comma + 1;
  }
  return parts;
}

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t from = text.find_first_not_of(blanks); from != std::string_view::npos;
       from = text.find_first_not_of(blanks, from)) {
    const std::size_t end = std::min(text.find_first_of(blanks, from), text.size());
    parts.push_back(text.substr(from, end - from));
    from = end;
  }
  return parts;
}

std::string wrap(std::string_view text, std::size_t width) {
  std::string wrapped;
  std::size_t column = 0;
  for (const auto word : split_words(text)) {
    const bool fits = column + 1 + word.size() <= width;
    if (column > 0) wrapped += fits ? ' ' : '\n';
    column = column > 0 && fits ? column + 1 + word.size() : word.size();
    wrapped += word;
  }
  return wrapped;
}

std::string_view nearest(std::string_view text, std::span<const std::string_view> names) {
  std::string_view best;
  std::size_t least = std::max<std::size_t>(2, text.size() / 3) + 1;
  if (text.size() > longest_compared) return best;
  for (const auto name : names) {
    const std::size_t errors = distance(text, name);
    if (errors < least && errors < name.size()) {
      least = errors;
      best = name;
    }
  }
  return best;
}

}  // namespace cardea::app
