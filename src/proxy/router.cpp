// SPDX-License-Identifier: Apache-2.0
// Rules stand under the host they name: exact hosts, wildcards by their fixed part, and those
// without a host. A look-up asks each table that can hold a match and keeps the best.
#include "proxy/router.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include "proxy/path_tree.h"
#include "proxy/route_rule.h"

namespace cardea::proxy {
namespace {

// The rules under one host.
struct HostTable {
  PathTree prefixes;
  RouteRules regexes;  // best first

  void insert(const std::shared_ptr<const RouteRule>& rule) {
    if (rule->regex) {
      insert_by_rank(regexes, rule);
    } else {
      prefixes.insert(rule);
    }
  }

  void remove(const RouteRule& rule) {
    if (rule.regex) {
      std::erase_if(regexes, [&](const auto& one) { return one.get() == &rule; });
    } else {
      prefixes.remove(rule.prefix, rule.route->id);
    }
  }

  [[nodiscard]] bool empty() const { return prefixes.empty() && regexes.empty(); }

  void find(const Asked& asked, const RouteRule*& best, std::size_t& matched) const {
    const RouteRule* const before = best;
    prefixes.find(asked, best);
    if (best != before) matched = best->prefix.size();
    for (const auto& rule : regexes) {
      if (best != nullptr && rule->rank() <= best->rank()) return;
      if (!rule->fits(asked)) continue;
      const auto outcome = rule->regex->match(asked.path);
      if (outcome.failed) *asked.failed = true;
      if (!outcome.matched) continue;
      best = rule.get();
      matched = outcome.length;
      return;
    }
  }
};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

using HostTables =
    boost::unordered_flat_map<std::string, std::shared_ptr<HostTable>, TextHash, std::equal_to<>>;

}  // namespace

struct Router::Parts {
  HostTables exact, suffixes, prefixes;
  HostTable any;
  boost::unordered_flat_map<std::string, std::shared_ptr<const RouteRules>> rules;  // by route's id

  HostTables& tables_for(HostRule::Kind kind) {
    switch (kind) {
      case HostRule::Kind::exact:
        return exact;
      case HostRule::Kind::suffix:
        return suffixes;
      case HostRule::Kind::prefix:
        return prefixes;
    }
    return exact;
  }

  // The table of a rule, made ours: one that another router shares is copied first.
  HostTable& own_table(const RouteRule& rule) {
    if (!rule.host) return any;
    auto& table = tables_for(rule.host->kind)[rule.host->text];
    if (!table) {
      table = std::make_shared<HostTable>();
    } else if (table.use_count() > 1) {
      table = std::make_shared<HostTable>(*table);
    }
    return *table;
  }

  void remove(std::string_view id) {
    const auto at = rules.find(std::string(id));
    if (at == rules.end()) return;
    for (const auto& rule : *at->second) {
      HostTable& table = own_table(*rule);
      table.remove(*rule);
      if (rule->host && table.empty()) tables_for(rule->host->kind).erase(rule->host->text);
    }
    rules.erase(at);
  }

  void insert(const Source& source) {
    auto made = std::make_shared<const RouteRules>(make_rules(source));
    for (const auto& rule : *made) own_table(*rule).insert(rule);
    rules.insert_or_assign(source.route.id, std::move(made));
  }
};

Router::Router(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
Router::~Router() = default;

std::shared_ptr<const Router> Router::make(const std::vector<Source>& sources) {
  auto parts = std::make_unique<Parts>();
  for (const Source& source : sources) parts->insert(source);
  return std::shared_ptr<const Router>(new Router(std::move(parts)));
}

std::shared_ptr<const Router> Router::change(const Router& before,
                                             const std::vector<Source>& changed,
                                             std::span<const std::string> removed) {
  auto parts = std::make_unique<Parts>(*before.parts_);
  for (const std::string& id : removed) parts->remove(id);
  for (const Source& source : changed) {
    parts->remove(source.route.id);
    parts->insert(source);
  }
  return std::shared_ptr<const Router>(new Router(std::move(parts)));
}

Match Router::find(const Asked& question) const {
  bool failed = false;
  Asked asked = question;
  asked.failed = &failed;
  const RouteRule* best = nullptr;
  std::size_t matched = 0;
  const auto look = [&](const HostTables& tables, std::string_view text) {
    const auto at = tables.find(text);
    if (at != tables.end()) at->second->find(asked, best, matched);
  };
  if (!parts_->exact.empty()) look(parts_->exact, asked.host);
  if (!parts_->suffixes.empty()) {
    for (std::size_t dot = asked.host.find('.'); dot != std::string_view::npos;
         dot = asked.host.find('.', dot + 1)) {
      if (dot > 0) look(parts_->suffixes, asked.host.substr(dot));
    }
  }
  if (!parts_->prefixes.empty()) {
    for (std::size_t dot = asked.host.find('.'); dot != std::string_view::npos;
         dot = asked.host.find('.', dot + 1)) {
      if (dot + 1 < asked.host.size()) look(parts_->prefixes, asked.host.substr(0, dot + 1));
    }
  }
  parts_->any.find(asked, best, matched);
  if (failed) return {.failed = true};
  if (best == nullptr) return {};
  return {.route = best->route->entry.get(), .matched = matched};
}

std::size_t Router::size() const {
  return parts_->rules.size();
}

}  // namespace cardea::proxy
