// SPDX-License-Identifier: Apache-2.0
// Targets, paths and the small lists of fields: nothing written outside its room (the address
// sanitizer watches buffers of exactly the promised size), every normal form is stable, safe and
// holds no dot segment, and what is encoded for the upstream normalises back to what was matched.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "http/accept.h"
#include "http/authority.h"
#include "http/cookie.h"
#include "http/list.h"
#include "http/path.h"
#include "http/query.h"
#include "http/target.h"

namespace cardea::fuzz {
namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

bool has_dot_segment(std::string_view path) {
  const std::string closed = std::string(path) + "/";
  return closed.contains("/../") || closed.contains("/./");
}

bool is_visible(std::string_view text) {
  for (const char c : text) {
    if (c <= 0x20 || c == 0x7f) return false;
  }
  return true;
}

void check_path(std::string_view raw) {
  const auto room = std::make_unique<char[]>(raw.size());
  const auto found = http::normalise_path(raw, room.get());
  if (!found) return;
  const std::string path(*found);
  require(path.starts_with('/'), "a normal path begins with a slash");
  require(path.size() <= raw.size(), "a normal path is not longer");
  require(!path.contains("//"), "no slashes are left to merge");
  require(!has_dot_segment(path), "no dot segment is left");
  require(!path.contains('\0'), "there is no NUL");

  const auto again = std::make_unique<char[]>(path.size());
  require(http::normalise_path(path, again.get()) == path, "a normal path stays as it is");

  const auto wide = std::make_unique<char[]>(3 * path.size());
  const std::string encoded(http::encode_path(path, wide.get()));
  require(is_visible(encoded), "an encoded path is visible ASCII");
  require(http::split_target(encoded, http::Method::get).has_value() || encoded.contains('#'),
          "an encoded path is a target");
  const auto back = std::make_unique<char[]>(encoded.size());
  require(http::normalise_path(encoded, back.get()) == path, "encoding does not change the path");

  std::string in_place(raw);
  require(http::normalise_path(in_place, in_place.data()) == path, "in place comes to the same");
}

void check_target(std::string_view text, http::Method method) {
  const auto target = http::split_target(text, method);
  if (!target) return;
  require(is_visible(text), "a target is visible ASCII");
  if (target->path.starts_with('/')) check_path(target->path);
  if (target->form == http::TargetForm::origin) {
    require(std::string(target->path) + std::string(target->question()) == text,
            "an origin form is its path and its query");
  }
  if (!target->authority.empty()) {
    require(http::split_authority(target->authority).has_value(), "an authority is valid");
  }
}

void check_query(std::string_view query) {
  http::QueryArgs args(query);
  http::QueryArg arg;
  while (args.next(arg)) {
    const auto room = std::make_unique<char[]>(arg.name.size());
    const auto name = http::decode_query(arg.name, room.get());
    require(arg.is_named(name), "an argument has its decoded name");
    const auto value_room = std::make_unique<char[]>(arg.value.size());
    require(http::decode_query(arg.value, value_room.get()).size() <= arg.value.size(),
            "decoding does not lengthen");
  }
}

void check_fields(std::string_view value) {
  http::ListMembers members(value);
  for (auto one = members.next(); !one.empty(); one = members.next()) {
    require(one.size() <= value.size(), "a member is part of its list");
  }
  http::Cookies cookies(value);
  http::Cookie cookie;
  while (cookies.next(cookie)) require(!cookie.name.empty(), "a cookie has a name");
  (void)http::negotiate(value);
  const auto authority = http::split_authority(value);
  if (authority) require(value.starts_with(authority->host), "an authority begins with its host");
}

}  // namespace
}  // namespace cardea::fuzz

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using cardea::http::Method;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto method : {Method::get, Method::options, Method::connect}) {
    cardea::fuzz::check_target(text, method);
  }
  // Behind the parser a path is visible ASCII, but HTTP/2 and configuration have other sources.
  if (text.starts_with('/') && !text.contains('\0')) {
    cardea::fuzz::check_path(text.substr(0, text.find('?')));
  }
  cardea::fuzz::check_query(text);
  cardea::fuzz::check_fields(text);
  return 0;
}
