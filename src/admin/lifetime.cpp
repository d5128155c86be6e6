// SPDX-License-Identifier: Apache-2.0
// A client that sends back what it read, with `ttl` changed, sends the end too: that is why an
// unchanged end gives way to `ttl` instead of contradicting it.
#include "admin/lifetime.h"

#include <charconv>
#include <cmath>

#include "admin/errors.h"
#include "base/lifetime.h"

namespace cardea::admin {
namespace {

using boost::json::string_view;

constexpr std::int64_t longest = 100'000'000;

Reply bad_ttl() {
  return invalid_option("ttl", "must be an integer between 0 and 100000000");
}

bool is_write(http::Method method) {
  return method == http::Method::post || method == http::Method::put ||
         method == http::Method::patch;
}

// Whole seconds; nothing when it is no such number.
std::optional<std::int64_t> read_seconds(const json::Value& value) {
  std::optional<std::int64_t> seconds;
  if (const auto* whole = value.if_int64()) seconds = *whole;
  if (const auto* real = value.if_double(); real != nullptr && std::trunc(*real) == *real &&
                                            std::abs(*real) <= static_cast<double>(longest)) {
    seconds = static_cast<std::int64_t>(*real);
  }
  if (seconds && (*seconds < 0 || *seconds > longest)) seconds.reset();
  return seconds;
}

// Whether the body gives an end that is not simply what the row has.
bool gives_end(const json::Object& body, std::string_view field, const json::Object* existing) {
  const auto* given = body.if_contains(field);
  if (given == nullptr || given->is_null()) return false;
  const auto* before = existing == nullptr ? nullptr : existing->if_contains(field);
  return before == nullptr || *before != *given;
}

}  // namespace

std::optional<Reply> take_ttl_argument(const schema::Entity& entity, const Call& call,
                                       json::Object& body) {
  if (entity.expiry() == nullptr || !is_write(call.method)) return std::nullopt;
  const auto text = query_value(call.query, "ttl");
  if (!text) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (fault != std::errc() || end != text->data() + text->size()) return bad_ttl();
  if (body.contains("ttl")) {
    return invalid_option("ttl", "must not be given both in the query and in the body");
  }
  body["ttl"] = seconds;
  return std::nullopt;
}

std::optional<Reply> settle_ttl(const schema::Entity& entity, const json::Object* existing,
                                WallTime now, json::Object& body) {
  const auto* const expiry = entity.expiry();
  const auto* const given = body.if_contains("ttl");
  if (expiry == nullptr || given == nullptr) return std::nullopt;
  const json::Value ttl = *given;
  body.erase("ttl");
  const string_view end = expiry->name;
  if (ttl.is_null()) {
    if (!body.contains(end)) body[end] = nullptr;
    return std::nullopt;
  }
  const auto seconds = read_seconds(ttl);
  if (!seconds) return bad_ttl();
  if (gives_end(body, expiry->name, existing)) {
    schema::Violations wrong;
    wrong.add_together("only one or none of these fields must be set: " +
                       schema::quoted_list({"ttl", expiry->name}));
    return schema_violation(wrong);
  }
  body[end] =
      *seconds == 0 ? json::Value(nullptr) : json::Value(Lifetime::end_after(now, *seconds));
  return std::nullopt;
}

}  // namespace cardea::admin
