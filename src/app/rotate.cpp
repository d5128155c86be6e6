// SPDX-License-Identifier: Apache-2.0
// Rotation of the keyring in the running gateway: served on the Unix socket alone, since whoever
// may open that file owns the keys anyway.
#include "app/plugin_table.h"
#include "app/tower.h"
#include "json/parse.h"
#include "store/rotation.h"

namespace cardea::app {

Task<admin::Reply> Gateway::Tower::serve_socket(const admin::Call& call) {
  const bool rotates = call.path == std::vector<std::string>{"keyring", "rotate"};
  if (!rotates) co_return co_await api->serve(call);
  if (call.method != http::Method::post) co_return admin::message(405, "Method not allowed");
  co_return co_await rotate_keys(call);
}

Task<admin::Reply> Gateway::Tower::rotate_keys(const admin::Call& call) {
  const auto wish = json::parse_object(call.body.empty() ? "{}" : call.body);
  if (!wish) co_return admin::message(400, "Cannot parse JSON body");
  auto added = crypto::Keyring::add(config.keyring_path, clock.wall());
  if (!added) co_return admin::message(500, added.error().detail);
  const std::string active = added->active().id;
  std::size_t count = added->keys().size();
  keys->replace(std::move(*added));
  const auto keyring = keys->now();
  const schema::Catalog& entities = catalog();
  // Twice, so that a write that had sealed under the old key before the change is caught too.
  const auto first = co_await store::reseal_all(*store, entities, *keyring);
  const auto done = co_await store::reseal_all(*store, entities, *keyring);
  if (!first || !done) {
    co_return admin::message(
        503,
        "The new key is active, but not every secret is sealed under it yet; run this again: " +
            (first ? done : first).error().detail);
  }
  const auto* const drop_old = wish->if_contains("drop_old");
  if (drop_old != nullptr && drop_old->is_bool() && drop_old->get_bool()) {
    for (const crypto::SealingKey& key : keyring->keys()) {
      if (key.id == active) continue;
      auto dropped = crypto::Keyring::drop(config.keyring_path, key.id);
      if (!dropped) co_return admin::message(500, dropped.error().detail);
      count = dropped->keys().size();
      keys->replace(std::move(*dropped));
    }
  }
  json::Object facts;
  facts["key"] = boost::json::string_view(active);
  facts["rows"] = done->seen;
  facts["resealed"] = first->resealed + done->resealed;
  facts["keys"] = count;
  co_return admin::ok(std::move(facts));
}

}  // namespace cardea::app
