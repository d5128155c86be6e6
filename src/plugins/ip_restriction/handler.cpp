// SPDX-License-Identifier: Apache-2.0
// Clients of a unix socket have no address to judge: they are refused, as in Kong.
#include "plugins/ip_restriction/handler.h"

#include <array>

namespace cardea::plugins::ip_restriction {
namespace {

constexpr plugin::Answer no_address{
    .status = 403,
    .reason = "ip_restriction.no_address",
    .message = "Cannot identify the client IP address, unix domain sockets are not supported."};

Result<net::CidrSet> read_blocks(const std::optional<std::vector<std::string>>& texts) {
  if (!texts) return net::CidrSet();
  return net::CidrSet::parse(*texts);
}

}  // namespace

Result<Rules> Rules::make(const Settings& settings) {
  auto allow = read_blocks(settings.allow);
  if (!allow) return fail(std::move(allow));
  auto deny = read_blocks(settings.deny);
  if (!deny) return fail(std::move(deny));
  return Rules{.allow = std::move(*allow),
               .deny = std::move(*deny),
               .status = static_cast<std::uint16_t>(settings.status.value_or(403)),
               .message = settings.message.value_or("")};
}

plugin::Step IpRestrictionHandler::on_request(plugin::Exchange& exchange) const {
  const net::Address& client = exchange.arrival().client;
  if (!client.is_ip()) return plugin::Verdict::answer(no_address);
  if (rules_.deny.contains(client)) return refuse(exchange, "ip_restriction.denied");
  if (!rules_.allow.empty() && !rules_.allow.contains(client)) {
    return refuse(exchange, "ip_restriction.not_allowed");
  }
  return plugin::Verdict::proceed();
}

plugin::Verdict IpRestrictionHandler::refuse(plugin::Exchange& exchange,
                                             std::string_view reason) const {
  Arena& arena = exchange.arena();
  std::array<char, 112> room{};
  const std::string_view address = arena.copy(exchange.arrival().client.host_into(room));
  exchange.trace().note("address", address);
  std::string_view message = rules_.message;
  if (message.empty()) message = arena.join({"IP address not allowed: ", address});
  const plugin::Answer answer{.status = rules_.status, .reason = reason, .message = message};
  return plugin::Verdict::answer(plugin::keep(arena, answer));
}

}  // namespace cardea::plugins::ip_restriction
