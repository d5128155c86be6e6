// SPDX-License-Identifier: Apache-2.0
// Builds a CLI11 parser from the commands. The only file that includes CLI11, which takes seconds
// to compile.
#include "app/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <sstream>

#include "app/words.h"
#include "base/version.h"

namespace cardea::app {
namespace {

constexpr const char* about =
    "Cardea is an API gateway: it stands before your services, routes requests to them, and lets "
    "through only those "
    "that carry a good token. It is configured while it runs by its Admin API, which speaks Kong's "
    "language.";

constexpr const char* closing = "`cardea COMMAND --help` explains a command.";
constexpr std::size_t page = 96;    // columns of all text
constexpr std::size_t column = 28;  // where descriptions start

// Where CLI11 puts what it reads for one option.
struct Slot {
  const CommandOption* option;
  std::string long_name;
  bool flag = false;
  std::vector<std::string> values;
};

// A command while it is being parsed.
struct Line {
  const Command* command;
  CLI::App* parser;
  std::vector<std::unique_ptr<Slot>> slots;
};

std::string_view long_name(std::string_view name) {
  const auto comma = name.find(',');
  return comma == std::string_view::npos ? name : name.substr(comma + 1);
}

// "c,config" -> "-c,--config"; "once" -> "--once".
std::string dashed(std::string_view name) {
  const auto comma = name.find(',');
  std::string with_dashes = "--" + std::string(long_name(name));
  if (comma == std::string_view::npos) return with_dashes;
  return "-" + std::string(name.substr(0, comma)) + "," + with_dashes;
}

void add_option(Line& line, const CommandOption& option) {
  auto slot = std::make_unique<Slot>(&option, std::string(long_name(option.name)));
  const std::string text = wrap(option.about, page - column);
  const std::string written =
      option.form == Form::positional ? slot->long_name : dashed(option.name);
  CLI::Option* added = option.form == Form::flag
                           ? line.parser->add_flag(written, slot->flag, text)
                           : line.parser->add_option(written, slot->values, text);
  if (option.form != Form::flag) added->type_name(std::string(option.value_name));
  if (option.form == Form::list) added->expected(1)->take_all()->allow_extra_args(false);
  if (option.form == Form::value || option.form == Form::positional) {
    added->expected(1)->take_last()->allow_extra_args(false);
  }
  added->required(option.required);
  line.slots.push_back(std::move(slot));
}

// `keyring rotate` hangs below a parser `keyring`, which is made when first needed.
CLI::App* parser_for(CLI::App& root, const Command& command) {
  const auto words = split_words(command.name);
  CLI::App* above = &root;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string group(words[i]);
    const auto known =
        above->get_subcommands([&group](const CLI::App* one) { return one->get_name() == group; });
    above =
        known.empty() ? above->add_subcommand(group, "Commands about the " + group) : known.front();
    above->group("Commands")->require_subcommand(1);
  }
  CLI::App* const parser =
      above->add_subcommand(std::string(words.back()), std::string(command.summary));
  parser->group("Commands");
  if (!command.details.empty()) parser->footer(wrap(command.details, page));
  return parser;
}

std::vector<std::unique_ptr<Line>> build(CLI::App& root, const std::vector<Command>& commands) {
  root.require_subcommand(1);
  root.footer(closing);
  root.set_version_flag("--version", "cardea " + std::string(version),
                        "Print the version and exit");
  root.get_formatter()->column_width(column);
  root.get_formatter()->label("SUBCOMMAND", "COMMAND");
  std::vector<std::unique_ptr<Line>> lines;
  for (const auto& command : commands) {
    auto line = std::make_unique<Line>(&command, parser_for(root, command));
    for (const auto& option : command.options) add_option(*line, option);
    if (command.takes_settings) {
      for (const auto& option : settings_options()) add_option(*line, option);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

Arguments arguments_of(const Line& line) {
  Arguments arguments;
  for (const auto& slot : line.slots) {
    if (slot->flag) arguments.add(slot->long_name, "");
    for (const auto& value : slot->values) arguments.add(slot->long_name, value);
  }
  return arguments;
}

// What is wrong with the first word, when it should be a command and is none.
std::string judge_command(const std::vector<std::string>& words,
                          const std::vector<Command>& commands) {
  std::vector<std::string_view> names;
  names.reserve(commands.size());
  for (const auto& command : commands) names.push_back(split_words(command.name).front());
  const bool known = std::ranges::find(names, words.front()) != names.end();
  if (known || words.front().starts_with('-')) return {};
  const std::string_view meant = nearest(words.front(), names);
  return fmt::format(
      "cardea: there is no command {}; {}\n", words.front(),
      meant.empty() ? "`cardea --help` lists all" : fmt::format("did you mean {}?", meant));
}

Told explain(const CLI::App& root, const CLI::ParseError& error) {
  std::ostringstream out;
  std::ostringstream problem;
  const bool asked = root.exit(error, out, problem) == 0;
  return asked ? Told{succeeded, out.str()} : Told{misused, "cardea: " + problem.str()};
}

}  // namespace

std::expected<Chosen, Told> parse_command_line(const std::vector<std::string>& words,
                                               const std::vector<Command>& commands) {
  CLI::App root(wrap(about, page) + "\n", "cardea");
  const auto lines = build(root, commands);
  if (words.empty()) return std::unexpected(Told{misused, root.help()});
  if (auto wrong = judge_command(words, commands); !wrong.empty()) {
    return std::unexpected(Told{misused, std::move(wrong)});
  }
  try {
    root.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    return std::unexpected(explain(root, error));
  }
  for (const auto& line : lines) {
    if (line->parser->parsed()) return Chosen{line->command, arguments_of(*line)};
  }
  return std::unexpected(Told{misused, root.help()});
}

}  // namespace cardea::app
