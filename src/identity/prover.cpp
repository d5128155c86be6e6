// SPDX-License-Identifier: Apache-2.0
// A flight is one question under way, which others may join. It lands when its call has run, and
// also when the call is dropped unrun (the queue was full, the pool closes); then whoever joined it
// asks for himself, in his own lane: nobody is refused because of another's flood.
#include "identity/prover.h"

#include <utility>

namespace cardea::identity {
namespace {

constexpr int least_urgent = 19;  // of setpriority(2)

// What a client may have checked promptly at once: some 450 tokens of ES256.
constexpr Duration prompt_burst = std::chrono::milliseconds(20);

}  // namespace

struct Prover::Flight {
  Question question;
  std::uint64_t place = 0;         // in flights_
  std::optional<Finding> finding;  // written once, before `landed`
  loop::Event landed;
};

// Lands a flight as soon as its call has run, or when the call is dropped.
class Prover::Pilot {
 public:
  Pilot(Prover& prover, std::shared_ptr<Flight> flight)
      : prover_(&prover), flight_(std::move(flight)) {}
  Pilot(Pilot&& other) noexcept = default;
  Pilot& operator=(Pilot&&) = delete;
  Pilot(const Pilot&) = delete;
  Pilot& operator=(const Pilot&) = delete;
  ~Pilot() {
    if (flight_) prover_->land(*flight_);
  }

  Result<Finding> operator()() {
    const auto flight = std::move(flight_);
    flight->finding = prover_->judge(flight->question);
    prover_->land(*flight);
    return *flight->finding;
  }

 private:
  Prover* prover_;
  std::shared_ptr<Flight> flight_;
};

Prover::Prover(const ProverOptions& options)
    : keys_(options.key_memory),
      threads_({.name = "cardea-prove",
                .threads = options.threads,
                .queue_limit = options.queue_limit,
                .niceness = least_urgent,
                .lane_share = options.lane_share,
                .prompt_threads = 1,
                .prompt_share = options.prompt_share,
                .prompt_burst = prompt_burst}) {}

Prover::~Prover() = default;

// Joins the flight of the very same question, or starts one (second = true).
std::pair<std::shared_ptr<Prover::Flight>, bool> Prover::join_or_start(const Question& question) {
  const std::uint64_t place = hash_(question.token->text());
  const auto is_same = [&](const Question& other) {
    return other.algorithm == question.algorithm && other.key == question.key &&
           other.public_key == question.public_key && other.token->text() == question.token->text();
  };
  const std::scoped_lock lock(mutex_);
  const auto at = flights_.find(place);
  if (at != flights_.end() && is_same(at->second->question)) return {at->second, false};
  auto flight = std::make_shared<Flight>();
  flight->question = question;
  flight->place = place;
  flights_.insert_or_assign(place, flight);
  return {std::move(flight), true};
}

void Prover::land(Flight& flight) {
  std::shared_ptr<Flight> last;  // freed after the lock
  {
    const std::scoped_lock lock(mutex_);
    const auto at = flights_.find(flight.place);
    if (at != flights_.end() && at->second.get() == &flight) {
      last = std::move(at->second);
      flights_.erase(at);
    }
    if (flight.finding) ++checked_;
  }
  flight.landed.set();
}

Prover::Finding Prover::judge(const Question& question) {
  std::shared_ptr<const jose::VerifyingKey> kept;
  const jose::VerifyingKey* key = question.key;
  if (key == nullptr) {
    kept = keys_.get(question.algorithm, question.public_key);
    key = kept.get();
  }
  if (key == nullptr || key->algorithm() != question.algorithm) return Finding::key_unusable;
  return key->verify(*question.token) ? Finding::proved : Finding::disproved;
}

Task<Result<Prover::Finding>> Prover::ask(Question question) {
  const std::size_t length = question.token->signature().size();
  if (!jose::may_be_signature(question.algorithm, length)) co_return Finding::disproved;
  for (;;) {
    const auto [flight, is_mine] = join_or_start(question);
    if (is_mine) {
      Pilot call(*this, flight);
      const auto lane = question.lane;
      co_return co_await threads_.run_in(lane, std::move(call));
    }
    co_await flight->landed.wait();
    if (flight->finding) co_return *flight->finding;
    // Whoever asked was refused: ask ourselves.
  }
}

Prover::Usage Prover::usage() const {
  Usage usage{.refused = threads_.refused(), .waiting = threads_.pending(), .keys = keys_.size()};
  const std::scoped_lock lock(mutex_);
  usage.checked = checked_;
  return usage;
}

}  // namespace cardea::identity
