// SPDX-License-Identifier: Apache-2.0
// Bytes that must not be printed: keys, passwords, tokens. A Secret has no stream or format
// operator, so a log line that tries to show one does not compile; the bytes are wiped when it
// dies.
#pragma once

#include <string>
#include <string_view>

namespace cardea {

/// Owns secret bytes. Copies are allowed and each wipes itself.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { wipe(); }

  /// The bytes, for the one call that needs them. Valid until this Secret changes or dies.
  [[nodiscard]] std::string_view reveal() const { return bytes_; }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

  /// Compares in time that depends on the lengths only.
  [[nodiscard]] bool equals(std::string_view other) const;

 private:
  void wipe();
  std::string bytes_;
};

/// Compares in time that depends on the lengths only; false at once when the lengths differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace cardea
