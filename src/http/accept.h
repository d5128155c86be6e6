// SPDX-License-Identifier: Apache-2.0
// Chooses the format of an error answer from the request's Accept field, by Kong's rules: the
// highest quality wins, the first of equals, ranges stand for one format each, and what is unknown
// does not count.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cardea::http {

enum class MediaType : std::uint8_t { json, html, xml, plain, grpc };

/// The format asked for; empty when the field is empty or names nothing known, and the caller's own
/// default applies. `*/*` and `application/*` mean JSON, `text/*` means HTML. Quality 0 excludes.
std::optional<MediaType> negotiate(std::string_view accept);

/// The format a Content-Type value names, parameters ignored.
std::optional<MediaType> find_media_type(std::string_view content_type);

/// The Content-Type value to answer with, for example `application/json; charset=utf-8`.
std::string_view content_type(MediaType type);

}  // namespace cardea::http
