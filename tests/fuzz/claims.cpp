// SPDX-License-Identifier: Apache-2.0
// The bytes as the claims of a token that was signed by somebody careless: rules are judged as a
// slow reading of the JSON says, times never end in an exception to their order, and nothing that
// is told to an upstream could end its line.
#include "jose/claims.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/base64url.h"
#include "jose/claim_rules.h"
#include "json/parse.h"
#include "json/write.h"

namespace {

using namespace cardea;

constexpr std::int64_t now = 1'700'000'000;

void require(bool holds) {
  if (!holds) std::abort();
}

const json::Value* member(const json::Object& claims, std::string_view name) {
  const auto* const found = claims.if_contains(name);
  return found == nullptr || found->is_null() ? nullptr : found;
}

bool is_text(const json::Value& value, std::string_view text) {
  return value.is_string() && std::string_view(value.get_string()) == text;
}

bool is_for_us(const json::Value& aud) {
  if (!aud.is_array()) return is_text(aud, "a");
  const auto& all = aud.get_array();
  return std::ranges::all_of(all, [](const auto& one) { return one.is_string(); }) &&
         std::ranges::any_of(all, [](const auto& one) { return is_text(one, "a"); });
}

bool is_allowed(const json::Value& claim) {
  const auto fits = [](const json::Value& one) {
    return is_text(one, "a") || (one.is_bool() && one.get_bool()) ||
           (one.is_number() && json::equal(one, json::Value(1)));
  };
  if (!claim.is_array()) return fits(claim);
  return std::ranges::any_of(claim.get_array(), fits);
}

void judge_rules(const jose::Token& token, const json::Object& claims) {
  const std::vector<std::string> ours = {"a"};
  const auto* const aud = member(claims, "aud");
  const auto said = jose::judge_audience(token, ours);
  require((said == jose::Fault::audience_absent) == (aud == nullptr));
  if (aud != nullptr) require(!said == is_for_us(*aud));

  const auto* const claim = member(claims, "c");
  const jose::ClaimRule in{.name = "c", .required = true, .in = {json::Value("a"), 1, true}};
  const auto found = jose::judge_claim(token, in);
  require((found == jose::Fault::claim_absent) == (claim == nullptr));
  if (claim != nullptr) require(!found == is_allowed(*claim));
  const jose::ClaimRule equals{.name = "c", .equals = json::Value("a")};
  if (claim != nullptr) require(!jose::judge_claim(token, equals) == is_text(*claim, "a"));
}

void judge_times(const jose::Token& token) {
  const auto strict = jose::judge_times(
      token, {.exp_required = true, .nbf_required = true, .maximum_expiration = 60}, now);
  const auto lenient = jose::judge_times(token, {.leeway = 600}, now);
  const auto kongs = jose::judge_times(token, {.ignore_unlisted = true}, now);
  require(kongs.none());
  if (strict.none()) require(lenient.none());
}

void tell(const jose::Token& token) {
  for (const jose::Member& claim : token.claims().all()) {
    Arena arena;
    const auto text = jose::as_field_value(claim, arena);
    if (!text) {
      require(text.error() == jose::Fault::claim_unsendable);
      continue;
    }
    for (const char c : *text) {
      const auto byte = static_cast<unsigned char>(c);
      require(byte >= 0x20 && byte != 0x7f);
    }
    require(text->empty() || (text->front() != ' ' && text->back() != ' '));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (size > 4000) return 0;
  const auto token = jose::decode(encode_base64url("{\"alg\":\"HS256\"}") + "." +
                                  encode_base64url(text) + ".AAAA");
  if (!token) return 0;
  const auto claims = json::parse_object(text, {.depth = jose::Members::max_depth});
  require(claims.has_value());
  judge_rules(*token, *claims);
  judge_times(*token);
  tell(*token);
  (void)jose::key_of(*token, "iss");
  return 0;
}
