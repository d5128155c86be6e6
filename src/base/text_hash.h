// SPDX-License-Identifier: Apache-2.0
// Lets maps and sets of strings be asked with a view, without making a string of it first:
//   boost::unordered_flat_set<std::string, TextHash, std::equal_to<>>
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace cardea {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

}  // namespace cardea
