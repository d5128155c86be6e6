// SPDX-License-Identifier: Apache-2.0
// The cache and the questions under way. Time is the monotonic clock; one entry a name, least
// recently used ones go first when the cache is full.
#include "net/resolver.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <list>
#include <utility>

#include "loop/event.h"
#include "net/dns_query.h"
#include "net/hosts_file.h"

namespace cardea::net {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t longest_name = 253;  // RFC 1035 section 2.3.4, as text

/// A name in lower case without its last dot, held on the stack.
class LowerName {
 public:
  explicit LowerName(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    if (name.empty() || name.size() > longest_name) return;
    size_ = name.size();
    std::transform(name.begin(), name.end(), bytes_.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
  }
  [[nodiscard]] bool valid() const { return size_ > 0; }
  [[nodiscard]] std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, longest_name> bytes_;
  std::size_t size_ = 0;
};

Error bad_name(std::string_view name) {
  return Error::absent(
      fmt::format("name resolution failed: \"{}\" cannot be a host name", name.substr(0, 300)),
      Origin::upstream);
}

}  // namespace

/// What is known of a name.
struct KnownName {
  std::string name;
  std::vector<Address> addresses;  ///< empty: `error` says why
  Error error;
  Steady::time_point fresh_until;
  Steady::time_point usable_until;
  std::size_t turn = 0;
  [[nodiscard]] Address next(std::uint16_t port) {
    return addresses[turn++ % addresses.size()].with_port(port);
  }
};

/// A question that was asked and whoever waits for its answer.
struct OpenQuestion {
  loop::Event answered;
  std::optional<Error> error;
};

struct Resolver::Parts {
  Parts(loop::Core& core, ResolverOptions taken);

  KnownName* find(std::string_view name, Steady::time_point now);
  std::shared_ptr<OpenQuestion> ask(std::string_view name);
  void answered(const std::string& name, DnsQueries::Answer answer);
  void remember(const std::string& name, DnsQueries::Answer answer, Steady::time_point now);
  KnownName& entry(const std::string& name);
  Task<Result<KnownName*>> know(std::string_view host);

