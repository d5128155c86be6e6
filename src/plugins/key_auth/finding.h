// SPDX-License-Identifier: Apache-2.0
// What one place of a request holds under one name.
#pragma once

#include <cstdint>
#include <string_view>

namespace cardea::plugins::key_auth {

struct Finding {
  enum class Count : std::uint8_t { none, one, several };
  Count count = Count::none;
  std::string_view text{};  ///< one; may be empty

  void add(std::string_view found) {
    count = count == Count::none ? Count::one : Count::several;
    text = found;
  }
};

}  // namespace cardea::plugins::key_auth
