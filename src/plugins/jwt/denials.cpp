// SPDX-License-Identifier: Apache-2.0
// Messages are put into JSON here and nowhere else; what comes from configuration or a token is
// escaped.
#include "plugins/jwt/denials.h"

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
  for (std::size_t i = 0; i < fault_count; ++i) {
    const auto fault = static_cast<jose::Fault>(i);
    faults_[i] = refusal(jose::reason(fault), filled(jose::message(fault), claim_));
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
