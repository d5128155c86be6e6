// SPDX-License-Identifier: Apache-2.0
// What is lent to a core is owned by the message, because a caller that goes away does not wait for
// the answer.
#include "admin/decision_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <charconv>

#include "admin/errors.h"
#include "base/uuid.h"
#include "json/parse.h"
#include "loop/event.h"
#include "model/consumer.h"
#include "observe/reason.h"
#include "observe/request_id.h"

namespace cardea::admin {
namespace {

using boost::json::string_view;
using observe::KeptDecision;

constexpr std::size_t usual_size = 100;
constexpr std::size_t most_size = 1000;
constexpr std::int64_t longest_watch = 24 * 60 * 60;  // seconds

std::string_view text_of(const json::Object& object, std::string_view name) {
  const auto* const value = object.if_contains(string_view(name));
  return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                : std::string_view();
}

void explain(json::Object& object, std::string_view code) {
  const observe::Reason* const reason = observe::find_reason(code);
  if (reason == nullptr) return;
  object["meaning"] = string_view(reason->meaning);
  object["causes"] = string_view(reason->cause);
  object["fix"] = string_view(reason->fix);
  object["who"] = string_view(observe::name(reason->fixer));
}

// Our own writer made the text: one that does not read is a defect, to be seen.
json::Object read_record(std::string_view text) {
  auto read = json::parse_object(text);
  if (!read) return {{"problem", "this record cannot be read"}};
  explain_reasons(*read);
  return std::move(*read);
}

std::expected<std::size_t, Reply> size_of(const Call& call) {
  const auto text = query_value(call.query, "size");
  if (!text) return usual_size;
  std::size_t size = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), size);
  const bool whole = read.ec == std::errc() && read.ptr == text->data() + text->size();
  if (!whole || size < 1 || size > most_size) {
    return std::unexpected(invalid_size("size must be an integer between 1 and 1000"));
  }
  return size;
}

bool is_reason(std::string_view wanted) {
  return std::ranges::any_of(observe::reasons(), [&](const observe::Reason& one) {
    const std::string_view family = one.code.substr(0, one.code.find('.'));
    return one.code == wanted || family == wanted;
  });
}

// The filters that need no look-up.
std::expected<observe::Decisions::Question, Reply> question_of(const Call& call) {
  observe::Decisions::Question question;
  auto size = size_of(call);
  if (!size) return std::unexpected(std::move(size.error()));
  question.filter.most = *size;
  question.filter.reason = query_value(call.query, "reason").value_or("");
  if (!question.filter.reason.empty() && !is_reason(question.filter.reason)) {
    return std::unexpected(
        message(400,
                "There is no such reason: `cardea manual reasons` lists them; `jwt` stands for all "
                "that begin with `jwt.`"));
  }
  const auto outcome = query_value(call.query, "outcome");
  if (outcome && *outcome != "passed" && *outcome != "denied") {
    return std::unexpected(message(400, "outcome must be passed or denied"));
  }
  if (outcome) question.passed = *outcome == "passed";
  return question;
}

}  // namespace

void explain_reasons(json::Object& record) {
  const std::string reason(text_of(record, "reason"));
  explain(record, reason);
  auto* const checks = record.if_contains("checks");
  if (checks == nullptr || !checks->is_array()) return;
  for (auto& check : checks->get_array()) {
    if (!check.is_object()) continue;
    const std::string own(text_of(check.get_object(), "reason"));
    if (own != reason) explain(check.get_object(), own);
  }
}

bool DecisionPages::serves(const std::vector<std::string>& path) {
  return !path.empty() && path.size() <= 2 && path[0] == "decisions";
}

std::string_view DecisionPages::allowed(const std::vector<std::string>& path) {
  return path.size() == 1 ? "GET, HEAD, OPTIONS, PATCH" : "GET, HEAD, OPTIONS";
}

Task<Reply> DecisionPages::serve(const Call& call, json::Object body) {
  if (call.method == http::Method::patch) co_return co_await keep_passes(std::move(body));
  if (parts_.kept == observe::KeptDecisions::off) {
    co_return message(404, "No decisions are kept: the setting `decisions` is off");
  }
  if (call.path.size() == 1) co_return co_await list(call);
  std::string id = call.path[1];
  co_return co_await one(std::move(id));
}

Reply DecisionPages::not_kept(std::string_view id) const {
  const auto parts = observe::read_request_id(id);
  if (!parts) {
    return message(404, "This is no request id: those have 32 digits, as in X-Kong-Request-Id");
  }
  const std::string own = observe::node_digits(parts_.node_id);
  if (parts->node != own || parts->core >= parts_.cores.size()) {
    return message(404, fmt::format("This id was given by the node {}..., and this is {}...: ask "
                                    "that node. (A node without the setting node_id has a new name "
                                    "after each start, and forgets its decisions.)",
                                    parts->node, own));
  }
  return message(404,
                 "This decision is not here (any more): newer ones have taken its place, or the "
                 "request passed and passes are not kept (settings decisions, decisions_memory)");
}

