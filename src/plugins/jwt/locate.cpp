// SPDX-License-Identifier: Apache-2.0
// Nothing is copied unless a query argument is percent-encoded.
#include "plugins/jwt/locate.h"

#include "http/cookie.h"
#include "http/query.h"

namespace cardea::plugins::jwt {
namespace {

// The set of texts found so far; more than one is already too many, so one is kept.
class Finds {
 public:
  void add(std::string_view token) {
    if (token.empty()) return;
    if (located_.count == Located::Count::none || located_.count == Located::Count::no_text) {
      if (located_.count == Located::Count::no_text) {
        located_.count = Located::Count::several;
      } else {
        located_ = {Located::Count::one, token};
      }
    } else if (located_.token != token) {
      located_.count = Located::Count::several;
    }
  }
  void add_without_text() {
    located_.count =
        located_.count == Located::Count::none || located_.count == Located::Count::no_text
            ? Located::Count::no_text
            : Located::Count::several;
  }
  [[nodiscard]] const Located& all() const { return located_; }

 private:
  Located located_;
};

void look_into_query(const http::RequestHead& head, const Settings& settings, Arena& arena,
                     Finds& finds) {
  http::QueryArgs args(head.target.query);
  http::QueryArg arg;
  while (args.next(arg)) {
    for (const auto& name : settings.uri_param_names) {
      if (!arg.is_named(name)) continue;
      if (!arg.has_value) {
        finds.add_without_text();
      } else {
        finds.add(http::decode_query(arg.value, arena.take(arg.value.size())));
      }
    }
  }
}

// The first cookie of each name counts.
void look_into_cookies(const http::Fields& fields, const Settings& settings, Finds& finds) {
  for (const auto& name : settings.cookie_names) {
    bool found = false;
    for (const http::Field& field : fields) {
      if (found || field.id != http::FieldName::cookie) continue;
      http::Cookies cookies(field.value);
      http::Cookie cookie;
      while (!found && cookies.next(cookie)) {
        if (cookie.name != name) continue;
        finds.add(cookie.value);
        found = true;
      }
    }
  }
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// Kong searches the value for `Bearer` or `bearer`, blanks, and takes everything behind them.
std::string_view bearer(std::string_view value) {
  for (std::size_t at = 0; at + 7 < value.size(); ++at) {
    if ((value[at] != 'B' && value[at] != 'b') || value.substr(at + 1, 5) != "earer") continue;
    std::string_view rest = value.substr(at + 6);
    if (!is_blank(rest.front())) continue;
    while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
    return rest;
  }
  return {};
}

}  // namespace

Located locate(const http::RequestHead& head, const Settings& settings, Arena& arena) {
  Finds finds;
  if (head.target.has_query) look_into_query(head, settings, arena, finds);
  if (!settings.cookie_names.empty()) look_into_cookies(head.fields, settings, finds);
  for (const auto& name : settings.header_names) {
    const http::Field* const field = head.fields.find(name);
    if (field != nullptr) finds.add(bearer(field->value));
  }
  return finds.all();
}

}  // namespace cardea::plugins::jwt
