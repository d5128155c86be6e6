// SPDX-License-Identifier: Apache-2.0
// Both pages read the same description; only who asks is different: a token proves it, `as` names
// it.
#include "admin/explain_pages.h"

#include "admin/decision_pages.h"
#include "admin/errors.h"
#include "admin/imagined.h"
#include "json/parse.h"
#include "model/consumer.h"
#include "observe/reason.h"

namespace cardea::admin {

bool ExplainPages::serves(const std::vector<std::string>& path) {
  return path.size() == 1 && (path[0] == "explain" || path[0] == "effective");
}

Task<Reply> ExplainPages::serve(const Call& call, json::Object body) {
  auto request = read_imagined(body, parts_.port);
  if (!request) co_return message(400, request.error().detail);
  const auto* const who = body.if_contains("as");
  if (who != nullptr && !who->is_string()) co_return message(400, "as must be a text");
  if (call.path[0] == "explain") {
    if (who != nullptr) co_return message(400, "as is for /effective: here a token says who asks");
    co_return co_await explain(std::move(*request));
  }
  std::string name = who == nullptr ? std::string() : std::string(who->get_string());
  co_return co_await effective(std::move(*request), std::move(name));
}

Task<Reply> ExplainPages::explain(proxy::ImaginedRequest request) {
  const auto text = co_await parts_.dry_run.judge(std::move(request));
  if (!text) co_return unable(text.error());
  auto record = json::parse_object(*text);
  if (!record) co_return unable(record.error());
  explain_reasons(*record);
  (*record)["imagined"] = true;
  co_return ok(std::move(*record));
}

// Its id and name.
Task<std::expected<json::Object, Reply>> ExplainPages::find_consumer(std::string name) {
  const schema::Entity& entity = model::Consumer::entity();
  const auto found = co_await parts_.records.find(entity, std::move(name));
  if (!found) co_return std::unexpected(found.error());
  if (!*found) co_return std::unexpected(message(404, "There is no such consumer"));
  json::Object consumer;
  consumer["id"] = (*found)->row.at("id");
  const auto& username = (*found)->row.at("username");
  if (username.is_string()) consumer["name"] = username;
  co_return consumer;
}

Task<Reply> ExplainPages::effective(proxy::ImaginedRequest request, std::string who) {
  std::string id;
  json::Object consumer;
  if (!who.empty()) {
    auto found = co_await find_consumer(std::move(who));
    if (!found) co_return found.error();
    consumer = std::move(*found);
    id = std::string(consumer.at("id").as_string());
  }
  auto plugins = co_await parts_.dry_run.effective(std::move(request), std::move(id));
  if (!plugins) co_return unable(plugins.error());
  explain_reasons(*plugins);
  if (!consumer.empty()) (*plugins)["consumer"] = std::move(consumer);
  co_return ok(std::move(*plugins));
}

}  // namespace cardea::admin
