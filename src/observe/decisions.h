// SPDX-License-Identifier: Apache-2.0
// One core's decisions: a ring for requests that were refused or broke off, and one for requests
// that passed, so that passes never push a denial out. Denials are kept always; passes when the
// operator said so, for good or for a while.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "observe/decision_ring.h"
#include "observe/json_line.h"

namespace cardea::observe {

enum class KeptDecisions : std::uint8_t { off, denials, all };

/// Not thread-safe: each core has its own.
class Decisions {
 public:
  /// `bytes`: memory of this core for records; at least 32 KiB are taken unless nothing is kept.
  Decisions(KeptDecisions kept, std::size_t bytes);

  /// Whether requests that end here are to be recorded.
  [[nodiscard]] bool keeps_denials() const { return kept_ != KeptDecisions::off; }
  /// Whether requests that begin now are to be recorded also when they pass.
  [[nodiscard]] bool keeps_passes(BootTime now) const { return now < passes_until_; }

  /// Passes are kept until then, and as the setting says afterwards. A time that has passed ends
  /// it. Nothing happens when nothing is kept.
  void keep_passes_until(BootTime until);

  /// A fresh record in memory of this object, valid until the next `begin`.
  JsonLine begin();
  /// Ends the record and keeps it: a pass when the key has no reason.
  void keep(const DecisionKey& key, JsonLine& record);

  /// The text of the record with this id; empty when it is not here (any more).
  [[nodiscard]] std::string find(std::string_view id) const;

  struct Question {
    DecisionFilter filter{};
    std::optional<bool> passed{};  ///< only passes, or only others
  };
  /// The newest, up to `filter.most` of each ring; in no order between the rings.
  [[nodiscard]] std::vector<KeptDecision> collect(const Question& question) const;

  /// Records kept now.
  [[nodiscard]] std::size_t size() const { return denials_.size() + passes_.size(); }

  /// Bytes that a record may have; what does not fit is left out and marked.
  static constexpr std::size_t longest_record = 8192;

 private:
  KeptDecisions kept_;
  BootTime passes_until_;
  DecisionRing denials_, passes_;
  std::unique_ptr<char[]> memory_;
};

}  // namespace cardea::observe
