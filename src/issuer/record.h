// SPDX-License-Identifier: Apache-2.0
// Everything that is known of one issuer. Private to this folder; guarded by the registry's mutex,
// except where it says otherwise.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <memory>
#include <optional>
#include <string>

#include "issuer/trust.h"
#include "issuer/upkeep.h"
#include "issuer/waiting_room.h"
#include "loop/event.h"
#include "observe/counter.h"

namespace cardea::issuer {

/// How an issuer stands, for people and metrics.
enum class State : std::uint8_t {
  fixed,        ///< its keys are in the row
  waiting,      ///< the first fetch has not ended
  good,         ///< the last fetch was good
  failing,      ///< it was not; the last good keys are in use
  unavailable,  ///< it was not, and there are no keys that may be used
};

std::string_view name(State state);

struct Record {
  std::shared_ptr<const Trust> trust;
  std::optional<Upkeep> upkeep;  ///< none: the keys are inline
  double spread = 0;             ///< see Upkeep::Rules
  State told = State::waiting;   ///< what the log said last

  /// Set when the fetch under way, or else the next one, has ended; then another takes its place.
  std::shared_ptr<loop::Event> landed = std::make_shared<loop::Event>();
  /// Safe from any thread.
  std::shared_ptr<WaitingRoom> room = std::make_shared<WaitingRoom>();

  /// What its fetches came to, counted; they live as long as somebody holds them.
  struct Meters {
    std::shared_ptr<observe::Counter> changed, unchanged, failed;
  };
  Meters meters;

  std::string url;                    ///< where the keys at hand came from
  std::string etag;                   ///< and how they were named there
  std::optional<WallTime> confirmed;  ///< when that was last known to be true
  std::string problem;                ///< of the last fetch; empty when it was good
  WallTime problem_at{};
  boost::unordered_flat_map<std::string, WallTime> first_seen;  ///< by name and thumbprint

  [[nodiscard]] State state() const;
  [[nodiscard]] const std::string& issuer() const { return trust->settings.issuer; }
  [[nodiscard]] Upkeep::Rules rules() const;

  /// Takes these keys and remembers which of them are new.
  void adopt(std::shared_ptr<const jose::KeySet> keys, WallTime now);

  /// What tells a key from all others in `first_seen`.
  static std::string mark_of(const jose::Jwk& key) { return key.id + '\n' + key.thumbprint; }
};

}  // namespace cardea::issuer
