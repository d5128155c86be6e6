// SPDX-License-Identifier: Apache-2.0
// Off line the command is a gateway itself for a moment, one that listens on the Unix socket only,
// so that both ways run the same code.
#include "app/operator.h"

#include <boost/json/object.hpp>

#include "json/parse.h"
#include "json/write.h"

namespace cardea::app {

Result<Operator> Operator::connect(const LoadedSettings& settings) {
  const auto socket = net::Address::from_path(settings.config.data_dir + "/admin.sock");
  if (!socket) return fail(socket);
  const auto answer = http_call(*socket, {.path = "/status/ready"});
  if (answer) return Operator(*socket, nullptr);
  LoadedSettings quiet = settings;
  quiet.config.proxy_listen.clear();
  quiet.config.admin_listen.clear();
  quiet.config.status_listen.clear();
  quiet.config.proxy_access_log = "off";
  quiet.config.admin_access_log = "off";
  quiet.config.log_level = observe::Severity::error;
  quiet.config.workers = 1;
  auto gateway = Gateway::start(quiet);
  if (!gateway) return fail(std::move(gateway));
  return Operator(*socket, std::move(*gateway));
}

Result<OperatorAnswer> Operator::call(std::string_view method, std::string_view path,
                                      const json::Value& body) {
  HttpQuestion question{.method = std::string(method), .path = std::string(path)};
  if (!body.is_null()) question.body = json::write(body);
  const auto answer = http_call(socket_, question, std::chrono::seconds(60));
  if (!answer) return fail(answer);
  OperatorAnswer out{.status = answer->status, .body = nullptr};
  if (!answer->body.empty()) {
    auto read = json::parse(answer->body);
    if (!read) return fail(std::move(read));
    out.body = std::move(*read);
  }
  return out;
}

Result<OperatorAnswer> Operator::get(std::string_view path) {
  return call("GET", path, nullptr);
}

std::string explain(const OperatorAnswer& answer) {
  const auto* const object = answer.body.if_object();
  const auto* const text = object == nullptr ? nullptr : object->if_contains("message");
  if (text != nullptr && text->is_string()) return std::string(text->get_string());
  return "status " + std::to_string(answer.status);
}

}  // namespace cardea::app
