// SPDX-License-Identifier: Apache-2.0
// An issuer's keys as `GET /issuers/{issuer}/keys` shows them: what is used, what is not and why,
// how old it is and what happens next. Ages and times ahead are whole seconds.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "issuer/registry.h"

namespace cardea::issuer {
namespace {

using boost::json::string_view;

json::Value text_or_null(std::string_view text) {
  if (text.empty()) return nullptr;
  return json::Value(string_view(text));
}

std::int64_t seconds(Duration duration) {
  return std::chrono::ceil<std::chrono::seconds>(duration).count();
}

std::string_view type_of(crypto::KeyKind kind) {
  switch (kind) {
    case crypto::KeyKind::rsa:
      return "RSA";
    case crypto::KeyKind::p256:
    case crypto::KeyKind::p384:
    case crypto::KeyKind::p521:
      return "EC";
    case crypto::KeyKind::ed25519:
    case crypto::KeyKind::ed448:
      return "OKP";
  }
  return "";
}

// Those that its issuer's settings allow it to be used for.
json::Array algorithms_of(const jose::Jwk& key, const model::Issuer& settings) {
  json::Array names;
  for (const jose::Algorithm algorithm : settings.algorithms) {
    if (key.find(algorithm) != nullptr) names.emplace_back(string_view(jose::name(algorithm)));
  }
  return names;
}

json::Array keys_of(const Record& record, WallTime now) {
  json::Array keys;
  if (!record.trust->keys) return keys;
  for (const jose::Jwk& key : record.trust->keys->keys()) {
    json::Object shown;
    shown["kid"] = text_or_null(key.id);
    shown["kty"] = string_view(type_of(key.kind));
    shown["type"] = string_view(crypto::name(key.kind));
    shown["bits"] = key.bits;
    shown["algorithms"] = algorithms_of(key, record.trust->settings);
    shown["thumbprint"] = string_view(key.thumbprint);
    const auto seen = record.first_seen.find(Record::mark_of(key));
    if (seen != record.first_seen.end()) {
      shown["first_seen"] = seen->second.seconds();
      shown["age"] = seconds(now - seen->second);
    }
    keys.push_back(std::move(shown));
  }
  return keys;
}

json::Array remarks_of(const Record& record, bool left_out) {
  json::Array remarks;
  if (!record.trust->keys) return remarks;
  for (const jose::Remark& remark : record.trust->keys->remarks()) {
    if (remark.left_out != left_out) continue;
    json::Object shown;
    shown["kid"] = text_or_null(remark.id);
    shown["reason"] = string_view(remark.text);
    remarks.push_back(std::move(shown));
  }
  return remarks;
}

json::Value error_of(const Record& record, WallTime now) {
  if (record.problem.empty()) return nullptr;
  json::Object error;
  error["message"] = string_view(record.problem);
  error["at"] = record.problem_at.seconds();
  error["age"] = seconds(now - record.problem_at);
  error["failures"] = record.upkeep ? record.upkeep->failures() : 0;
  return error;
}

std::string_view source_of(const model::Issuer& settings) {
  if (settings.keys) return "keys";
  return settings.jwks_url ? "jwks_url" : "discovery";
}

void describe_upkeep(const Record& record, const Clock& clock, json::Object& shown) {
  if (!record.upkeep) return;
  const BootTime now = clock.boot();
  const auto until = record.upkeep->usable_until();
  shown["usable_for"] = until ? json::Value(seconds(*until - now)) : json::Value(nullptr);
  shown["fetching"] = record.upkeep->is_fetching();
  shown["next_fetch_in"] =
      record.upkeep->is_fetching()
          ? json::Value(nullptr)
          : json::Value(std::max<std::int64_t>(seconds(record.upkeep->due() - now), 0));
}

}  // namespace

std::optional<json::Object> Registry::describe(std::string_view id) const {
  const WallTime now = parts_.clock.wall();
  const std::scoped_lock lock(mutex_);
  const auto at = by_id_.find(std::string(id));
  if (at == by_id_.end()) return std::nullopt;
  const Record& record = *at->second;
  json::Object shown;
  shown["issuer"] = string_view(record.issuer());
  shown["source"] = string_view(source_of(record.trust->settings));
  shown["url"] = text_or_null(record.url);
  shown["state"] = string_view(name(record.state()));
  shown["keys"] = keys_of(record, now);
  shown["left_out"] = remarks_of(record, true);
  shown["warnings"] = remarks_of(record, false);
  shown["confirmed_at"] =
      record.confirmed ? json::Value(record.confirmed->seconds()) : json::Value(nullptr);
  shown["age"] = record.confirmed ? json::Value(seconds(now - *record.confirmed)) : nullptr;
  describe_upkeep(record, parts_.clock, shown);
  shown["last_error"] = error_of(record, now);
  shown["requests_waiting"] = record.room->size();
  return shown;
}

}  // namespace cardea::issuer
