// SPDX-License-Identifier: Apache-2.0
#include "issuer/registry.h"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <future>
#include <string>
#include <thread>

#include "jose/test_jwks.h"
#include "json/parse.h"
#include "loop/block_on.h"
#include "schema/catalog.h"
#include "schema/check.h"
#include "store/memory/memory_store.h"

namespace cardea::issuer {
namespace {

using namespace std::chrono_literals;
using Outcome = Renewal::Outcome;

class StillClock final : public Clock {
 public:
  [[nodiscard]] BootTime boot() const override { return {1000s + passed}; }
  [[nodiscard]] WallTime wall() const override { return {1'700'000'000s + passed}; }
  Duration passed{};
};

std::shared_ptr<const jose::KeySet> key_set(std::string_view jwk, std::string_view id = "k1") {
  json::Object key = *json::parse_object(jwk);
  key["kid"] = boost::json::string_view(id);
  json::Object set;
  set["keys"] = json::Array{key};
  return std::make_shared<const jose::KeySet>(*jose::KeySet::read(set));
}

store::OpenOptions options_for(const schema::Catalog& catalog) {
  store::OpenOptions options;
  options.catalog = &catalog;
  return options;
}

KeyAnswer answer(std::shared_ptr<const jose::KeySet> keys) {
  return {
      .keys = std::move(keys), .url = "https://a.example/jwks", .etag = "\"1\"", .fresh_for = {}};
}

class RegistryTest : public testing::Test {
 protected:
  RegistryTest() {
    core_.start();
    EXPECT_TRUE(loop::block_on(core_, store_.migrate()));
    forget_everything();
  }

  void step(const cluster::FeedStep& step) {
    EXPECT_TRUE(loop::block_on(core_, registry_.apply(step)));
  }
  void forget_everything() {
    cluster::FeedStep all;
    all.forget_everything = true;
    step(all);
  }
  void changed(const std::string& id) {
    cluster::FeedStep one;
    one.events.push_back({store::Event::Op::update, "issuers", "id", id});
    step(one);
  }

  // Writes the row and has the registry follow; returns its id.
  std::string write(std::string_view body, const json::Object* existing = nullptr) {
    auto row = schema::judge(model::Issuer::entity(), *json::parse_object(body),
                             {.write = existing ? schema::Write::merge : schema::Write::create,
                              .existing = existing,
                              .now = clock_.wall()});
    EXPECT_TRUE(row) << row.error().message();
    row_ = *row;
    const std::string id(row->at("id").as_string());
    store::Batch batch;
    batch.changes.push_back({.op = existing ? store::Change::Op::update : store::Change::Op::insert,
                             .entity = &model::Issuer::entity(),
                             .id = id,
                             .row = *row});
    const auto outcome = loop::block_on(core_, store_.commit(std::move(batch)));
    EXPECT_TRUE(outcome && std::holds_alternative<store::Receipt>(*outcome));
    changed(id);
    return id;
  }
  std::string patch(std::string_view body) {
    const json::Object before = row_;
    return write(body, &before);
  }
  void remove(const std::string& id) {
    store::Batch batch;
    batch.changes.push_back(
        {.op = store::Change::Op::remove, .entity = &model::Issuer::entity(), .id = id});
    EXPECT_TRUE(loop::block_on(core_, store_.commit(std::move(batch))));
    changed(id);
  }

  std::uint32_t generation() const {
    return cache_.generations().of(generation_key("https://a.example"));
  }
  std::shared_ptr<const Trust> trust() const { return registry_.find("https://a.example"); }
  Registry::Job take_one() {
    auto jobs = registry_.take_due(9);
    EXPECT_EQ(jobs.size(), 1U);
    return std::move(jobs.front());
  }
  void fetch_good(std::shared_ptr<const jose::KeySet> keys) {
    registry_.land(take_one().record, answer(std::move(keys)));
  }
  void fetch_bad() {
    registry_.land(take_one().record, fail(Error::unavailable("down", Origin::upstream)));
  }
  Registry::Wish wish(Duration patience = 5s) {
    auto one = registry_.wish(trust(), 7);
    one.deadline = loop::Deadline::in(patience);
    return one;
  }
  Renewal renewed(Duration patience = 5s) {
    return loop::block_on(core_, registry_.renewed(wish(patience)));
  }

  static constexpr std::string_view row =
      R"({"name":"a","issuer":"https://a.example","jwks_url":"https://a.example/jwks"})";

  StillClock clock_;
  loop::Core core_{0};
  schema::Catalog catalog_ = *schema::Catalog::make({&model::Issuer::entity()});
  store::memory::MemoryStore store_{options_for(catalog_)};
  cluster::NearCache cache_{1 << 20};
  observe::Metrics metrics_{1};
  Registry registry_{
      {.store = store_,
       .cache = cache_,
       .clock = clock_,
       .fetches = metrics_.counters({"fetches_total", "Fetches."}, {"issuer", "outcome"})}};
  json::Object row_;
};

TEST_F(RegistryTest, KnowsAnIssuerAsSoonAsItsRowIsApplied) {
  EXPECT_EQ(trust(), nullptr);
  const auto before = generation();
  const std::string id = write(row);
  ASSERT_NE(trust(), nullptr);
  EXPECT_EQ(trust()->keys, nullptr);
  EXPECT_NE(generation(), before);
  EXPECT_EQ(registry_.count(State::waiting), 1U);

  const auto known = generation();
  remove(id);
  EXPECT_EQ(trust(), nullptr);
  EXPECT_NE(generation(), known);
  EXPECT_FALSE(registry_.describe(id));
}

TEST_F(RegistryTest, ReadsAllRowsWhenEverythingIsForgotten) {
  const std::string id = write(row);
  write(R"({"name":"b","issuer":"https://b.example"})");
  store::Batch batch;
  batch.changes.push_back(
      {.op = store::Change::Op::remove, .entity = &model::Issuer::entity(), .id = id});
  EXPECT_TRUE(loop::block_on(core_, store_.commit(std::move(batch))));
  const auto before = generation();
  forget_everything();
  EXPECT_EQ(trust(), nullptr);
  EXPECT_NE(registry_.find("https://b.example"), nullptr);
  EXPECT_NE(generation(), before);
}

TEST_F(RegistryTest, InlineKeysAreThereAtOnceAndNothingIsFetched) {
  write(R"({"name":"a","issuer":"https://a.example","keys":{"keys":[)" +
        std::string(jose::test_jwks::rsa) + "]}}");
  ASSERT_TRUE(trust() && trust()->keys);
  EXPECT_TRUE(registry_.take_due(9).empty());
  EXPECT_FALSE(registry_.next(true));
  EXPECT_EQ(renewed().outcome, Outcome::settled);
  EXPECT_EQ(registry_.count(State::fixed), 1U);
}

TEST_F(RegistryTest, NewKeysRevokeWhatTheOldOnesProved) {
  write(row);
  auto before = generation();
  fetch_good(key_set(jose::test_jwks::rsa));
  ASSERT_TRUE(trust()->keys);
  EXPECT_NE(generation(), before);

  clock_.passed += 700s;
  before = generation();
  const auto seen = trust();
  const auto job = take_one();
  EXPECT_EQ(job.question.known_etag, "\"1\"");
  registry_.land(job.record, answer(nullptr));  // 304
  EXPECT_EQ(trust(), seen);
  EXPECT_EQ(generation(), before);

  clock_.passed += 700s;
  fetch_good(key_set(jose::test_jwks::rsa));  // another answer with the same keys
  EXPECT_EQ(trust(), seen);

  clock_.passed += 700s;
  fetch_good(key_set(jose::test_jwks::es256));
  EXPECT_NE(trust(), seen);
  EXPECT_NE(generation(), before);
}

TEST_F(RegistryTest, OtherSettingsKeepTheKeysAndOtherSourcesDoNot) {
  write(row);
  fetch_good(key_set(jose::test_jwks::rsa));
  const auto before = generation();
  patch(R"({"algorithms":["PS256"]})");
  EXPECT_EQ(trust()->settings.algorithms, std::vector{jose::Algorithm::ps256});
  EXPECT_TRUE(trust()->keys);
  EXPECT_NE(generation(), before);
  EXPECT_TRUE(registry_.take_due(9).empty());

  patch(R"({"jwks_url":"https://a.example/other"})");
  EXPECT_EQ(trust()->keys, nullptr);
  EXPECT_EQ(take_one().question.jwks_url, "https://a.example/other");
}

TEST_F(RegistryTest, AnAnswerForWhatWasReplacedIsThrownAway) {
  write(row);
  const auto job = take_one();
  patch(R"({"jwks_url":"https://a.example/other"})");
  registry_.land(job.record, answer(key_set(jose::test_jwks::rsa)));
  EXPECT_EQ(trust()->keys, nullptr);
}

TEST_F(RegistryTest, KeepsTheLastGoodKeysForAsLongAsItSays) {
  const std::string id = write(row);
  patch(R"({"refresh":60,"keep":600})");
  fetch_good(key_set(jose::test_jwks::rsa));
  clock_.passed += 300s;
  fetch_bad();
  EXPECT_TRUE(trust()->keys);
  EXPECT_EQ(registry_.count(State::failing), 1U);
  EXPECT_EQ(registry_.describe(id)->at("last_error").at("message"), "down");

  clock_.passed += 299s;
  registry_.expire();
  EXPECT_TRUE(trust()->keys);
  const auto before = generation();
  clock_.passed += 1s;
  EXPECT_LE(*registry_.next(false), clock_.boot());
  registry_.expire();
  EXPECT_EQ(trust()->keys, nullptr);
  EXPECT_NE(generation(), before) << "remembered tokens are judged anew";
  EXPECT_EQ(registry_.count(State::unavailable), 1U);
  const auto renewal = renewed();
  EXPECT_EQ(renewal.outcome, Outcome::unable);
  EXPECT_EQ(renewal.problem, "down");
  EXPECT_GE(renewal.retry_after, 1s);
}

TEST_F(RegistryTest, AWishIsMetByTheNextFetch) {
  write(row);
  fetch_good(key_set(jose::test_jwks::rsa));
  clock_.passed += 10s;
  EXPECT_TRUE(registry_.take_due(9).empty());
  auto waiting = std::async(std::launch::async, [this] { return renewed(); });
  std::vector<Registry::Job> jobs;
  while (jobs.empty()) jobs = registry_.take_due(9);
  registry_.land(jobs.front().record, answer(key_set(jose::test_jwks::es256)));
  const auto renewal = waiting.get();
  EXPECT_EQ(renewal.outcome, Outcome::changed);
  EXPECT_EQ(renewal.trust, trust());
}

TEST_F(RegistryTest, AKeyThatIsNotThereAfterAskingIsNotThere) {
  write(row);
  fetch_good(key_set(jose::test_jwks::rsa));
  clock_.passed += 10s;
  auto waiting = std::async(std::launch::async, [this] { return renewed(); });
  std::vector<Registry::Job> jobs;
  while (jobs.empty()) jobs = registry_.take_due(9);
  registry_.land(jobs.front().record, answer(nullptr));
  EXPECT_EQ(waiting.get().outcome, Outcome::settled);
}

TEST_F(RegistryTest, AnAnswerThatWasAskedForBeforeProvesNothing) {
  write(row);
  fetch_good(key_set(jose::test_jwks::rsa));
  clock_.passed += 10s;
  auto early = registry_.wish(trust(), 7);
  EXPECT_FALSE(loop::block_on(core_, registry_.renewed(wish(0s))).trust);
  auto job = take_one();
  clock_.passed += 1s;
  auto late = wish(200ms);
  registry_.land(job.record, answer(nullptr));
  EXPECT_EQ(loop::block_on(core_, registry_.renewed(early)).outcome, Outcome::settled);
  EXPECT_EQ(loop::block_on(core_, registry_.renewed(late)).outcome, Outcome::unable);
}

TEST_F(RegistryTest, NobodyWaitsWhereAskingFailed) {
  write(row);
  fetch_bad();
  const auto renewal = renewed();
  EXPECT_EQ(renewal.outcome, Outcome::unable);
  EXPECT_EQ(renewal.problem, "down");
  EXPECT_EQ(renewal.retry_after, 3s);
}

TEST_F(RegistryTest, WaitingEndsWithTheDeadline) {
  write(row);
  const auto job = take_one();  // a fetch that does not end
  const auto renewal = renewed(50ms);
  EXPECT_EQ(renewal.outcome, Outcome::unable);
  EXPECT_NE(renewal.problem.find("in time"), std::string::npos);
}

TEST_F(RegistryTest, WhoWaitsForADeletedIssuerIsToldSo) {
  const std::string id = write(row);
  const auto job = take_one();
  const auto seen = trust();
  auto waiting = std::async(std::launch::async, [this] { return renewed(); });
  while (registry_.describe(id)->at("requests_waiting") != 1) std::this_thread::yield();
  remove(id);
  const auto renewal = waiting.get();
  EXPECT_EQ(renewal.outcome, Outcome::changed);
  EXPECT_EQ(renewal.trust, nullptr);
}

TEST_F(RegistryTest, ShowsKeysAndAges) {
  const std::string id = write(row);
  fetch_good(key_set(jose::test_jwks::rsa, "r"));
  clock_.passed += 700s;
  fetch_good(key_set(jose::test_jwks::rsa, "r"));
  clock_.passed += 5s;
  const auto shown = *registry_.describe(id);
  EXPECT_EQ(shown.at("state"), "good");
  EXPECT_EQ(shown.at("source"), "jwks_url");
  EXPECT_EQ(shown.at("url"), "https://a.example/jwks");
  EXPECT_EQ(shown.at("age"), 5);
  EXPECT_EQ(shown.at("usable_for"), 86395);
  EXPECT_TRUE(shown.at("last_error").is_null());
  const auto& key = shown.at("keys").at(0);
  EXPECT_EQ(key.at("kid"), "r");
  EXPECT_EQ(key.at("kty"), "RSA");
  EXPECT_EQ(key.at("age"), 705);
  EXPECT_EQ(key.at("algorithms"), (json::Array{"RS256", "PS256"}));
}

}  // namespace
}  // namespace cardea::issuer
