// SPDX-License-Identifier: Apache-2.0
// Request methods (RFC 9110 section 9, RFC 5789). The nine standard ones are an enumerator; every
// other token is `extension` and lives on as text in the head, since methods are open and compared
// with case.
#pragma once

#include <cstdint>
#include <string_view>

namespace cardea::http {

enum class Method : std::uint8_t {
  get,
  head,
  post,
  put,
  delete_,
  connect,
  options,
  trace,
  patch,
  extension,  ///< any other token; see RequestHead::method_text
};

/// The method spelt exactly so (methods are case-sensitive), `extension` for any other text.
Method find_method(std::string_view text);

/// The method's text; empty for `extension`. Points to static storage.
std::string_view name(Method method);

/// RFC 9110 section 9.2.2: doing it twice is as doing it once, so a lost answer may be retried.
/// False for `extension`.
bool is_idempotent(Method method);

}  // namespace cardea::http
