// SPDX-License-Identifier: Apache-2.0
// Node's parser, llhttp in its strict mode, as the second opinion of the differential fuzzers: one
// message is read from the input, and what was understood is kept as plain text. Header only, since
// every .cpp of this folder is a fuzzer of its own.
#pragma once

#include <llhttp.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cardea::fuzz {

enum class MessageKind : std::uint8_t { request, response };

/// What llhttp made of the first message of an input.
struct OracleMessage {
  bool has_head = false;
  bool complete = false;
  std::size_t end = 0;  ///< complete: where the message ends in the input
  std::string error;    ///< name and reason of the error, empty if there was none
  std::string target;
  int method = -1;
  int status = 0;
  int minor_version = 0;
  bool chunked = false;
  bool keep_alive = false;
  std::vector<std::pair<std::string, std::string>> fields;  ///< values without space at the end
  std::string body;
};

/// Runs llhttp over one input.
class Oracle {
 public:
  /// `bodiless`: there is no body whatever the head says (an answer to HEAD, or 304).
  Oracle(MessageKind kind, bool bodiless) : bodiless_(bodiless) {
    llhttp_settings_init(&settings_);
    settings_.on_url = [](auto* p, auto* at, auto n) {
      return self(p).add(self(p).seen_.target, at, n);
    };
    settings_.on_header_field = [](auto* p, auto* at, auto n) { return self(p).add_name(at, n); };
    settings_.on_header_value = [](auto* p, auto* at, auto n) {
      return self(p).add(self(p).value_, at, n);
    };
    settings_.on_header_value_complete = [](auto* p) { return self(p).end_field(); };
    settings_.on_headers_complete = [](auto* p) { return self(p).end_head(); };
    settings_.on_body = [](auto* p, auto* at, auto n) {
      return self(p).add(self(p).seen_.body, at, n);
    };
    settings_.on_message_complete = [](auto* p) { return self(p).end_message(); };
    llhttp_init(&parser_, kind == MessageKind::request ? HTTP_REQUEST : HTTP_RESPONSE, &settings_);
    parser_.data = this;
  }

  OracleMessage read(std::string_view input) {
    const auto error = llhttp_execute(&parser_, input.data(), input.size());
    if (seen_.complete) {
      seen_.end = static_cast<std::size_t>(llhttp_get_error_pos(&parser_) - input.data());
    } else if (error != HPE_OK) {
      const auto* reason = llhttp_get_error_reason(&parser_);
      seen_.error =
          std::string(llhttp_errno_name(error)) + ": " + (reason == nullptr ? "" : reason);
    }
    return seen_;
  }

 private:
  static Oracle& self(llhttp_t* parser) { return *static_cast<Oracle*>(parser->data); }

  static int add(std::string& text, const char* at, std::size_t size) {
    text.append(at, size);
    return 0;
  }

  int add_name(const char* at, std::size_t size) { return add(name_, at, size); }

  int end_field() {
    while (value_.ends_with(' ') || value_.ends_with('\t')) value_.pop_back();
    if (!seen_.has_head) seen_.fields.emplace_back(name_, value_);
    name_.clear();
    value_.clear();
    return 0;
  }

  int end_head() {
    seen_.has_head = true;
    seen_.method = parser_.method;
    seen_.status = parser_.status_code;
    seen_.minor_version = parser_.http_minor;
    seen_.chunked = (parser_.flags & F_CHUNKED) != 0;
    // Now: later it would take Connection fields of the trailer section into account.
    seen_.keep_alive = llhttp_should_keep_alive(&parser_) != 0;
    return bodiless_ ? 1 : 0;
  }

  int end_message() {
    seen_.complete = true;
    return HPE_PAUSED;
  }

  bool bodiless_;
  llhttp_settings_t settings_{};
  llhttp_t parser_{};
  std::string name_;
  std::string value_;
  OracleMessage seen_;
};

inline OracleMessage ask_llhttp(std::string_view input, MessageKind kind, bool bodiless = false) {
  return Oracle(kind, bodiless).read(input);
}

/// llhttp 8.1 refuses two forms of chunk extensions that RFC 9112 section 7.1.1 allows: another
/// extension behind an unquoted value (`5;a=b;c`), and a backslash in a quoted one (`5;a="\\\""`).
inline bool refuses_valid_extension(const OracleMessage& theirs, std::string_view wire) {
  const bool may_hold_value = wire.contains('=');
  return may_hold_value && (theirs.error.starts_with("HPE_INVALID_CHUNK_SIZE") ||
                            theirs.error.starts_with("HPE_STRICT: Invalid character in chunk ext"));
}

/// Ends the process unless `holds`, so that the fuzzer keeps the input.
inline void require(bool holds, const char* what, const std::string& detail = {}) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s (%s)\n", what, detail.c_str());
  std::abort();
}

}  // namespace cardea::fuzz
