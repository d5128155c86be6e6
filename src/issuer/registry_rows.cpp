// SPDX-License-Identifier: Apache-2.0
// The registry follows the store: rows that a step names are read anew, and what was fetched for
// one is kept exactly as long as it would be fetched from the same place again.
#include <utility>

#include "base/uuid.h"
#include "issuer/registry.h"
#include "observe/log.h"

namespace cardea::issuer {
namespace {

const schema::Entity& issuers() {
  return model::Issuer::entity();
}

bool same_source(const model::Issuer& a, const model::Issuer& b) {
  return a.issuer == b.issuer && a.jwks_url == b.jwks_url && a.keys == b.keys &&
         a.allow_http == b.allow_http;
}

// A number from 0 to 1 that differs from process to process.
double random_spread() {
  return static_cast<double>(static_cast<unsigned char>(random_bytes(1).front())) / 256;
}

}  // namespace

Task<Status> Registry::apply(const cluster::FeedStep& step) {
  bool everything = step.forget_everything || unreliable_;
  std::vector<std::string> ids;
  for (const store::Event& event : step.events) {
    if (event.op == store::Event::Op::forget) everything = true;
    if (event.kind == issuers().name() && event.field == "id") ids.push_back(event.value);
  }
  if (!everything && ids.empty()) co_return Status{};
  unreliable_ = true;  // until the step is read
  if (everything) {
    const auto read = co_await read_all();
    if (!read) co_return read;
    ids.clear();
  }
  for (std::string& id : ids) {
    const auto read = co_await read_one(std::move(id));
    if (!read) co_return read;
  }
  unreliable_ = false;
  woken_.set();
  co_return Status{};
}

Task<Status> Registry::read_all() {
  boost::unordered_flat_map<std::string, model::Issuer> rows;
  store::List question;
  question.entity = &issuers();
  question.size = 1000;
  for (bool more = true; more;) {
    auto asked = question;
    const auto page = co_await parts_.store.list(std::move(asked));
    if (!page) co_return fail(page);
    for (const auto& row : page->rows) {
      auto issuer = issuers().read<model::Issuer>(row);
      question.after = issuer.id;
      rows.insert_or_assign(issuer.id, std::move(issuer));
    }
    more = page->more && !page->rows.empty();
  }
  std::vector<std::string> gone;
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& [id, record] : by_id_) {
      if (!rows.contains(id)) gone.push_back(id);
    }
  }
  for (const std::string& id : gone) replace(id, nullptr);
  for (auto& [id, issuer] : rows) put(std::move(issuer));
  co_return Status{};
}

Task<Status> Registry::read_one(std::string id) {
  store::Find question;
  question.first = {&issuers(), "id", id};
  const auto found = co_await parts_.store.find(std::move(question));
  if (!found) co_return fail(found);
  if (found->answers.empty() || found->answers.front().rows.empty()) {
    replace(id, nullptr);
  } else {
    put(issuers().read<model::Issuer>(found->answers.front().rows.front()));
  }
  co_return Status{};
}

Record::Meters Registry::meters_for(const std::string& name) const {
  return {.changed = parts_.fetches.series({name, "changed"}),
          .unchanged = parts_.fetches.series({name, "unchanged"}),
          .failed = parts_.fetches.series({name, "failed"})};
}

Registry::Pointer Registry::make_record(model::Issuer issuer) {
  auto record = std::make_shared<Record>();
  record->spread = random_spread();
  record->meters = meters_for(issuer.name);
  const auto keys = issuer.keys;
  record->trust = std::make_shared<const Trust>(Trust{.settings = std::move(issuer), .keys = {}});
  if (!keys) {
    record->upkeep.emplace(record->rules(), parts_.clock.boot());
    return record;
  }
  auto read = jose::KeySet::read(*keys);
  if (read) {
    record->adopt(std::make_shared<const jose::KeySet>(*std::move(read)), parts_.clock.wall());
  } else {  // a row that was written past the Admin API
    record->problem = read.error().detail;
    observe::error("issuer {}: its inline keys cannot be used: {}", record->trust->settings.name,
                   record->problem);
  }
  return record;
}

// Other settings for the same keys; false when the keys are others too.
bool Registry::adjust(const model::Issuer& issuer) {
  std::shared_ptr<loop::Event> landed;
  {
    const std::scoped_lock lock(mutex_);
    const auto at = by_id_.find(issuer.id);
    if (at == by_id_.end() || !same_source(at->second->trust->settings, issuer)) return false;
    Record& record = *at->second;
    record.trust =
        std::make_shared<const Trust>(Trust{.settings = issuer, .keys = record.trust->keys});
    record.meters = meters_for(issuer.name);
    if (record.upkeep) record.upkeep->change(record.rules(), parts_.clock.boot());
    landed = std::exchange(record.landed, std::make_shared<loop::Event>());
  }
  revoke(issuer.issuer);
  landed->set();
  return true;
}

void Registry::put(model::Issuer issuer) {
  if (adjust(issuer)) return;
  const std::string id = issuer.id;
  replace(id, make_record(std::move(issuer)));
}

// The record of this row, or none, in place of what there is. Whoever waits for the old one looks
// again.
void Registry::replace(const std::string& id, const Pointer& record) {
  Pointer before;
  {
    const std::scoped_lock lock(mutex_);
    if (const auto at = by_id_.find(id); at != by_id_.end()) {
      before = std::move(at->second);
      by_id_.erase(at);
      const auto by_name = by_issuer_.find(before->issuer());
      if (by_name != by_issuer_.end() && by_name->second == before) by_issuer_.erase(by_name);
    }
    if (record) {
      by_id_.insert_or_assign(id, record);
      by_issuer_.insert_or_assign(record->issuer(), record);
    }
  }
  if (before) {
    revoke(before->issuer());
    before->landed->set();
  }
  if (record) revoke(record->issuer());
}

}  // namespace cardea::issuer
