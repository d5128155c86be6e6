// SPDX-License-Identifier: Apache-2.0
// The readers of settings that choose among words.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "app/setting_values.h"
#include "app/words.h"

namespace cardea::app {
namespace {

template <class Value, std::size_t count>
using Choices = std::array<std::pair<std::string_view, Value>, count>;

std::unexpected<Error> wrong(std::string detail) {
  return fail(Error::invalid(std::move(detail), Origin::self));
}

template <class Value, std::size_t count>
Status choose(std::string_view text, const Choices<Value, count>& choices, Value& into) {
  std::vector<std::string_view> words;
  for (const auto& [word, value] : choices) {
    if (word == text) {
      into = value;
      return {};
    }
    words.push_back(word);
  }
  return wrong(fmt::format("must be one of {}", fmt::join(words, ", ")));
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

std::string_view kind(const net::TlsVersions&) {
  return "TLS versions";
}
std::string_view kind(const observe::Severity&) {
  return "debug, info, notice, warn, error or crit";
}
std::string_view kind(const observe::KeptDecisions&) {
  return "denials, all or off";
}
std::string_view kind(const Database&) {
  return "sqlite";
}
std::string_view kind(const AdminAuth&) {
  return "none or token";
}
std::string_view kind(const LogFormat&) {
  return "text or json";
}
std::string_view kind(const crypto::PasswordForm&) {
  return "argon2id or kong";
}
std::string_view kind(const AnswerHeaders&) {
  return "list of header names, or off";
}
std::string_view kind(const UpstreamHeaders&) {
  return "X-Kong-Request-Id or off";
}
std::string_view kind(const DnsOrder&) {
  return "list of record types";
}

Status read(std::string_view text, net::TlsVersions& into) {
  bool older = false;
  bool newer = false;
  for (const auto word : split_words(text)) {
    if (word == "TLSv1" || word == "TLSv1.1") {
      return wrong(fmt::format(
          "names {}, which has been withdrawn (RFC 8996); name TLSv1.2 and TLSv1.3", word));
    }
    if (word != "TLSv1.2" && word != "TLSv1.3") {
      return wrong(fmt::format("names `{}`; known are TLSv1.2 and TLSv1.3", word));
    }
    older = older || word == "TLSv1.2";
    newer = newer || word == "TLSv1.3";
  }
  if (!older && !newer) return wrong("names none; known are TLSv1.2 and TLSv1.3");
  into.least = older ? net::TlsVersion::tls1_2 : net::TlsVersion::tls1_3;
  into.most = newer ? net::TlsVersion::tls1_3 : net::TlsVersion::tls1_2;
  return {};
}

Status read(std::string_view text, observe::Severity& into) {
  const auto severity = observe::severity_named(text);
  if (!severity) return wrong("must be one of debug, info, notice, warn, error, crit");
  into = *severity;
  return {};
}

Status read(std::string_view text, observe::KeptDecisions& into) {
  using Kept = observe::KeptDecisions;
  constexpr Choices<Kept, 3> choices = {
      {{"denials", Kept::denials}, {"all", Kept::all}, {"off", Kept::off}}};
  return choose(text, choices, into);
}

Status read(std::string_view text, Database& into) {
  constexpr Choices<Database, 2> choices = {
      {{"sqlite", Database::sqlite}, {"memory", Database::memory}}};
  if (text == "postgres")
    return wrong("names PostgreSQL, which this version cannot use yet; use sqlite");
  if (text == "off") {
    return wrong(
        "asks for no database; this version keeps what the Admin API writes in one: use sqlite");
  }
  return choose(text, choices, into);
}

Status read(std::string_view text, AdminAuth& into) {
  constexpr Choices<AdminAuth, 2> choices = {
      {{"none", AdminAuth::none}, {"token", AdminAuth::token}}};
  return choose(text, choices, into);
}

Status read(std::string_view text, LogFormat& into) {
  constexpr Choices<LogFormat, 2> choices = {
      {{"text", LogFormat::text}, {"json", LogFormat::json}}};
  return choose(text, choices, into);
}

Status read(std::string_view text, crypto::PasswordForm& into) {
  constexpr Choices<crypto::PasswordForm, 2> choices = {
      {{"argon2id", crypto::PasswordForm::argon2id}, {"kong", crypto::PasswordForm::kong}}};
  return choose(text, choices, into);
}

Status read(std::string_view text, AnswerHeaders& into) {
  using Flag = bool AnswerHeaders::*;
  constexpr std::array<std::pair<std::string_view, Flag>, 14> flags = {{
      {"server_tokens", &AnswerHeaders::server},
      {"server_tokens", &AnswerHeaders::via},
      {"latency_tokens", &AnswerHeaders::proxy_latency},
      {"latency_tokens", &AnswerHeaders::upstream_latency},
      {"latency_tokens", &AnswerHeaders::response_latency},
      {"latency_tokens", &AnswerHeaders::admin_latency},
      {"Server", &AnswerHeaders::server},
      {"Via", &AnswerHeaders::via},
      {"X-Kong-Proxy-Latency", &AnswerHeaders::proxy_latency},
      {"X-Kong-Upstream-Latency", &AnswerHeaders::upstream_latency},
      {"X-Kong-Response-Latency", &AnswerHeaders::response_latency},
      {"X-Kong-Admin-Latency", &AnswerHeaders::admin_latency},
      {"X-Kong-Upstream-Status", &AnswerHeaders::upstream_status},
      {"X-Kong-Request-Id", &AnswerHeaders::request_id},
  }};
  into = {};
  if (text == "off") return {};
  for (const auto word : split_list(text)) {
    bool known = false;
    for (const auto& [name, flag] : flags) {
      if (!same_ignoring_case(word, name)) continue;
      into.*flag = true;
      known = true;
    }
    if (!known) {
      return wrong(fmt::format(
          "names `{}`; known are server_tokens, latency_tokens, Server, Via, X-Kong-Proxy-Latency, "
          "X-Kong-Upstream-Latency, X-Kong-Response-Latency, X-Kong-Admin-Latency, "
          "X-Kong-Upstream-Status, "
          "X-Kong-Request-Id, or off alone",
          word));
    }
  }
  return {};
}

Status read(std::string_view text, UpstreamHeaders& into) {
  into.request_id = same_ignoring_case(text, "X-Kong-Request-Id");
  if (!into.request_id && text != "off") return wrong("must be X-Kong-Request-Id or off");
  return {};
}

Status read(std::string_view text, DnsOrder& into) {
  into = {};
  for (const auto word : split_list(text)) {
    if (word == "A") {
      into.ipv4 = true;
    } else if (word == "AAAA") {
      into.ipv6 = true;
    } else if (word != "LAST" && word != "SRV" && word != "CNAME") {
      return wrong(fmt::format(
          "names `{}`; known are A and AAAA (LAST, SRV and CNAME are passed over)", word));
    }
  }
  if (!into.ipv4 && !into.ipv6) return wrong("must name A, AAAA or both");
  return {};
}

}  // namespace cardea::app
