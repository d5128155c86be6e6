// SPDX-License-Identifier: Apache-2.0
#include "plugin/trace.h"

#include <gtest/gtest.h>

#include "plugin/chain.h"

namespace cardea::plugin {
namespace {

TEST(Trace, PutsNotesToThePluginThatRuns) {
  Configured jwt, acl;
  Trace trace;
  trace.note("before", "any plugin");  // has no place
  trace.enter(jwt);
  trace.note("key", "k");
  trace.pass_over("jwt.expired");
  trace.enter(acl);
  trace.note("count", 2);
  ASSERT_EQ(trace.checks().size(), 2U);
  EXPECT_EQ(trace.checks()[0].plugin, &jwt);
  EXPECT_EQ(trace.checks()[0].failed, "jwt.expired");
  EXPECT_EQ(trace.checks()[1].failed, "");
  ASSERT_EQ(trace.notes().size(), 2U);
  EXPECT_EQ(trace.notes()[0].check, 0U);
  EXPECT_EQ(trace.notes()[0].text, "k");
  EXPECT_EQ(trace.notes()[1].check, 1U);
  EXPECT_TRUE(trace.notes()[1].is_number);
  EXPECT_EQ(trace.notes()[1].number, 2);
}

TEST(Trace, NotesTheFrontOfAList) {
  const Configured acl;
  Arena arena;
  Trace trace;
  trace.enter(acl);
  const std::vector<std::string> two = {"friends", "staff"};
  trace.note("groups", two, arena);
  trace.note("groups", std::vector<std::string>(), arena);
  trace.note("groups", std::vector<std::string>(10'000, "group"), arena);
  EXPECT_EQ(trace.notes()[0].text, "friends, staff");
  EXPECT_EQ(trace.notes()[1].text, "none");
  EXPECT_LE(trace.notes()[2].text.size(), Trace::longest_list + 3);
  EXPECT_TRUE(trace.notes()[2].text.ends_with("group, ..."));
}

TEST(Trace, BeginsAnew) {
  const Configured jwt;
  Trace trace;
  trace.enter(jwt);
  trace.note("key", "k");
  trace.pass_over("jwt.expired");
  trace.concern("alice");
  trace.want();
  trace.refuse();
  trace.reset();
  EXPECT_TRUE(trace.checks().empty());
  EXPECT_TRUE(trace.notes().empty());
  EXPECT_EQ(trace.concerned(), "");
  EXPECT_FALSE(trace.is_wanted());
  EXPECT_FALSE(trace.refused());
  trace.enter(jwt);
  EXPECT_EQ(trace.checks()[0].failed, "");
}

TEST(Trace, DropsWhatIsTooMuch) {
  std::array<Configured, Trace::most_checks + 3> plugins;
  Trace trace;
  for (const auto& plugin : plugins) {
    trace.enter(plugin);
    for (int i = 0; i < 5; ++i) trace.note("number", i);
  }
  EXPECT_EQ(trace.checks().size(), Trace::most_checks);
  EXPECT_EQ(trace.notes().size(), Trace::most_notes);
  EXPECT_EQ(trace.missed(), 3U);
  trace.pass_over("a.b");  // of a plugin that is not there
  EXPECT_EQ(trace.checks().back().failed, "");
}

TEST(Fingerprint, IsTheFrontOfSha256) {
  Arena arena;
  EXPECT_EQ(fingerprint("abc", arena), "ba7816bf8f01cfea");
}

}  // namespace
}  // namespace cardea::plugin
