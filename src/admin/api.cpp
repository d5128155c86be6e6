// SPDX-License-Identifier: Apache-2.0
// The order of the checks is Kong's and clients rely on it: an unknown path is 404 for every
// method, a wrong body type 415 before a wrong method 405.
#include "admin/api.h"

#include <algorithm>

#include "http/list.h"
#include "http/query.h"
#include "json/parse.h"

namespace cardea::admin {
namespace {

using http::Method;

constexpr std::size_t most_arguments = 1000;
constexpr json::Limits body_limits{
    .bytes = std::size_t{10} << 20U, .depth = 64, .members = 200'000};

bool has_body(Method method) {
  return method == Method::post || method == Method::put || method == Method::patch;
}

std::string_view allowed(const Target& target) {
  return target.is_collection() ? "GET, HEAD, OPTIONS, POST"
                                : "DELETE, GET, HEAD, OPTIONS, PATCH, PUT";
}

bool is_allowed(const Target& target, Method method) {
  if (method == Method::get) return true;
  if (target.is_collection()) return method == Method::post;
  return method == Method::put || method == Method::patch || method == Method::delete_;
}

bool is_json(const Call& call) {
  return call.content_type.starts_with("application/json");
}

bool is_readable(const Call& call) {
  return is_json(call) || (!call.has_content_type && call.body.empty());
}

bool has_too_many_arguments(std::string_view query) {
  http::QueryArgs args(query);
  http::QueryArg arg;
  std::size_t count = 0;
  while (args.next(arg)) {
    if (++count > most_arguments) return true;
  }
  return false;
}

// An empty object when the method has no body or it is empty.
Result<json::Object> read_body(const Call& call) {
  if (!has_body(call.method) || !is_json(call)) return json::Object();
  return json::parse_object(call.body, body_limits);
}

Reply options(std::string_view methods, const Call& call) {
  Reply reply = no_content();
  reply.fields.emplace_back("Allow", std::string(methods));
  reply.fields.emplace_back("Access-Control-Allow-Methods", std::string(methods));
  reply.fields.emplace_back("Access-Control-Allow-Headers", call.requested_headers.empty()
                                                                ? "Content-Type"
                                                                : call.requested_headers);
  return reply;
}

Reply method_not_allowed() {
  return message(405, "Method not allowed");
}

}  // namespace

Api::Found Api::find(const Call& call) const {
  Found found;
  found.page = Node::find_page(call.path);
  found.keys_of = IssuerKeys::find(call.path);
  found.decisions = DecisionPages::serves(call.path);
  found.explanations = ExplainPages::serves(call.path);
  if (!found.is_page() && !found.is_told()) {
    found.target = find_target(parts_.records.catalog(), call.path);
  }
  return found;
}

Task<Reply> Api::serve(const Call& call) {
  const Found found = find(call);
  if (found.none()) co_return not_found();
  if (has_body(call.method) && !is_readable(call)) co_return Reply{.status = 415};
  co_return co_await dispatch(call, found);
}

Task<Reply> Api::dispatch(const Call& call, const Found& found) {
  if (found.is_page()) co_return co_await serve_page(call, found);
  if (found.is_told()) co_return co_await dispatch_decisions(call, found);
  const Target& target = *found.target;
  if (call.method == Method::options) co_return options(allowed(target), call);
  if (!is_allowed(target, call.method)) co_return method_not_allowed();
  auto read = read_body(call);
  if (!read) co_return message(400, "Cannot parse JSON body");
  json::Object body = std::move(*read);
  if (has_too_many_arguments(call.query)) co_return message(400, "Too many arguments");
  co_return co_await resource_.serve(target, call, std::move(body));
}

Task<Reply> Api::dispatch_decisions(const Call& call, const Found& found) {
  const std::string_view methods =
      found.decisions ? DecisionPages::allowed(call.path) : "OPTIONS, POST";
  if (call.method == Method::options) co_return options(methods, call);
  if (!http::has_member(methods, http::name(call.method))) co_return method_not_allowed();
  auto body = read_body(call);
  if (!body) co_return message(400, "Cannot parse JSON body");
  if (has_too_many_arguments(call.query)) co_return message(400, "Too many arguments");
  if (found.decisions) co_return co_await parts_.decisions.serve(call, std::move(*body));
  co_return co_await parts_.explanations.serve(call, std::move(*body));
}

Task<Reply> Api::serve_page(const Call& call, const Found& found) {
  if (call.method == Method::options) co_return options("GET, HEAD, OPTIONS", call);
  if (call.method != Method::get) co_return method_not_allowed();
  if (!found.keys_of) co_return co_await parts_.node.serve(found.page, call);
  std::string issuer = *found.keys_of;
  co_return co_await issuer_keys_.serve(std::move(issuer));
}

Task<Reply> Api::serve_status(const Call& call) {
  const Node::Page page = Node::find_page(call.path);
  if (page == Node::Page::none || page == Node::Page::root) co_return not_found();
  if (call.method == Method::options) co_return options("GET, HEAD, OPTIONS", call);
  if (call.method != Method::get) co_return method_not_allowed();
  co_return co_await parts_.node.serve(page, call);
}

}  // namespace cardea::admin
