// SPDX-License-Identifier: Apache-2.0
// The declaration of the settings, in Kong's order, then those of our own.
#include "plugins/jwt/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/object.hpp>

#include "http/field_name.h"
#include "schema/violations.h"

namespace cardea::plugins::jwt {
namespace {

using schema::Check;
using Fault = std::optional<std::string>;

constexpr std::int64_t most_leeway = 600;  // seconds
constexpr std::int64_t most_values = 64;
constexpr std::size_t most_claims = 32;

Check single_value() {
  return {.word = "single_value", .argument = true, .fault = [](const json::Value& value) -> Fault {
            if (value.is_string() || value.is_number() || value.is_bool()) return std::nullopt;
            return "expected a string, a number or a boolean";
          }};
}

Check few_claims() {
  return {.word = "len_max",
          .argument = static_cast<std::int64_t>(most_claims),
          .fault = [](const json::Value& value) -> Fault {
            const auto* const map = value.if_object();
            if (map == nullptr || map->size() <= most_claims) return std::nullopt;
            return fmt::format("length must be at most {}", most_claims);
          }};
}

// Names that mean something to HTTP or to the gateway are not for claims: a claim could otherwise
// frame the request, or say who the consumer is.
Check free_header() {
  return schema::text_check("free_header", [](std::string_view name) -> Fault {
    using http::FieldName;
    if (http::identify_loosely(name) == FieldName::other) return std::nullopt;
    return fmt::format(
        "'{}' has a meaning of its own to HTTP or to the gateway; use another name, such as "
        "X-Token-Tenant",
        name);
  });
}

const json::Value* header_of(const json::Value& rule) {
  const auto* const record = rule.if_object();
  const auto* const name = record == nullptr ? nullptr : record->if_contains("to_header");
  return name != nullptr && name->is_string() ? name : nullptr;
}

// Two claims in one field would be one value too many, and which of them counts is a guess.
void judge_headers(const json::Object& settings, schema::Violations& wrong) {
  const auto* const claims = settings.if_contains("claims");
  if (claims == nullptr || !claims->is_object()) return;
  std::vector<std::string_view> names;
  for (const auto& [claim, rule] : claims->get_object()) {
    const auto* const header = header_of(rule);
    if (header == nullptr) continue;
    const std::string_view name(header->get_string());
    const auto is_same = [&](std::string_view other) { return http::is_same_loosely(other, name); };
    if (std::ranges::any_of(names, is_same)) {
      wrong.add("claims", json::Value(boost::json::string_view(
                              fmt::format("two claims are sent in the header '{}'", name))));
    }
    names.push_back(name);
  }
}

void describe_own(schema::RecordDeclaration<Settings>& record) {
  using It = Settings;
  record
      .field("leeway", &It::leeway,
             "By how many seconds the clock of whoever makes tokens may differ from ours: `exp` "
             "ends so much later, `nbf` begins so much earlier.")
      .own()
      .check(schema::between(0, most_leeway));
  record
      .field("audiences", &It::audiences,
             "Whom tokens must be for: their `aud` has to name one of these. Unset: `aud` is not "
             "looked at.")
      .set()
      .own()
      .check(schema::length_at_least(1))
      .check(schema::length_at_most(most_values));
  record
      .field("claims", &It::claims,
             "Rules for single claims of the payload, by their names. All must hold.")
      .own()
      .check(few_claims())
      .each_key(schema::length_at_least(1));
  record.rule({.kind = schema::Rule::Kind::custom,
               .fields = {"claims"},
               .description = "No two claims are sent in the same header.",
               .judge = judge_headers});
}

}  // namespace

void ClaimSettings::describe(schema::RecordDeclaration<ClaimSettings>& record) {
  using It = ClaimSettings;
  record.field("required", &It::required,
               "Whether a token must have the claim. Unset: yes, when `equals` or `in` says what "
               "it has to be. A claim that is null counts as absent.");
  record
      .field("equals", &It::equals,
             "What the claim must be: a string, a number or a boolean. A list is equal to nothing.")
      .check(single_value());
  record
      .field("in", &It::in,
             "What the claim may be: one of these, or a list that holds one of them.")
      .check(schema::length_at_least(1))
      .check(schema::length_at_most(most_values))
      .each(single_value());
  record
      .field("to_header", &It::to_header,
             "The header in which the claim is sent to the upstream: strings as they are, numbers "
             "and booleans as in JSON, lists and objects as JSON. A client's own header of that "
             "name never gets through.")
      .check(schema::header_name())
      .check(schema::length_at_most(64))
      .check(free_header());
  record.at_least_one_of({"required", "equals", "in", "to_header"});
}

void Settings::describe(schema::RecordDeclaration<Settings>& record) {
  using It = Settings;
  record.field("uri_param_names", &It::uri_param_names, "Query arguments to look for a token in.")
      .set()
      .preset({"jwt"});
  record.field("cookie_names", &It::cookie_names, "Cookies to look for a token in.")
      .set()
      .preset({});
  record
      .field("key_claim_name", &It::key_claim_name,
             "The claim, or else the header parameter, that names the credential.")
      .preset("iss");
  record
      .field("secret_is_base64", &It::secret_is_base64,
             "Whether secrets are base64 text of the bytes to use.")
      .required()
      .preset(false);
  record
      .field("claims_to_verify", &It::claims_to_verify,
             "Claims that a token must have. `exp` and `nbf` are honoured whenever present, also "
             "when not listed.")
      .set();
  record.field("anonymous", &It::anonymous,
               "Id or username of a consumer that stands for requests without a good token; "
               "without it they are refused.");
  record
      .field("run_on_preflight", &It::run_on_preflight,
             "Whether `OPTIONS` requests need a token too.")
      .required()
      .preset(true);
  record
      .field("maximum_expiration", &It::maximum_expiration,
             "How far `exp` may lie ahead, in seconds; 0 for no limit.")
      .preset(0)
      .check(schema::between(0, 31536000));
  record.field("header_names", &It::header_names, "Fields to look for `Bearer <token>` in.")
      .set()
      .preset({"authorization"});
  record.field("realm", &It::realm, "Shown in `WWW-Authenticate`.");
  describe_own(record);
  record.require("claims_to_verify", "maximum_expiration", {schema::greater_than(0)},
                 {schema::contains("exp")});
}

bool Settings::requires_claim(TimeClaim claim) const {
  return claims_to_verify && std::ranges::find(*claims_to_verify, claim) != claims_to_verify->end();
}

}  // namespace cardea::plugins::jwt
