// SPDX-License-Identifier: Apache-2.0
// The declaration of the settings, in Kong's order.
#include "plugins/cors/settings.h"

#include <fmt/format.h>

#include "schema/regex.h"

namespace cardea::plugins::cors {
namespace {

schema::Check origin() {
  return schema::text_check("origin", [](std::string_view value) -> std::optional<std::string> {
    if (value == "*" || !schema::regex_fault(value)) return std::nullopt;
    return fmt::format("'{}' is not a valid regex", value);
  });
}

}  // namespace

const std::vector<std::string>& all_methods() {
  static const std::vector<std::string> all = {"GET",    "HEAD",    "PUT",   "PATCH",  "POST",
                                               "DELETE", "OPTIONS", "TRACE", "CONNECT"};
  return all;
}

void Settings::describe(schema::RecordDeclaration<Settings>& record) {
  using It = Settings;
  record
      .field("origins", &It::origins,
             "Origins that may call: `https://shop.example`, a host alone, a regular expression "
             "for the whole origin, or `*`. Without any every origin may.")
      .each(origin());
  record.field(
      "headers", &It::headers,
      "Fields that a request may carry (`Access-Control-Allow-Headers`). Without any those "
      "that the browser asks for.");
  record.field("exposed_headers", &It::exposed_headers,
               "Fields of answers that a page may read (`Access-Control-Expose-Headers`).");
  record
      .field("methods", &It::methods, "Methods that may be used (`Access-Control-Allow-Methods`).")
      .preset({"GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
      .each(schema::one_of(all_methods()));
  record.field("max_age", &It::max_age,
               "How long a browser may remember the answer to a preflight request, in seconds.");
  record
      .field("credentials", &It::credentials,
             "Whether requests may carry cookies and the like "
             "(`Access-Control-Allow-Credentials`). Together with every origin it lets any page "
             "act as your users.")
      .required()
      .preset(false);
  record
      .field("private_network", &It::private_network,
             "Whether pages from the public network may call into this one "
             "(`Access-Control-Allow-Private-Network`).")
      .required()
      .preset(false);
  record
      .field("preflight_continue", &It::preflight_continue,
             "Whether preflight requests are left to the upstream instead of being answered here.")
      .required()
      .preset(false);
  record
      .field("allow_origin_absent", &It::allow_origin_absent,
             "Whether answers to requests without `Origin` carry the fields too.")
      .required()
      .preset(true);
}

}  // namespace cardea::plugins::cors
