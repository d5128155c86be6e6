// SPDX-License-Identifier: Apache-2.0
// Public keys ready to use, which cost some kilobytes each: kept for those in use, made again for
// the others. A record keeps only the text of its key. What is found here is found by that text and
// its algorithm, so nothing can ever be out of date.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock_cache.h"
#include "crypto/keyed_hash.h"
#include "jose/verify.h"

namespace cardea::identity {

/// Thread-safe. Bounded in bytes; what was not used lately goes first.
class PublicKeys {
 public:
  explicit PublicKeys(std::size_t budget) : entries_(budget) {}

  /// The key of this PEM text; null when it cannot be used with the algorithm. Making one takes
  /// some 50 us and more: not for a core.
  std::shared_ptr<const jose::VerifyingKey> get(jose::Algorithm algorithm, std::string_view pem);

  [[nodiscard]] std::size_t size() const;

 private:
  struct Entry {
    jose::Algorithm algorithm;
    std::string pem;
    std::shared_ptr<const jose::VerifyingKey> key;
  };

  mutable std::mutex mutex_;
  crypto::KeyedHash hash_;
  ClockCache<Entry> entries_;
};

}  // namespace cardea::identity
