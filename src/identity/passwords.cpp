// SPDX-License-Identifier: Apache-2.0
// A flight is one question under way, which others may join. It lands when its call has run, and
// also when the call is dropped unrun (the queue was full, the pool closes); then whoever joined it
// asks for himself, in his own lane.
#include "identity/passwords.h"

namespace cardea::identity {
namespace {

using crypto::PasswordForm;
using crypto::PasswordHash;

// How long a hash that was to be replaced is left alone before its next good use tries again.
constexpr Duration renewal_pause = std::chrono::minutes(1);

loop::OffloadOptions threads_of(const PasswordOptions& options) {
  loop::OffloadOptions threads;
  threads.name = "cardea-password";
  threads.threads = options.threads;
  threads.queue_limit = options.queue_limit;
  threads.lane_share = options.lane_share;
  threads.niceness = options.niceness;
  return threads;
}

}  // namespace

struct Passwords::Flight {
  PasswordMark mark{};
  std::optional<bool> matches;  // written once, before `landed`
  loop::Event landed;
};

// Lands a flight as soon as its call has run, or when the call is dropped.
class Passwords::Pilot {
 public:
  Pilot(Passwords& passwords, std::shared_ptr<Flight> flight, Question question)
      : passwords_(&passwords), flight_(std::move(flight)), question_(std::move(question)) {}
  Pilot(Pilot&& other) noexcept = default;
  Pilot& operator=(Pilot&&) = delete;
  Pilot(const Pilot&) = delete;
  Pilot& operator=(const Pilot&) = delete;
  ~Pilot() {
    if (flight_) passwords_->land(*flight_);
  }

  Result<Finding> operator()() {
    const auto flight = std::move(flight_);
    auto finding = passwords_->judge(question_);
    if (finding) {
      flight->matches = finding->matches;
      passwords_->remember(question_, *finding);
    }
    passwords_->land(*flight);
    return finding;
  }

 private:
  Passwords* passwords_;
  std::shared_ptr<Flight> flight_;
  Question question_;
};

Passwords::Passwords(const PasswordOptions& options)
    : form_(options.form),
      renew_(options.renew),
      clock_(options.clock),
      memory_(options.memory),
      threads_(threads_of(options)) {}

Passwords::~Passwords() = default;

// Joins the flight of the very same question, or starts one (second = true).
std::pair<std::shared_ptr<Passwords::Flight>, bool> Passwords::join_or_start(
    const PasswordMark& mark) {
  const std::uint64_t place = place_of(mark);
  const std::scoped_lock lock(mutex_);
  const auto at = flights_.find(place);
  if (at != flights_.end() && at->second->mark == mark) return {at->second, false};
  auto flight = std::make_shared<Flight>();
  flight->mark = mark;
  flights_.insert_or_assign(place, flight);
  return {std::move(flight), true};
}

void Passwords::land(Flight& flight) {
  std::shared_ptr<Flight> last;  // freed after the lock
  {
    const std::scoped_lock lock(mutex_);
    const auto at = flights_.find(place_of(flight.mark));
    if (at != flights_.end() && at->second.get() == &flight) {
      last = std::move(at->second);
      flights_.erase(at);
    }
    if (flight.matches) ++checked_;
  }
  flight.landed.set();
}

void Passwords::remember(const Question& question, const Finding& finding) {
  if (!finding.matches || question.leaves_nothing) return;
  if (finding.renewed == nullptr) return memory_.remember(question.mark);
  memory_.remember(question.mark, clock_.boot() + renewal_pause);
  // What was proved holds for the new hash too, should it be stored.
  const StoredPassword next(question.stored->id, question.stored->consumer, *finding.renewed);
  memory_.remember(mark_of(next, question.password.reveal()));
}

// Each way through here costs one hash of the present form, so that time does not tell unknown
// users, and users with hashes of Kong's, from others.
Result<Passwords::Finding> Passwords::judge(const Question& question) const {
  const std::string_view password = question.password.reveal();
  const StoredPassword* const stored = question.stored.get();
  if (stored == nullptr) {
    const auto spent = PasswordHash::make(form_, password, {});
    if (!spent) return fail(spent);
    return Finding{};
  }
  const auto matches = stored->hash.matches(password, stored->consumer);
  if (!matches) return fail(matches);
  Finding finding{.matches = *matches};
  if (form_ == PasswordForm::kong) return finding;
  const bool cheap = stored->hash.form() == PasswordForm::kong;
  if (!cheap && (!finding.matches || stored->hash.is_up_to_date(form_))) return finding;
  auto made = PasswordHash::make(form_, password, stored->consumer);
  if (!made) return fail(std::move(made));
  if (finding.matches) finding.renewed = std::make_shared<const PasswordHash>(std::move(*made));
  return finding;
}

Task<Result<Passwords::Finding>> Passwords::ask(Question question) {
  const PasswordMark mark = question.mark;
  for (;;) {
    const auto [flight, is_mine] = join_or_start(mark);
    if (is_mine) {
      const auto lane = question.lane;
      Pilot call(*this, flight, std::move(question));
      // What flew before may have landed since the caller looked.
      if (knows(mark)) co_return Finding{.matches = true};
      co_return co_await threads_.run_in(lane, std::move(call));
    }
    const bool landed = co_await flight->landed.wait();
    if (!landed) co_return fail(Error::unavailable("the caller was cancelled", Origin::self));
    if (flight->matches) co_return Finding{.matches = *flight->matches};
    // Whoever asked was refused: ask ourselves.
  }
}

Task<Result<std::string>> Passwords::hash(Secret password, std::string consumer) {
  auto call = [form = form_, password = std::move(password),
               consumer = std::move(consumer)]() -> Result<std::string> {
    const auto made = PasswordHash::make(form, password.reveal(), consumer);
    if (!made) return fail(made);
    return made->text();
  };
  co_return co_await threads_.run(std::move(call));
}

void Passwords::renew(store::Renewal renewal) const {
  if (renew_) renew_(std::move(renewal));
}

Passwords::Usage Passwords::usage() const {
  Usage usage{
      .refused = threads_.refused(), .waiting = threads_.pending(), .remembered = memory_.size()};
  const std::scoped_lock lock(mutex_);
  usage.checked = checked_;
  return usage;
}

}  // namespace cardea::identity
