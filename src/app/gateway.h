// SPDX-License-Identifier: Apache-2.0
// Owns one of everything. Built from the bottom up (store, cores, proxy, Admin API, listeners),
// taken down from the top: nothing ends before what uses it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/load_settings.h"
#include "base/result.h"

namespace cardea::app {

class Gateway {
 public:
  /// Opens the store, catches up with it, and listens. When this returns, requests are served.
  /// Fails with a sentence that says what to mend; then nothing is left running.
  static Result<std::unique_ptr<Gateway>> start(const LoadedSettings& settings);
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;
  /// Stops without grace if `stop` was not called.
  ~Gateway();

  /// What listens where, one listener a line.
  [[nodiscard]] const std::vector<std::string>& listening() const;
  /// The first address of each kind, with its real port; empty when there is none. For the demo.
  [[nodiscard]] std::string proxy_address() const;
  [[nodiscard]] std::string admin_address() const;
  /// The path of the Unix socket that speaks the Admin API.
  [[nodiscard]] const std::string& socket_path() const;

  /// Returns when the process is told to end (SIGTERM, SIGINT). SIGHUP reopens the logs.
  void wait_for_end();

  /// Lets requests under way end, for at most `shutdown_timeout`, and closes the store.
  void stop();

  struct Tower;
  explicit Gateway(std::unique_ptr<Tower> tower);

 private:
  std::unique_ptr<Tower> tower_;
};

}  // namespace cardea::app
