// SPDX-License-Identifier: Apache-2.0
// Neither entity holds secrets: rows are kept as they come.
#include "plugins/request_termination/matched.h"

#include "json/write.h"
#include "model/route.h"
#include "model/service.h"

namespace cardea::plugins::request_termination {
namespace {

using RowSource = identity::Source<store::Row>;

RowSource routes() {
  return RowSource::of(model::Route::entity(), "id");
}

RowSource services() {
  return RowSource::of(model::Service::entity(), "id");
}

Result<identity::Decoded> decode(std::span<const store::Row> rows) {
  if (rows.empty()) return identity::Decoded{};
  return identity::Decoded{std::make_shared<store::Row>(rows.front()),
                           4 * json::write(rows.front()).size()};
}

Task<Row> find(plugin::Exchange& exchange, RowSource source, std::string id) {
  if (id.empty()) co_return nullptr;
  auto found = co_await exchange.directory().find(source, std::move(id));
  co_return found ? std::move(*found) : nullptr;
}

}  // namespace

void declare_matched(identity::Directory& directory) {
  directory.declare({&model::Route::entity(), "id", decode, {}});
  directory.declare({&model::Service::entity(), "id", decode, {}});
}

Task<Row> find_route(plugin::Exchange& exchange) {
  return find(exchange, routes(), std::string(exchange.matched().route));
}

Task<Row> find_service(plugin::Exchange& exchange) {
  return find(exchange, services(), std::string(exchange.matched().service));
}

}  // namespace cardea::plugins::request_termination
