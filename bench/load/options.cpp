// SPDX-License-Identifier: Apache-2.0
// Bad words end the program at once: a measurement that was asked for wrongly says nothing.
#include "bench/load/options.h"

#include <fmt/core.h>

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

namespace cardea::bench {

Options::Options(int count, char** words, std::string_view usage, Values defaults)
    : usage_(usage), values_(std::move(defaults)) {
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string name(words[i]);
    if (!values_.contains(name)) refuse("unknown option " + name);
    values_[name] = words[i + 1];
  }
  if (count % 2 == 0) refuse("options come as `--name value`");
}

std::uint32_t Options::number(const std::string& name) const {
  const auto& value = values_.at(name);
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc{} || end != value.data() + value.size()) refuse(name + " wants a number");
  return number;
}

void Options::refuse(std::string_view why) const {
  fmt::print(stderr, "{}\n{}", why, usage_);
  std::exit(2);
}

std::vector<std::string> read_heads(const Options& options) {
  const std::string& path = options.text("--heads");
  std::ifstream file(path, std::ios::binary);
  const std::string all{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::string> heads;
  for (std::size_t start = 0; start < all.size();) {
    const auto end = all.find("\r\n\r\n", start);
    if (end == std::string::npos) options.refuse("the last head in " + path + " has no empty line");
    heads.push_back(all.substr(start, end + 4 - start));
    start = end + 4;
  }
  if (heads.empty()) options.refuse("no request heads in " + path);
  return heads;
}

}  // namespace cardea::bench
