// SPDX-License-Identifier: Apache-2.0
// The declaration of the settings, in Kong's order and with Kong's texts.
#include "plugins/request_termination/settings.h"

#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

#include "http/ascii.h"
#include "schema/violations.h"

namespace cardea::plugins::request_termination {
namespace {

// An interim answer cannot end a request: the client would wait for the final one.
schema::Check final_status() {
  return {.word = "final",
          .argument = {},
          .fault = [](const json::Value& value) -> std::optional<std::string> {
            if (!value.is_int64() || value.get_int64() >= 200) return std::nullopt;
            return "an interim status (1xx) cannot end a request, use one of 200 to 599";
          }};
}

schema::Check field_value() {
  return schema::text_check("field", [](std::string_view value) -> std::optional<std::string> {
    if (http::is_field_text(value)) return std::nullopt;
    return "must not hold line breaks or other control characters";
  });
}

bool is_set(const json::Object& config, std::string_view name) {
  const auto* const value = config.if_contains(boost::json::string_view(name));
  return value != nullptr && value->is_string() && !value->get_string().empty();
}

bool is_true(const json::Object& config, std::string_view name) {
  const auto* const value = config.if_contains(boost::json::string_view(name));
  return value != nullptr && *value == json::Value(true);
}

std::string_view fault_of(const json::Object& config) {
  const bool typed = is_set(config, "content_type");
  const bool bodied = is_set(config, "body");
  if (is_set(config, "message") && (typed || bodied)) {
    return "message cannot be used with content_type or body";
  }
  if (typed && !bodied) return "content_type requires a body";
  if (is_true(config, "echo") && (typed || bodied)) {
    return "echo cannot be used with content_type and body";
  }
  return {};
}

}  // namespace

void Settings::describe(schema::RecordDeclaration<Settings>& record) {
  using It = Settings;
  record.field("status_code", &It::status_code, "The status of the answer.")
      .required()
      .preset(503)
      .check(schema::between(100, 599))
      .check(final_status());
  record.field("message", &It::message,
               "What the answer says, as `{\"message\": ...}`. Without it there is a standard text "
               "for 401, 404, 405, 500, 502 and 503, and no body for others.");
  record
      .field("content_type", &It::content_type,
             "The type of `body`; `application/json; charset=utf-8` unless set.")
      .check(field_value());
  record.field("body", &It::body, "The whole body of the answer, as it is.");
  record
      .field("echo", &It::echo,
             "Whether the answer describes the request and what it matched, to find out what "
             "arrives here. It shows all fields, also credentials, to whoever asks.")
      .required()
      .preset(false);
  record
      .field("trigger", &It::trigger,
             "Only requests that have a field or a query argument of this name are answered.")
      .check(schema::header_name());
}

schema::Rule settings_together() {
  return {.kind = schema::Rule::Kind::custom,
          .fields = {"config"},
          .description =
              "`config.message` excludes `content_type` and `body`, `echo` excludes them "
              "too, and `content_type` needs a `body`",
          .judge = [](const json::Object& plugin, schema::Violations& wrong) {
            const auto* const config = plugin.if_contains("config");
            if (config == nullptr || !config->is_object()) return;
            const auto fault = fault_of(config->get_object());
            if (!fault.empty()) wrong.add("config", boost::json::string_view(fault));
          }};
}

std::string_view standard_message(std::int64_t status) {
  switch (status) {
    case 401:
      return "Unauthorized";
    case 404:
      return "Not found";
    case 405:
      return "Method not allowed";
    case 500:
      return "An unexpected error occurred";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service unavailable";
    default:
      return {};
  }
}

}  // namespace cardea::plugins::request_termination
