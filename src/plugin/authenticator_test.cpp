// SPDX-License-Identifier: Apache-2.0
#include "plugin/authenticator.h"

#include <gtest/gtest.h>

#include <map>

#include "identity/miss_budget.h"
#include "identity/sources.h"
#include "identity/token_memory.h"
#include "loop/block_on.h"
#include "plugin/chain.h"

namespace cardea::plugin {
namespace {

constexpr std::string_view alice = "11111111-1111-4111-8111-111111111111";

/// Holds consumers, or fails.
class FakeStore final : public store::Store {
 public:
  std::map<std::string, store::Row> rows;  // by value of whatever field is asked for
  bool broken = false;
  int asked = 0;

  Task<Result<store::Found>> find(store::Find question) override {
    ++asked;
    if (broken) co_return fail(Error::unavailable("broken", Origin::store));
    store::Answer answer{.asked = question.first};
    const auto at = rows.find(question.first.value);
    if (at != rows.end()) answer.rows.push_back(at->second);
    store::Found found;
    found.answers.push_back(std::move(answer));
    co_return found;
  }
  Task<Status> migrate() override { co_return Status(); }
  Task<Result<store::Page>> list(store::List) override { co_return store::Page(); }
  Task<Result<std::vector<std::string>>> list_ended(store::ListEnded) override {
    co_return std::vector<std::string>();
  }
  Task<Result<store::Outcome>> commit(store::Batch) override { co_return store::Receipt(); }
  Task<Result<store::Polled>> poll(std::uint64_t, store::Position) override {
    co_return store::Polled();
  }
  Task<void> wait_for_change(Duration) override { co_return; }
  Task<Result<std::unique_ptr<store::JobLock>>> try_job_lock(std::string) override {
    co_return nullptr;
  }
  [[nodiscard]] store::Health health() const override { return {}; }
  Task<void> close() override { co_return; }
};

constexpr Answer refused{.status = 401, .reason = "test.refused", .message = "Unauthorized"};
constexpr Answer expired{.status = 401, .reason = "test.expired", .message = "Unauthorized"};
constexpr Answer consumer_gone{.status = 401, .reason = "test.no_consumer", .message = "Gone"};

/// Proves whatever it is told to.
class Proving final : public Authenticator {
 public:
  Proving(AuthenticatorSettings settings, std::optional<Proof> proof)
      : Authenticator(std::move(settings)), proof_(proof) {}

 protected:
  Step authenticate(Exchange& exchange) const override {
    return proof_ ? admit(exchange, *proof_) : deny(exchange, refused);
  }
  const Answer& no_consumer(Exchange&, std::string_view) const override { return consumer_gone; }
  const Answer& credential_expired(Exchange&) const override { return expired; }

 private:
  std::optional<Proof> proof_;
};

store::Row consumer(std::string_view id, std::string_view username) {
  return {{"id", boost::json::string_view(id)},
          {"username", boost::json::string_view(username)},
          {"custom_id", nullptr},
          {"tags", nullptr},
          {"created_at", 0},
          {"updated_at", 0}};
}

struct Fixture : testing::Test {
  FakeStore store;
  cluster::NearCache cache{1 << 20};
  identity::Directory directory{store, cache};
  identity::TokenMemory tokens{cache.generations(), 1 << 16};
  identity::MissBudget misses{{}};
  Exchange exchange{{directory, tokens, misses, system_clock()}};
  http::RequestHead head;
  loop::Core core{0, {}};

  Fixture() {
    identity::declare_shared_sources(directory);
    store.rows[std::string(alice)] = consumer(alice, "alice");
    store.rows["stranger"] = consumer("22222222-2222-4222-8222-222222222222", "stranger");
    head.method = http::Method::get;
    Arrival arrival;
    arrival.head = &head;
    arrival.at = {std::chrono::seconds(100)};
    exchange.begin(arrival);
    core.start();
  }
  ~Fixture() override {
    core.stop();
    core.join();
  }

