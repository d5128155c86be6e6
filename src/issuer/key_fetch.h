// SPDX-License-Identifier: Apache-2.0
// One fetch of an issuer's keys: its metadata where the keys must be found first (OpenID Connect
// Discovery 1.0 section 4, RFC 8414), then the JWK Set. What an issuer publishes is data of a
// stranger: it is read strictly, within limits, and only as far as its own metadata leads.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "http/h1/client.h"
#include "jose/key_set.h"
#include "loop/task.h"
#include "model/issuer.h"

namespace cardea::issuer {

/// What to fetch, and what is there already.
struct KeyQuestion {
  std::string issuer;
  std::optional<std::string> jwks_url;  ///< none: to be discovered
  bool allow_http = false;
  Duration connect_timeout{};
  Duration timeout{};
  std::string known_url;   ///< where the keys at hand came from
  std::string known_etag;  ///< and how they were named there; empty: ask for all

  static KeyQuestion about(const model::Issuer& issuer);
};

struct KeyAnswer {
  std::shared_ptr<const jose::KeySet> keys;  ///< null: those at hand still stand (304)
  std::string url;
  std::string etag;
  std::optional<Duration> fresh_for;
};

/// Asks. The error's text begins with the URL that was asked and says what was wrong there.
Task<Result<KeyAnswer>> fetch_keys(http::h1::Client& client, KeyQuestion question);

/// Where the metadata of an issuer may be, in the order in which they are tried: for OpenID
/// providers behind the issuer's path, for others before it (RFC 8414 section 3.1).
std::vector<http::Url> metadata_urls(const http::Url& issuer);

/// The `jwks_uri` in an issuer's metadata; refused when the metadata is not this issuer's own (RFC
/// 8414 section 3.3: `issuer` must be identical).
Result<std::string> read_metadata(std::string_view text, std::string_view issuer);

}  // namespace cardea::issuer
