// SPDX-License-Identifier: Apache-2.0
// The Admin API as a function from calls to replies: finds what a path names, checks the call in
// Kong's order (404, 415, 405, body), and hands it to whoever serves it. Carried by Server.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "admin/decision_pages.h"
#include "admin/explain_pages.h"
#include "admin/issuer_keys.h"
#include "admin/node.h"
#include "admin/records.h"
#include "admin/reply.h"
#include "admin/resource.h"
#include "base/time.h"
#include "loop/task.h"

namespace cardea::admin {

class Api {
 public:
  struct Parts {
    Records& records;
    schema::FindVariant find_variant;
    identity::Passwords& passwords;
    Node& node;
    DecisionPages& decisions;
    const issuer::Registry& issuers;
    ExplainPages& explanations;
    const Clock& clock;
  };
  explicit Api(Parts parts)
      : parts_(std::move(parts)),
        resource_({.records = parts_.records,
                   .find_variant = parts_.find_variant,
                   .passwords = parts_.passwords,
                   .clock = parts_.clock}),
        issuer_keys_(parts_.records, parts_.issuers) {}

  /// Never fails: a failure is a reply. The call outlives the task.
  Task<Reply> serve(const Call& call);

  /// Only what everybody may see on the status listener: /status, /status/ready, /metrics.
  Task<Reply> serve_status(const Call& call);

 private:
  // What a path leads to: one of the node's own pages, an issuer's keys, decisions, explanations,
  // or rows.
  struct Found {
    Node::Page page = Node::Page::none;
    std::optional<std::string> keys_of;
    bool decisions = false;
    bool explanations = false;
    std::optional<Target> target;
    [[nodiscard]] bool is_page() const { return page != Node::Page::none || keys_of; }
    [[nodiscard]] bool is_told() const { return decisions || explanations; }
    [[nodiscard]] bool none() const { return !is_page() && !is_told() && !target; }
  };

  [[nodiscard]] Found find(const Call& call) const;
  Task<Reply> dispatch(const Call& call, const Found& found);
  Task<Reply> dispatch_decisions(const Call& call, const Found& found);
  Task<Reply> serve_page(const Call& call, const Found& found);

  Parts parts_;
  Resource resource_;
  IssuerKeys issuer_keys_;
};

}  // namespace cardea::admin