Task<std::string> DecisionPages::ask(std::size_t core, std::string id) {
  struct Asked {
    std::string id, text;
    loop::Event done;
  };
  const auto asked = std::make_shared<Asked>();
  asked->id = std::move(id);
  parts_.cores[core].post([this, core, asked] {
    asked->text = parts_.of_core(core).find(asked->id);
    asked->done.set();
  });
  const bool answered = co_await asked->done.wait();
  co_return answered ? std::move(asked->text) : std::string();
}

Task<Reply> DecisionPages::one(std::string id) {
  const auto parts = observe::read_request_id(id);
  const bool ours = parts && parts->node == observe::node_digits(parts_.node_id) &&
                    parts->core < parts_.cores.size();
  if (!ours) co_return not_kept(id);
  const unsigned core = parts->core;
  const std::string text = co_await ask(core, id);
  if (text.empty()) co_return not_kept(id);
  json::Object record = read_record(text);
  const std::string other(text_of(record, "concerns"));
  if (!other.empty()) {
    const std::string name = co_await username(other);
    if (!name.empty()) record["concerns_username"] = string_view(name);
  }
  record["node"] = string_view(parts_.node_id);
  record["core"] = core;
  co_return ok(std::move(record));
}

// Empty when there is none or the store does not answer.
Task<std::string> DecisionPages::username(std::string id) {
  const schema::Entity& entity = model::Consumer::entity();
  std::string field = "id";
  const auto found = co_await parts_.records.find_by(entity, std::move(field), std::move(id));
  if (!found || !*found) co_return std::string();
  co_return std::string(text_of((*found)->row, "username"));
}

Task<std::expected<std::uint64_t, Reply>> DecisionPages::mark_of(std::string consumer) {
  if (is_uuid(consumer)) co_return observe::consumer_mark(consumer);  // also with the store away
  const schema::Entity& entity = model::Consumer::entity();
  const auto found = co_await parts_.records.find(entity, std::move(consumer));
  if (!found) co_return std::unexpected(found.error());
  if (!*found) co_return std::unexpected(message(404, "There is no such consumer"));
  co_return observe::consumer_mark(text_of((*found)->row, "id"));
}

Task<Reply> DecisionPages::list(const Call& call) {
  auto question = question_of(call);
  if (!question) co_return std::move(question.error());
  auto consumer = query_value(call.query, "consumer");
  if (consumer) {
    const auto mark = co_await mark_of(std::move(*consumer));
    if (!mark) co_return mark.error();
    question->filter.consumer = *mark;
  }
  const auto found = std::make_shared<std::vector<std::vector<KeptDecision>>>(parts_.cores.size());
  auto collect = [this, found, asked = *question](loop::Core& core) {
    (*found)[core.index()] = parts_.of_core(core.index()).collect(asked);
  };
  co_await parts_.cores.run_on_all(std::move(collect));
  std::vector<KeptDecision> all;
  for (auto& some : *found) std::ranges::move(some, std::back_inserter(all));
  std::ranges::sort(all, [](const auto& a, const auto& b) { return a.at > b.at; });
  if (all.size() > question->filter.most) all.resize(question->filter.most);
  json::Array data;
  for (const KeptDecision& decision : all) data.emplace_back(read_record(decision.text));
  json::Object body;
  body["data"] = std::move(data);
  body["next"] = nullptr;
  co_return ok(std::move(body));
}

Task<Reply> DecisionPages::keep_passes(json::Object body) {
  const auto* const given = body.if_contains("keep_passes_for");
  const std::int64_t seconds =
      given != nullptr && given->is_int64() ? given->get_int64() : std::int64_t{-1};
  if (seconds < 0 || seconds > longest_watch || body.size() != 1) {
    co_return message(400, "Send {\"keep_passes_for\": <seconds>}, from 0 to 86400");
  }
  if (parts_.kept != observe::KeptDecisions::denials) {
    co_return message(409, parts_.kept == observe::KeptDecisions::all
                               ? "Passes are kept anyway: the setting `decisions` is all"
                               : "No decisions are kept: the setting `decisions` is off");
  }
  const BootTime until = parts_.clock.boot() + std::chrono::seconds(seconds);
  auto tell = [this, until](loop::Core& core) {
    parts_.of_core(core.index()).keep_passes_until(until);
  };
  co_await parts_.cores.run_on_all(std::move(tell));
  json::Object answer;
  answer["keep_passes_for"] = seconds;
  co_return ok(std::move(answer));
}

}  // namespace cardea::admin
