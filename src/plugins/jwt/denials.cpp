// SPDX-License-Identifier: Apache-2.0
// Messages are put into JSON here and nowhere else; what comes from configuration or a token is
// escaped.
#include "plugins/jwt/denials.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "json/write.h"

namespace cardea::plugins::jwt {
namespace {

std::string message_body(std::string_view message) {
  std::string body = "{\"message\":";
  json::write_string_to(body, message);
  return body + "}";
}

// `text` with `{}` replaced.
std::string filled(std::string_view text, std::string_view value) {
  const std::size_t at = text.find("{}");
  if (at == std::string_view::npos) return std::string(text);
  return std::string(text.substr(0, at)) + std::string(value) + std::string(text.substr(at + 2));
}

}  // namespace

Denials::Denials(const Settings& settings) : claim_(settings.key_claim_name) {
  const std::string bare = settings.realm ? "Bearer realm=\"" + *settings.realm + "\"" : "Bearer";
  // With a realm Kong 3.9 puts a space, not a comma, before `error`; clients have been written to
  // that.
  bare_challenge_ = {
      http::Field{"WWW-Authenticate", kept(bare), http::FieldName::www_authenticate}};
  error_challenge_ = {http::Field{"WWW-Authenticate", kept(bare + " error=\"invalid_token\""),
                                  http::FieldName::www_authenticate}};
  no_token_ = refusal("jwt.no_token", "Unauthorized");
  no_token_.fields = bare_challenge_;
  several_tokens_ = refusal("jwt.several_tokens", "Multiple tokens provided");
  without_text_ = refusal("jwt.token_without_text", "Unrecognizable token");
  const std::string unknown = filled("No credentials found for given '{}'", claim_);
  unknown_key_ = refusal("jwt.unknown_key", unknown);
  credential_expired_ = refusal("jwt.credential_expired", unknown);
  for (std::size_t i = 0; i < jose::fault_count; ++i) {
    const auto fault = static_cast<jose::Fault>(i);
    faults_[i] = refusal(jose::reason(fault), filled(jose::message(fault), claim_));
  }
  describe_issuer();
  describe_audience(settings);
  if (!settings.claims) return;
  for (const auto& [name, rule] : *settings.claims) claims_.push_back(of_claim(name));
}

void Denials::describe_audience(const Settings& settings) {
  if (!settings.audiences) return;
  const std::string ours =
      fmt::format("config.audiences: {}", fmt::join(*settings.audiences, ", "));
  const auto say = [&](jose::Fault fault, std::string detail) {
    auto& answer = faults_[static_cast<std::size_t>(fault)];
    answer = refusal(jose::reason(fault), filled(jose::message(fault), "aud"));
    answer.detail = kept(std::move(detail));
  };
  say(jose::Fault::audience_absent, "the token has no aud, and must be for one of " + ours);
  say(jose::Fault::audience_differs, "the token's aud names none of " + ours);
}

void Denials::describe_issuer() {
  const auto audience = [&](jose::Fault fault, std::string_view detail) {
    auto answer = refusal(jose::reason(fault), filled(jose::message(fault), "aud"));
    answer.detail = detail;
    return answer;
  };
  const auto invalid = jose::message(jose::Fault::signature_invalid);
  const std::string unknown = filled("Could not find consumer for '{}'", claim_);
  issuer_ = {
      .bad_key_name = refusal("jwt.kid_not_text", "Bad token; invalid kid"),
      .unknown_key = refusal("jwt.unknown_kid", invalid),
      .consumer = refusal("jwt.consumer_claim_unusable", unknown),
      .groups = refusal("jwt.groups_claim_unusable", "Bad token; invalid claims"),
      .no_consumer = refusal("jwt.issuer_no_consumer", unknown),
      .audience_absent = audience(jose::Fault::audience_absent,
                                  "the token has no aud, and its issuer's audiences ask for one"),
      .audience_differs = audience(jose::Fault::audience_differs,
                                   "the token's aud names none of its issuer's audiences")};
}

Denials::OfClaim Denials::of_claim(const std::string& name) {
  const auto answer = [&](jose::Fault fault, std::string_view detail) {
    auto made = refusal(jose::reason(fault), filled(jose::message(fault), name));
    made.detail = kept(filled(detail, name));
    return made;
  };
  return {.absent = answer(jose::Fault::claim_absent,
                           "the token has no claim '{}', which config.claims requires"),
          .differs = answer(jose::Fault::claim_differs,
                            "the token's claim '{}' is not what config.claims says it must be"),
          .unsendable = answer(jose::Fault::claim_unsendable,
                               "the token's claim '{}' holds control characters, or begins or ends "
                               "with space, and so cannot be sent in its to_header")};
}

const plugin::Answer& Denials::of(const Breach& breach) const {
  switch (breach.fault) {
    case jose::Fault::claim_absent:
      return claims_[breach.rule].absent;
    case jose::Fault::claim_differs:
      return claims_[breach.rule].differs;
    case jose::Fault::claim_unsendable:
      return claims_[breach.rule].unsendable;
    default:
      return of(breach.fault);
  }
}

std::string_view Denials::kept(std::string text) {
  texts_.push_back(std::make_unique<const std::string>(std::move(text)));
  return *texts_.back();
}

plugin::Answer Denials::refusal(std::string_view reason, std::string_view message) {
  return {.status = 401,
          .reason = reason,
          .message = {},
          .body = kept(message_body(message)),
          .fields = error_challenge_};
}

const plugin::Answer& Denials::of(const jose::TimeFaults& faults, Arena& arena) const {
  const auto member = [](std::string_view name, jose::Fault fault) {
    std::string text = "\"" + std::string(name) + "\":";
    json::write_string_to(text, jose::message(fault));
    return text;
  };
  std::string body = "{";
  if (faults.nbf) body += member("nbf", *faults.nbf);
  if (faults.nbf && faults.exp) body += ",";
  if (faults.exp) body += member("exp", *faults.exp);
  body += "}";
  const jose::Fault first = faults.exp ? *faults.exp : *faults.nbf;
  const plugin::Answer answer{.status = 401,
                              .reason = jose::reason(first),
                              .message = {},
                              .body = arena.copy(body),
                              .fields = error_challenge_};
  return plugin::keep(arena, answer);
}

const plugin::Answer& Denials::no_consumer(std::string_view key, Arena& arena) const {
  const std::string body =
      message_body("Could not find consumer for '" + claim_ + "=" + std::string(key) + "'");
  const plugin::Answer answer{
      .status = 401, .reason = "jwt.no_consumer", .message = {}, .body = arena.copy(body)};
  return plugin::keep(arena, answer);
}

}  // namespace cardea::plugins::jwt
