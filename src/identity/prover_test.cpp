// SPDX-License-Identifier: Apache-2.0
// Signatures away from the cores: right answers, one check for the same question, room for others.
#include "identity/prover.h"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <vector>

#include "crypto/private_key.h"
#include "identity/lane.h"
#include "jose/sign.h"
#include "loop/block_on.h"
#include "loop/gate.h"

namespace cardea::identity {
namespace {

using namespace std::chrono_literals;
using Finding = Prover::Finding;

// A key pair, and tokens under it.
struct Signer {
  explicit Signer(jose::Algorithm chosen, crypto::KeyKind kind) : algorithm(chosen) {
    const auto pair = crypto::PrivateKey::make(kind);
    pem = std::make_shared<const std::string>(pair->public_key().pem());
    key.emplace(*jose::SigningKey::from_pem(algorithm, pair->pem().reveal()));
  }

  Prover::Question question(int number, loop::FairQueue::Lane lane, bool forged = false) const {
    std::string text = *jose::make_token(*key, {{"iss", "k"}, {"n", number}});
    if (forged) text[text.size() - 10] = text[text.size() - 10] == 'A' ? 'B' : 'A';
    struct Holder {
      jose::Token token;
      std::shared_ptr<const std::string> pem;
    };
    auto holder = std::make_shared<Holder>(*jose::decode(text), pem);
    const jose::Token* const token = &holder->token;
    return {.token = token,
            .algorithm = algorithm,
            .public_key = *pem,
            .holder = std::move(holder),
            .lane = lane};
  }

