// SPDX-License-Identifier: Apache-2.0
// The rules about single values, each with the very text that Kong answers. They are put into
// declarations (`entity.field(...).check(schema::between(0, 65535))`). All are pure functions of
// the value.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/rule.h"

namespace cardea::schema {

Check one_of(std::vector<std::string> words);             ///< expected one of: a, b
Check one_of_numbers(std::vector<std::int64_t> numbers);  ///< expected one of: 1, 2
Check none_of(std::vector<std::string> words);            ///< must not be one of: a, b
Check between(std::int64_t low, std::int64_t high);       ///< value should be between 0 and 5
Check greater_than(std::int64_t limit);                   ///< value must be greater than 0
Check length_at_least(std::int64_t length);               ///< length must be at least 1
Check length_at_most(std::int64_t length);                ///< length must be at most 5
Check length_exactly(std::int64_t length);                ///< length must be 0
Check starts_with(std::string prefix);                    ///< should start with: /
Check contains(std::string member);                       ///< expected to contain: exp
Check uuid();                                             ///< expected a valid UUID
Check timestamp();                                        ///< expected a valid timestamp
Check upper_case_letters();                               ///< invalid value: x
/// `these sets are mutually exclusive: ('http', 'https'), ('tcp')`: members of one family only.
Check one_family(std::vector<std::vector<std::string>> families);

/// Names of services, routes, plugin instances: letters, digits, `. - _ ~` and other UTF-8.
Check entity_name();
/// A host name or IP address without port.
Check host();
/// A host name with at most one wildcard, leftmost or rightmost, and perhaps a port (a route's).
Check host_with_wildcard();
/// A host name without port; with a wildcard only where `wildcard` is set.
Check server_name(bool wildcard);
/// A URL path: starts with `/`, no empty segments, RFC 3986 characters, proper percent-encoding.
Check url_path();
/// A route's path: `/prefix`, normalized, or `~/regex`, which PCRE2 must be able to compile.
Check route_path();
Check header_name();
/// One tag: printable ASCII without `,` and `/`, or UTF-8.
Check tag();
/// An IP address or CIDR range.
Check ip_or_cidr();

/// A rule of one's own for strings. `word` names it to generators; `fault` gives the text, or
/// nothing when the value is good.
Check text_check(std::string word,
                 std::function<std::optional<std::string>(std::string_view value)> fault);

/// The protocols a route, service or plugin can name, in Kong's order.
const std::vector<std::string>& protocols();

}  // namespace cardea::schema
