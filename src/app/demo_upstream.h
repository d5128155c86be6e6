// SPDX-License-Identifier: Apache-2.0
// The application behind the demo's gateway: answers every request with what it was sent, as JSON.
#pragma once

#include <memory>

#include "admin/server.h"
#include "base/result.h"
#include "loop/core.h"
#include "loop/gate.h"
#include "net/listener.h"

namespace cardea::app {

class DemoUpstream {
 public:
  /// Listens on a free port of the loopback address, on a thread of its own.
  static Result<std::unique_ptr<DemoUpstream>> start();
  DemoUpstream();
  DemoUpstream(const DemoUpstream&) = delete;
  DemoUpstream& operator=(const DemoUpstream&) = delete;
  ~DemoUpstream();

  [[nodiscard]] const net::Address& address() const { return listener_->local(); }

 private:
  void stop();

  loop::Core core_;
  admin::Server server_;
  admin::Door door_;
  std::unique_ptr<net::Listener> listener_;
  loop::Gate gate_;
};

}  // namespace cardea::app