  jose::Algorithm algorithm;
  std::shared_ptr<const std::string> pem;
  std::optional<jose::SigningKey> key;
};

const Signer& es256() {
  static const Signer signer(jose::Algorithm::es256, crypto::KeyKind::p256);
  return signer;
}

TEST(Prover, FindsWhetherASignatureHolds) {
  loop::Core core(0);
  core.start();
  Prover prover({.threads = 1});
  const auto ask = [&](Prover::Question question) {
    return block_on(core, prover.ask(std::move(question)));
  };
  EXPECT_EQ(ask(es256().question(1, 1)), Finding::proved);
  EXPECT_EQ(ask(es256().question(1, 1, true)), Finding::disproved);
  auto other_key = es256().question(2, 1);
  const Signer stranger(jose::Algorithm::es256, crypto::KeyKind::p256);
  other_key.public_key = *stranger.pem;
  EXPECT_EQ(ask(std::move(other_key)), Finding::disproved);
  auto no_key = es256().question(3, 1);
  no_key.public_key = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n";
  EXPECT_EQ(ask(std::move(no_key)), Finding::key_unusable);
  EXPECT_EQ(prover.usage().checked, 4U);
  EXPECT_EQ(prover.usage().keys, 3U);
  const auto ready =
      jose::VerifyingKey::make({.algorithm = jose::Algorithm::es256, .public_key = *es256().pem});
  auto by_key = es256().question(4, 1);
  by_key.public_key = {};
  by_key.key = &*ready;
  EXPECT_EQ(ask(by_key), Finding::proved);
  by_key.algorithm = jose::Algorithm::eddsa;
  EXPECT_EQ(ask(by_key), Finding::key_unusable);
  EXPECT_EQ(prover.usage().keys, 3U);
}

TEST(Prover, AnImpossibleLengthIsNotEvenQueued) {
  loop::Core core(0);
  core.start();
  Prover prover({.threads = 1});
  auto question = es256().question(1, 1);
  question.algorithm = jose::Algorithm::es512;
  EXPECT_EQ(block_on(core, prover.ask(std::move(question))), Finding::disproved);
  EXPECT_EQ(prover.usage().checked, 0U);
}

TEST(Prover, ChecksOnceWhatIsAskedSeveralTimesAtOnce) {
  loop::Core core(0);
  core.start();
  Prover prover({.threads = 1, .lane_share = 0});
  constexpr int others = 300;
  constexpr int times = 50;
  int proved = 0;
  auto scene = [&]() -> Task<void> {
    loop::Gate gate(core, "askers");
    std::vector<Prover::Question> questions;  // signed before any is asked
    questions.reserve(others);
    for (int i = 0; i < others; ++i) questions.push_back(es256().question(i, 1));
    auto asker = [&](std::size_t number) -> Task<void> {
      const auto found = co_await prover.ask(std::move(questions[number]));
      if (found && *found == Finding::proved) ++proved;
    };
    // They keep the thread busy meanwhile.
    for (std::size_t i = 0; i < questions.size(); ++i) gate.spawn(asker(i));
    // ES256 signs anew each time, so the same token is asked about by copies of one question.
    const auto same = es256().question(others, 1);
    auto again = [&]() -> Task<void> {
      auto question = same;
      const auto found = co_await prover.ask(std::move(question));
      if (found && *found == Finding::proved) ++proved;
    };
    for (int i = 0; i < times; ++i) gate.spawn(again());
    co_await gate.close(60s);
  };
  block_on(core, scene());
  EXPECT_EQ(proved, others + times);
  // Once, unless the machine keeps this core away until the thread is through with all others.
  EXPECT_LT(prover.usage().checked, static_cast<std::uint64_t>(others + times / 2));
}

TEST(Prover, TurnsAFloodAwayAndNobodyElse) {
  loop::Core core(0);
  core.start();
  Prover prover({.threads = 1, .queue_limit = 100, .lane_share = 0.25});
  std::map<loop::FairQueue::Lane, int> proved;
  std::map<loop::FairQueue::Lane, int> refused;
  std::vector<Prover::Question> flood;
  flood.reserve(200);
  for (int i = 0; i < 200; ++i) flood.push_back(es256().question(i, 1));
  std::vector<Prover::Question> calm;
  calm.reserve(10);
  for (int i = 0; i < 10; ++i) calm.push_back(es256().question(1000 + i, 100 + i));
  auto scene = [&]() -> Task<void> {
    loop::Gate gate(core, "askers");
    auto asker = [&](Prover::Question question) -> Task<void> {
      const auto lane = question.lane;
      const auto found = co_await prover.ask(std::move(question));
      if (found && *found == Finding::proved) ++proved[lane];
      if (!found && found.error().origin == Origin::self) ++refused[lane];
    };
    for (const auto& one : flood) gate.spawn(asker(one));
    for (const auto& one : calm) gate.spawn(asker(one));
    co_await gate.close(60s);
  };
  block_on(core, scene());
  EXPECT_GT(refused[1], 0);
  EXPECT_EQ(proved[1] + refused[1], 200);
  for (const auto& one : calm) EXPECT_EQ(proved[one.lane], 1);
  EXPECT_EQ(prover.usage().refused, static_cast<std::uint64_t>(refused[1]));
}

// Several cores, few places, many who ask the same: every answer is right or an honest refusal.
TEST(Prover, AnswersRightlyUnderAnyLoad) {
  loop::Cores cores(2);
  cores.start();
  Prover prover({.threads = 2, .queue_limit = 4, .lane_share = 0.5});
  std::vector<Prover::Question> questions;
  questions.reserve(20);
  for (int i = 0; i < 20; ++i) questions.push_back(es256().question(i, 0, i % 2 == 1));
  auto storm = [&](loop::Core& core) -> Task<void> {
    loop::Gate gate(core, "askers");
    auto asker = [&](int number) -> Task<void> {
      auto question = questions[static_cast<std::size_t>(number) % questions.size()];
      question.lane = static_cast<loop::FairQueue::Lane>(number % 3);
      const auto found = co_await prover.ask(std::move(question));
      if (!found) {
        EXPECT_EQ(found.error().kind, ErrorKind::unavailable);
      } else {
        EXPECT_EQ(*found, number % 2 == 1 ? Finding::disproved : Finding::proved);
      }
    };
    for (int i = 0; i < 400; ++i) {
      gate.spawn(asker(i));
      if (i % 20 == 0) co_await loop::sleep_for(1ms);
    }
    co_await gate.close(60s);
  };
  auto all = [&]() -> Task<void> { co_await cores.await_on_all(storm); };
  loop::Core control(2);
  control.start();
  block_on(control, all());
}

TEST(PublicKeys, AreMadeOnceAndBounded) {
  PublicKeys keys(100'000);
  const auto first = keys.get(jose::Algorithm::es256, *es256().pem);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(keys.get(jose::Algorithm::es256, *es256().pem), first);
  EXPECT_EQ(keys.get(jose::Algorithm::es384, *es256().pem), nullptr) << "another algorithm";
  EXPECT_EQ(keys.get(jose::Algorithm::es256, "x"), nullptr);
  for (int i = 0; i < 1000; ++i) keys.get(jose::Algorithm::es256, "not a key " + std::to_string(i));
  EXPECT_LT(keys.size(), 25U);
  EXPECT_NE(keys.get(jose::Algorithm::es256, *es256().pem), nullptr);
}

TEST(Lane, IsAnAddressOrANetwork) {
  const auto lane = [](const char* ip) { return lane_of(*net::Address::from_ip(ip, 80)); };
  EXPECT_EQ(lane("10.0.0.1"), lane("10.0.0.1"));
  EXPECT_EQ(lane("10.0.0.1"), lane("::ffff:10.0.0.1"));
  EXPECT_NE(lane("10.0.0.1"), lane("10.0.0.2"));
  EXPECT_EQ(lane("2001:db8:1:2::1"), lane("2001:db8:1:2:ffff::2"));
  EXPECT_NE(lane("2001:db8:1:2::1"), lane("2001:db8:1:3::1"));
}

}  // namespace
}  // namespace cardea::identity
