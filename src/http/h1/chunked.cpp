// SPDX-License-Identifier: Apache-2.0
// A state machine for the framing bytes, one function for each part of the grammar; data is taken
// in runs.
#include "http/h1/chunked.h"

#include <algorithm>

#include "http/ascii.h"
#include "http/field_name.h"
#include "http/h1/fault.h"

namespace cardea::http::h1 {
namespace {

constexpr unsigned most_digits = 16;
constexpr std::uint64_t largest_chunk = INT64_MAX;
constexpr unsigned most_extension_bytes = 256;        // of one chunk
constexpr unsigned most_extension_bytes_all = 16384;  // of one body
constexpr unsigned most_trailer_bytes = 8192;

bool is_token_byte(char c) {
  return is_token({&c, 1});
}
bool is_text_byte(char c) {
  return is_field_text({&c, 1});
}

}  // namespace

Chunked::Step Chunked::next(std::string_view input) {
  if (at_ == At::broken) return refuse(fault_, 0);
  std::size_t at = 0;
  while (at < input.size() && at_ != At::end) {
    if (at_ == At::data) {
      const auto count =
          static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size() - at));
      left_ -= count;
      data_bytes_ += count;
      if (left_ == 0) at_ = At::data_cr;
      return {at + count, input.substr(at, count), BodyState::more, nullptr};
    }
    const auto fault = read_framing(input[at]);
    if (fault != Fault::none) return refuse(fault, at);
    ++at;
  }
  return {at, {}, at_ == At::end ? BodyState::done : BodyState::more, nullptr};
}

Chunked::Step Chunked::relay(std::string_view input) {
  Step all;
  do {
    const auto step = next(input.substr(all.taken));
    all.taken += step.taken;
    all.state = step.state;
    all.refusal = step.refusal;
  } while (all.state == BodyState::more && all.taken < input.size());
  return all;
}

Chunked::Step Chunked::refuse(Fault fault, std::size_t taken) {
  at_ = At::broken;
  fault_ = fault;
  return {taken, {}, BodyState::refused, &request_refusal(fault)};
}

Fault Chunked::read_framing(char c) {
  switch (at_) {
    case At::size_start:
    case At::size:
      return read_size(c);
    case At::size_lf:
      return expect(c, '\n', left_ == 0 ? At::trailer_start : At::data, Fault::chunk_line_end);
    case At::extension_name_start:
    case At::extension_name:
      return read_extension_name(c);
    case At::extension_value_start:
    case At::extension_token:
    case At::extension_quoted_end:
      return read_extension_value(c);
    case At::extension_quoted:
    case At::extension_escaped:
      return read_quoted(c);
    case At::data_cr:
      return expect(c, '\r', At::data_lf, Fault::chunk_data_end);
    case At::data_lf:
      return expect(c, '\n', At::size_start, Fault::chunk_data_end);
    case At::trailer_start:
    case At::trailer_name:
      return read_trailer_name(c);
    case At::trailer_value:
      return read_trailer_value(c);
    case At::trailer_lf:
      return expect(c, '\n', At::trailer_start, Fault::trailer_value);
    case At::end_lf:
      return expect(c, '\n', At::end, Fault::trailer_value);
    case At::data:
    case At::end:
    case At::broken:
      break;
  }
  return Fault::none;
}

Fault Chunked::expect(char c, char wanted, At then, Fault otherwise) {
  at_ = then;
  return c == wanted ? Fault::none : otherwise;
}

Fault Chunked::read_size(char c) {
  if (at_ == At::size_start) {
    left_ = 0;
    digits_ = 0;
    extension_bytes_ = 0;
  }
  const int digit = hex_value(c);
  if (digit < 0) return at_ == At::size_start ? Fault::chunk_size : end_size(c);
  at_ = At::size;
  ++digits_;
  if (digits_ > most_digits || left_ > largest_chunk >> 4) return Fault::chunk_size_too_large;
  left_ = left_ << 4 | static_cast<std::uint64_t>(digit);
  return Fault::none;
}

// What may follow a size or a complete extension.
Fault Chunked::end_size(char c) {
  if (c == '\r') {
    at_ = At::size_lf;
    return Fault::none;
  }
  if (c == ';') {
    at_ = At::extension_name_start;
    return count_extension_byte();
  }
  if (c == '\n') return Fault::chunk_line_end;
  return at_ == At::size ? Fault::chunk_size : Fault::chunk_extension;
}

Fault Chunked::count_extension_byte() {
  ++extension_bytes_;
  ++all_extension_bytes_;
  const bool fits =
      extension_bytes_ <= most_extension_bytes && all_extension_bytes_ <= most_extension_bytes_all;
  return fits ? Fault::none : Fault::chunk_extension_too_long;
}

Fault Chunked::read_extension_name(char c) {
  if (is_token_byte(c)) {
    at_ = At::extension_name;
    return count_extension_byte();
  }
  if (at_ == At::extension_name_start) return Fault::chunk_extension;
  if (c != '=') return end_size(c);
  at_ = At::extension_value_start;
  return count_extension_byte();
}

Fault Chunked::read_extension_value(char c) {
  if (at_ == At::extension_value_start && c == '"') {
    at_ = At::extension_quoted;
    return count_extension_byte();
  }
  if (at_ != At::extension_quoted_end && is_token_byte(c)) {
    at_ = At::extension_token;
    return count_extension_byte();
  }
  return at_ == At::extension_value_start ? Fault::chunk_extension : end_size(c);
}

// Inside a quoted string (RFC 9110 section 5.6.4).
Fault Chunked::read_quoted(char c) {
  if (!is_text_byte(c)) return Fault::chunk_extension;
  if (at_ == At::extension_escaped) {
    at_ = At::extension_quoted;
  } else if (c == '"') {
    at_ = At::extension_quoted_end;
  } else if (c == '\\') {
    at_ = At::extension_escaped;
  }
  return count_extension_byte();
}

Fault Chunked::read_trailer_name(char c) {
  if (++trailer_bytes_ > most_trailer_bytes) return Fault::trailer_too_large;
  if (at_ == At::trailer_start) {
    name_size_ = 0;
    if (c == '\r') {
      at_ = At::end_lf;
      return Fault::none;
    }
  }
  if (is_token_byte(c)) {
    at_ = At::trailer_name;
    if (name_size_ < name_room) name_[name_size_] = c;
    if (name_size_ <= name_room) ++name_size_;
    return Fault::none;
  }
  if (c != ':' || at_ == At::trailer_start) return Fault::trailer_name;
  at_ = At::trailer_value;
  // What a proxy or a server acts upon must not come when it has acted already (RFC 9110 6.5.1).
  const bool special =
      name_size_ <= name_room && identify_loosely({name_.data(), name_size_}) != FieldName::other;
  return special ? Fault::trailer_forbidden : Fault::none;
}

Fault Chunked::read_trailer_value(char c) {
  if (++trailer_bytes_ > most_trailer_bytes) return Fault::trailer_too_large;
  if (c == '\r') {
    at_ = At::trailer_lf;
    return Fault::none;
  }
  return is_text_byte(c) ? Fault::none : Fault::trailer_value;
}

}  // namespace cardea::http::h1
