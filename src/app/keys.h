// SPDX-License-Identifier: Apache-2.0
// The keyring as the running process uses it: everybody asks for the present one; rotation puts in
// another.
#pragma once

#include <memory>
#include <mutex>

#include "crypto/keyring.h"

namespace cardea::app {

/// Safe from any thread.
class Keys {
 public:
  explicit Keys(crypto::Keyring keyring)
      : present_(std::make_shared<const crypto::Keyring>(std::move(keyring))) {}

  [[nodiscard]] std::shared_ptr<const crypto::Keyring> now() const {
    const std::scoped_lock lock(mutex_);
    return present_;
  }

  void replace(crypto::Keyring keyring) {
    auto next = std::make_shared<const crypto::Keyring>(std::move(keyring));
    const std::scoped_lock lock(mutex_);
    present_ = std::move(next);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const crypto::Keyring> present_;
};

}  // namespace cardea::app
