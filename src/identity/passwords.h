// SPDX-License-Identifier: Apache-2.0
// Proves passwords, and makes the hashes that are stored, away from the cores: one takes tens of
// milliseconds and 19 MiB, and anybody can ask for one. How many run at a time is bounded by the
// threads and with them the memory; the queue is bounded and fair: each client address has its
// lane. A wrong password and an unknown user cost the same. The same question asked at the same
// time is answered once.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "crypto/password_hash.h"
#include "identity/password_memory.h"
#include "identity/stored_password.h"
#include "loop/event.h"
#include "loop/offload.h"
#include "loop/task.h"
#include "store/renewal.h"

namespace cardea::identity {

/// Told of hashes that are to be put in the place of older ones (PasswordRenewals).
using RenewPassword = std::function<void(store::Renewal renewal)>;

struct PasswordOptions {
  crypto::PasswordForm form = crypto::PasswordForm::argon2id;  ///< of hashes that are made
  unsigned threads = 2;                                        ///< 19 MiB each while busy
  std::size_t queue_limit = 256;  ///< passwords waiting, of all clients
  double lane_share = 0.25;       ///< what one client may hold of the room that is left
  std::size_t memory = std::size_t{8} << 20U;  ///< bytes for what was proved
  int niceness = 5;       ///< of the threads: they give way to the cores, but not to everything
  RenewPassword renew{};  ///< none: hashes stay as they are
  const Clock& clock = system_clock();
};

/// One for the process. Thread-safe; must outlive those who ask.
class Passwords {
 public:
  /// Does the password match? `stored` null: there is no such user.
  struct Question {
    std::shared_ptr<const StoredPassword> stored{};
    PasswordMark mark{};  ///< mark_of(*stored, password), or mark_of_nobody
    Secret password;
    loop::FairQueue::Lane lane = 0;  ///< who asks: lane_of(client)
    bool leaves_nothing = false;     ///< what matches is not remembered: nobody really asked
  };
  struct Finding {
    bool matches = false;
    /// The stored hash is of Kong's form, or costs something else than new ones do: one to put in
    /// its place. Null for all but the one who asked first.
    std::shared_ptr<const crypto::PasswordHash> renewed{};
  };

  explicit Passwords(const PasswordOptions& options);
  Passwords(const Passwords&) = delete;
  Passwords& operator=(const Passwords&) = delete;
  ~Passwords();

  /// Whether this very password was seen to match.
  [[nodiscard]] bool knows(const PasswordMark& mark) { return memory_.knows(mark, clock_.boot()); }

  /// The answer, or `unavailable` (origin self) when too many ask, all together or this lane, or
  /// when memory is short. What matches is remembered, unless it is to leave nothing; but
  /// a hash that is to be replaced for a minute only, so that what kept it from being replaced is
  /// overcome at a later use.
  Task<Result<Finding>> ask(Question question);

  /// What is to be stored for a password of this consumer (an id).
  Task<Result<std::string>> hash(Secret password, std::string consumer);

  /// Has a hash put in the place of an older one, some time.
  void renew(store::Renewal renewal) const;

  struct Usage {
    std::uint64_t checked = 0, refused = 0;
    std::size_t waiting = 0, remembered = 0;
  };
  [[nodiscard]] Usage usage() const;

 private:
  struct Flight;
  class Pilot;

  std::pair<std::shared_ptr<Flight>, bool> join_or_start(const PasswordMark& mark);
  void land(Flight& flight);
  [[nodiscard]] Result<Finding> judge(const Question& question) const;
  void remember(const Question& question, const Finding& finding);

  const crypto::PasswordForm form_;
  const RenewPassword renew_;
  const Clock& clock_;
  PasswordMemory memory_;
  mutable std::mutex mutex_;  // guards the next two
  boost::unordered_flat_map<std::uint64_t, std::shared_ptr<Flight>> flights_;
  std::uint64_t checked_ = 0;
  loop::Offload threads_;  // last: its end waits for calls that use the others
};

}  // namespace cardea::identity
