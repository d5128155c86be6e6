// SPDX-License-Identifier: Apache-2.0
// The upstream of the script: it answers when it is told to, in pieces, early, too much or not at
// all, and knows of every byte it gets whether a client may have meant it so.
#pragma once

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "peers_messages.h"

namespace cardea::fuzz {

/// Takes what is there; true at the end.
inline bool receive(const net::Descriptor& from, std::string& into) {
  char room[65536];
  for (;;) {
    const auto count = ::recv(from.get(), room, sizeof room, MSG_DONTWAIT);
    if (count <= 0) return count == 0 || errno != EAGAIN;
    into.append(room, static_cast<std::size_t>(count));
  }
}

/// Closes with a reset, which leaves no socket behind in TIME_WAIT.
inline void reset(net::Descriptor& descriptor) {
  constexpr linger at_once{1, 0};
  if (descriptor) ::setsockopt(descriptor.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  descriptor.reset();
}

/// One connection that the gateway made.
class Served {
 public:
  explicit Served(net::Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

  [[nodiscard]] bool is_open() const { return static_cast<bool>(descriptor_); }
  void take() {
    if (is_open()) ended_ = receive(descriptor_, got_) || ended_;
    if (spoke_unasked_ && got_.size() > at_) die("a request behind bytes that nobody asked for");
  }
  /// The request that is to be answered, as far as it is there.
  [[nodiscard]] std::optional<Message> request() const {
    return read_message(std::string_view(got_).substr(at_), false, true);
  }
  [[nodiscard]] bool owes() const { return is_open() && !answering_ && request().has_value(); }

  void answer(const std::string& bytes, std::size_t unasked, bool closes) {
    to_say_ = bytes;
    said_ = 0;
    asked_for_ = bytes.size() - unasked;
    closes_ = closes;
    answering_ = true;
  }
  /// Says up to `most` bytes of its answer.
  void say(std::size_t most) {
    if (!is_open() || !answering_) return;
    if (said_ >= asked_for_ && said_ < to_say_.size() && !may_speak_unasked()) {
      to_say_.resize(asked_for_);
    }
    const std::size_t size = std::min(most, to_say_.size() - said_);
    const auto sent = size == 0 ? 0
                                : ::send(descriptor_.get(), to_say_.data() + said_, size,
                                         MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) said_ += static_cast<std::size_t>(sent);
    if (said_ > asked_for_) note_unasked();
    go_on();
  }
  void close_with_reset() { reset(descriptor_); }
  void close() { descriptor_.reset(); }
  [[nodiscard]] std::string_view got() const { return got_; }

 private:
  // Bytes nobody asked for are said only while no further request is on its way: what comes then is
  // an answer to it, and no gateway could tell.
  bool may_speak_unasked() {
    const auto now = request();
    take();
    return now && now->complete && got_.size() == at_ + now->size;
  }
  void note_unasked() {
    const auto now = request();
    if (!now || !now->complete || got_.size() != at_ + now->size) return;
    int left = 1;  // until the other side's kernel has it
    for (int i = 0; i < 100'000 && left > 0; ++i) ::ioctl(descriptor_.get(), SIOCOUTQ, &left);
    if (left > 0) return;
    at_ += now->size;
    spoke_unasked_ = true;
    answering_ = false;
  }
  void go_on() {
    if (!answering_ || said_ < to_say_.size()) return;
    const auto now = request();
    if (closes_) return descriptor_.reset();
    if (!now || !now->complete) return;
    at_ += now->size;
    answering_ = false;
  }

  net::Descriptor descriptor_;
  std::string got_, to_say_;
  std::size_t at_ = 0, said_ = 0, asked_for_ = 0;
  bool answering_ = false, closes_ = false, spoke_unasked_ = false, ended_ = false;
};

class Upstream {
 public:
  explicit Upstream(const net::Descriptor& listener) : listener_(listener) {}

  void take() {
    for (;;) {
      net::Descriptor one(
          ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (!one) break;
      constexpr int on = 1;
      ::setsockopt(one.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      all_.push_back(std::make_unique<Served>(std::move(one)));
    }
    for (auto& one : all_) one->take();
  }
  std::vector<std::unique_ptr<Served>>& all() { return all_; }
  void close_all() {
    for (auto& one : all_) one->close_with_reset();
  }
  /// One of the last few connections, or null.
  Served* choose(Choices& choices) {
    if (all_.empty()) return nullptr;
    return all_[all_.size() - 1 - choices.below(std::min<std::size_t>(all_.size(), 4))].get();
  }

  /// Everything that came is what the client sent, once, as far as that goes.
  void check(const std::vector<Request>& sent) {
    for (const auto& one : all_) check(one->got(), sent);
  }

 private:
  void check(std::string_view got, const std::vector<Request>& sent) {
    int last = -1;
    while (!got.empty()) {
      const auto message = read_message(got, false, true);
      if (!message) return check_begin(got);
      const int id = check_one(*message, sent);
      if (id <= last) die("request " + message->id + " after request " + std::to_string(last));
      last = id;
      if (!message->complete) return;
      got.remove_prefix(message->size);
    }
  }
  static void check_begin(std::string_view got) {
    for (const std::string_view method : {"GET /r", "HEAD /r", "POST /r", "PUT /r"}) {
      const auto size = std::min(method.size(), got.size());
      if (got.substr(0, size) == method.substr(0, size)) return;
    }
    die("bytes that begin no request: " + std::string(got.substr(0, 60)));
  }
  int check_one(const Message& message, const std::vector<Request>& sent) {
    const auto id = static_cast<std::size_t>(std::strtoul(message.id.c_str(), nullptr, 10));
    if (message.id.empty() || id >= sent.size())
      die("no request of the client: " + message.first_line);
    const Request& request = sent[id];
    const std::string line = request.method + " /r" + message.id + " HTTP/1.1";
    if (message.first_line != line) die(message.first_line + " instead of " + line);
    if (message.complete && request.broken) die("a broken body is whole");
    if (message.complete && message.body != request.body) die("another body: " + line);
    if (!request.body.starts_with(message.body)) die("another begin of a body: " + line);
    if (request.method == "POST" && !posted_.insert(id).second) die("sent twice: " + line);
    return static_cast<int>(id);
  }

  const net::Descriptor& listener_;
  std::vector<std::unique_ptr<Served>> all_;
  std::set<std::size_t> posted_;
};

}  // namespace cardea::fuzz
