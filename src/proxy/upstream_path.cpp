// SPDX-License-Identifier: Apache-2.0
// Kong's rules (v0, the only ones in its default router) decide about the slash between the two
// parts.
#include "proxy/upstream_path.h"

#include <cstring>

namespace cardea::proxy {
namespace {

std::string_view concatenate(char* out, std::string_view a, std::string_view b) {
  std::memcpy(out, a.data(), a.size());
  std::memcpy(out + a.size(), b.data(), b.size());
  return {out, a.size() + b.size()};
}

std::string_view without_last(std::string_view text) {
  return text.substr(0, text.size() - 1);
}

std::string_view keep_all(std::string_view base, std::string_view request, char* out) {
  if (base.ends_with('/')) return concatenate(out, base, request.substr(1));
  return request == "/" ? base : concatenate(out, base, request);
}

// What the route left over; dots that would climb out of the service's path are cut.
std::string_view remainder(std::string_view rest) {
  if (rest == "." || rest == "..") return {};
  if (rest.starts_with("./")) return rest.substr(1);
  if (rest.starts_with("../")) return rest.substr(2);
  return rest;
}

std::string_view keep_rest(std::string_view base, std::string_view request, std::string_view rest,
                           char* out) {
  const bool open = base.ends_with('/');
  if (rest.empty()) {
    if (!open) return request.ends_with('/') && request != "/" ? concatenate(out, base, "/") : base;
    if (base == "/") return base;
    return request.ends_with('/') ? base : without_last(base);
  }
  if (rest.front() == '/') return concatenate(out, open ? without_last(base) : base, rest);
  if (open) return concatenate(out, base, rest);
  std::memcpy(out, base.data(), base.size());
  out[base.size()] = '/';
  std::memcpy(out + base.size() + 1, rest.data(), rest.size());
  return {out, base.size() + 1 + rest.size()};
}

}  // namespace

std::string_view join_path(const PathParts& parts, char* out) {
  const std::string_view base = parts.service.empty() ? std::string_view("/") : parts.service;
  if (!parts.strip) return keep_all(base, parts.request, out);
  // A route without paths covers the first slash.
  const std::size_t covered = parts.matched == 0 ? 1 : parts.matched;
  return keep_rest(base, parts.request, remainder(parts.request.substr(covered)), out);
}

}  // namespace cardea::proxy
