// SPDX-License-Identifier: Apache-2.0
// Which fields of a message end here and must not be passed on (RFC 9110 section 7.6.1), and which
// a client could use to forge what only the gateway says.
#pragma once

#include "http/fields.h"
#include "http/head.h"

namespace cardea::http {

/// Fields that belong to this hop: Connection, Keep-Alive, Proxy-Connection, Proxy, TE, Trailer,
/// Transfer-Encoding, Upgrade, HTTP2-Settings, and every field that Connection names. A client may
/// name any field there, also X-Consumer-ID or X-Forwarded-For: harmless, because the gateway
/// appends its own after the stripping. Content-Length, Host and Authorization stay even when
/// named (RFC 9110 section 7.6.1 forbids naming fields meant for all recipients): a request whose
/// framing or credentials vanish on the way would be read differently behind us.
/// For a request also Expect; for an answer not Trailer, which is the caller's decision.
FieldSet hop_by_hop(const RequestHead& head);
FieldSet hop_by_hop(const ResponseHead& head);

/// Whether a field of that name frames the message or belongs to one connection, so that only who
/// writes the head may say it: Content-Length and the names that `hop_by_hop` always takes out.
bool is_of_the_hop(FieldName id);

/// Whether only the gateway itself tells an upstream this: what `is_of_the_hop` says, Host, Via,
/// and where the request came from (X-Forwarded-*, X-Real-IP, X-Kong-Request-Id).
bool is_of_the_gateway(FieldName id);

/// Adds every field that says who the caller is (is_identity), also spelt with `_` for `-`, so that
/// none from a client reaches an upstream; and such look-alikes (X_Forwarded_For) of the fields
/// that say where a request came from, which the gateway replaces under their own names.
void add_identity_fields(const Fields& fields, FieldSet& set);

}  // namespace cardea::http
