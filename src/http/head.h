// SPDX-License-Identifier: Apache-2.0
// The heads of messages after parsing: what was said and what follows from it (framing, keep-alive,
// upgrade), the same for HTTP/1.1 and HTTP/2. All views point into the bytes that were parsed: keep
// those in place and unchanged as long as the head is used. A head is about 5 kB: let it live with
// a connection or a borrowed buffer and reuse it, `clear()` is cheap.
#pragma once

#include <cstdint>
#include <string_view>

#include "http/fields.h"
#include "http/method.h"
#include "http/target.h"

namespace cardea::http {

/// How the end of a body is known (RFC 9112 section 6).
enum class BodyEnd : std::uint8_t {
  none,     ///< there is no body
  length,   ///< after Framing::length bytes, which may be 0
  chunked,  ///< by the last chunk and the trailer section
  close,    ///< when the peer closes; answers only
};

struct Framing {
  BodyEnd end = BodyEnd::none;
  std::uint64_t length = 0;  ///< bytes; only for BodyEnd::length, at most 2^63 - 1

  [[nodiscard]] bool has_body() const {
    return end != BodyEnd::none && !(end == BodyEnd::length && length == 0);
  }
  friend bool operator==(const Framing&, const Framing&) = default;
};

struct RequestHead {
  Method method = Method::get;
  std::string_view method_text;
  std::string_view raw_target;     ///< as sent
  Target target;                   ///< the same, split and checked
  std::uint8_t minor_version = 1;  ///< HTTP/1.<minor>: 0 or 1
  bool keep_alive = false;         ///< the client wants the connection kept
  bool expects_continue = false;   ///< it waits for 100 (Continue) before it sends the body
  Framing framing;
  std::string_view host;     ///< host[:port], valid: of the absolute target, else the Host field;
                             ///< empty only for HTTP/1.0 without either
  std::string_view upgrade;  ///< the Upgrade field if Connection lists it, else empty
  Fields fields;

  /// Ready for the next head.
  void clear();
};

struct ResponseHead {
  std::uint16_t status = 0;  ///< 100 to 999
  std::string_view reason;
  std::uint8_t minor_version = 1;
  bool keep_alive = false;  ///< the connection can carry another exchange after the body
  Framing framing;          ///< none for 1xx, 204, 304 and for answers to HEAD, whatever they claim
  std::string_view upgrade;  ///< the Upgrade field if Connection lists it, else empty
  Fields fields;

  /// An interim answer (RFC 9110 section 15.2) other than 101: another head follows.
  [[nodiscard]] bool is_interim() const { return status < 200 && status != 101; }

  /// Ready for the next head.
  void clear();
};

}  // namespace cardea::http
