// SPDX-License-Identifier: Apache-2.0
// A redirect is a fault, not a way: where the keys are is for the operator and the metadata to say.
#include "issuer/key_fetch.h"

#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "base/version.h"
#include "json/parse.h"

namespace cardea::issuer {
namespace {

using http::h1::Client;
using http::h1::Get;
using http::h1::Got;

constexpr json::Limits metadata_limits{
    .bytes = std::size_t{256} << 10U, .depth = 16, .members = 10'000};

std::unexpected<Error> no(std::string why) {
  return fail(Error::unavailable(std::move(why), Origin::upstream));
}

// Words of a stranger, for the log: short and printable.
std::string shown(std::string_view text) {
  constexpr std::size_t most = 120;
  std::string safe;
  for (const char c : text.substr(0, most)) safe += c >= 0x20 && c < 0x7f ? c : '?';
  return safe + (text.size() > most ? "..." : "");
}

std::unexpected<Error> at(const http::Url& url, Error error) {
  error.detail = url.text() + ": " + error.detail;
  return fail(std::move(error));
}

Get question_for(const KeyQuestion& question, const http::Url& url, std::size_t max_body) {
  Get get;
  get.url = url;
  get.fields = {{"User-Agent", "cardea/" + std::string(version)},
                {"Accept", "application/jwk-set+json, application/json"},
                {"Accept-Encoding", "identity"}};
  get.connect_timeout = question.connect_timeout;
  get.timeout = question.timeout;
  get.max_body = max_body;
  return get;
}

Status check_status(const Got& got) {
  if (got.status >= 300 && got.status < 400) {
    return no(
        fmt::format("answered {} to {}: redirects are not followed; give the URL where it "
                    "leads as jwks_url",
                    got.status, shown(got.location)));
  }
  if (got.status != 200) return no(fmt::format("answered {}, not 200", got.status));
  if (!got.content_encoding.empty() && got.content_encoding != "identity") {
    return no(fmt::format("answered in the coding {} although none was asked for",
                          shown(got.content_encoding)));
  }
  return {};
}

// Asks one place for the metadata; the status tells whether another place may have it.
Task<Result<Got>> ask(Client& client, const KeyQuestion& question, const http::Url& url) {
  auto get = question_for(question, url, metadata_limits.bytes);
  auto got = co_await client.get(std::move(get));
  if (!got) co_return at(url, std::move(got.error()));
  co_return std::move(got);
}

Task<Result<http::Url>> discover(Client& client, const KeyQuestion& question) {
  const auto issuer = model::url_to_ask(question.issuer, question.allow_http);
  if (!issuer) co_return no("the issuer " + issuer.error().detail);
  Status last;
  for (const http::Url& url : metadata_urls(*issuer)) {
    const auto got = co_await ask(client, question, url);
    if (!got) co_return fail(got);
    last = check_status(*got);
    if (!last) last = at(url, std::move(last.error()));
    if (!last && got->status == 404) continue;
    if (!last) co_return fail(last);
    auto uri = read_metadata(got->body, question.issuer);
    if (!uri) co_return at(url, std::move(uri.error()));
    auto keys = model::url_to_ask(*uri, question.allow_http);
    if (!keys) co_return no(fmt::format("{}: its jwks_uri {}", url.text(), keys.error().detail));
    co_return *std::move(keys);
  }
  co_return fail(last);
}

Result<KeyAnswer> read_keys(const Got& got, const http::Url& url, bool conditional) {
  KeyAnswer answer{.keys = nullptr, .url = url.text(), .etag = got.etag, .fresh_for = {}};
  if (got.fresh_for) answer.fresh_for = *got.fresh_for;
  if (got.status == 304 && conditional) return answer;
  if (const auto good = check_status(got); !good) return at(url, good.error());
  auto keys = jose::KeySet::read(got.body);
  if (!keys) {
    keys.error().kind = ErrorKind::unavailable;
    if (!got.content_type.empty()) {
      keys.error().detail += fmt::format(" (Content-Type: {})", shown(got.content_type));
    }
    return at(url, std::move(keys.error()));
  }
  answer.keys = std::make_shared<const jose::KeySet>(*std::move(keys));
  return answer;
}

}  // namespace

KeyQuestion KeyQuestion::about(const model::Issuer& issuer) {
  return {.issuer = issuer.issuer,
          .jwks_url = issuer.jwks_url,
          .allow_http = issuer.allow_http,
          .connect_timeout = std::chrono::milliseconds(issuer.connect_timeout),
          .timeout = std::chrono::milliseconds(issuer.timeout),
          .known_url = {},
          .known_etag = {}};
}

std::vector<http::Url> metadata_urls(const http::Url& issuer) {
  std::string path = issuer.target;
  while (path.ends_with('/')) path.pop_back();
  http::Url openid = issuer;
  openid.target = path + "/.well-known/openid-configuration";
  http::Url oauth = issuer;
  oauth.target = "/.well-known/oauth-authorization-server" + path;
  return {std::move(openid), std::move(oauth)};
}

Result<std::string> read_metadata(std::string_view text, std::string_view issuer) {
  const auto metadata = json::parse_object(text, metadata_limits);
  if (!metadata) return no("no issuer's metadata: " + metadata.error().detail);
  const auto* const own = metadata->if_contains("issuer");
  if (own == nullptr || !own->is_string()) return no("the metadata names no issuer");
  const std::string_view named = own->get_string();
  if (named != issuer) {
    return no(
        fmt::format("the metadata is of the issuer {}, not {}: they must be the same to the "
                    "letter, also a slash at the end",
                    shown(named), shown(issuer)));
  }
  const auto* const uri = metadata->if_contains("jwks_uri");
  if (uri == nullptr || !uri->is_string()) return no("the metadata has no jwks_uri");
  return std::string(std::string_view(uri->get_string()));
}

Task<Result<KeyAnswer>> fetch_keys(Client& client, KeyQuestion question) {
  Result<http::Url> url = no("");
  if (question.jwks_url) {
    url = model::url_to_ask(*question.jwks_url, question.allow_http);
    if (!url) co_return no("jwks_url " + url.error().detail);
  } else {
    auto discovered = co_await discover(client, question);
    if (!discovered) co_return fail(std::move(discovered));
    url = std::move(discovered);
  }
  const bool conditional = !question.known_etag.empty() && question.known_url == url->text();
  auto get = question_for(question, *url, jose::KeySet::max_bytes);
  if (conditional) get.fields.emplace_back("If-None-Match", question.known_etag);
  const auto got = co_await client.get(std::move(get));
  if (!got) co_return at(*url, got.error());
  co_return read_keys(*got, *url, conditional);
}

}  // namespace cardea::issuer
