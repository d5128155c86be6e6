// SPDX-License-Identifier: Apache-2.0
// The client of the script: it sends its requests in pieces, ahead, or only in part, and checks
// that what it gets are the answers to them, in their order, and nothing else.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <string>
#include <vector>

#include "peers_upstream.h"

namespace cardea::fuzz {

class Client {
 public:
  /// Connects to the listener; the other end is `accepted`.
  Client(const net::Descriptor& listener, net::Descriptor& accepted, int room)
      : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    constexpr int on = 1;
    ::setsockopt(descriptor_.get(), SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    ::setsockopt(descriptor_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto address = net::bound_address(listener);
    if (::connect(descriptor_.get(), address.data(), address.size()) != 0) die("no connection");
    do {
      accepted.reset(::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    } while (!accepted);
    ::setsockopt(accepted.get(), SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  }

  /// Plans one more request; without effect behind one that is to be the last.
  void plan(Choices& choices) {
    if (!requests_.empty() && requests_.back().last) return;
    requests_.push_back(make_request(choices, static_cast<int>(requests_.size())));
    heads_.push_back(outgoing_.size() + requests_.back().head_size);
    outgoing_ += requests_.back().wire;
    if (requests_.back().last) outgoing_ += evil_body(requests_.back().id, 300);
  }
  void send(std::size_t most) {
    const std::size_t size = std::min(most, outgoing_.size() - sent_);
    if (!descriptor_ || size == 0) return;
    const auto sent =
        ::send(descriptor_.get(), outgoing_.data() + sent_, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) sent_ += static_cast<std::size_t>(sent);
  }
  void take() {
    if (descriptor_) ended_ = receive(descriptor_, got_) || ended_;
    while (take_answer()) {
    }
  }
  void half_close() const { ::shutdown(descriptor_.get(), SHUT_WR); }
  void close_with_reset() { reset(descriptor_); }

  [[nodiscard]] const std::vector<Request>& requests() const { return requests_; }
  /// Every request is answered, up to one whose answer ended with the connection: what was sent
  /// behind that is for another connection (RFC 9112, 9.6).
  [[nodiscard]] bool has_all() const { return was_last_ || answered_ == requests_.size(); }
  [[nodiscard]] bool refused_any() const { return refused_any_; }
  [[nodiscard]] std::string state() const {
    return std::to_string(answered_) + " of " + std::to_string(requests_.size()) + " answered, " +
           std::to_string(outgoing_.size() - sent_) + " bytes unsent" + (ended_ ? ", ended" : "");
  }

 private:
  // Checks the next whole answer. False when there is none.
  bool take_answer() {
    const auto rest = std::string_view(got_).substr(at_);
    const bool interim = rest.starts_with("HTTP/1.1 1");
    const bool head = answered_ < requests_.size() && requests_[answered_].method == "HEAD";
    const auto answer = read_message(rest, interim || head, false);
    if (!answer) return false;
    if (answered_ >= requests_.size() || heads_[answered_] > sent_) die("an answer to nothing");
    if (interim) {
      at_ += answer->size;
      return true;
    }
    const bool until_close = !answer->complete && answer->size == 0 && ended_ && !is_chunked(rest);
    check(*answer, answer->complete || until_close, head);
    if (!answer->complete && !until_close) return false;
    at_ += until_close ? rest.size() : answer->size;
    was_last_ = until_close;
    ++answered_;
    return true;
  }
  static bool is_chunked(std::string_view bytes) {
    return !field(bytes.substr(0, bytes.find("\r\n\r\n") + 2), "Transfer-Encoding").empty();
  }
  void check(const Message& answer, bool whole, bool head) {
    const Request& request = requests_[answered_];
    if (answer.id.empty()) {
      if (whole) refused_any_ = true;
      return;
    }
    if (answer.id != std::to_string(request.id))
      die(answer.id + " answers " + std::to_string(request.id));
    const std::string body = head ? "" : answer_body(request.id);
    if (!body.starts_with(answer.body)) die("another body of answer " + answer.id);
    if (whole && body.size() != answer.body.size()) cut_short_ = true;
  }

 public:
  /// An answer that ended with its connection was not whole.
  [[nodiscard]] bool cut_short() const { return cut_short_; }

 private:
  net::Descriptor descriptor_;
  std::vector<Request> requests_;
  std::vector<std::size_t> heads_;  // where in `outgoing_` they end
  std::string outgoing_, got_;
  std::size_t sent_ = 0, at_ = 0, answered_ = 0;
  bool ended_ = false, refused_any_ = false, cut_short_ = false, was_last_ = false;
};

}  // namespace cardea::fuzz