  Verdict run(const Handler& handler) {
    Verdict verdict = Verdict::proceed();
    const auto ask = [&]() -> Task<void> {
      Step step = handler.on_request(exchange);
      const auto said = co_await settled(std::move(step));
      verdict = said;
    };
    loop::block_on(core, ask());
    return verdict;
  }
  std::string_view sent(http::FieldName name) const {
    for (const auto& field : exchange.upstream_fields().added) {
      if (field.id == name) return field.value;
    }
    return {};
  }
  std::string_view who() const {
    const auto& consumer = exchange.caller().consumer;
    return consumer ? std::string_view(*consumer->username) : std::string_view();
  }
};
using AuthenticatorTest = Fixture;

TEST_F(AuthenticatorTest, AdmitsAndDoesNotWaitOnceTheConsumerIsKnown) {
  const Proving handler({}, Proof{alice, "key", {}});
  EXPECT_TRUE(run(handler).proceeds());
  EXPECT_EQ(who(), "alice");
  EXPECT_TRUE(exchange.caller().authenticated);
  EXPECT_EQ(sent(http::FieldName::x_consumer_id), alice);
  EXPECT_EQ(sent(http::FieldName::x_credential_identifier), "key");
  const Step again = handler.on_request(exchange);
  EXPECT_TRUE(std::holds_alternative<Verdict>(again));
  EXPECT_EQ(store.asked, 1);
}

TEST_F(AuthenticatorTest, AdmitsNobodyFromTheCredentialsEndOn) {
  EXPECT_EQ(run(Proving({}, Proof{alice, "key", Lifetime(100)})).answer().reason, "test.expired");
  const Proving lenient({.anonymous = "stranger"}, Proof{alice, "key", Lifetime(99)});
  EXPECT_TRUE(run(lenient).proceeds());
  EXPECT_EQ(who(), "stranger");
  EXPECT_TRUE(run(Proving({}, Proof{alice, "key", Lifetime(101)})).proceeds());
  EXPECT_EQ(who(), "alice");
}

TEST_F(AuthenticatorTest, AnswersWithoutAnAnonymousConsumer) {
  EXPECT_EQ(run(Proving({}, std::nullopt)).answer().reason, "test.refused");
  store.rows.clear();
  EXPECT_EQ(run(Proving({}, Proof{alice, "key", {}})).answer().reason, "test.no_consumer");
  EXPECT_EQ(who(), "");
}

TEST_F(AuthenticatorTest, PutsTheAnonymousConsumerInThePlaceOfStrangers) {
  for (const auto name : {"stranger", "11111111-1111-4111-8111-111111111111"}) {
    EXPECT_TRUE(run(Proving({.anonymous = name}, std::nullopt)).proceeds());
    EXPECT_EQ(who(), std::string_view(name) == "stranger" ? "stranger" : "alice");
    EXPECT_FALSE(exchange.caller().authenticated);
    EXPECT_EQ(sent(http::FieldName::x_anonymous_consumer), "true");
    EXPECT_EQ(sent(http::FieldName::x_credential_identifier), "");
  }
  const auto nobody = run(Proving({.anonymous = "nobody"}, std::nullopt));
  EXPECT_EQ(nobody.answer().status, 500);
  EXPECT_EQ(nobody.answer().reason, "auth.no_anonymous_consumer");
}

TEST_F(AuthenticatorTest, TellsTheTraceWhyTheAnonymousConsumerStoodIn) {
  const Configured first, second;
  exchange.trace().enter(first);
  EXPECT_TRUE(run(Proving({.anonymous = "stranger"}, std::nullopt)).proceeds());
  EXPECT_EQ(exchange.trace().checks()[0].failed, "test.refused");
  exchange.trace().enter(second);
  EXPECT_FALSE(run(Proving({}, std::nullopt)).proceeds());
  EXPECT_EQ(exchange.trace().checks()[1].failed, "") << "the answer itself says why";
}

TEST_F(AuthenticatorTest, LeavesWhoProvedACredentialToIt) {
  EXPECT_TRUE(run(Proving({}, Proof{alice, "first", {}})).proceeds());
  EXPECT_TRUE(run(Proving({.anonymous = "stranger"}, std::nullopt)).proceeds());
  EXPECT_EQ(who(), "alice");
  EXPECT_EQ(sent(http::FieldName::x_credential_identifier), "first");
  EXPECT_FALSE(run(Proving({}, std::nullopt)).proceeds()) << "without `anonymous` it must hold too";
}

TEST_F(AuthenticatorTest, ACredentialFollowsAnAnonymousConsumer) {
  EXPECT_TRUE(run(Proving({.anonymous = "stranger"}, std::nullopt)).proceeds());
  EXPECT_TRUE(run(Proving({.anonymous = "stranger"}, Proof{alice, "key", {}})).proceeds());
  EXPECT_EQ(who(), "alice");
  EXPECT_EQ(sent(http::FieldName::x_anonymous_consumer), "");
}

TEST_F(AuthenticatorTest, LetsPreflightsByOnlyWhereToldTo) {
  head.method = http::Method::options;
  EXPECT_TRUE(run(Proving({.run_on_preflight = false}, std::nullopt)).proceeds());
  EXPECT_EQ(who(), "");
  EXPECT_FALSE(run(Proving({}, std::nullopt)).proceeds());
}

TEST_F(AuthenticatorTest, NeverTakesABrokenStoreForABadCredential) {
  store.broken = true;
  for (const auto& settings :
       {AuthenticatorSettings{}, AuthenticatorSettings{.anonymous = "stranger"}}) {
    const auto verdict = run(Proving(settings, Proof{alice, "key", {}}));
    ASSERT_FALSE(verdict.proceeds());
    EXPECT_EQ(verdict.answer().status, 503);
    EXPECT_EQ(verdict.answer().fields.front().name, "Retry-After");
  }
  EXPECT_EQ(run(Proving({.anonymous = "stranger"}, std::nullopt)).answer().status, 503);
}

}  // namespace
}  // namespace cardea::plugin
