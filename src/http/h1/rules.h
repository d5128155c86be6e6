// SPDX-License-Identifier: Apache-2.0
// What the fields of a head say together: framing (RFC 9112 section 6), persistence (9.3), upgrade,
// expectation, Host (3.2). Every contradiction is a fault. Internal to this folder.
#pragma once

#include "http/h1/fault.h"
#include "http/head.h"

namespace cardea::http::h1 {

/// Fills everything that follows from start line and fields. `none` when all is well.
Fault apply_rules(RequestHead& head);

/// The same for an answer to a request of method `asked`.
Fault apply_rules(ResponseHead& head, Method asked);

}  // namespace cardea::http::h1
