// SPDX-License-Identifier: Apache-2.0
// Writes read the row, judge the body against it and commit on the condition that it has not
// changed since; a race is run again a few times.
#include "admin/resource.h"

#include <boost/json/array.hpp>

#include "admin/errors.h"
#include "admin/lifetime.h"
#include "admin/listing.h"
#include "admin/passwords.h"
#include "admin/plugin_scope.h"
#include "base/uuid.h"
#include "schema/as_json.h"

namespace cardea::admin {
namespace {

using Kind = Target::Kind;

constexpr int most_races = 10;

Reply precondition_failed() {
  return message(412, "The entity has changed since the state that If-Match names");
}

bool matches(const Call& call, const std::string& etag) {
  return call.if_match.empty() || call.if_match == "*" || call.if_match == "\"" + etag + "\"";
}

// Konnect's argument: passwords in the body are hashes already.
bool skips_hash(const Call& call) {
  return query_value(call.query, "skip_hash") == "true";
}

// Whether the key of the path names one row under whichever parent.
bool is_unique(const Target& target) {
  return is_uuid(target.key) || target.entity->key() != nullptr;
}

json::Object reference_to(std::string_view id) {
  json::Object object;
  object["id"] = boost::json::string_view(id);
  return object;
}

}  // namespace

Reply Resource::shown(const schema::Entity& entity, const Record& record, int status) const {
  Reply reply{.status = status, .body = schema::shown(entity, record.row, parts_.clock.wall())};
  reply.fields.emplace_back("ETag", "\"" + record.etag + "\"");
  return reply;
}

Task<Reply> Resource::serve(const Target& target, const Call& call, json::Object body) {
  if (auto refused = take_ttl_argument(*target.entity, call, body)) co_return *refused;
  if (target.kind == Kind::reference) co_return co_await reference(target, call, std::move(body));
  if (target.is_collection()) co_return co_await collection(target, call, std::move(body));
  co_return co_await single(target, call, std::move(body));
}

Task<Found> Resource::parent_of(const Target& target) {
  std::string key = target.parent_key;
  co_return co_await parts_.records.find(*target.parent, std::move(key));
}

Task<Reply> Resource::collection(const Target& target, const Call& call, json::Object body) {
  std::optional<std::string> parent;
  if (target.kind == Kind::nested_collection) {
    const auto found = co_await parent_of(target);
    if (!found) co_return found.error();
    if (!*found) co_return not_found();
    parent = std::string((*found)->row.at("id").as_string());
    body[boost::json::string_view(target.nesting->field)] = reference_to(*parent);
  }
  if (call.method == http::Method::post) {
    co_return co_await create(*target.entity, call, std::move(body));
  }
  const Listing listing{parts_.records, target, call, parts_.clock.wall()};
  co_return co_await listing.answer(std::move(parent));
}

Task<Reply> Resource::create(const schema::Entity& entity, const Call& call, json::Object body) {
  const Place place{
      .entity = &entity, .existing = std::nullopt, .fixed = {}, .hashed = skips_hash(call)};
  const auto written = co_await write(place, schema::Write::create, std::move(body));
  if (written.refusal) co_return *written.refusal;
  Reply reply = shown(entity, written.record, 201);
  reply.fields.insert(reply.fields.end(), written.fields.begin(), written.fields.end());
  co_return reply;
}

// Finds what a path to one row names. Where there is no row, `fixed` says what one made there must
// hold.
Task<Resource::Placed> Resource::place_of(const Target& target) {
  const schema::Entity& entity = *target.entity;
  Place place{.entity = &entity, .existing = std::nullopt, .fixed = {}};
  const bool nested = target.kind == Kind::nested_single;
  const bool by_id = is_uuid(target.key);
  const schema::Field* const key = nested ? entity.nested_key() : entity.key();
  std::string wanted = target.key;
  if (nested) {
    const auto parent = co_await parent_of(target);
    if (!parent) co_return std::unexpected(parent.error());
    if (!*parent) co_return std::unexpected(not_found());
    std::string parent_id((*parent)->row.at("id").as_string());
    place.fixed[boost::json::string_view(target.nesting->field)] = reference_to(parent_id);
    auto found = co_await parts_.records.find_within(entity, *target.nesting, std::move(parent_id),
                                                     std::move(wanted));
    if (!found) co_return std::unexpected(found.error());
    place.existing = std::move(*found);
  } else {
    auto found = co_await parts_.records.find(entity, std::move(wanted));
    if (!found) co_return std::unexpected(found.error());
    place.existing = std::move(*found);
  }
  const std::string& member = by_id || key == nullptr ? std::string("id") : key->name;
  place.fixed[boost::json::string_view(member)] = boost::json::string_view(target.key);
  co_return place;
}

Task<Reply> Resource::single(const Target& target, const Call& call, json::Object body) {
  if (call.method == http::Method::put) co_return co_await put(target, call, std::move(body));
  auto place = co_await place_of(target);
  if (!place) co_return place.error();
  const bool nested = target.kind == Kind::nested_single;
  if (!place->existing) {
    if (call.method == http::Method::delete_ && !nested) co_return no_content();
    if (call.method != http::Method::patch || nested) co_return not_found();
    const bool by_id = is_uuid(target.key) || target.entity->key() == nullptr;
    co_return could_not_find(by_id ? "id" : target.entity->key()->name, target.key);
  }
  Record existing = std::move(*place->existing);
  if (call.method == http::Method::get) co_return shown(*target.entity, existing, 200);
  if (call.method == http::Method::delete_) {
    co_return co_await remove(*target.entity, std::move(existing), call);
  }
  co_return co_await patch(*target.entity, std::move(existing), call, std::move(body));
}

// PUT makes the row or replaces it. A nested one moves a row of another parent here, as Kong does.
Task<Reply> Resource::put(const Target& target, const Call& call, json::Object body) {
  for (int race = 0;; ++race) {
    auto place = co_await place_of(target);
    if (!place) co_return place.error();
    if (!place->existing && target.kind == Kind::nested_single && is_unique(target)) {
      std::string key = target.key;
      auto elsewhere = co_await parts_.records.find(*target.entity, std::move(key));
      if (!elsewhere) co_return elsewhere.error();
      place->existing = std::move(*elsewhere);
    }
    if (place->existing && !matches(call, place->existing->etag)) co_return precondition_failed();
    place->hashed = skips_hash(call);
    json::Object wanted = body;
    for (const auto& [name, value] : place->fixed) wanted[name] = value;
    const auto kind = place->existing ? schema::Write::replace : schema::Write::create;
    const auto written = co_await write(*place, kind, std::move(wanted));
    if (written.raced && race < most_races) continue;
    if (written.refusal) co_return *written.refusal;
    Reply reply = shown(*target.entity, written.record, 200);
    reply.fields.insert(reply.fields.end(), written.fields.begin(), written.fields.end());
    co_return reply;
  }
}

Task<Reply> Resource::patch(const schema::Entity& entity, Record existing, const Call& call,
                            json::Object body) {
  const std::string id(existing.row.at("id").as_string());
  const auto* const sent = body.if_contains("id");
  if (sent != nullptr && *sent != existing.row.at("id")) {
    schema::Violations wrong;
    wrong.add("id", "cannot be changed: make a new entity instead");
    co_return schema_violation(wrong);
  }
  for (int race = 0;; ++race) {
    if (!matches(call, existing.etag)) co_return precondition_failed();
    const Place place{
        .entity = &entity, .existing = existing, .fixed = {}, .hashed = skips_hash(call)};
    json::Object wanted = body;
    const auto written = co_await write(place, schema::Write::merge, std::move(wanted));
    if (written.raced && race < most_races) {
      std::string key = id;
      auto again = co_await parts_.records.find_by(entity, "id", std::move(key));
      if (!again) co_return again.error();
      if (!*again) co_return could_not_find("id", id);
      existing = std::move(**again);
      continue;
    }
    if (written.refusal) co_return *written.refusal;
    Reply reply = shown(entity, written.record, 200);
    reply.fields.insert(reply.fields.end(), written.fields.begin(), written.fields.end());
    co_return reply;
  }
}

Task<Reply> Resource::remove(const schema::Entity& entity, Record existing, const Call& call) {
  if (!matches(call, existing.etag)) co_return precondition_failed();
  const auto written = co_await parts_.records.remove(entity, std::move(existing.row));
  if (written.refusal && written.refusal->status != 404) co_return *written.refusal;
  Reply reply = no_content();
  reply.fields = written.fields;
  co_return reply;
}

// Judges a body and commits what it makes of the row.
Task<Written> Resource::write(const Place& place, schema::Write kind, json::Object body) {
  const schema::Entity& entity = *place.entity;
  const auto unresolved = co_await parts_.records.resolve(entity, body);
  if (unresolved) co_return Written{.refusal = unresolved};
  const json::Object* const existing = place.existing ? &place.existing->row : nullptr;
  const WallTime now = parts_.clock.wall();
  if (auto refused = settle_ttl(entity, existing, now, body)) {
    co_return Written{.refusal = std::move(refused)};
  }
  const schema::Occasion occasion{
      .write = kind, .existing = existing, .now = now, .find_variant = parts_.find_variant};
  auto row = schema::judge(entity, body, occasion);
  if (!row) co_return Written{.refusal = schema_violation(row.error())};
  const PasswordWrite passwords{
      .entity = &entity, .body = &body, .existing = occasion.existing, .hashed = place.hashed};
  auto hashed = co_await hash_passwords(parts_.passwords, passwords, std::move(*row));
  if (!hashed) co_return Written{.refusal = hashed.error()};
  row = std::move(*hashed);
  const auto misplaced = co_await judge_scope(entity, *row);
  if (misplaced) co_return Written{.refusal = misplaced};
  if (!place.existing) co_return co_await parts_.records.insert(entity, std::move(*row));
  std::string before = place.existing->etag;
  co_return co_await parts_.records.update(entity, std::move(*row), std::move(before));
}

Task<std::optional<Reply>> Resource::judge_scope(const schema::Entity& entity,
                                                 const json::Object& row) {
  co_return co_await judge_plugin_scope(parts_.records, entity, row);
}

// `/routes/{r}/service`: the row that a reference leads to.
Task<Reply> Resource::reference(const Target& target, const Call& call, json::Object body) {
  auto parent = co_await parent_of(target);
  if (!parent) co_return parent.error();
  if (!*parent) co_return not_found();
  Record referrer = std::move(**parent);
  const auto id = schema::Entity::lookup_value(referrer.row, target.field->name);
  if (call.method == http::Method::delete_) {
    co_return id ? message(405, "Method not allowed") : not_found();
  }
  if (!id && call.method != http::Method::put) co_return not_found();
  const std::string wanted = id ? *id : make_uuid();
  Target direct;
  direct.kind = Kind::single;
  direct.entity = target.entity;
  direct.key = wanted;
  Reply reply = co_await single(direct, call, std::move(body));
  if (id || reply.status != 200) co_return reply;
  // PUT made the row: now the referrer is told.
  json::Object link;
  link[boost::json::string_view(target.field->name)] = reference_to(wanted);
  const Call plain;
  const Reply linked = co_await patch(*target.parent, std::move(referrer), plain, std::move(link));
  co_return linked.status == 200 ? reply : linked;
}

}  // namespace cardea::admin
