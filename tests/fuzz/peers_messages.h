// SPDX-License-Identifier: Apache-2.0
// What the peers of the script say, and a reader of their own for what arrives at the other end.
// Bodies are full of bytes that would be requests or answers if anybody took them for such.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "peers_gateway.h"

namespace cardea::fuzz {

/// The input, byte by byte; zeros behind its end.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  [[nodiscard]] bool ended() const { return at_ >= size_; }
  std::size_t below(std::size_t limit) { return ended() ? 0 : data_[at_++] % limit; }
  bool one_in(std::size_t count) { return !ended() && below(count) == count - 1; }

 private:
  const std::uint8_t* data_;
  std::size_t size_, at_ = 0;
};

inline std::string evil_body(int id, std::size_t size) {
  const std::string piece = std::to_string(id) +
                            "\r\n0\r\n\r\nGET /evil HTTP/1.1\r\nHost: a\r\nX-Id: 9999\r\n\r\n"
                            "HTTP/1.1 200 OK\r\nX-Id: 9999\r\nContent-Length: 4\r\n\r\nevil";
  std::string body;
  while (body.size() < size) body += piece;
  body.resize(size);
  return body;
}

inline std::string in_chunks(std::string_view body, std::size_t size) {
  std::string wire;
  char line[32];
  while (!body.empty()) {
    const auto chunk = body.substr(0, size);
    std::snprintf(line, sizeof line, "%zx\r\n", chunk.size());
    wire += line + std::string(chunk) + "\r\n";
    body.remove_prefix(chunk.size());
  }
  return wire + "0\r\n\r\n";
}

inline std::size_t some_size(Choices& choices) {
  constexpr std::size_t sizes[] = {0, 1, 10, 300, 5000, 20'000, 70'000};
  return sizes[choices.below(std::size(sizes))];
}
inline std::string answer_body(int id) {
  constexpr std::size_t sizes[] = {0, 5, 600, 40'000};
  return evil_body(1000 + id, sizes[static_cast<std::size_t>(id) % std::size(sizes)]);
}

struct Request {
  int id = 0;
  std::string method, wire, body;
  std::size_t head_size = 0;
  bool last = false;    ///< nothing behind it may be read as a request
  bool broken = false;  ///< its body ends in a bad chunk
};

inline Request make_request(Choices& choices, int id) {
  constexpr const char* methods[] = {"GET", "HEAD", "POST", "PUT"};
  Request one;
  one.id = id;
  one.method = methods[choices.below(std::size(methods))];
  const std::size_t form = choices.below(3);
  one.wire = one.method + " /r" + std::to_string(id) +
             " HTTP/1.1\r\nHost: a\r\nX-Id: " + std::to_string(id) + "\r\n";
  if (choices.one_in(12)) {
    one.wire += "Connection: close\r\n";
    one.last = true;
  }
  if (form > 0) one.body = evil_body(id, some_size(choices));
  if (form > 0 && choices.one_in(8)) one.wire += "Expect: 100-continue\r\n";
  std::string body = one.body;
  if (form == 1) one.wire += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  if (form == 2) {
    one.wire += "Transfer-Encoding: chunked\r\n";
    body = in_chunks(body, 1 + choices.below(200) * choices.below(200));
    one.broken = choices.one_in(10);
  }
  if (one.broken) body.replace(body.size() - 5, 5, "zz\r\n" + evil_body(id, 200));
  one.last = one.last || one.broken;
  one.wire += "\r\n";
  one.head_size = one.wire.size();
  one.wire += body;
  return one;
}

/// A message at the front of what a peer got.
struct Message {
  std::string first_line, id, body;
  std::size_t size = 0;  ///< complete: its length
  bool complete = false;
};

inline std::string field(std::string_view head, std::string_view name) {
  const auto at = head.find("\r\n" + std::string(name) + ": ");
  if (at == std::string_view::npos) return {};
  const auto from = at + name.size() + 4;
  return std::string(head.substr(from, head.find("\r\n", from) - from));
}

/// Decodes chunks from `at` on; how far it came, and whether to the end.
inline void read_chunks(std::string_view bytes, std::size_t at, Message& message) {
  for (;;) {
    const auto line_end = bytes.find("\r\n", at);
    if (line_end == std::string_view::npos) return;
    const auto size =
        std::strtoul(std::string(bytes.substr(at, line_end - at)).c_str(), nullptr, 16);
    at = line_end + 2;
    message.body += bytes.substr(std::min(at, bytes.size()), size);
    if (bytes.size() < at + size + 2) return;
    if (bytes.substr(at + size, 2) != "\r\n") die("a chunk that does not end");
    at += size + 2;
    if (size > 0) continue;
    message.size = at;
    message.complete = true;
    return;
  }
}

/// Nothing while the head is not complete. `bodiless`: whatever the head says.
inline std::optional<Message> read_message(std::string_view bytes, bool bodiless, bool request) {
  const auto head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return std::nullopt;
  const auto head = bytes.substr(0, head_end + 2);
  const std::size_t from = head_end + 4;
  Message message;
  message.first_line = std::string(head.substr(0, head.find("\r\n")));
  message.id = field(head, "X-Id");
  const std::string length = field(head, "Content-Length");
  if (bodiless || (length.empty() && request && field(head, "Transfer-Encoding").empty())) {
    message.size = from;
    message.complete = true;
  } else if (!field(head, "Transfer-Encoding").empty()) {
    read_chunks(bytes, from, message);
  } else if (!length.empty()) {
    const auto size = std::strtoul(length.c_str(), nullptr, 10);
    message.body = std::string(bytes.substr(from, size));
    message.complete = message.body.size() == size;
    message.size = from + size;
  } else {
    message.body = std::string(bytes.substr(from));  // until the connection ends
  }
  return message;
}

}  // namespace cardea::fuzz
