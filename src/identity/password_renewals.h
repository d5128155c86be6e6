// SPDX-License-Identifier: Apache-2.0
// Puts better hashes in the place of old ones, on the control core, while the request that showed
// the password has long gone on: whatever becomes of it, nobody waits for it and nobody is refused.
#pragma once

#include <atomic>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "crypto/keyring.h"
#include "identity/passwords.h"
#include "loop/core.h"
#include "loop/gate.h"
#include "loop/task.h"
#include "store/renewal.h"

namespace cardea::identity {

/// One for the process.
class PasswordRenewals {
 public:
  struct Parts {
    loop::Core& core;  ///< where they are written
    store::Store& store;
    std::function<std::shared_ptr<const crypto::Keyring>()> keyring;
    const store::HashKey& hashes;
  };
  explicit PasswordRenewals(Parts parts);

  /// Takes one on, or drops it when many wait or one of that row is under way: a good use
  /// brings it again later. From any thread, until `close`.
  void offer(store::Renewal renewal);

  /// Ends what is under way. On the core.
  Task<void> close();

  /// Rows that were renewed so far, and attempts that failed.
  struct Usage {
    std::uint64_t renewed = 0, failed = 0;
  };
  [[nodiscard]] Usage usage() const { return {renewed_.load(), failed_.load()}; }

 private:
  void start(store::Renewal renewal);
  Task<void> run(store::Renewal renewal);

  Parts parts_;
  loop::Gate gate_;
  boost::unordered_flat_set<std::string> under_way_;  // ids; of the core alone
  std::atomic<std::size_t> waiting_ = 0;
  std::atomic<std::uint64_t> renewed_ = 0, failed_ = 0;
};

}  // namespace cardea::identity
