// SPDX-License-Identifier: Apache-2.0
// The priority's bits, from the top, as in Kong's default router: 3 how many kinds of conditions
// the route has, 1 hosts without wildcards, 8 how many header names, 1 the path is a regular
// expression, 32 regex_priority, 19 length of the prefix.
#include "proxy/route_rule.h"

#include <algorithm>
#include <limits>

#include "http/ascii.h"
#include "http/authority.h"
#include "observe/log.h"

namespace cardea::proxy {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  http::lower_case(text, out.data());
  return out;
}

std::vector<RouteConditions::HeaderRule> header_rules(const model::Route& route) {
  std::vector<RouteConditions::HeaderRule> rules;
  if (!route.headers) return rules;
  for (const auto& [name, values] : *route.headers) {
    RouteConditions::HeaderRule rule;
    rule.name = name;
    if (values.size() == 1 && values.front().starts_with("~*")) {
      rule.pattern =
          Pattern::compile(std::string_view(values.front()).substr(2), {.ignore_case = true});
    } else {
      for (const auto& value : values) rule.values.push_back(lower(value));
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

template <class Optional>
bool is_set(const Optional& list) {
  return list && !list->empty();
}

std::uint64_t route_priority(const model::Route& route, const RouteConditions& conditions) {
  std::uint64_t kinds = 0;
  kinds += is_set(route.methods) ? 1 : 0;
  kinds += is_set(route.hosts) ? 1 : 0;
  kinds += is_set(route.headers) ? 1 : 0;
  kinds += is_set(route.snis) ? 1 : 0;
  kinds += is_set(route.paths) ? 1 : 0;
  const bool plain =
      !conditions.hosts.empty() && std::ranges::all_of(conditions.hosts, [](const HostRule& host) {
        return host.kind == HostRule::Kind::exact;
      });
  const std::uint64_t headers = std::min<std::size_t>(conditions.headers.size(), 255);
  return kinds << 61 | std::uint64_t{plain ? 1U : 0U} << 60 | headers << 52;
}

std::uint64_t regex_share(const model::Route& route) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  const std::int64_t wanted = std::clamp(route.regex_priority.value_or(0), -most, most);
  // Kong sets the priority for regular expressions only; shifted so that negative ones stay below.
  return std::uint64_t{1} << 51 | static_cast<std::uint64_t>(wanted + most) << 19;
}

std::uint64_t prefix_share(std::string_view prefix) {
  constexpr std::size_t most = (1U << 19) - 1;
  return std::min(prefix.size(), most);
}

bool sni_fits(const std::vector<std::string>& snis, const Asked& asked) {
  if (snis.empty() || !asked.tls) return true;
  return std::ranges::any_of(snis, [&](const std::string& one) {
    if (one.starts_with("*")) return asked.sni.ends_with(std::string_view(one).substr(1));
    if (one.ends_with("*"))
      return asked.sni.starts_with(std::string_view(one).substr(0, one.size() - 1));
    return one == asked.sni;
  });
}

bool value_fits(const RouteConditions::HeaderRule& rule, std::string_view value, bool& failed) {
  if (rule.pattern) {
    const auto outcome = rule.pattern->match(value);
    failed = failed || outcome.failed;
    return outcome.matched;
  }
  return std::ranges::any_of(
      rule.values, [&](const std::string& one) { return http::equals_ignoring_case(one, value); });
}

bool header_fits(const RouteConditions::HeaderRule& rule, const Asked& asked) {
  return std::ranges::any_of(*asked.fields, [&](const http::Field& field) {
    return http::equals_ignoring_case(field.name, rule.name) &&
           value_fits(rule, field.value, *asked.failed);
  });
}

}  // namespace

HostRule HostRule::read(std::string_view host) {
  HostRule rule;
  const std::size_t colon = host.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos &&
      colon + 1 < host.size() && std::ranges::all_of(host.substr(colon + 1), http::is_digit);
  if (has_port) {
    unsigned port = 0;
    for (const char c : host.substr(colon + 1)) port = port * 10 + static_cast<unsigned>(c - '0');
    rule.port = static_cast<std::uint16_t>(port);
    host = host.substr(0, colon);
  }
  if (host.starts_with("*")) {
    rule.kind = Kind::suffix;
    host.remove_prefix(1);
  } else if (host.ends_with("*")) {
    rule.kind = Kind::prefix;
    host.remove_suffix(1);
  }
  rule.text = lower(host);
  return rule;
}

bool RouteConditions::fits(const Asked& asked) const {
  if (!methods.empty() && std::ranges::find(methods, asked.method) == methods.end()) return false;
  if (!sni_fits(snis, asked)) return false;
  return std::ranges::all_of(headers,
                             [&](const HeaderRule& rule) { return header_fits(rule, asked); });
}

RouteRules make_rules(const Router::Source& source) {
  const model::Route& route = source.route;
  auto conditions = std::make_shared<RouteConditions>();
  conditions->entry = source.entry;
  conditions->id = route.id;
  if (route.methods) conditions->methods = *route.methods;
  if (route.hosts) {
    for (const auto& host : *route.hosts) conditions->hosts.push_back(HostRule::read(host));
  }
  conditions->headers = header_rules(route);
  if (route.snis) {
    for (const auto& sni : *route.snis) conditions->snis.push_back(lower(sni));
  }
  conditions->priority = route_priority(route, *conditions);

  RouteRules rules;
  const auto add = [&](const std::optional<HostRule>& host, std::string_view path) {
    auto rule = std::make_shared<RouteRule>();
    rule->route = conditions;
    rule->host = host;
    if (path.starts_with("~")) {
      rule->regex = Pattern::compile(path.substr(1), {.place = Pattern::Place::at_start});
      if (!rule->regex) {
        observe::error("route {}: the path '{}' does not compile and matches nothing", route.id,
                       path);
        return;  // it was checked when it was written: only damage leads here
      }
      rule->priority = conditions->priority | regex_share(route);
    } else {
      rule->prefix = std::string(path);
      rule->priority = conditions->priority | prefix_share(path);
    }
    rules.push_back(std::move(rule));
  };
  const std::vector<std::string> any_path = {""};
  for (const auto& path : is_set(route.paths) ? *route.paths : any_path) {
    if (conditions->hosts.empty()) add(std::nullopt, path);
    for (const auto& host : conditions->hosts) add(host, path);
  }
  return rules;
}

}  // namespace cardea::proxy
