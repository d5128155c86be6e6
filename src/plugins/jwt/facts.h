// SPDX-License-Identifier: Apache-2.0
// What the jwt plugin notes for whoever explains a decision: the credential a token names, its
// algorithm, a fingerprint by which its owner recognises it, and which claim is wrong by how much.
// Never the token itself or what else it says.
#pragma once

#include <string_view>

#include "jose/claims.h"
#include "jose/token.h"
#include "plugin/exchange.h"
#include "plugins/jwt/known.h"

namespace cardea::plugins::jwt {

/// A text that is no token: its length and form alone, because it may be a password.
void note_unreadable(plugin::Exchange& exchange, std::string_view text);

/// A token that was read. `proved.credential` may be null, and `proved.key` empty.
void note_token(plugin::Exchange& exchange, const ProvedToken& proved);

/// The times of a token that broke these rules.
void note_times(plugin::Exchange& exchange, const jose::Token& token,
                const jose::TimeFaults& faults, const jose::TimeRules& rules);

}  // namespace cardea::plugins::jwt
