// SPDX-License-Identifier: Apache-2.0
// What an operator may ask of a token's claims beyond their times: whom it is for, and what single
// claims must be. Ask only after the signature held. Also how a claim is told to an upstream in a
// field. Values come from strangers that somebody signed for: they may hold anything that JSON can.
#pragma once

#include <boost/json/value.hpp>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "jose/fault.h"
#include "jose/token.h"
#include "json/value.h"

namespace cardea::jose {

/// `aud` (RFC 7519 section 4.1.3), a text or a list of texts, must name one of these exactly. With
/// none given everything is right. Faults audience_absent, audience_differs.
std::optional<Fault> judge_audience(const Token& token, std::span<const std::string> audiences);

/// What one claim of the payload must be. A claim that is null counts as absent.
struct ClaimRule {
  std::string name{};
  bool required = false;
  /// The claim is exactly this: a text, number or boolean. No list is equal to its only element.
  std::optional<json::Value> equals{};
  /// The claim is one of these, or is a list that holds one of them. Empty: no such rule.
  std::vector<json::Value> in{};
};

/// Faults claim_absent, claim_differs. A claim that may be absent and is passes whatever else the
/// rule says. Numbers are equal when they mean the same (1 and 1.0), unless they are too large to
/// tell.
std::optional<Fault> judge_claim(const Token& token, const ClaimRule& rule);

/// A claim as the value of an HTTP field: a text as it is, numbers and booleans as in JSON, lists
/// and objects as compact JSON (a list joined by commas could not be told from one whose element
/// holds a comma). Null and the empty text have none: empty. In the arena or static storage. Fault
/// claim_unsendable: control characters (of ASCII or C1), or space at an end, which the other side
/// would drop.
std::expected<std::string_view, Fault> as_field_value(const Member& claim, Arena& arena);

}  // namespace cardea::jose
