// SPDX-License-Identifier: Apache-2.0
// Passwords away from the cores: right answers, what is remembered, one check for the same
// question, an end of the queue.
#include "identity/passwords.h"

#include <gtest/gtest.h>

#include "identity/lane.h"
#include "loop/block_on.h"
#include "loop/gate.h"

namespace cardea::identity {
namespace {

using crypto::PasswordForm;
using crypto::PasswordHash;

constexpr std::string_view alice = "11111111-1111-4111-8111-111111111111";

std::shared_ptr<const StoredPassword> stored_as(PasswordForm form, std::string_view password,
                                                std::string id = "credential") {
  return std::make_shared<const StoredPassword>(std::move(id), std::string(alice),
                                                *PasswordHash::make(form, password, alice));
}

struct Fixture : testing::Test {
  loop::Core core{0};

  Fixture() { core.start(); }

  static Passwords::Question question(std::shared_ptr<const StoredPassword> stored,
                                      std::string_view password) {
    Passwords::Question question;
    question.mark = stored ? mark_of(*stored, password) : mark_of_nobody("somebody", password);
    question.stored = std::move(stored);
    question.password = Secret(std::string(password));
    return question;
  }
  Result<Passwords::Finding> ask(Passwords& passwords, std::shared_ptr<const StoredPassword> stored,
                                 std::string_view password) {
    return loop::block_on(core, passwords.ask(question(std::move(stored), password)));
  }
};
using PasswordsTest = Fixture;

TEST_F(PasswordsTest, FindsWhetherAPasswordMatches) {
  Passwords passwords({.threads = 1});
  for (const auto form : {PasswordForm::argon2id, PasswordForm::kong}) {
    const auto stored = stored_as(form, "secret");
    EXPECT_TRUE(ask(passwords, stored, "secret")->matches);
    EXPECT_FALSE(ask(passwords, stored, "Secret")->matches);
    EXPECT_FALSE(ask(passwords, stored, "")->matches);
  }
  EXPECT_FALSE(ask(passwords, nullptr, "secret")->matches);
  EXPECT_EQ(passwords.usage().checked, 7U);
}

TEST_F(PasswordsTest, RemembersWhatMatchedAndNothingElse) {
  Passwords passwords({.threads = 1});
  const auto stored = stored_as(PasswordForm::argon2id, "secret");
  EXPECT_FALSE(passwords.knows(mark_of(*stored, "secret")));
  EXPECT_TRUE(ask(passwords, stored, "secret")->matches);
  EXPECT_FALSE(ask(passwords, stored, "wrong")->matches);
  EXPECT_TRUE(passwords.knows(mark_of(*stored, "secret")));
  EXPECT_FALSE(passwords.knows(mark_of(*stored, "wrong")));
  EXPECT_EQ(passwords.usage().remembered, 1U);
}

TEST_F(PasswordsTest, RemembersNothingOfWhatNobodyAsked) {
  Passwords passwords({.threads = 1});
  const auto stored = stored_as(PasswordForm::kong, "secret");
  auto one = question(stored, "secret");
  one.leaves_nothing = true;
  EXPECT_TRUE(loop::block_on(core, passwords.ask(std::move(one)))->matches);
  EXPECT_FALSE(passwords.knows(mark_of(*stored, "secret")));
  EXPECT_EQ(passwords.usage().remembered, 0U);
}

TEST_F(PasswordsTest, AMarkIsOfOneCredentialAndOneHash) {
  const auto stored = stored_as(PasswordForm::kong, "secret");
  const auto same = stored_as(PasswordForm::kong, "secret");
  EXPECT_EQ(mark_of(*stored, "secret"), mark_of(*same, "secret"));
  const auto other_row = stored_as(PasswordForm::kong, "secret", "another credential");
  EXPECT_NE(mark_of(*stored, "secret"), mark_of(*other_row, "secret"));
  const auto salted_anew = stored_as(PasswordForm::argon2id, "secret");
  EXPECT_NE(mark_of(*salted_anew, "secret"),
            mark_of(*stored_as(PasswordForm::argon2id, "secret"), "secret"));
  EXPECT_NE(mark_of_nobody("a", "b"), mark_of_nobody("b", "a"));
}

TEST_F(PasswordsTest, OffersABetterHashForAGoodPassword) {
  Passwords passwords({.threads = 1});
  const auto old = stored_as(PasswordForm::kong, "secret");
  EXPECT_EQ(ask(passwords, old, "wrong")->renewed, nullptr);
  const auto finding = ask(passwords, old, "secret");
  ASSERT_NE(finding->renewed, nullptr);
  EXPECT_EQ(finding->renewed->form(), PasswordForm::argon2id);
  EXPECT_EQ(finding->renewed->matches("secret", alice), true);
  const StoredPassword next("credential", std::string(alice), *finding->renewed);
  EXPECT_TRUE(passwords.knows(mark_of(next, "secret"))) << "the next use need not prove it again";
  EXPECT_EQ(ask(passwords, stored_as(PasswordForm::argon2id, "x"), "x")->renewed, nullptr);
}

struct Hands final : Clock {
  BootTime at{};
  [[nodiscard]] BootTime boot() const override { return at; }
  [[nodiscard]] WallTime wall() const override { return {}; }
};

TEST_F(PasswordsTest, OffersItAgainAMinuteLater) {
  Hands clock;
  Passwords passwords({.threads = 1, .clock = clock});
  const auto old = stored_as(PasswordForm::kong, "secret");
  const auto present = stored_as(PasswordForm::argon2id, "secret");
  ASSERT_NE(ask(passwords, old, "secret")->renewed, nullptr);
  EXPECT_TRUE(ask(passwords, present, "secret")->matches);
  clock.at = clock.at + std::chrono::seconds(59);
  EXPECT_TRUE(passwords.knows(mark_of(*old, "secret")))
      << "a store that is away costs one a minute";
  clock.at = clock.at + std::chrono::seconds(1);
  EXPECT_FALSE(passwords.knows(mark_of(*old, "secret")));
  EXPECT_NE(ask(passwords, old, "secret")->renewed, nullptr);
  EXPECT_TRUE(passwords.knows(mark_of(*present, "secret"))) << "this one stays";
}

TEST_F(PasswordsTest, KeepsKongsFormWhereToldTo) {
  Passwords passwords({.form = PasswordForm::kong, .threads = 1});
  EXPECT_EQ(ask(passwords, stored_as(PasswordForm::kong, "x"), "x")->renewed, nullptr);
  const auto finding = ask(passwords, stored_as(PasswordForm::argon2id, "x"), "x");
  EXPECT_TRUE(finding->matches);
  EXPECT_EQ(finding->renewed, nullptr) << "a good hash is never replaced by a bad one";
  const auto made = loop::block_on(core, passwords.hash(Secret("x"), std::string(alice)));
  EXPECT_EQ(*made, PasswordHash::make(PasswordForm::kong, "x", alice)->text());
}

TEST_F(PasswordsTest, HashesInThePresentForm) {
  Passwords passwords({.threads = 1});
  const auto made = loop::block_on(core, passwords.hash(Secret("x"), std::string(alice)));
  EXPECT_EQ(PasswordHash::read(*made)->matches("x", alice), true);
  EXPECT_TRUE(PasswordHash::read(*made)->is_up_to_date(PasswordForm::argon2id));
}

TEST_F(PasswordsTest, ChecksOnceWhatIsAskedSeveralTimesAtOnce) {
  Passwords passwords({.threads = 1, .queue_limit = 2, .lane_share = 0});
  const auto stored = stored_as(PasswordForm::argon2id, "secret");
  int matched = 0;
  int renewals = 0;
  auto scene = [&]() -> Task<void> {
    loop::Gate gate(core, "askers");
    auto asker = [&]() -> Task<void> {
      auto one = question(stored, "secret");
      const auto finding = co_await passwords.ask(std::move(one));
      if (finding && finding->matches) ++matched;
      if (finding && finding->renewed) ++renewals;
    };
    for (int i = 0; i < 20; ++i) gate.spawn(asker());
    constexpr Duration patience = std::chrono::seconds(60);
    co_await gate.close(patience);
  };
  loop::block_on(core, scene());
  EXPECT_EQ(matched, 20);
  EXPECT_EQ(passwords.usage().checked, 1U);
}

TEST_F(PasswordsTest, RefusesWhatHasNoRoom) {
  Passwords passwords({.threads = 1, .queue_limit = 4, .lane_share = 0});
  const auto stored = stored_as(PasswordForm::argon2id, "secret");
  int answered = 0;
  int refused = 0;
  auto scene = [&]() -> Task<void> {
    loop::Gate gate(core, "askers");
    auto asker = [&](int number) -> Task<void> {
      auto one = question(stored, std::to_string(number));
      const auto finding = co_await passwords.ask(std::move(one));
      if (finding) ++answered;
      if (!finding) {
        ++refused;
        EXPECT_EQ(finding.error().kind, ErrorKind::unavailable);
        EXPECT_EQ(finding.error().origin, Origin::self);
      }
    };
    for (int i = 0; i < 30; ++i) gate.spawn(asker(i));
    constexpr Duration patience = std::chrono::seconds(60);
    co_await gate.close(patience);
  };
  loop::block_on(core, scene());
  EXPECT_EQ(answered + refused, 30);
  EXPECT_GE(answered, 4);
  EXPECT_GT(refused, 0);
}

TEST(PasswordMemory, StaysWithinItsBudget) {
  PasswordMemory memory(10'000);
  PasswordMark last{};
  for (int i = 0; i < 1000; ++i) {
    last = mark_of_nobody("user", std::to_string(i));
    memory.remember(last);
  }
  EXPECT_LT(memory.size(), 100U);
  EXPECT_TRUE(memory.knows(last, {}));
  last.back() = static_cast<char>(last.back() ^ 1);
  EXPECT_FALSE(memory.knows(last, {})) << "the whole mark is compared";
}

}  // namespace
}  // namespace cardea::identity
