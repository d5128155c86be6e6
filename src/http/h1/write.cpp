// SPDX-License-Identifier: Apache-2.0
// Each writer asks for its room once and then copies.
#include "http/h1/write.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "http/ascii.h"
#include "http/status.h"

namespace cardea::http::h1 {
namespace {

constexpr std::string_view crlf = "\r\n";
constexpr std::string_view upper_hex = "0123456789ABCDEF";

char* put(char* at, std::string_view text) {
  if (!text.empty()) std::memcpy(at, text.data(), text.size());
  return at + text.size();
}

// Precondition: room for three times the text.
char* put_escaped(char* at, std::string_view text) {
  for (const char c : text) {
    if (is_field_text({&c, 1})) {
      *at++ = c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    *at++ = '%';
    *at++ = upper_hex[byte >> 4];
    *at++ = upper_hex[byte & 15];
  }
  return at;
}

void append_all(Buffer& out, std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const auto part : parts) size += part.size();
  char* const begin = out.prepare(size);
  char* at = begin;
  for (const auto part : parts) at = put(at, part);
  out.commit(size);
}

std::array<char, 3> status_digits(int status) {
  return {static_cast<char>('0' + status / 100 % 10), static_cast<char>('0' + status / 10 % 10),
          static_cast<char>('0' + status % 10)};
}

}  // namespace

void write_request_line(Buffer& out, std::string_view method, std::string_view path,
                        std::string_view query) {
  append_all(out, {method, " ", path, query, " HTTP/1.1\r\n"});
}

void write_status_line(Buffer& out, int status) {
  write_status_line(out, status, reason_phrase(status));
}

void write_status_line(Buffer& out, int status, std::string_view reason) {
  const auto digits = status_digits(status);
  append_all(out, {"HTTP/1.1 ", {digits.data(), digits.size()}, " ", reason, crlf});
}

void write_kept_fields(Buffer& out, const Fields& fields, const FieldSet& dropped) {
  const auto end = fields.size();
  for (auto from = dropped.next(0, end, false); from < end;) {
    const auto to = dropped.next(from, end, true);
    out.append(fields.lines(from, to));
    from = dropped.next(to, end, false);
  }
}

void write_field(Buffer& out, std::string_view name, std::string_view value) {
  if (is_field_text(value)) return write_trusted_field(out, name, value);
  char* const begin = out.prepare(name.size() + 3 * value.size() + 4);
  char* at = put(put(begin, name), ": ");
  at = put(put_escaped(at, value), crlf);
  out.commit(static_cast<std::size_t>(at - begin));
}

void write_trusted_field(Buffer& out, std::string_view name, std::string_view value) {
  append_all(out, {name, ": ", value, crlf});
}

void write_number_field(Buffer& out, std::string_view name, std::uint64_t value) {
  append_all(out, {name, ": "});
  out.append_number(value);
  out.append(crlf);
}

void write_end(Buffer& out) {
  out.append(crlf);
}

}  // namespace cardea::http::h1
