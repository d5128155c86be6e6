// SPDX-License-Identifier: Apache-2.0
// Consumers that an issuer's tokens name and that do not exist yet. An ordinary commit: of two that
// try at the same time one makes the row, and the other is told by its unique name that it is
// there.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <utility>

#include "issuer/registry.h"
#include "model/consumer.h"
#include "observe/log.h"
#include "schema/check.h"

namespace cardea::issuer {
namespace {

using boost::json::string_view;

json::Object wanted(const model::Issuer& issuer, std::string_view name) {
  json::Object body;
  body[string_view(schema::name_of(issuer.consumer_by))] = string_view(name);
  body["tags"] = json::Array{string_view(issuer.name)};
  return body;
}

}  // namespace

Task<Result<std::shared_ptr<const model::Consumer>>> Registry::enrol(
    std::shared_ptr<const Trust> trust, std::string name) {
  const schema::Entity& entity = model::Consumer::entity();
  const model::Issuer& issuer = trust->settings;
  const auto row = schema::judge(entity, wanted(issuer, name),
                                 {.write = schema::Write::create, .now = parts_.clock.wall()});
  if (!row) co_return fail(Error::invalid(row.error().message()));
  store::Batch batch;
  batch.changes.push_back({.op = store::Change::Op::insert,
                           .entity = &entity,
                           .id = std::string(row->at("id").as_string()),
                           .row = *row});
  const auto outcome = co_await parts_.store.commit(std::move(batch));
  if (!outcome) co_return fail(outcome);
  // What is remembered is that there is none.
  const auto field = schema::name_of(issuer.consumer_by);
  parts_.cache.evict(cluster::kind_of(entity.name(), field), name);
  if (!std::holds_alternative<store::Receipt>(*outcome)) co_return nullptr;
  observe::info("issuer {}: made a consumer for a new {}", issuer.name, field);
  co_return std::make_shared<const model::Consumer>(entity.read<model::Consumer>(*row));
}

}  // namespace cardea::issuer
