// SPDX-License-Identifier: Apache-2.0
// One array per class of codes, so that a look-up is a bounds check and an index.
#include "http/status.h"

#include <array>
#include <cstddef>
#include <span>

namespace cardea::http {
namespace {

using Phrase = std::string_view;

constexpr std::array informational = {Phrase("Continue"), Phrase("Switching Protocols"),
                                      Phrase("Processing"), Phrase("Early Hints")};

constexpr std::array successful = {Phrase("OK"),
                                   Phrase("Created"),
                                   Phrase("Accepted"),
                                   Phrase("Non-Authoritative Information"),
                                   Phrase("No Content"),
                                   Phrase("Reset Content"),
                                   Phrase("Partial Content"),
                                   Phrase("Multi-Status"),
                                   Phrase("Already Reported")};

constexpr std::array redirection = {Phrase("Multiple Choices"),
                                    Phrase("Moved Permanently"),
                                    Phrase("Found"),
                                    Phrase("See Other"),
                                    Phrase("Not Modified"),
                                    Phrase("Use Proxy"),
                                    Phrase(""),
                                    Phrase("Temporary Redirect"),
                                    Phrase("Permanent Redirect")};

constexpr std::array client_error = {Phrase("Bad Request"),
                                     Phrase("Unauthorized"),
                                     Phrase("Payment Required"),
                                     Phrase("Forbidden"),
                                     Phrase("Not Found"),
                                     Phrase("Method Not Allowed"),
                                     Phrase("Not Acceptable"),
                                     Phrase("Proxy Authentication Required"),
                                     Phrase("Request Timeout"),
                                     Phrase("Conflict"),
                                     Phrase("Gone"),
                                     Phrase("Length Required"),
                                     Phrase("Precondition Failed"),
                                     Phrase("Content Too Large"),
                                     Phrase("URI Too Long"),
                                     Phrase("Unsupported Media Type"),
                                     Phrase("Range Not Satisfiable"),
                                     Phrase("Expectation Failed"),
                                     Phrase(""),
                                     Phrase(""),
                                     Phrase(""),
                                     Phrase("Misdirected Request"),
                                     Phrase("Unprocessable Content"),
                                     Phrase("Locked"),
                                     Phrase("Failed Dependency"),
                                     Phrase("Too Early"),
                                     Phrase("Upgrade Required"),
                                     Phrase(""),
                                     Phrase("Precondition Required"),
                                     Phrase("Too Many Requests"),
                                     Phrase(""),
                                     Phrase("Request Header Fields Too Large")};

constexpr std::array server_error = {Phrase("Internal Server Error"),
                                     Phrase("Not Implemented"),
                                     Phrase("Bad Gateway"),
                                     Phrase("Service Unavailable"),
                                     Phrase("Gateway Timeout"),
                                     Phrase("HTTP Version Not Supported"),
                                     Phrase("Variant Also Negotiates"),
                                     Phrase("Insufficient Storage"),
                                     Phrase("Loop Detected"),
                                     Phrase(""),
                                     Phrase(""),
                                     Phrase("Network Authentication Required")};

constexpr std::array<std::span<const Phrase>, 5> classes = {informational, successful, redirection,
                                                            client_error, server_error};

}  // namespace

std::string_view reason_phrase(int status) {
  if (status < 100 || status >= 600) return {};
  const auto& phrases = classes[static_cast<std::size_t>(status / 100 - 1)];
  const auto place = static_cast<std::size_t>(status % 100);
  if (place < phrases.size()) return phrases[place];
  return status == 451 ? std::string_view("Unavailable For Legal Reasons") : std::string_view();
}

}  // namespace cardea::http
