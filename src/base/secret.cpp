// SPDX-License-Identifier: Apache-2.0
// Wiping (explicit_bzero, which the optimiser may not drop) and comparing of secret bytes.
#include "base/secret.h"

#include <strings.h>

#include <cstddef>
#include <cstring>
#include <utility>

namespace cardea {

Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) {
  other.wipe();
}

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    wipe();
    bytes_ = other.bytes_;
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::move(other.bytes_);
    other.wipe();
  }
  return *this;
}

bool Secret::equals(std::string_view other) const {
  return equal_in_constant_time(bytes_, other);
}

void Secret::wipe() {
  ::explicit_bzero(bytes_.data(), bytes_.size());
  bytes_.clear();
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return difference == 0;
}

}  // namespace cardea
