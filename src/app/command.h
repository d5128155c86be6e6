// SPDX-License-Identifier: Apache-2.0
// One subcommand of `cardea`, as data: what it is called, what it takes, what it says about itself,
// what it does. The command line and its help are made from these (options.cpp), so that a new
// command is one file and one line in commands.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::app {

/// How an option is written.
enum class Form : std::uint8_t {
  flag,        ///< `--once`
  value,       ///< `--ttl 10m`
  list,        ///< `--set a=b --set c=d`
  positional,  ///< a word on its own
};

struct CommandOption {
  std::string_view name;  ///< without dashes; `c,config` adds the short form -c
  Form form = Form::flag;
  std::string_view about;            ///< one or two lines for --help
  std::string_view value_name = {};  ///< what a value is called in --help, such as FILE
  bool required = false;
};

/// What the user gave, by the long names of the options.
class Arguments {
 public:
  [[nodiscard]] bool has(std::string_view name) const;
  /// The (last) value given, or `otherwise`. The view lives as long as this object.
  [[nodiscard]] std::string_view value(std::string_view name,
                                       std::string_view otherwise = {}) const;
  [[nodiscard]] std::vector<std::string> values(std::string_view name) const;

  void add(std::string_view name, std::string value);

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> given_;
};

/// Exit statuses of the whole program.
enum ExitStatus : int {
  succeeded = 0,
  failed = 1,   ///< it was tried and did not work
  misused = 2,  ///< the command line or a setting is wrong; nothing was tried
};

struct Command {
  std::string_view name;     ///< `serve`; two words make a group: `keyring rotate`
  std::string_view summary;  ///< one line in the list of commands
  std::string_view details;  ///< what else a user should know, shown by `cardea NAME --help`
  std::vector<CommandOption> options;
  bool takes_settings = false;             ///< adds -c and --set, which load_or_explain reads
  int (*run)(const Arguments&) = nullptr;  ///< returns an exit status
};

/// The file and --set options that `takes_settings` adds.
const std::vector<CommandOption>& settings_options();

}  // namespace cardea::app
