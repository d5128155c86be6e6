// SPDX-License-Identifier: Apache-2.0
// Walks a comma-separated field value (RFC 9110 section 5.6.1) such as Connection or TE. Empty
// members are skipped, as recipients must. Commas inside quoted strings are not separators.
#pragma once

#include <string_view>

namespace cardea::http {

/// Usage: `ListMembers members(value); while (const auto one = members.next(); !one.empty()) ...`
class ListMembers {
 public:
  /// `value` must outlive the walk and the views it hands out.
  explicit ListMembers(std::string_view value) : rest_(value) {}

  /// The next member without surrounding white space; empty when there is none left.
  std::string_view next();

 private:
  std::string_view rest_;
};

/// Whether the list has this member, letters without case (`Connection: Keep-Alive, Upgrade`).
bool has_member(std::string_view value, std::string_view member);

}  // namespace cardea::http
