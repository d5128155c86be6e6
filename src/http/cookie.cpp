// SPDX-License-Identifier: Apache-2.0
// Cuts at `;` and the first `=`.
#include "http/cookie.h"

#include "http/ascii.h"

namespace cardea::http {
namespace {

std::string_view without_quotes(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

bool Cookies::next(Cookie& cookie) {
  while (!rest_.empty()) {
    const auto end = rest_.find(';');
    const auto piece = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);

    const auto equals = piece.find('=');
    if (equals == std::string_view::npos) continue;
    cookie.name = trim(piece.substr(0, equals));
    if (cookie.name.empty()) continue;
    cookie.value = without_quotes(trim(piece.substr(equals + 1)));
    return true;
  }
  return false;
}

}  // namespace cardea::http
