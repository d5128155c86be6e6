// SPDX-License-Identifier: Apache-2.0
// What a plugin does in the two phases of an exchange, request and response, with one
// configuration. Immutable and shared by all cores.
#pragma once

#include "plugin/answer_head.h"
#include "plugin/exchange.h"
#include "plugin/verdict.h"

namespace cardea::plugin {

/// One configured plugin. Functions run on the core of the exchange; what they keep across a wait
/// lives in the exchange or in their own frame, never in the handler.
class Handler {
 public:
  virtual ~Handler() = default;

  /// Before the request goes upstream. Decide at once where possible; return a Task only to wait.
  /// The handler and the exchange outlive the Task.
  virtual Step on_request(Exchange& exchange) const = 0;

  /// Whether `on_response` does anything. Asked once, when the configuration is compiled: plugins
  /// without it cost nothing when an answer goes out.
  [[nodiscard]] virtual bool has_response_phase() const { return false; }

  /// Before the head of the final answer goes to the client, whoever made it: the upstream, this
  /// plugin or another, or the gateway (no upstream, a bad body). Without a matched route only
  /// plugins for all routes are asked. So `on_request` need not have been called: what it decided
  /// is left by `Exchange::remember`. Must not wait.
  virtual void on_response(Exchange& /*exchange*/, AnswerHead& /*head*/) const {}
};

}  // namespace cardea::plugin
