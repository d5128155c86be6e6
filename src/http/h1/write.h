// SPDX-License-Identifier: Apache-2.0
// Writes heads. A proxied head is mostly the one that came in: its kept field lines are copied in
// runs as long as possible, and our own are appended. Values from outside the wire (names of
// consumers, configuration) cannot break out of their line: a byte that may not stand in a field
// value is written as %XX.
#pragma once

#include <cstdint>
#include <string_view>

#include "http/buffer.h"
#include "http/fields.h"

namespace cardea::http::h1 {

/// `GET /path?query HTTP/1.1` and CRLF. `target` is written in two parts, so that a path and a
/// `?query` need not be put together first. Precondition: `method` is a token, the target parts
/// hold visible ASCII only (a parsed head's parts and encode_path's results do).
void write_request_line(Buffer& out, std::string_view method, std::string_view path,
                        std::string_view query);

/// `HTTP/1.1 200 OK` and CRLF, with the registered phrase.
void write_status_line(Buffer& out, int status);
/// The same with the phrase of an upstream, as it came.
void write_status_line(Buffer& out, int status, std::string_view reason);

/// The lines of all fields that are not in `dropped`, byte for byte as they came. See
/// Fields::lines.
void write_kept_fields(Buffer& out, const Fields& fields, const FieldSet& dropped);

/// `name: value` and CRLF. Precondition: `name` is a token.
void write_field(Buffer& out, std::string_view name, std::string_view value);

/// The same for a value that is known to be clean (parsed, a number, a constant): not checked.
void write_trusted_field(Buffer& out, std::string_view name, std::string_view value);

/// `name: 123` and CRLF.
void write_number_field(Buffer& out, std::string_view name, std::uint64_t value);

/// The empty line.
void write_end(Buffer& out);

}  // namespace cardea::http::h1
