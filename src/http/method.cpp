// SPDX-License-Identifier: Apache-2.0
// The table of the standard methods, searched by length and then by comparison.
#include "http/method.h"

#include <array>

namespace cardea::http {
namespace {

constexpr std::array<std::string_view, 9> names = {"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                                   "CONNECT", "OPTIONS", "TRACE", "PATCH"};

Method when(std::string_view text, Method method) {
  return text == name(method) ? method : Method::extension;
}

}  // namespace

Method find_method(std::string_view text) {
  switch (text.size()) {
    case 3:
      return text[0] == 'G' ? when(text, Method::get) : when(text, Method::put);
    case 4:
      return text[0] == 'P' ? when(text, Method::post) : when(text, Method::head);
    case 5:
      return text[0] == 'P' ? when(text, Method::patch) : when(text, Method::trace);
    case 6:
      return when(text, Method::delete_);
    case 7:
      return text[0] == 'O' ? when(text, Method::options) : when(text, Method::connect);
    default:
      return Method::extension;
  }
}

std::string_view name(Method method) {
  const auto place = static_cast<std::size_t>(method);
  return place < names.size() ? names[place] : std::string_view();
}

bool is_idempotent(Method method) {
  return method != Method::post && method != Method::patch && method != Method::connect &&
         method != Method::extension;
}

}  // namespace cardea::http