  ResolverOptions options;
  HostsFile hosts;
  std::list<KnownName> known;  ///< most recently used first
  boost::unordered_flat_map<std::string_view, std::list<KnownName>::iterator> by_name;
  boost::unordered_flat_map<std::string, std::shared_ptr<OpenQuestion>> open;
  std::uint64_t asked = 0;
  std::unique_ptr<DnsQueries> queries;  ///< last: its end answers what is open
};

Resolver::Parts::Parts(loop::Core&, ResolverOptions taken)
    : options(std::move(taken)), hosts(HostsFile::read(options.hosts_file)) {}

KnownName* Resolver::Parts::find(std::string_view name, Steady::time_point now) {
  const auto found = by_name.find(name);
  if (found == by_name.end()) return nullptr;
  known.splice(known.begin(), known, found->second);
  auto& entry = known.front();
  if (now >= entry.usable_until) return nullptr;
  if (now >= entry.fresh_until) ask(name);
  return &entry;
}

std::shared_ptr<OpenQuestion> Resolver::Parts::ask(std::string_view name) {
  const std::string key(name);
  if (const auto found = open.find(key); found != open.end()) return found->second;
  const auto question = std::make_shared<OpenQuestion>();
  open.emplace(key, question);
  ++asked;
  queries->ask(key, [this, key](DnsQueries::Answer answer) { answered(key, std::move(answer)); });
  return question;
}

void Resolver::Parts::answered(const std::string& name, DnsQueries::Answer answer) {
  const auto found = open.find(name);
  if (found == open.end()) return;
  const auto question = found->second;
  open.erase(found);
  if (!answer) question->error = answer.error();
  remember(name, std::move(answer), Steady::now());
  question->answered.set();
}

KnownName& Resolver::Parts::entry(const std::string& name) {
  if (const auto found = by_name.find(name); found != by_name.end()) return *found->second;
  if (known.size() >= std::max<std::size_t>(options.cache_size, 1)) {
    by_name.erase(known.back().name);
    known.pop_back();
  }
  known.emplace_front().name = name;
  by_name.emplace(known.front().name, known.begin());
  return known.front();
}

void Resolver::Parts::remember(const std::string& name, DnsQueries::Answer answer,
                               Steady::time_point now) {
  auto& entry = this->entry(name);
  if (answer) {
    const auto ttl =
        std::max<Duration>(options.valid_ttl.value_or(answer->ttl), std::chrono::seconds(1));
    entry.addresses = std::move(answer->addresses);
    entry.fresh_until = now + ttl;
    entry.usable_until = entry.fresh_until + options.stale;
    return;
  }
  const bool not_found = answer.error().kind == ErrorKind::absent;
  const auto pause = not_found ? options.not_found_ttl : options.error_ttl;
  entry.fresh_until = now + pause;
  // When nobody answers, what was known before is served on; a name that is gone is gone.
  if (!not_found && !entry.addresses.empty() && now < entry.usable_until) return;
  entry.addresses.clear();
  entry.error = std::move(answer.error());
  entry.usable_until = entry.fresh_until;
}

Task<Result<KnownName*>> Resolver::Parts::know(std::string_view host) {
  const LowerName name(host);
  if (!name.valid()) co_return fail(bad_name(host));
  if (auto* const entry = find(name.view(), Steady::now())) {
    if (entry->addresses.empty()) co_return fail(entry->error);
    co_return entry;
  }
  const auto question = ask(name.view());
  const auto got = co_await question->answered.wait();
  if (!got) co_return fail(Error::unavailable("name resolution was cancelled", Origin::self));
  if (question->error) co_return fail(*question->error);
  const auto found = by_name.find(name.view());
  if (found == by_name.end()) co_return fail(bad_name(host));  // pushed out by others meanwhile
  co_return &*found->second;
}

Resolver::Resolver(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Resolver::~Resolver() = default;

Result<std::unique_ptr<Resolver>> Resolver::make(loop::Core& core, ResolverOptions options) {
  auto parts = std::make_unique<Parts>(core, std::move(options));
  auto queries = DnsQueries::make(core, parts->options);
  if (!queries) return fail(std::move(queries));
  parts->queries = std::move(*queries);
  return std::make_unique<Resolver>(std::move(parts));
}

std::optional<Result<Address>> Resolver::try_pick(std::string_view host, std::uint16_t port) {
  if (auto literal = Address::from_ip(host, port)) return literal;
  const LowerName name(host);
  if (!name.valid()) return fail(bad_name(host));
  if (const auto local = parts_->hosts.find(name.view())) return local->with_port(port);
  auto* const entry = parts_->find(name.view(), Steady::now());
  if (entry == nullptr) return std::nullopt;
  if (entry->addresses.empty()) return fail(entry->error);
  return entry->next(port);
}

Task<Result<Address>> Resolver::pick(std::string_view host, std::uint16_t port) {
  if (auto at_once = try_pick(host, port)) co_return std::move(*at_once);
  auto entry = co_await parts_->know(host);
  if (!entry) co_return fail(std::move(entry));
  co_return (*entry)->next(port);
}

Task<Result<Resolver::Answer>> Resolver::resolve(std::string_view host, std::uint16_t port) {
  const LowerName name(host);
  auto literal = Address::from_ip(host, port);
  if (literal) co_return Answer{{*literal}, Duration::max()};
  if (const auto local = parts_->hosts.find(name.view())) {
    co_return Answer{{local->with_port(port)}, Duration::max()};
  }
  auto entry = co_await parts_->know(host);
  if (!entry) co_return fail(std::move(entry));
  Answer answer;
  for (const auto& address : (*entry)->addresses)
    answer.addresses.push_back(address.with_port(port));
  const auto left = (*entry)->fresh_until - Steady::now();
  answer.valid_for = std::max(Duration::zero(), std::chrono::duration_cast<Duration>(left));
  co_return answer;
}

std::uint64_t Resolver::queries() const noexcept {
  return parts_->asked;
}
std::size_t Resolver::cached() const noexcept {
  return parts_->known.size();
}

void Resolver::clear() {
  parts_->by_name.clear();
  parts_->known.clear();
}

}  // namespace cardea::net
