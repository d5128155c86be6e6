// SPDX-License-Identifier: Apache-2.0
// JSON is parsed to be understood, but members are cut out of the text itself: written anew,
// numbers of a client could come out as others.
#include "plugins/key_auth/body.h"

#include "http/ascii.h"
#include "json/parse.h"
#include "plugins/key_auth/json_cut.h"
#include "plugins/key_auth/query_cut.h"

namespace cardea::plugins::key_auth {
namespace {

constexpr json::Limits json_limits{.bytes = most_body_bytes, .depth = 64, .members = 32'768};

// The media type without its parameters (RFC 9110 section 8.3.1).
std::string_view media_type(std::string_view value) {
  value = value.substr(0, value.find(';'));
  while (value.ends_with(' ') || value.ends_with('\t')) value.remove_suffix(1);
  return value;
}

}  // namespace

BodyKind kind_of(const http::RequestHead& head) {
  if (!head.framing.has_body() || head.framing.length > most_body_bytes) return BodyKind::other;
  const http::Field* const type = head.fields.find("content-type");
  if (type == nullptr) return BodyKind::other;
  const std::string_view name = media_type(type->value);
  if (http::equals_ignoring_case(name, "application/json")) return BodyKind::json;
  const bool form = http::equals_ignoring_case(name, "application/x-www-form-urlencoded");
  return form ? BodyKind::form : BodyKind::other;
}

Body::Body(BodyKind kind, std::string_view text, Arena& arena)
    : kind_(kind), text_(text), arena_(&arena) {
  if (kind_ != BodyKind::json) return;
  auto object = json::parse_object(text_, json_limits);
  if (object) {
    object_ = std::move(*object);
  } else {
    kind_ = BodyKind::other;
  }
}

Finding Body::find(std::string_view name) const {
  if (kind_ == BodyKind::form) return find_argument(text_, name, *arena_);
  Finding finding;
  const json::Value* const value = object_.if_contains(name);
  if (value == nullptr) return finding;
  if (const auto* const text = value->if_string()) finding.add(std::string_view(*text));
  if (value->is_structured()) finding.count = Finding::Count::several;
  return finding;
}

std::string Body::without(std::span<const std::string> names) const {
  if (kind_ == BodyKind::form) return without_arguments(text_, names);
  if (kind_ == BodyKind::json) return without_members(text_, names);
  return std::string(text_);
}

}  // namespace cardea::plugins::key_auth
