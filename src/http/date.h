// SPDX-License-Identifier: Apache-2.0
// The Date field (RFC 9110 section 5.6.7). Callers keep the text for a second; writing it each time
// would cost more than the rest of a small answer's head.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/time.h"

namespace cardea::http {

/// `Sun, 06 Nov 1994 08:49:37 GMT`: always 29 bytes.
inline constexpr std::size_t date_size = 29;

/// Writes the IMF-fixdate of `seconds` since 1970 (years 1970 to 9999) to `out`, without a
/// terminator.
void write_date(std::int64_t seconds, char* out);

/// The text of the current second, written anew when the second changes. One per core.
class DateLine {
 public:
  /// Valid until the next call.
  std::string_view at(WallTime now) {
    if (now.seconds() != seconds_) refresh(now.seconds());
    return {text_.data(), text_.size()};
  }

 private:
  void refresh(std::int64_t seconds);

  std::int64_t seconds_ = -1;
  std::array<char, date_size> text_{};
};

}  // namespace cardea::http
