// SPDX-License-Identifier: Apache-2.0
// Cuts at `&` and the first `=`; decodes byte by byte.
#include "http/query.h"

#include "http/ascii.h"

namespace cardea::http {
namespace {

// Reads one decoded byte at `at` and moves behind it.
char decode_byte(std::string_view text, std::size_t& at) {
  const char c = text[at++];
  if (c == '+') return ' ';
  if (c != '%' || text.size() - at < 2) return c;
  const int high = hex_value(text[at]);
  const int low = hex_value(text[at + 1]);
  if (high < 0 || low < 0) return c;
  at += 2;
  return static_cast<char>(high << 4 | low);
}

}  // namespace

bool QueryArg::is_named(std::string_view wanted) const {
  std::size_t at = 0;
  for (const char c : wanted) {
    if (at == name.size() || decode_byte(name, at) != c) return false;
  }
  return at == name.size();
}

bool QueryArgs::next(QueryArg& arg) {
  while (!rest_.empty()) {
    const auto end = rest_.find('&');
    const auto piece = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (piece.empty()) continue;

    const auto equals = piece.find('=');
    arg.name = piece.substr(0, equals);
    arg.has_value = equals != std::string_view::npos;
    arg.value = arg.has_value ? piece.substr(equals + 1) : std::string_view();
    return true;
  }
  return false;
}

std::string_view decode_query(std::string_view text, char* out) {
  if (text.find_first_of("%+") == std::string_view::npos) return text;
  char* end = out;
  for (std::size_t at = 0; at < text.size();) *end++ = decode_byte(text, at);
  return {out, static_cast<std::size_t>(end - out)};
}

}  // namespace cardea::http
