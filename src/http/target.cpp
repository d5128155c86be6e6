// SPDX-License-Identifier: Apache-2.0
// The four forms, told apart by method and first byte.
#include "http/target.h"

#include "http/ascii.h"
#include "http/authority.h"

namespace cardea::http {
namespace {

// Visible ASCII without `#`. One pass without a branch inside, which compilers turn into vector
// code.
bool is_visible(std::string_view text) {
  bool wrong = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    wrong |= static_cast<unsigned char>(byte - 0x21) > 0x7e - 0x21;
    wrong |= byte == '#';
  }
  return !wrong;
}

void split_query(std::string_view text, Target& target) {
  const auto question = text.find('?');
  target.path = text.substr(0, question);
  target.has_query = question != std::string_view::npos;
  if (target.has_query) target.query = text.substr(question + 1);
}

std::optional<Target> split_authority_form(std::string_view text) {
  const auto authority = split_authority(text);
  if (!authority || !authority->port) return std::nullopt;
  Target target;
  target.form = TargetForm::authority;
  target.authority = text;
  return target;
}

std::optional<Target> split_absolute_form(std::string_view text, Method method) {
  const auto colon = text.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  Target target;
  target.form = TargetForm::absolute;
  target.scheme = text.substr(0, colon);
  if (!equals_ignoring_case(target.scheme, "http") &&
      !equals_ignoring_case(target.scheme, "https")) {
    return std::nullopt;
  }
  const auto rest = text.substr(colon + 3);
  target.authority = rest.substr(0, rest.find_first_of("/?"));
  if (!split_authority(target.authority)) return std::nullopt;

  split_query(rest.substr(target.authority.size()), target);
  if (target.path.empty()) {
    target.path = method == Method::options && !target.has_query ? "*" : "/";
  }
  return target;
}

}  // namespace

std::optional<Target> split_target(std::string_view text, Method method) {
  if (text.empty() || !is_visible(text)) return std::nullopt;
  if (method == Method::connect) return split_authority_form(text);

  Target target;
  if (text.front() == '/') {
    split_query(text, target);
    return target;
  }
  if (text == "*") {
    if (method != Method::options) return std::nullopt;
    target.form = TargetForm::asterisk;
    target.path = text;
    return target;
  }
  return split_absolute_form(text, method);
}

}  // namespace cardea::http
