// SPDX-License-Identifier: Apache-2.0
// What a plugin does in the phases of an exchange, with one configuration. Immutable and shared by
// all cores.
#pragma once

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
};

}  // namespace cardea::plugin
