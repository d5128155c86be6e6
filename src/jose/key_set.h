// SPDX-License-Identifier: Apache-2.0
// The keys of a token issuer: a JWK Set (RFC 7517 section 5), and which of them may have signed a
// token. A key that cannot be used never spoils the others: it is left out with a remark.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "jose/jwk.h"
#include "json/value.h"

namespace cardea::jose {

/// What is odd about one key of a set.
struct Remark {
  std::string id;         ///< `kid`; empty when there is none
  std::string text;       ///< what, for the operator; no key material
  bool left_out = false;  ///< the key is not used; otherwise it is, and this is a warning

  friend bool operator==(const Remark&, const Remark&) = default;
};

/// The keys that may have signed a token, few enough to try them all.
class Candidates {
 public:
  static constexpr std::size_t most = 8;

  [[nodiscard]] std::span<const VerifyingKey* const> keys() const { return {keys_.data(), size_}; }
  /// The token names its key, and the set has that key.
  bool named = false;

  void add(const VerifyingKey& key) {
    if (size_ < most) keys_[size_++] = &key;
  }

 private:
  std::array<const VerifyingKey*, most> keys_{};
  std::size_t size_ = 0;
};

/// Immutable, usable from any thread.
class KeySet {
 public:
  static constexpr std::size_t max_bytes = std::size_t{512} << 10U;
  static constexpr std::size_t max_keys = 100;

  /// Reads the text of a JWK Set. Fails (invalid) when it is none, when it is larger than the
  /// limits, and when not one of its keys can be used.
  static Result<KeySet> read(std::string_view text);
  /// The same for one that was parsed already.
  static Result<KeySet> read(const json::Object& set);

  /// At least one, in the order of the set.
  [[nodiscard]] const std::vector<Jwk>& keys() const { return keys_; }
  [[nodiscard]] const std::vector<Remark>& remarks() const { return remarks_; }

  /// The keys for a token with this algorithm and `kid`: those of that name, or else, since they
  /// may be meant, those without a name; without `kid` all that fit. At most Candidates::most, the
  /// first ones. They live as long as the set.
  [[nodiscard]] Candidates find(Algorithm algorithm, std::optional<std::string_view> id) const;

  /// Whether both hold the same keys under the same names for the same algorithms, in this order.
  [[nodiscard]] bool same_keys(const KeySet& other) const;

 private:
  KeySet() = default;
  void add(const json::Value& key, std::size_t place);
  [[nodiscard]] std::string why_none() const;

  std::vector<Jwk> keys_;
  std::vector<Remark> remarks_;
};

}  // namespace cardea::jose
