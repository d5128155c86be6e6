// SPDX-License-Identifier: Apache-2.0
// The readers of plain values: numbers, sizes, times, texts and lists of them.
#include "app/setting_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "app/words.h"

namespace cardea::app {
namespace {

std::unexpected<Error> wrong(std::string detail) {
  return fail(Error::invalid(std::move(detail), Origin::self));
}

// A number with a unit after it, as `first` finds them in `units`; the number is not negative.
struct Measured {
  double number;
  std::string_view unit;
};

std::optional<Measured> measure(std::string_view text) {
  Measured measured{};
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), measured.number,
                                          std::chars_format::fixed);
  if (bad != std::errc() || measured.number < 0 || !std::isfinite(measured.number))
    return std::nullopt;
  measured.unit = trim({end, static_cast<std::size_t>(text.data() + text.size() - end)});
  return measured;
}

}  // namespace

std::string_view kind(const bool&) {
  return "on or off";
}
std::string_view kind(const unsigned&) {
  return "number";
}
std::string_view kind(const Bytes&) {
  return "size";
}
std::string_view kind(const Duration&) {
  return "time";
}
std::string_view kind(const std::optional<Duration>&) {
  return "time, or empty";
}
std::string_view kind(const std::string&) {
  return "text";
}
std::string_view kind(const std::vector<std::string>&) {
  return "list";
}
std::string_view kind(const std::vector<Secret>&) {
  return "list of secrets";
}
std::string_view kind(const std::vector<ListenOn>&) {
  return "listeners";
}
std::string_view kind(const net::CidrSet&) {
  return "list of addresses or CIDR blocks";
}

Status read(std::string_view text, bool& into) {
  if (text == "on" || text == "true") {
    into = true;
  } else if (text == "off" || text == "false") {
    into = false;
  } else {
    return wrong("must be on or off");
  }
  return {};
}

Status read(std::string_view text, unsigned& into) {
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), into);
  if (bad != std::errc() || end != text.data() + text.size()) {
    return wrong("must be a whole number, 0 or more");
  }
  return {};
}

Status read(std::string_view text, Bytes& into) {
  constexpr std::array<std::pair<std::string_view, double>, 7> units = {{{"", 1},
                                                                         {"k", 1 << 10},
                                                                         {"K", 1 << 10},
                                                                         {"m", 1 << 20},
                                                                         {"M", 1 << 20},
                                                                         {"g", 1 << 30},
                                                                         {"G", 1 << 30}}};
  const auto measured = measure(text);
  if (measured) {
    for (const auto& [unit, factor] : units) {
      const double bytes = measured->number * factor;
      if (unit != measured->unit || bytes > 1e15) continue;
      into.count = static_cast<std::uint64_t>(bytes);
      return {};
    }
  }
  return wrong("must be a size: a number of bytes, or one followed by k, m or g, such as 128m");
}

Status read(std::string_view text, Duration& into) {
  constexpr std::array<std::pair<std::string_view, double>, 6> units = {
      {{"", 1e9}, {"s", 1e9}, {"ms", 1e6}, {"m", 60e9}, {"h", 3600e9}, {"d", 86400e9}}};
  const auto measured = measure(text);
  if (measured) {
    for (const auto& [unit, factor] : units) {
      const double nanoseconds = measured->number * factor;
      if (unit != measured->unit || nanoseconds > 1e18) continue;
      into = Duration(static_cast<std::int64_t>(nanoseconds));
      return {};
    }
  }
  return wrong(
      "must be a time: a number of seconds, or one followed by ms, s, m, h or d, such as 60s");
}

Status read(std::string_view text, std::optional<Duration>& into) {
  into.reset();
  if (text.empty()) return {};
  return read(text, into.emplace());
}

Status read(std::string_view text, std::string& into) {
  into = text;
  return {};
}

Status read(std::string_view text, std::vector<std::string>& into) {
  into.clear();
  for (const auto part : split_list(text)) {
    if (part.empty()) return wrong("has nothing between two commas");
    into.emplace_back(part);
  }
  return {};
}

Status read(std::string_view text, std::vector<Secret>& into) {
  into.clear();
  for (const auto part : split_list(text)) {
    if (part.empty()) return wrong("has nothing between two commas");
    into.emplace_back(std::string(part));
  }
  return {};
}

Status read(std::string_view text, std::vector<ListenOn>& into) {
  auto listeners = parse_listeners(text);
  if (!listeners) return fail(std::move(listeners));
  into = std::move(*listeners);
  return {};
}

Status read(std::string_view text, net::CidrSet& into) {
  std::vector<std::string> blocks;
  const auto listed = read(text, blocks);
  if (!listed) return listed;
  auto set = net::CidrSet::parse(blocks);
  if (!set) return wrong(std::move(set.error().detail));
  into = std::move(*set);
  return {};
}

}  // namespace cardea::app
