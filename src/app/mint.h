// SPDX-License-Identifier: Apache-2.0
// Makes a token for a consumer with one of its credentials: what `cardea token` and the demo do.
#pragma once

#include <string>
#include <string_view>

#include "app/operator.h"
#include "base/result.h"
#include "base/time.h"

namespace cardea::app {

/// A token of `consumer` (username or id) that expires `ttl` from now, signed with the first
/// credential that has a shared secret; one is made when there is none. Fails with a sentence when
/// there is no such consumer.
Result<std::string> mint_token(Operator& by, std::string_view consumer, Duration ttl);

}  // namespace cardea::app
