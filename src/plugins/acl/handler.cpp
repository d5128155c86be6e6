// SPDX-License-Identifier: Apache-2.0
// An anonymous consumer without groups is told 401 in allow mode, everybody else who is refused
// 403. The fields that name the groups are set or dropped in every case, so that a client's own
// never reach the upstream.
#include "plugins/acl/handler.h"

#include <algorithm>

#include "identity/directory.h"
#include "identity/sources.h"

namespace cardea::plugins::acl {
namespace {

using plugin::Exchange;
using plugin::Verdict;

constexpr plugin::Answer nobody{
    .status = 401, .reason = "acl.no_consumer", .message = "Unauthorized"};
constexpr plugin::Answer anonymous_without_groups{
    .status = 401, .reason = "acl.not_in_group", .message = "Unauthorized"};
constexpr plugin::Answer not_in_group{
    .status = 403, .reason = "acl.not_in_group", .message = "You cannot consume this service"};
constexpr plugin::Answer in_denied_group{
    .status = 403, .reason = "acl.denied_group", .message = "You cannot consume this service"};
constexpr plugin::Answer credential_without_consumer{
    .status = 403, .reason = "acl.no_consumer", .message = "You cannot consume this service"};

bool shares_one(const std::vector<std::string>& wanted, const identity::Groups& groups) {
  return std::ranges::any_of(wanted, [&](const std::string& one) { return groups.contains(one); });
}

// For whoever explains the decision: what is, and what was asked for.
void note_groups(Exchange& exchange, const Settings& settings, const identity::Groups& groups) {
  Arena& arena = exchange.arena();
  plugin::Trace& trace = exchange.trace();
  trace.note("groups", groups.names, arena);
  const bool allows = settings.allow && !settings.allow->empty();
  if (allows) trace.note("groups_wanted", *settings.allow, arena);
  if (!allows && settings.deny) trace.note("groups_denied", *settings.deny, arena);
}

Verdict refuse(Exchange& exchange, const Settings& settings, const identity::Groups& groups,
               const plugin::Answer& answer) {
  note_groups(exchange, settings, groups);
  return Verdict::answer(answer);
}

}  // namespace

plugin::Step AclHandler::on_request(Exchange& exchange) const {
  const identity::Caller& caller = exchange.caller();
  const auto& brought = caller.authenticated_groups;
  const bool brings_some = brought && !brought->names.empty();
  const bool prefers_them =
      !caller.consumer || !caller.authenticated || settings_.always_use_authenticated_groups;
  if (brings_some && prefers_them) return decide(exchange, brought, true);
  if (!caller.consumer) {
    return Verdict::answer(caller.authenticated ? credential_without_consumer : nobody);
  }
  auto grants = exchange.directory().recall(identity::groups_by_consumer(), caller.consumer->id);
  if (!grants) return ask_groups(exchange, caller.consumer->id);
  return decide(exchange, identity::Grants::at(std::move(*grants), exchange.arrival().at), false);
}

Task<Verdict> AclHandler::ask_groups(Exchange& exchange, std::string consumer) const {
  const auto source = identity::groups_by_consumer();
  auto grants = co_await exchange.directory().find(source, std::move(consumer));
  if (!grants) co_return Verdict::unable(grants.error());
  co_return decide(exchange, identity::Grants::at(std::move(*grants), exchange.arrival().at),
                   false);
}

Verdict AclHandler::decide(Exchange& exchange, std::shared_ptr<const identity::Groups> groups,
                           bool brought) const {
  const bool allows = settings_.allow && !settings_.allow->empty();
  if (allows && groups->names.empty() && !exchange.caller().authenticated) {
    return refuse(exchange, settings_, *groups, anonymous_without_groups);
  }
  if (allows && !shares_one(*settings_.allow, *groups)) {
    return refuse(exchange, settings_, *groups, not_in_group);
  }
  if (!allows && settings_.deny && shares_one(*settings_.deny, *groups)) {
    return refuse(exchange, settings_, *groups, in_denied_group);
  }
  if (exchange.trace().is_wanted()) note_groups(exchange, settings_, *groups);
  const auto field =
      brought ? http::FieldName::x_authenticated_groups : http::FieldName::x_consumer_groups;
  exchange.drop_upstream_field(http::FieldName::x_authenticated_groups);
  exchange.drop_upstream_field(http::FieldName::x_consumer_groups);
  if (!settings_.hide_groups_header) exchange.set_upstream_field(field, groups->joined);
  exchange.set_groups(std::move(groups));
  return Verdict::proceed();
}

}  // namespace cardea::plugins::acl
