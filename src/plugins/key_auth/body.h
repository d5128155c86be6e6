// SPDX-License-Identifier: Apache-2.0
// Keys in bodies: in forms (application/x-www-form-urlencoded) and in the members of a JSON object.
// A body is read only where the plugin is told to, only when it is one of these two, and only up to
// a limit.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "http/head.h"
#include "json/value.h"
#include "plugins/key_auth/finding.h"

namespace cardea::plugins::key_auth {

/// Bodies above this are not looked into: they are parsed on the core that serves the request.
inline constexpr std::size_t most_body_bytes = std::size_t{64} << 10U;

enum class BodyKind : std::uint8_t {
  other,  ///< no body, a large one, or one of another type: it holds no keys
  form,
  json,
};

/// What the head says of the body.
BodyKind kind_of(const http::RequestHead& head);

/// A body that was read whole. A JSON text that is not an object, or not JSON, holds nothing.
class Body {
 public:
  /// One without keys.
  Body() = default;
  /// `text` and `arena` must outlive this.
  Body(BodyKind kind, std::string_view text, Arena& arena);

  /// What it holds under this name, which in JSON is a text; a list or an object there counts as
  /// several.
  [[nodiscard]] Finding find(std::string_view name) const;

  /// The same body without these members, otherwise byte for byte as it was.
  [[nodiscard]] std::string without(std::span<const std::string> names) const;

 private:
  BodyKind kind_ = BodyKind::other;
  std::string_view text_;
  Arena* arena_ = nullptr;
  json::Object object_;  // json
};

}  // namespace cardea::plugins::key_auth
