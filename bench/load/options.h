// SPDX-License-Identifier: Apache-2.0
// The command line of the load generators, and the file of request heads that they read.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::bench {

/// `--name value` pairs over defaults. What is wrong is said with the usage, and ends the program
/// with status 2.
class Options {
 public:
  using Values = std::map<std::string, std::string>;

  /// `usage` lives as long as the program; names without a default are refused.
  Options(int count, char** words, std::string_view usage, Values defaults);

  [[nodiscard]] const std::string& text(const std::string& name) const { return values_.at(name); }
  [[nodiscard]] std::uint32_t number(const std::string& name) const;

  [[noreturn]] void refuse(std::string_view why) const;

 private:
  std::string_view usage_;
  Values values_;
};

/// The heads in the file that `--heads` names, each ended by its empty line.
std::vector<std::string> read_heads(const Options& options);

}  // namespace cardea::bench
