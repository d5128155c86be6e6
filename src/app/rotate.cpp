// SPDX-License-Identifier: Apache-2.0
// Rotation of the keyring in the running gateway: served on the Unix socket alone, since whoever
// may open that file owns the keys anyway.
#include "app/plugin_table.h"
#include "app/tower.h"
#include "json/parse.h"
#include "loop/timer.h"
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
  // Two at once would seal under each other's keys, and drop them.
  const auto alone = co_await store->try_job_lock("keyring rotation");
  if (!alone) co_return admin::message(503, alone.error().detail);
  if (!*alone) co_return admin::message(409, "Another rotation is under way");

  const std::weak_ptr<const crypto::Keyring> before = keys->now();
  auto added = crypto::Keyring::add(config.keyring_path, clock.wall());
  if (!added) co_return admin::message(500, added.error().detail);
  keys->replace(std::move(*added));
  const auto keyring = keys->now();
  const schema::Catalog& entities = catalog();
  const auto first = co_await store::reseal_all(*store, entities, *keyring);
  const bool let_go = co_await is_let_go(before);
  // Again, so that writes are caught that had sealed under the old key before the change.
  const auto done = co_await store::reseal_all(*store, entities, *keyring);
  if (!first || !done || !let_go) {
    const std::string why = !first  ? first.error().detail
                            : !done ? done.error().detail
                                    : "writes from before it are still on their way";
    co_return admin::message(
        503,
        "The new key is active, but not every secret is sealed under it yet; run this again: " +
            why);
  }
  std::size_t count = keyring->keys().size();
  const auto* const drop_old = wish->if_contains("drop_old");
  if (drop_old != nullptr && drop_old->is_bool() && drop_old->get_bool()) {
    const auto left = drop_all_but(*keyring);
    if (!left) co_return admin::message(500, left.error().detail);
    count = *left;
  }
  json::Object facts;
  facts["key"] = boost::json::string_view(keyring->active().id);
  facts["rows"] = done->seen;
  facts["resealed"] = first->resealed + done->resealed;
  facts["keys"] = count;
  co_return admin::ok(std::move(facts));
}

// Whether nobody seals under that keyring any more, now or after a while.
Task<bool> Gateway::Tower::is_let_go(std::weak_ptr<const crypto::Keyring> keyring) {
  constexpr int tries = 500;
  const auto pause = std::chrono::milliseconds(10);
  for (int i = 0; i < tries && !keyring.expired(); ++i) co_await loop::sleep_for(pause);
  co_return keyring.expired();
}

// Takes the old keys out of the file; how many are left. This process goes on opening what they
// sealed: a request may hold a row from before.
Result<std::size_t> Gateway::Tower::drop_all_but(const crypto::Keyring& keyring) const {
  for (const crypto::SealingKey& key : keyring.keys()) {
    if (key.id == keyring.active().id) continue;
    const auto dropped = crypto::Keyring::drop(config.keyring_path, key.id);
    if (!dropped) return fail(dropped);
  }
  return 1;
}

}  // namespace cardea::app
