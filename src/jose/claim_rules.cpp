// SPDX-License-Identifier: Apache-2.0
// Plain texts and small numbers, which is what claims mostly are, are compared where they lie;
// lists are parsed anew, since a token keeps only the borders of what is nested.
#include "jose/claim_rules.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cmath>

#include "json/write.h"

namespace cardea::jose {
namespace {

constexpr double exact_integers = 9007199254740992.0;  // 2^53

std::string_view text_of(const json::Value& value) {
  return {value.get_string().data(), value.get_string().size()};
}

// A whole number beyond what a double holds exactly, which JSON read as a double: it may stand for
// any of its neighbours, and must not pass for one of them.
bool is_vague(const json::Value& number) {
  return number.is_double() && std::abs(number.get_double()) >= exact_integers;
}

bool is_same(const json::Value& a, const json::Value& b) {
  if (a.is_number() && b.is_number()) {
    return !is_vague(a) && !is_vague(b) && json::equal(a, b);
  }
  return a.kind() == b.kind() && a == b;
}

bool is_exactly(const Member& claim, const json::Value& wanted) {
  switch (claim.kind) {
    case Member::Kind::text:
      return wanted.is_string() && claim.content == text_of(wanted);
    case Member::Kind::boolean:
      return wanted.is_bool() && (claim.content == "true") == wanted.get_bool();
    case Member::Kind::number:
      return wanted.is_number() && is_same(claim.value(), wanted);
    case Member::Kind::null:
    case Member::Kind::array:
    case Member::Kind::object:
      break;
  }
  return false;
}

bool is_among(const Member& claim, const std::vector<json::Value>& wanted) {
  if (claim.kind != Member::Kind::array) {
    return std::ranges::any_of(wanted,
                               [&](const json::Value& one) { return is_exactly(claim, one); });
  }
  const json::Value list = claim.value();
  return std::ranges::any_of(list.get_array(), [&](const json::Value& element) {
    return std::ranges::any_of(wanted,
                               [&](const json::Value& one) { return is_same(element, one); });
  });
}

bool names_one(const json::Value& list, std::span<const std::string> audiences) {
  const auto& all = list.get_array();
  const auto is_text = [](const json::Value& one) { return one.is_string(); };
  const auto is_ours = [&](const json::Value& one) {
    return std::ranges::find(audiences, text_of(one)) != audiences.end();
  };
  return std::ranges::all_of(all, is_text) && std::ranges::any_of(all, is_ours);
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// U+0080 to U+009F are the bytes C2 80 to C2 9F in UTF-8, which a token's JSON is known to be.
bool may_stand_in_field(std::string_view text) {
  char before = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) return false;
    if (static_cast<unsigned char>(before) == 0xc2 && byte < 0xa0) return false;
    before = c;
  }
  return text.empty() || (!is_blank(text.front()) && !is_blank(text.back()));
}

}  // namespace

std::optional<Fault> judge_audience(const Token& token, std::span<const std::string> audiences) {
  if (audiences.empty()) return std::nullopt;
  const Member* const claim = token.claim("aud");
  if (claim == nullptr || claim->kind == Member::Kind::null) return Fault::audience_absent;
  bool ours = false;
  if (claim->kind == Member::Kind::array) {
    ours = names_one(claim->value(), audiences);
  } else if (claim->is_text()) {
    ours = std::ranges::find(audiences, claim->content) != audiences.end();
  }
  return ours ? std::nullopt : std::optional(Fault::audience_differs);
}

std::optional<Fault> judge_claim(const Token& token, const ClaimRule& rule) {
  const Member* const claim = token.claim(rule.name);
  if (claim == nullptr || claim->kind == Member::Kind::null) {
    return rule.required ? std::optional(Fault::claim_absent) : std::nullopt;
  }
  if (rule.equals && !is_exactly(*claim, *rule.equals)) return Fault::claim_differs;
  if (!rule.in.empty() && !is_among(*claim, rule.in)) return Fault::claim_differs;
  return std::nullopt;
}

std::expected<std::string_view, Fault> as_field_value(const Member& claim, Arena& arena) {
  std::string_view text = claim.content;
  std::string written;
  switch (claim.kind) {
    case Member::Kind::null:
      return std::string_view();
    case Member::Kind::array:
    case Member::Kind::object:
      written = json::write(claim.value());
      text = written;
      break;
    case Member::Kind::text:
    case Member::Kind::boolean:
    case Member::Kind::number:
      break;
  }
  if (!may_stand_in_field(text)) return std::unexpected(Fault::claim_unsendable);
  return arena.copy(text);
}

}  // namespace cardea::jose
