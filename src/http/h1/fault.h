// SPDX-License-Identifier: Apache-2.0
// Everything that can be wrong with a message, as an enumerator with its fixed texts. Internal to
// this folder; others see the Refusal.
#pragma once

#include <cstdint>

#include "http/h1/refusal.h"

namespace cardea::http::h1 {

enum class Fault : std::uint8_t {
  none,
  // Bytes and lines.
  bare_lf,
  bare_cr,
  control_character,
  empty_lines,
  head_too_large,
  // The start line.
  method,
  method_too_long,
  connect,
  request_line,
  target,
  target_too_long,
  version,
  status_line,
  // Field lines.
  obs_fold,
  space_before_colon,
  field_name,
  too_many_fields,
  // What the fields say together.
  host_missing,
  host_repeated,
  host_invalid,
  host_differs,
  length_repeated,
  length_invalid,
  length_and_coding,
  framing_tab,
  coding_repeated,
  coding_invalid,
  coding_unknown,
  coding_in_1_0,
  body_not_allowed,
  expectation,
  // Chunked bodies.
  chunk_size,
  chunk_size_too_large,
  chunk_line_end,
  chunk_extension,
  chunk_extension_too_long,
  chunk_data_end,
  trailer_name,
  trailer_forbidden,
  trailer_value,
  trailer_too_large,
};

/// The fault of a client's message, as it is answered. Precondition: not `none`.
const Refusal& request_refusal(Fault fault);

/// The fault of an upstream's message: always 502 with Kong's text.
const Refusal& response_refusal(Fault fault);

}  // namespace cardea::http::h1
