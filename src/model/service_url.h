// SPDX-License-Identifier: Apache-2.0
// A service's `url`, which stands for protocol, host, port and path at once.
#pragma once

#include <string_view>

#include "json/value.h"

namespace cardea::model {

/// Sets `protocol`, `host`, `port` and `path` of `body` from a URL, over what was sent there. Reads
/// any text, as Kong does: what is no URL gives values that the checks of the fields refuse (host
/// null, a path that does not start with a slash). No path in the URL makes `path` null.
void expand_service_url(std::string_view url, json::Object& body);

}  // namespace cardea::model
