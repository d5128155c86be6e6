// SPDX-License-Identifier: Apache-2.0
// A route: which requests belong to a service, by host, path, method and headers.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/service.h"
#include "schema/declare.h"

namespace cardea::model {

/// How the path that is sent upstream is put together (kong-proxy.md).
enum class PathHandling : std::uint8_t { v0, v1 };

/// An address of a stream route: at least one of the two.
struct Endpoint {
  std::optional<std::string> ip;  ///< address or CIDR range
  std::optional<std::uint16_t> port;

  static void describe(schema::RecordDeclaration<Endpoint>& record);
};

struct Route {
  using Strings = std::vector<std::string>;

  std::string id;
  std::int64_t created_at = 0;  ///< seconds since the epoch; updated_at too
  std::int64_t updated_at = 0;
  std::optional<std::string> name;
  std::vector<Protocol> protocols;
  std::optional<Strings> methods;
  std::optional<Strings> hosts;  ///< perhaps with a wildcard label and a port
  std::optional<Strings> paths;  ///< `/prefix` or `~/regex`
  std::optional<std::map<std::string, Strings>> headers;
  int https_redirect_status_code = 426;
  std::optional<std::int64_t> regex_priority;
  bool strip_path = true;
  std::optional<PathHandling> path_handling;
  bool preserve_host = false;
  bool request_buffering = true;
  bool response_buffering = true;
  std::optional<Strings> snis;
  std::optional<std::vector<Endpoint>> sources;
  std::optional<std::vector<Endpoint>> destinations;
  std::optional<Strings> tags;
  std::optional<std::string> service;  ///< id

  static const schema::Entity& entity();
};

}  // namespace cardea::model

template <>
inline constexpr auto cardea::schema::enumerators<cardea::model::PathHandling> =
    std::to_array<cardea::schema::Named<cardea::model::PathHandling>>({
        {cardea::model::PathHandling::v0, "v0"},
        {cardea::model::PathHandling::v1, "v1"},
    });
