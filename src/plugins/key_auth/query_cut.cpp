// SPDX-License-Identifier: Apache-2.0
// Names are compared decoded, so that `%61pikey` is found, and taken out, like `apikey`.
#include "plugins/key_auth/query_cut.h"

#include <algorithm>

#include "http/query.h"

namespace cardea::plugins::key_auth {
namespace {

bool is_one_of(const http::QueryArg& arg, std::span<const std::string> names) {
  return std::ranges::any_of(names, [&](const std::string& name) { return arg.is_named(name); });
}

// The argument as it stands in the query.
std::string_view whole(const http::QueryArg& arg) {
  const char* const end =
      arg.has_value ? arg.value.data() + arg.value.size() : arg.name.data() + arg.name.size();
  return {arg.name.data(), static_cast<std::size_t>(end - arg.name.data())};
}

}  // namespace

Finding find_argument(std::string_view query, std::string_view name, Arena& arena) {
  Finding finding;
  bool bare = false;
  http::QueryArgs args(query);
  http::QueryArg arg;
  while (args.next(arg)) {
    if (!arg.is_named(name)) continue;
    if (arg.has_value) {
      finding.add(http::decode_query(arg.value, arena.take(arg.value.size())));
    } else {
      bare = true;
    }
  }
  if (bare && finding.count == Finding::Count::one) finding.count = Finding::Count::several;
  return finding;
}

bool has_argument(std::string_view query, std::span<const std::string> names) {
  http::QueryArgs args(query);
  http::QueryArg arg;
  while (args.next(arg)) {
    if (is_one_of(arg, names)) return true;
  }
  return false;
}

std::string without_arguments(std::string_view query, std::span<const std::string> names) {
  std::string rest;
  http::QueryArgs args(query);
  http::QueryArg arg;
  while (args.next(arg)) {
    if (is_one_of(arg, names)) continue;
    if (!rest.empty()) rest += '&';
    rest += whole(arg);
  }
  return rest;
}

}  // namespace cardea::plugins::key_auth
