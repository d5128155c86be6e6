// SPDX-License-Identifier: Apache-2.0
// References that lead nowhere pass here: the commit refuses them with a better text.
#include "admin/plugin_scope.h"

#include "admin/errors.h"
#include "model/plugin.h"
#include "model/route.h"
#include "model/service.h"

namespace cardea::admin {
namespace {

Reply protocols_fault(const std::string& why) {
  schema::Violations wrong;
  wrong.add("protocols", boost::json::value(boost::json::string_view(why)));
  return schema_violation(wrong);
}

}  // namespace

Task<std::optional<Reply>> judge_plugin_scope(Records& records, const schema::Entity& entity,
                                              const json::Object& row) {
  if (&entity != &model::Plugin::entity()) co_return std::nullopt;
  if (auto route = schema::Entity::lookup_value(row, "route")) {
    const schema::Entity& routes = model::Route::entity();
    const auto found = co_await records.find_by(routes, "id", std::move(*route));
    if (!found) co_return found.error();
    if (!*found) co_return std::nullopt;
    const auto fault = model::fault_with_route(row, (*found)->row);
    if (fault) co_return protocols_fault(*fault);
    co_return std::nullopt;
  }
  const auto service = schema::Entity::lookup_value(row, "service");
  if (!service) co_return std::nullopt;
  store::List question;
  question.entity = &model::Route::entity();
  question.within = store::Key{&model::Route::entity(), "service", *service};
  question.size = 1000;
  const auto page = co_await records.list(std::move(question));
  if (!page) co_return page.error();
  const auto fault = model::fault_with_service(row, page->rows);
  if (fault) co_return protocols_fault(*fault);
  co_return std::nullopt;
}

}  // namespace cardea::admin
