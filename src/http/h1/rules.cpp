// SPDX-License-Identifier: Apache-2.0
// Each rule reads special fields by index; a head without them costs a handful of array accesses.
#include "http/h1/rules.h"

#include "http/ascii.h"
#include "http/authority.h"
#include "http/list.h"

namespace cardea::http::h1 {
namespace {

constexpr std::size_t length_digits = 18;  // any such number is below 2^63

Fault read_length(const Fields& fields, std::uint64_t& length) {
  if (fields.is_repeated(FieldName::content_length)) return Fault::length_repeated;
  const auto digits = fields.value(FieldName::content_length);
  if (digits.empty() || digits.size() > length_digits) return Fault::length_invalid;
  for (const char c : digits) {
    if (!is_digit(c)) return Fault::length_invalid;
    length = length * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return Fault::none;
}

// A list other than `chunked` alone: one we do not speak, or one that cannot be right.
Fault judge_codings(std::string_view value) {
  ListMembers members(value);
  auto coding = members.next();
  if (coding.empty()) return Fault::coding_invalid;
  while (!coding.empty()) {
    const bool chunked = equals_ignoring_case(coding, "chunked");
    coding = members.next();
    if (chunked && !coding.empty()) return Fault::coding_invalid;
  }
  return Fault::coding_unknown;
}

Fault read_coding(const Fields& fields, std::uint8_t minor_version) {
  if (fields.is_repeated(FieldName::transfer_encoding)) return Fault::coding_repeated;
  if (minor_version == 0) return Fault::coding_in_1_0;
  const auto value = fields.value(FieldName::transfer_encoding);
  return equals_ignoring_case(value, "chunked") ? Fault::none : judge_codings(value);
}

// Whether a tab stands between colon and CRLF, outside the value. Optional white space may be a tab
// (RFC 9110 section 5.6.3), but readers that overlook it see another coding or no length: Node's
// does. Only spaces are let through beside what frames a message.
bool has_tab_beside(const Field& field) {
  const char* begin = field.name.data() + field.name.size();
  const char* const value = field.value.data();
  const char* end = value + field.value.size();
  while (*end != '\r') ++end;
  const std::string_view before(begin, static_cast<std::size_t>(value - begin));
  const std::string_view behind(value, static_cast<std::size_t>(end - value));
  return before.contains('\t') || behind.substr(field.value.size()).contains('\t');
}

Fault check_tabs(const Fields& fields) {
  for (const auto id : {FieldName::content_length, FieldName::transfer_encoding}) {
    const auto* field = fields.find(id);
    if (field != nullptr && has_tab_beside(*field)) return Fault::framing_tab;
  }
  return Fault::none;
}

// Sets the framing that the fields announce; leaves it alone when they announce none.
Fault read_framing(const Fields& fields, std::uint8_t minor_version, Framing& framing) {
  if (const auto fault = check_tabs(fields); fault != Fault::none) return fault;
  const bool has_length = fields.has(FieldName::content_length);
  if (fields.has(FieldName::transfer_encoding)) {
    if (has_length) return Fault::length_and_coding;
    framing.end = BodyEnd::chunked;
    return read_coding(fields, minor_version);
  }
  if (!has_length) return Fault::none;
  framing.end = BodyEnd::length;
  return read_length(fields, framing.length);
}

struct Connection {
  bool close = false;
  bool keep_alive = false;
  bool upgrade = false;

  void read(std::string_view value) {
    if (value == "keep-alive") {  // the usual spelling, without a walk
      keep_alive = true;
      return;
    }
    ListMembers members(value);
    for (auto one = members.next(); !one.empty(); one = members.next()) {
      keep_alive |= equals_ignoring_case(one, "keep-alive");
      close |= equals_ignoring_case(one, "close");
      upgrade |= equals_ignoring_case(one, "upgrade");
    }
  }
};

Connection read_connection(const Fields& fields) {
  Connection connection;
  const auto* field = fields.find(FieldName::connection);
  for (; field != nullptr && field != fields.end(); ++field) {
    if (field->id == FieldName::connection) connection.read(field->value);
  }
  return connection;
}

// RFC 9112 section 9.3 and RFC 9110 section 7.8, the same in both directions.
template <class Head>
void apply_connection(Head& head) {
  const auto connection = read_connection(head.fields);
  const bool may_persist = head.minor_version == 1 || connection.keep_alive;
  head.keep_alive = may_persist && !connection.close;
  if (connection.upgrade && head.minor_version == 1) {
    head.upgrade = head.fields.value(FieldName::upgrade);
  }
}

Fault apply_host(RequestHead& head) {
  if (head.fields.is_repeated(FieldName::host)) return Fault::host_repeated;
  const auto* field = head.fields.find(FieldName::host);
  if (field == nullptr && head.minor_version == 1) return Fault::host_missing;
  if (field != nullptr && !split_authority(field->value)) return Fault::host_invalid;

  const bool absolute = head.target.form == TargetForm::absolute;
  if (absolute && field != nullptr && !equals_ignoring_case(field->value, head.target.authority)) {
    return Fault::host_differs;
  }
  if (absolute) {
    head.host = head.target.authority;
  } else if (field != nullptr) {
    head.host = field->value;
  }
  return Fault::none;
}

Fault apply_expectation(RequestHead& head) {
  const auto* field = head.fields.find(FieldName::expect);
  if (field == nullptr || head.minor_version == 0) return Fault::none;
  const bool known = equals_ignoring_case(field->value, "100-continue");
  if (!known || head.fields.is_repeated(FieldName::expect)) return Fault::expectation;
  head.expects_continue = head.framing.has_body();
  return Fault::none;
}

bool never_has_body(int status) {
  return status < 200 || status == 204;
}

}  // namespace

Fault apply_rules(RequestHead& head) {
  if (const auto fault = apply_host(head); fault != Fault::none) return fault;
  const auto fault = read_framing(head.fields, head.minor_version, head.framing);
  if (fault != Fault::none) return fault;
  apply_connection(head);
  return apply_expectation(head);
}

Fault apply_rules(ResponseHead& head, Method asked) {
  Framing framing{BodyEnd::close, 0};
  const auto fault = read_framing(head.fields, head.minor_version, framing);
  if (fault != Fault::none) return fault;
  const bool announced = framing.end != BodyEnd::close && framing.has_body();
  if (never_has_body(head.status) && announced) return Fault::body_not_allowed;

  const bool bodiless = never_has_body(head.status) || head.status == 304 || asked == Method::head;
  head.framing = bodiless ? Framing{} : framing;
  apply_connection(head);
  if (head.framing.end == BodyEnd::close || head.status == 101) head.keep_alive = false;
  return Fault::none;
}

}  // namespace cardea::http::h1
