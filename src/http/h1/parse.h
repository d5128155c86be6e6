// SPDX-License-Identifier: Apache-2.0
// Reads HTTP/1.1 and 1.0 heads, exactly as RFC 9112 writes them and nothing else: what two readers
// could understand differently (bare CR or LF, obs-fold, white space before a colon, two lengths,
// a length beside a transfer coding, Host twice ...) is refused, because behind a gateway such a
// message smuggles a second one. Pure functions over the bytes received so far; nothing is
// allocated or copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/h1/limits.h"
#include "http/h1/refusal.h"
#include "http/head.h"

namespace cardea::http::h1 {

enum class ParseState : std::uint8_t { complete, incomplete, refused };

struct Parsed {
  ParseState state = ParseState::incomplete;
  std::size_t length = 0;            ///< complete: bytes of the head; the body begins there
  const Refusal* refusal = nullptr;  ///< refused: why; static storage
};

/// Where reading stopped, so that a head that comes in pieces costs time in proportion to its
/// length, not to length times pieces. One per head: reset it (`cursor = {}`) for the next.
struct Cursor {
  std::size_t scanned = 0;  // bytes seen by the last call
  std::size_t line = 0;     // where the first incomplete field line begins; 0: not that far yet
};

/// Parses the request head at the start of `bytes`: everything received and not yet consumed.
/// - complete: `head` is filled, its views point into `bytes`.
/// - incomplete: more bytes are needed; call again with the same bytes and more behind them (they
///   may have moved) and the same cursor. `head` holds nothing of use.
/// - refused: answer `refusal->status` and close.
/// One empty line before the request line is skipped (RFC 9112 section 2.2) and counted in the
/// length. CONNECT is refused with 405, as a gateway has no tunnels.
Parsed parse_request(std::string_view bytes, const Limits& limits, Cursor& cursor,
                     RequestHead& head);

/// Parses the head of an answer to a request of method `asked`. As parse_request, but a refusal
/// means that the upstream broke the protocol: 502. Interim answers come out as heads of their own.
Parsed parse_response(std::string_view bytes, Method asked, const Limits& limits, Cursor& cursor,
                      ResponseHead& head);

}  // namespace cardea::http::h1
