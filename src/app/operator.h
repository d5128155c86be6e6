// SPDX-License-Identifier: Apache-2.0
// The Admin API for commands of the same machine: through the running gateway's Unix socket, or,
// when no gateway holds the data, by opening the store for the time of the command. Nobody ever
// opens it beside a running gateway.
#pragma once

#include <memory>
#include <string>

#include "app/gateway.h"
#include "app/http_call.h"
#include "app/load_settings.h"
#include "base/result.h"
#include "json/value.h"

namespace cardea::app {

struct OperatorAnswer {
  int status = 0;
  json::Value body;  ///< null when there was none
};

class Operator {
 public:
  /// Finds the gateway of these settings, or opens its store.
  static Result<Operator> connect(const LoadedSettings& settings);

  Result<OperatorAnswer> call(std::string_view method, std::string_view path,
                              const json::Value& body);
  Result<OperatorAnswer> get(std::string_view path);

  /// Whether a gateway is running.
  [[nodiscard]] bool is_online() const { return gateway_ == nullptr; }

 private:
  Operator(const net::Address& socket, std::unique_ptr<Gateway> gateway)
      : socket_(socket), gateway_(std::move(gateway)) {}

  net::Address socket_;
  std::unique_ptr<Gateway> gateway_;  // without listeners but the socket; null while another runs
};

/// The words of an error answer: its `message`, or the status.
std::string explain(const OperatorAnswer& answer);

}  // namespace cardea::app
