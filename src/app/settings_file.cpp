// SPDX-License-Identifier: Apache-2.0
// Kong's notation, line by line.
#include "app/settings_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/words.h"

namespace cardea::app {
namespace {

constexpr std::uintmax_t largest_file = 1U << 20U;

// Without its comment; `\#` becomes `#`.
std::string without_comment(std::string_view line) {
  std::string kept;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool escaped = c == '\\' && i + 1 < line.size() && line[i + 1] == '#';
    if (escaped) {
      kept += '#';
      ++i;
      continue;
    }
    if (c == '#' && quote == 0) break;
    // A quote opens only at the start of a value, so that an apostrophe inside one is no quote.
    if (quote == 0 && (c == '"' || c == '\'') && trim(kept).ends_with('=')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    }
    kept += c;
  }
  return kept;
}

std::string_view without_quotes(std::string_view value) {
  const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                      value.back() == value.front();
  return quoted ? value.substr(1, value.size() - 2) : value;
}

bool is_name(std::string_view text) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

void take_line(unsigned number, std::string_view line, SettingsText& into) {
  const std::string kept = without_comment(line);
  const std::string_view text = trim(kept);
  if (text.empty()) return;
  const auto equals = text.find('=');
  const std::string_view name = trim(text.substr(0, equals));
  if (equals == std::string_view::npos || !is_name(name)) {
    // Not shown: it may be a piece of a secret.
    into.problems.push_back(fmt::format("{}: not `name = value`; a comment starts with #", number));
    return;
  }
  into.lines.push_back(
      {number, std::string(name), std::string(without_quotes(trim(text.substr(equals + 1))))});
}

}  // namespace

SettingsText parse_settings(std::string_view text) {
  SettingsText parsed;
  std::string line;
  unsigned number = 0;
  unsigned first = 1;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty()) first = number;
    if (part.ends_with('\\') && !text.empty()) {
      line += part.substr(0, part.size() - 1);
      continue;
    }
    line += part;
    take_line(first, line, parsed);
    line.clear();
  }
  return parsed;
}

Result<std::string> read_small_file(const std::string& path) {
  std::error_code unknown;
  const auto size = std::filesystem::file_size(path, unknown);
  if (!unknown && size > largest_file) {
    return fail(Error::invalid(fmt::format("{} is larger than 1 MiB", path), Origin::self));
  }
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || std::filesystem::is_directory(path, unknown) || !(text << file.rdbuf())) {
    const int reason = errno;
    // An empty file makes the copy fail as well.
    if (file && !unknown && size == 0) return std::string();
    return fail(Error::invalid(fmt::format("cannot read {}: {}", path, std::strerror(reason)),
                               Origin::self));
  }
  return std::move(text).str();
}

Result<SettingsText> read_settings_file(const std::string& path) {
  const auto text = read_small_file(path);
  if (!text) return fail(text);
  return parse_settings(*text);
}

}  // namespace cardea::app
