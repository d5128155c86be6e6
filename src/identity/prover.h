// SPDX-License-Identifier: Apache-2.0
// Checks signatures of public keys away from the cores: a check takes as long as a whole request or
// more (14 us RSA, 43 us P-256, 300 us P-521), and anybody can ask for one with a forged token. The
// queue is bounded and fair: each client address has its lane, so that one that floods waits behind
// itself. What an address needs modestly is checked promptly, the rest by threads that give way to
// the cores. The same question asked at the same time is answered once.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "crypto/keyed_hash.h"
#include "identity/public_keys.h"
#include "jose/token.h"
#include "jose/verify.h"
#include "loop/event.h"
#include "loop/offload.h"
#include "loop/task.h"

namespace cardea::identity {

struct ProverOptions {
  unsigned threads = 2;                ///< that take what the cores leave
  std::size_t queue_limit = 4096;      ///< tokens waiting, of all clients together
  double lane_share = 0.25;            ///< what one client may hold of the room that is left
  double prompt_share = 0.02;          ///< of a CPU: what one client gets whatever the cores do
  std::size_t key_memory = 8U << 20U;  ///< bytes for public keys ready to use
};

/// One for the process. Thread-safe; must outlive those who ask.
class Prover {
 public:
  enum class Finding : std::uint8_t { proved, disproved, key_unusable };

  /// Is the token's signature of this key? `token`, `public_key` and `key` live as long as
  /// `holder`.
  struct Question {
    const jose::Token* token = nullptr;
    jose::Algorithm algorithm = jose::Algorithm::rs256;  ///< the key's, never the token's choice
    std::string_view public_key{};                       ///< PEM; looked at when there is no `key`
    const jose::VerifyingKey* key = nullptr;             ///< ready to use
    std::shared_ptr<const void> holder{};
    loop::FairQueue::Lane lane = 0;  ///< who asks: lane_of(client)
  };

  explicit Prover(const ProverOptions& options);
  Prover(const Prover&) = delete;
  Prover& operator=(const Prover&) = delete;
  ~Prover();

  /// The answer, or `unavailable` (origin self) when too many ask: all together, or this lane. A
  /// signature of an impossible length is disproved at once.
  Task<Result<Finding>> ask(Question question);

  /// Tokens checked so far, and those that were turned away.
  struct Usage {
    std::uint64_t checked = 0, refused = 0;
    std::size_t waiting = 0, keys = 0;
  };
  [[nodiscard]] Usage usage() const;

 private:
  struct Flight;
  class Pilot;

  std::pair<std::shared_ptr<Flight>, bool> join_or_start(const Question& question);
  void land(Flight& flight);
  Finding judge(const Question& question);

  PublicKeys keys_;
  crypto::KeyedHash hash_;
  mutable std::mutex mutex_;
  boost::unordered_flat_map<std::uint64_t, std::shared_ptr<Flight>> flights_;
  std::uint64_t checked_ = 0;
  loop::Offload threads_;  // last: its end waits for calls that use the others
};

}  // namespace cardea::identity
