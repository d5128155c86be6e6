// SPDX-License-Identifier: Apache-2.0
// The description becomes the head that a client would have sent, so that the one strict reader of
// heads judges it with its limits.
#include "admin/imagined.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "http/ascii.h"
#include "http/authority.h"
#include "http/buffer.h"
#include "http/h1/write.h"
#include "http/target.h"

namespace cardea::admin {
namespace {

namespace h1 = http::h1;

constexpr std::array<std::string_view, 6> known_members = {"method", "url",    "headers",
                                                           "token",  "client", "as"};

std::unexpected<Error> wrong(std::string sentence) {
  return fail(Error::invalid(std::move(sentence), Origin::client));
}

// Empty when absent; fails when it is no text.
Result<std::string_view> text_of(const json::Object& body, std::string_view name) {
  const auto* const value = body.if_contains(boost::json::string_view(name));
  if (value == nullptr || value->is_null()) return std::string_view();
  if (!value->is_string()) return wrong(std::string(name) + " must be a text");
  return std::string_view(value->get_string());
}

bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return http::is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.find(c) != std::string_view::npos;
  });
}

Status write_header(http::Buffer& head, std::string_view name, const json::Value& value) {
  if (!is_token(name)) return wrong("headers has a name that cannot be one");
  if (value.is_array()) {
    for (const auto& one : value.get_array()) {
      if (auto written = write_header(head, name, one.is_array() ? json::Value() : one); !written) {
        return written;
      }
    }
    return {};
  }
  if (!value.is_string()) return wrong("headers must hold texts, or lists of texts");
  h1::write_field(head, name, std::string_view(value.get_string()));
  return {};
}

// What the body says of the head, apart from its first line and Host.
Status write_headers(http::Buffer& head, const json::Object& body, bool& has_host) {
  const auto token = text_of(body, "token");
  if (!token) return fail(token);
  const auto* const headers = body.if_contains("headers");
  if (headers != nullptr && !headers->is_object()) return wrong("headers must be an object");
  if (headers != nullptr) {
    for (const auto& [name, value] : headers->get_object()) {
      const bool authorizes = http::equals_ignoring_case(name, "authorization");
      if (authorizes && !token->empty()) return wrong("give a token or Authorization, not both");
      has_host = has_host || http::equals_ignoring_case(name, "host");
      if (auto written = write_header(head, name, value); !written) return written;
    }
  }
  if (!token->empty()) h1::write_field(head, "Authorization", "Bearer " + std::string(*token));
  return {};
}

Status judge_members(const json::Object& body) {
  for (const auto& member : body) {
    const std::string_view name = member.key();
    if (std::ranges::find(known_members, name) == known_members.end()) {
      return wrong("known members are method, url, headers, token, client and as");
    }
  }
  return {};
}

Result<net::Address> client_of(const json::Object& body) {
  const auto text = text_of(body, "client");
  if (!text) return fail(text);
  auto address = net::Address::from_ip(text->empty() ? "127.0.0.1" : *text, 0);
  if (!address) return wrong("client must be an IP address");
  return address;
}

}  // namespace

Result<proxy::ImaginedRequest> read_imagined(const json::Object& body,
                                             const std::function<std::uint16_t(bool)>& port) {
  if (auto judged = judge_members(body); !judged) return fail(std::move(judged));
  const auto method = text_of(body, "method");
  const auto url = text_of(body, "url");
  auto client = client_of(body);
  if (!method) return fail(method);
  if (!url) return fail(url);
  if (!client) return fail(std::move(client));
  const std::string_view verb = method->empty() ? "GET" : *method;
  if (!is_token(verb)) return wrong("method must be one, such as GET");
  const auto target = http::split_target(*url, http::find_method(verb));
  const bool absolute = target && target->form == http::TargetForm::absolute;
  if (!target || (!absolute && target->form != http::TargetForm::origin)) {
    return wrong(
        "url must be http://host/path, https://host/path or /path, as it stands in a "
        "request: encoded, without a fragment");
  }
  http::Buffer head;
  const std::string_view path = target->path.empty() ? "/" : target->path;
  h1::write_request_line(head, verb, path, target->question());
  bool has_host = false;
  if (auto written = write_headers(head, body, has_host); !written) return fail(std::move(written));
  if (!has_host) h1::write_field(head, "Host", absolute ? target->authority : "localhost");
  h1::write_end(head);
  const bool tls = absolute && http::equals_ignoring_case(target->scheme, "https");
  return proxy::ImaginedRequest{
      .head = std::string(head.view()), .client = *client, .tls = tls, .port = port(tls)};
}

}  // namespace cardea::admin
