// SPDX-License-Identifier: Apache-2.0
// The last decisions of one core, as JSON texts in memory of a fixed size: a new one takes the
// place of the oldest. What a record says is the affair of whoever writes it; here it is a text
// with an id.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace cardea::observe {

/// What a record is found by.
struct DecisionKey {
  std::string_view id;         ///< 32 digits (request_id.h)
  std::string_view reason;     ///< static storage; empty: the request passed
  std::uint64_t consumer = 0;  ///< consumer_mark(its id); 0: nobody is concerned
  WallTime at;
};

/// A number that stands for a consumer in keys. Two consumers may share one, rarely.
std::uint64_t consumer_mark(std::string_view consumer_id);

/// Which records are asked for.
struct DecisionFilter {
  std::string reason{};        ///< a code, or what codes begin with before a dot; empty: any
  std::uint64_t consumer = 0;  ///< 0: any
  std::size_t most = 100;      ///< records at most; the newest
};

/// A copy of a record.
struct KeptDecision {
  WallTime at;
  std::string text;  ///< one JSON object
};

/// Not thread-safe: each core has its own, and answers for it by message.
class DecisionRing {
 public:
  /// `bytes`: all the memory that it will ever use, less than 4 GiB; below a few KiB it keeps
  /// nothing.
  explicit DecisionRing(std::size_t bytes);

  /// Keeps a copy of the record. One that is larger than the whole ring is not kept.
  void keep(const DecisionKey& key, std::string_view text);

  /// The text of the record with this id; empty when it is not here (any more).
  [[nodiscard]] std::string find(std::string_view id) const;

  /// Appends the newest that the filter lets through, the newest first.
  void collect(const DecisionFilter& filter, std::vector<KeptDecision>& into) const;

  [[nodiscard]] std::size_t size() const { return count_; }

 private:
  // The texts stand in `bytes_` in the order of the entries, wrapping at its end.
  struct Entry {
    std::array<char, 32> id;
    std::string_view reason;
    std::uint64_t consumer;
    WallTime at;
    std::uint32_t offset, size;
  };

  [[nodiscard]] const Entry& entry(std::size_t age) const;
  [[nodiscard]] std::string_view text(const Entry& entry) const;
  void make_room(std::size_t size);
  void drop_oldest();

  std::size_t entry_room_;  // entries
  std::size_t text_room_;   // bytes
  std::unique_ptr<Entry[]> entries_;
  std::unique_ptr<char[]> bytes_;
  std::size_t oldest_ = 0;  // among the entries
  std::size_t count_ = 0;
  std::size_t at_ = 0;  // where the next text goes
};

}  // namespace cardea::observe
