// SPDX-License-Identifier: Apache-2.0
// The handler over a store in memory: what a credential weighs, and what is said when signatures
// cannot be checked.
#include "plugins/jwt/handler.h"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <map>
#include <string>

#include "base/heap.h"
#include "cluster/near_cache.h"
#include "crypto/keyring.h"
#include "crypto/private_key.h"
#include "identity/miss_budget.h"
#include "identity/passwords.h"
#include "identity/sources.h"
#include "issuer/registry.h"
#include "jose/sign.h"
#include "loop/block_on.h"
#include "model/judged_for_tests.h"
#include "plugins/jwt/credential.h"
#include "store/scratch_directory.h"
#include "store/sealing.h"

namespace cardea::plugins::jwt {
namespace {

constexpr std::string_view alice = "11111111-1111-4111-8111-111111111111";

/// Holds rows, by the value of whatever field is asked for.
class FakeStore final : public store::Store {
 public:
  std::map<std::string, store::Row> rows;

  Task<Result<store::Found>> find(store::Find question) override {
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

struct Fixture : testing::Test {
  store::ScratchDirectory directory_of_keys;
  std::shared_ptr<const crypto::Keyring> keyring = std::make_shared<const crypto::Keyring>(
      *crypto::Keyring::make(directory_of_keys.path() + "/keys", {}));
  FakeStore store;
  cluster::NearCache cache{1 << 20};
  identity::Directory directory{store, cache};
  identity::Prover prover{{.threads = 1}};
  identity::Passwords passwords{{.threads = 1}};
  identity::MissBudget misses{{}};
  observe::Metrics metrics{1};
  issuer::Registry issuers{
      {.store = store,
       .cache = cache,
       .clock = system_clock(),
       .fetches = metrics.counters({"fetches", "For tests."}, {"issuer", "outcome"})}};
  store::HashKey hashes;
  identity::TokenMemory tokens{cache.generations(), 1 << 16};
  loop::Core core{0, {}};

  Fixture() {
    identity::declare_shared_sources(directory);
    declare_credentials(wiring(prover));
    store.rows[std::string(alice)] = {{"id", boost::json::string_view(alice)},
                                      {"username", "alice"},
                                      {"custom_id", nullptr},
                                      {"tags", nullptr},
                                      {"created_at", 0},
                                      {"updated_at", 0}};
    core.start();
  }
  ~Fixture() override {
    core.stop();
    core.join();
  }

  plugin::Wiring wiring(identity::Prover& with) {
    return {.directory = directory,
            .prover = with,
            .passwords = passwords,
            .issuers = issuers,
            .keyring = [this] { return keyring; },
            .hashes = hashes};
  }

  /// Puts a credential of alice into the store, as the Admin API would.
  void add(const json::Object& given) {
    json::Object body = given;
    body["consumer"] = {{"id", boost::json::string_view(alice)}};
    auto row = schema::judge(JwtCredential::entity(), body, {.now = model::tests::now});
    ASSERT_TRUE(row) << row.error().message();
    ASSERT_TRUE(store::seal_row(JwtCredential::entity(), *row, *keyring, hashes));
    store.rows[std::string(given.at("key").as_string())] = *row;
  }
};
using JwtHandlerTest = Fixture;

TEST_F(JwtHandlerTest, ACachedCredentialIsSmall) {
  add({{"key", "0123456789abcdefghijABCDEFGHIJ01"}});  // key and secret as long as those made here
  const auto before = cache.usage().bytes;
  auto question = [&]() -> Task<void> {
    const auto source = credentials_by_key();
    std::string key = "0123456789abcdefghijABCDEFGHIJ01";
    const auto found = co_await directory.find(source, std::move(key));
    EXPECT_TRUE(found && *found && (*found)->secret_keys.has_key(false));
    EXPECT_TRUE(found && *found && (*found)->secret_keys.has_key(true)) << "letters and digits";
  };
  loop::block_on(core, question());
  EXPECT_EQ(cache.usage().entries, 1U);
  EXPECT_LE(cache.usage().bytes - before, 400U);
  EXPECT_LE(shared_heap_bytes<KnownCredential>(), 240U);
}

TEST_F(JwtHandlerTest, WeighsTheTextOfAPublicKeyAndLargerSecrets) {
  KnownCredential small;
  small.secret_keys = jose::SecretKeys::make(jose::Algorithm::hs256, "secret");
  KnownCredential large;
  large.secret_keys = jose::SecretKeys::make(jose::Algorithm::hs512, "secret!!");
  EXPECT_GE(large.footprint(), small.footprint() + 128);
  KnownCredential keyed;
  keyed.public_key = std::make_unique<const std::string>(500, 'x');
  EXPECT_GE(keyed.footprint(), small.footprint() + 500);
}

struct AsymmetricTest : Fixture {
  crypto::PrivateKey pair = *crypto::PrivateKey::make(crypto::KeyKind::p256);
  std::string field;
  http::RequestHead head;
  plugin::Exchange exchange{{directory, tokens, misses, system_clock()}};

  AsymmetricTest() {
    add_key("k", nullptr);
    show("k");
  }

  void add_key(std::string_view name, const json::Value& expires_at) {
    add({{"key", boost::json::string_view(name)},
         {"algorithm", "ES256"},
         {"rsa_public_key", boost::json::string_view(pair.public_key().pem())},
         {"expires_at", expires_at}});
  }

  /// From now on requests come with a token of that key.
  void show(std::string_view name) {
    const auto key = jose::SigningKey::from_pem(jose::Algorithm::es256, pair.pem().reveal());
    field = "Bearer " +
            *jose::make_token(*key, {{"iss", boost::json::string_view(name)}, {"role", "admin"}});
  }

  /// What of the claim `role` goes upstream in X-Role.
  [[nodiscard]] std::string_view told_role() const {
    for (const http::Field& one : exchange.upstream_fields().added) {
      if (one.name == "X-Role") return one.value;
    }
    return {};
  }

  /// A request with the token at this second; the verdict, as status and reason.
  std::pair<int, std::string> ask(const plugin::Handler& handler, std::int64_t at = 0) {
    head = {};
    head.method = http::Method::get;
    head.fields.add("Authorization", field);
    plugin::Arrival arrival;
    arrival.head = &head;
    arrival.at = {std::chrono::seconds(at)};
    exchange.reset();
    exchange.begin(arrival);
    std::pair<int, std::string> said{200, ""};
    const auto run = [&]() -> Task<void> {
      plugin::Step step = handler.on_request(exchange);
      const auto verdict = co_await plugin::settled(std::move(step));
      if (!verdict.proceeds())
        said = {verdict.answer().status, std::string(verdict.answer().reason)};
    };
    loop::block_on(core, run());
    return said;
  }

  static Settings settings() {
    Settings all;
    all.header_names = {"authorization"};
    return all;
  }
};

TEST_F(AsymmetricTest, ASignatureIsCheckedOnceAndThenRemembered) {
  const JwtHandler handler(settings(), wiring(prover));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(handler), std::pair(200, std::string()));
  EXPECT_EQ(prover.usage().checked, 1U);
  EXPECT_EQ(exchange.caller().consumer->id, alice);
  field.back() = field.back() == 'A' ? 'Q' : 'A';
  EXPECT_EQ(ask(handler), std::pair(401, std::string("jwt.signature_invalid")));
  EXPECT_EQ(prover.usage().checked, 2U);
}

// Overload says nothing about the token: clients must keep it.
TEST_F(AsymmetricTest, OverloadIs503AndNever401) {
  identity::Prover full{{.threads = 1, .queue_limit = 0}};
  const JwtHandler handler(settings(), wiring(full));
  EXPECT_EQ(ask(handler), std::pair(503, std::string("gateway.overloaded")));
  auto with_anonymous = settings();
  with_anonymous.anonymous = alice;
  const JwtHandler lenient(with_anonymous, wiring(full));
  EXPECT_EQ(ask(lenient), std::pair(503, std::string("gateway.overloaded")));
  const JwtHandler other(settings(), wiring(prover));
  EXPECT_EQ(ask(other), std::pair(200, std::string()));
  EXPECT_EQ(ask(handler), std::pair(200, std::string())) << "remembered: no signature to check";
}

TEST_F(AsymmetricTest, WhatCannotBeASignatureIsNotEvenQueued) {
  const JwtHandler handler(settings(), wiring(prover));
  field = field.substr(0, field.rfind('.') + 1) + "AAAA";
  EXPECT_EQ(ask(handler), std::pair(401, std::string("jwt.signature_invalid")));
  EXPECT_EQ(prover.usage().checked, 0U);
}

TEST_F(AsymmetricTest, RulesAreJudgedAnewForARememberedToken) {
  EXPECT_EQ(ask(JwtHandler(settings(), wiring(prover))), std::pair(200, std::string()));
  auto stricter = settings();
  stricter.audiences = {"api"};
  EXPECT_EQ(ask(JwtHandler(stricter, wiring(prover))),
            std::pair(401, std::string("jwt.audience_absent")));
  auto claims = settings();
  claims.claims.emplace();
  (*claims.claims)["team"].equals = "admin";
  EXPECT_EQ(ask(JwtHandler(claims, wiring(prover))),
            std::pair(401, std::string("jwt.claim_absent")));
  EXPECT_EQ(prover.usage().checked, 1U);
}

constexpr std::int64_t end = 1'700'000'100;  // later than model::tests::now
const std::pair expired(401, std::string("jwt.credential_expired"));
const std::pair passes(200, std::string());

TEST_F(AsymmetricTest, ACredentialEndsToTheSecondUnderARememberedToken) {
  add_key("brief", end);
  show("brief");
  const JwtHandler handler(settings(), wiring(prover));
  EXPECT_EQ(ask(handler, end - 1), passes);
  EXPECT_EQ(ask(handler, end - 1), passes);
  EXPECT_EQ(ask(handler, end), expired);
  EXPECT_EQ(ask(handler, end - 1), passes) << "nothing was forgotten: it is asked at each use";
  EXPECT_EQ(prover.usage().checked, 1U);
}

TEST_F(AsymmetricTest, AnEndedCredentialProvesNothingAnyMore) {
  add_key("brief", end);
  show("brief");
  const JwtHandler handler(settings(), wiring(prover));
  EXPECT_EQ(ask(handler, end), expired);
  EXPECT_EQ(prover.usage().checked, 0U) << "no signature is checked for it";
  EXPECT_EQ(tokens.size(), 0U);
}

TEST_F(AsymmetricTest, AnEndedCredentialTellsNothingOfItsTokenForAStranger) {
  add_key("brief", end);
  show("brief");
  auto telling = settings();
  telling.anonymous = alice;
  telling.claims.emplace();
  (*telling.claims)["role"].to_header = "X-Role";
  const JwtHandler handler(telling, wiring(prover));
  EXPECT_EQ(ask(handler, end - 1), passes);
  EXPECT_EQ(told_role(), "admin");
  EXPECT_EQ(ask(handler, end), passes);
  EXPECT_FALSE(exchange.caller().authenticated);
  EXPECT_EQ(told_role(), "");
}

}  // namespace
}  // namespace cardea::plugins::jwt
