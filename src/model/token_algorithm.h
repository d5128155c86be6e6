// SPDX-License-Identifier: Apache-2.0
// The algorithms of tokens as words in JSON: their registered names.
#pragma once

#include <array>
#include <cstddef>

#include "jose/algorithm.h"
#include "schema/bind.h"

template <>
inline constexpr auto cardea::schema::enumerators<cardea::jose::Algorithm> = [] {
  using cardea::jose::algorithm_names;
  std::array<cardea::schema::Named<cardea::jose::Algorithm>, algorithm_names.size()> names{};
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = {static_cast<cardea::jose::Algorithm>(i), algorithm_names[i]};
  }
  return names;
}();
