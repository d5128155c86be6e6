// SPDX-License-Identifier: Apache-2.0
// The command line as users type it.
#include "app/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <sstream>

#include "app/commands.h"

namespace cardea::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

int nothing(const Arguments&) {
  return succeeded;
}

const std::vector<Command>& examples() {
  static const std::vector<Command> all = {
      {.name = "token",
       .summary = "Make a token",
       .details = "It lives as long as its ttl.",
       .options = {{"consumer", Form::value, "Whose", "NAME", true},
                   {"t,ttl", Form::value, "How long", "TIME"},
                   {"quiet", Form::flag, "Say nothing"}},
       .takes_settings = true,
       .run = nothing},
      {.name = "keyring rotate",
       .summary = "Make a new key",
       .details = "",
       .options = {},
       .run = nothing},
      {.name = "keyring show",
       .summary = "List keys",
       .details = "",
       .options = {},
       .run = nothing},
      {.name = "manual",
       .summary = "Print a page",
       .details = "",
       .options = {{"page", Form::positional, "Which page", "PAGE"}},
       .run = nothing},
  };
  return all;
}

Chosen chosen(const std::vector<std::string>& words) {
  auto parsed = parse_command_line(words, examples());
  EXPECT_TRUE(parsed) << parsed.error().text;
  return parsed ? std::move(*parsed) : Chosen{};
}

Told told(const std::vector<std::string>& words) {
  auto parsed = parse_command_line(words, examples());
  EXPECT_FALSE(parsed);
  return parsed ? Told{} : parsed.error();
}

TEST(Options, FindsTheCommandAndItsArguments) {
  const auto line = chosen({"token", "--consumer", "alice", "-t", "10m", "--quiet", "--set", "a=b",
                            "--set", "c=d,e", "-c", "f"});
  EXPECT_EQ(line.command->name, "token");
  EXPECT_EQ(line.arguments.value("consumer"), "alice");
  EXPECT_EQ(line.arguments.value("ttl"), "10m");
  EXPECT_TRUE(line.arguments.has("quiet"));
  EXPECT_THAT(line.arguments.values("set"), ElementsAre("a=b", "c=d,e"));
  EXPECT_THAT(line.arguments.values("config"), ElementsAre("f"));
}

TEST(Options, LeavesOutWhatWasNotGiven) {
  const auto line = chosen({"token", "--consumer=alice"});
  EXPECT_FALSE(line.arguments.has("quiet"));
  EXPECT_FALSE(line.arguments.has("ttl"));
  EXPECT_EQ(line.arguments.value("ttl", "1h"), "1h");
}

TEST(Options, KnowsGroupsAndPositionals) {
  EXPECT_EQ(chosen({"keyring", "rotate"}).command->name, "keyring rotate");
  EXPECT_EQ(chosen({"keyring", "show"}).command->name, "keyring show");
  EXPECT_EQ(chosen({"manual", "settings"}).arguments.value("page"), "settings");
  EXPECT_EQ(told({"keyring"}).status, misused);
}

TEST(Options, SaysWhatIsWrong) {
  EXPECT_THAT(told({"tokn"}).text, HasSubstr("no command tokn; did you mean token?"));
  EXPECT_THAT(told({"token"}).text, HasSubstr("--consumer is required"));
  EXPECT_THAT(told({"token", "--consumer", "a", "--loud"}).text, HasSubstr("--loud"));
  EXPECT_EQ(told({"token", "--consumer"}).status, misused);
  EXPECT_EQ(told({}).status, misused);
}

TEST(Options, HelpsWhenAsked) {
  const auto all = told({"--help"});
  EXPECT_EQ(all.status, succeeded);
  EXPECT_THAT(all.text, HasSubstr("Make a token"));
  const auto one = told({"token", "--help"});
  EXPECT_EQ(one.status, succeeded);
  EXPECT_THAT(one.text, HasSubstr("It lives as long as its ttl."));
  EXPECT_THAT(one.text, HasSubstr("--consumer NAME"));
  EXPECT_THAT(told({"--version"}).text, HasSubstr("cardea "));
}

TEST(Options, EveryCommandCanBeParsedAndExplained) {
  for (const auto& command : commands()) {
    EXPECT_NE(command.run, nullptr);
    EXPECT_FALSE(command.summary.empty()) << command.name;
    std::istringstream name{std::string(command.name)};
    std::vector<std::string> words{std::istream_iterator<std::string>(name), {}};
    words.emplace_back("--help");
    const auto parsed = parse_command_line(words, commands());
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().status, succeeded) << command.name;
  }
}

}  // namespace
}  // namespace cardea::app
