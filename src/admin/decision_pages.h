// SPDX-License-Identifier: Apache-2.0
// The recorded decisions as the Admin API shows them: `GET /decisions/<id>`, `GET /decisions` with
// filters, and `PATCH /decisions` to have passes recorded for a while. Records live on the cores
// that made them and are asked for by message; the words of each reason are put beside them here.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "admin/records.h"
#include "admin/reply.h"
#include "base/time.h"
#include "loop/core.h"
#include "loop/task.h"
#include "observe/decisions.h"

namespace cardea::admin {

class DecisionPages {
 public:
  struct Parts {
    loop::Cores& cores;
    /// The decisions of a core; called on that core's thread alone.
    std::function<observe::Decisions&(std::size_t core)> of_core;
    Records& records;
    const Clock& clock;
    std::string node_id;
    observe::KeptDecisions kept;
  };
  explicit DecisionPages(Parts parts) : parts_(std::move(parts)) {}

  /// Whether a path is one of these pages.
  static bool serves(const std::vector<std::string>& path);
  /// The methods of such a path.
  static std::string_view allowed(const std::vector<std::string>& path);

  /// `body`: what PATCH sent. The method is an allowed one.
  Task<Reply> serve(const Call& call, json::Object body);

 private:
  Task<Reply> one(std::string id);
  Task<Reply> list(const Call& call);
  Task<Reply> keep_passes(json::Object body);
  Task<std::string> ask(std::size_t core, std::string id);
  Task<std::expected<std::uint64_t, Reply>> mark_of(std::string consumer);
  Task<std::string> username(std::string id);
  [[nodiscard]] Reply not_kept(std::string_view id) const;

  Parts parts_;
};

/// Puts beside a record what its reasons mean, what usually causes them, what to do and who can.
void explain_reasons(json::Object& record);

}  // namespace cardea::admin
