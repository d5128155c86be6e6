// SPDX-License-Identifier: Apache-2.0
// A miss: one flight per key, whose answers are kept only as far as no event overtook them
// (cluster/recent_events.h).
#include "identity/directory.h"

#include <utility>

namespace cardea::identity {
namespace {

// Questions under way at once; more are refused, so that a flood of unknown keys cannot grow
// memory.
constexpr std::size_t most_flights = 1024;

}  // namespace

class Directory::Pilot {
 public:
  Pilot(Directory& directory, std::uint64_t key_hash, std::shared_ptr<Flight> flight)
      : directory_(directory), key_hash_(key_hash), flight_(std::move(flight)) {}
  Pilot(const Pilot&) = delete;
  Pilot& operator=(const Pilot&) = delete;
  ~Pilot() { directory_.land(key_hash_, flight_); }

 private:
  Directory& directory_;
  std::uint64_t key_hash_;
  std::shared_ptr<Flight> flight_;
};

void Directory::land(std::uint64_t key_hash, const std::shared_ptr<Flight>& flight) {
  {
    const std::scoped_lock lock(mutex_);
    const auto at = flights_.find(key_hash);
    if (at != flights_.end() && at->second == flight) flights_.erase(at);
  }
  flight->landed.set();
}

void Directory::declare(SourceDeclaration source) {
  const auto kind = cluster::kind_of(source.entity->name(), source.field);
  sources_.insert_or_assign(kind.salt, std::move(source));
}

const SourceDeclaration* Directory::source_of(cluster::Kind kind) const {
  const auto at = sources_.find(kind.salt);
  return at == sources_.end() ? nullptr : &at->second;
}

std::pair<std::shared_ptr<Directory::Flight>, bool> Directory::join_or_start(
    std::uint64_t key_hash) {
  const std::scoped_lock lock(mutex_);
  const auto at = flights_.find(key_hash);
  if (at != flights_.end() && !cache_.is_revoked(at->second->fill, key_hash)) {
    return {at->second, false};
  }
  if (flights_.size() >= most_flights) return {nullptr, false};
  auto flight = std::make_shared<Flight>();
  flight->fill = cache_.begin_fill();
  flights_.insert_or_assign(key_hash, flight);
  return {std::move(flight), true};
}

Task<Result<cluster::Loaded>> Directory::load(cluster::Kind kind, std::string value) {
  const SourceDeclaration* const source = source_of(kind);
  if (source == nullptr) co_return fail(Error::internal("a look-up that no plugin declared"));
  const std::uint64_t key_hash = cluster::hash_key(kind, value);
  for (;;) {
    auto cached = cache_.find(kind, value);
    if (cached) co_return std::move(*cached);
    const auto [flight, is_mine] = join_or_start(key_hash);
    if (!flight) {
      co_return fail(
          Error::unavailable("too many look-ups of the store are under way", Origin::self));
    }
    if (is_mine) {
      const Pilot pilot(*this, key_hash, flight);
      const std::uint64_t fill = flight->fill;
      auto outcome = co_await ask(*source, fill, std::move(value));
      flight->outcome = std::move(outcome);
      co_return *flight->outcome;
    }
    co_await flight->landed.wait();
    if (flight->outcome) co_return *flight->outcome;
    // Whoever asked was cancelled before the answer came: ask ourselves.
  }
}

Task<Result<cluster::Loaded>> Directory::ask(const SourceDeclaration& source, std::uint64_t fill,
                                             std::string value) {
  store::Find question;
  question.first = {source.entity, source.field, std::move(value)};
  question.follow = source.follow;
  questions_.fetch_add(1, std::memory_order_relaxed);
  auto found = co_await store_.find(std::move(question));
  if (!found) co_return fail(std::move(found));
  co_return keep(*found, fill);
}

// Stores every part of the answer under its own key; the first part is what was asked for.
Result<cluster::Loaded> Directory::keep(const store::Found& found, std::uint64_t fill) {
  std::optional<cluster::Loaded> first;
  for (const store::Answer& answer : found.answers) {
    const auto kind = cluster::kind_of(answer.asked.entity->name(), answer.asked.field);
    const SourceDeclaration* const source = source_of(kind);
    if (source == nullptr) continue;
    auto decoded = source->decode(answer.rows);
    if (!decoded) return fail(std::move(decoded));
    if (!first) first = decoded->object;
    cache_.store(fill, kind, answer.asked.value, std::move(decoded->object), decoded->bytes);
  }
  if (!first) return fail(Error::internal("the store answered another question"));
  return *first;
}

}  // namespace cardea::identity
