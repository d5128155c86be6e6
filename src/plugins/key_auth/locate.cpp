// SPDX-License-Identifier: Apache-2.0
// Nothing is copied unless a query argument is percent-encoded.
#include "plugins/key_auth/locate.h"

#include "http/ascii.h"
#include "plugins/key_auth/query_cut.h"

namespace cardea::plugins::key_auth {
namespace {

Finding find_field(const http::Fields& fields, std::string_view name) {
  Finding finding;
  for (const http::Field& field : fields) {
    if (http::equals_ignoring_case(field.name, name)) finding.add(field.value);
  }
  return finding;
}

}  // namespace

std::optional<Finding> locate(const http::RequestHead& head, const Settings& settings,
                              const Body* body, Arena& arena) {
  for (const std::string& name : settings.key_names) {
    Finding finding;
    if (settings.key_in_header) finding = find_field(head.fields, name);
    if (finding.count == Finding::Count::none && settings.key_in_query) {
      finding = find_argument(head.target.query, name, arena);
    }
    if (finding.count == Finding::Count::none && settings.key_in_body) {
      if (body == nullptr) return std::nullopt;
      finding = body->find(name);
    }
    if (finding.count != Finding::Count::none) return finding;
  }
  return Finding{};
}

}  // namespace cardea::plugins::key_auth
