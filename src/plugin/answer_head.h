// SPDX-License-Identifier: Apache-2.0
// The head of an answer on its way to the client, as plugins see it in their response phase: the
// upstream's fields or those of an answer made here, which they may replace, add to and drop. The
// bytes that came are not touched; what is decided here is obeyed when the head is written. Belongs
// to a visit and is used again, so that it allocates nothing once it has seen its largest head.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "http/fields.h"

namespace cardea::plugin {

/// Names and values that are put in must live as long as the request: static storage, the
/// exchange's arena, or the handler's own. Names are tokens. What frames the message or belongs to
/// the connection (Content-Length, Transfer-Encoding, Connection and the like) is the gateway's
/// affair: changes to it are ignored.
class AnswerHead {
 public:
  /// Begins with an upstream's fields, which outlive this.
  void begin(std::uint16_t status, const http::Fields& upstream);
  /// Begins with the fields of an answer that the gateway makes.
  void begin(std::uint16_t status, std::span<const http::Field> own);

  [[nodiscard]] std::uint16_t status() const { return status_; }
  [[nodiscard]] bool is_from_upstream() const { return upstream_ != nullptr; }

  /// The first field of that name as things stand, letters without case; null when there is none.
  /// Valid until the next change.
  [[nodiscard]] const http::Field* find(std::string_view name) const;

  /// Whether a field of that name lists this member (RFC 9110 section 5.6.1), letters without case.
  [[nodiscard]] bool has_member(std::string_view name, std::string_view member) const;

  /// Says this instead of whatever is said under that name.
  void set(std::string_view name, std::string_view value);
  /// Says this in a line of its own, behind what is said under that name.
  void add(std::string_view name, std::string_view value);
  /// Says nothing under that name.
  void drop(std::string_view name);

  /// The upstream's fields that shall not pass.
  [[nodiscard]] const http::FieldSet& dropped() const { return dropped_; }
  /// What is to be written beside the upstream's.
  [[nodiscard]] const std::vector<http::Field>& own() const { return own_; }

 private:
  const http::Fields* upstream_ = nullptr;
  http::FieldSet dropped_;
  std::vector<http::Field> own_;
  std::uint16_t status_ = 0;

  template <class Wanted>
  [[nodiscard]] const http::Field* first(Wanted is_wanted) const;
};

}  // namespace cardea::plugin
