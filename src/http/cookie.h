// SPDX-License-Identifier: Apache-2.0
// Reads Cookie fields (RFC 6265 section 5.4) with tolerance: pairs between `;`, white space around
// them ignored, values as they stand except that one pair of double quotes around them is taken
// off.
#pragma once

#include <string_view>

namespace cardea::http {

struct Cookie {
  std::string_view name;
  std::string_view value;
};

/// Usage: `Cookies cookies(field.value); Cookie one; while (cookies.next(one)) ...`; a head may
/// have several Cookie fields (HTTP/2 splits them), each is walked alone.
class Cookies {
 public:
  /// `value` must outlive the walk and the views it hands out.
  explicit Cookies(std::string_view value) : rest_(value) {}

  /// The next cookie; false when there is none left. Pieces without `=` or without a name are
  /// skipped.
  bool next(Cookie& cookie);

 private:
  std::string_view rest_;
};

}  // namespace cardea::http
