// SPDX-License-Identifier: Apache-2.0
// A client and an upstream by script around a real session: both say pieces of what they have to
// say in any order, early, ahead, broken, too much, or go. Whatever they do: what the upstream gets
// are requests that the client sent, whole or cut off, and no byte of a body is one; what the
// client gets are the answers to its requests in their order; nothing is left behind. And if both
// do as they should, every request is answered.
#include <memory>

#include "loop/block_on.h"
#include "loop/timer.h"
#include "peers_client.h"
#include "peers_gateway.h"
#include "peers_messages.h"
#include "peers_upstream.h"
#include "proxy/worker.h"

namespace cardea::fuzz {
namespace {

using namespace std::chrono_literals;

constexpr Duration patience = 8s;

class Script {
 public:
  Script(TestGateway& gateway, const net::Descriptor& clients, Choices& choices)
      : gateway_(gateway), choices_(choices), upstream_(gateway.upstreams()) {
    net::Descriptor accepted;
    client_ = std::make_unique<Client>(clients, accepted, choices.one_in(4) ? 4096 : 200'000);
    gateway.serve(std::move(accepted));
  }

  Task<void> run() {
    while (!choices_.ended()) {
      act();
      const std::size_t turns = choices_.below(4);
      for (std::size_t i = 0; i < turns; ++i) co_await loop::give_way();
    }
    co_await end_well();
    client_->take();
    upstream_.take();
    client_->close_with_reset();
    upstream_.close_all();
    const auto deadline = loop::Deadline::in(patience);
    while (!gateway_.is_idle()) {
      if (deadline.passed()) die("a session does not end");
      co_await loop::give_way();
    }
    upstream_.take();  // connections that were made meanwhile are none of the next input's
    upstream_.close_all();
    upstream_.check(client_->requests());
    gateway_.check_empty();
  }

 private:
  void act() {
    constexpr std::size_t everything = 1 << 30;
    switch (choices_.below(12)) {
      case 0:
      case 1:
        return client_->plan(choices_);
      case 2:
      case 3:
        return client_->send(1 + choices_.below(256) * choices_.below(100));
      case 4:
        return client_->send(everything);
      case 5:
      case 6:
        return upstream_.take();
      case 7:
        return answer();
      case 8:
        return say(1 + choices_.below(256) * choices_.below(100));
      case 9:
        return say(everything);
      case 10:
        return client_->take();
      default:
        return misbehave();
    }
  }

  void say(std::size_t most) {
    if (auto* const one = upstream_.choose(choices_)) one->say(most);
  }

  void answer() {
    auto* const one = upstream_.choose(choices_);
    if (one == nullptr || !one->owes()) return;
    const auto request = *one->request();
    if (!request.complete) well_ = false;  // whoever answers early has the connections closed
    answer(*one, request, choices_.below(8));
  }

  void answer(Served& one, const Message& request, std::size_t form) {
    const bool head = request.first_line.starts_with("HEAD ");
    const std::string body = answer_body(std::atoi(request.id.c_str()));
    std::string said = "HTTP/1.1 200 OK\r\nX-Id: " + request.id + "\r\n";
    const std::string length = "Content-Length: " + std::to_string(body.size()) + "\r\n";
    const std::string data = head ? "" : body;
    if (form == 1)
      said += "Transfer-Encoding: chunked\r\n\r\n" + (head ? "" : in_chunks(body, 700));
    if (form == 2) said += "\r\n" + data;
    if (form == 3) said = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + said;
    if (form == 4) said += "Connection: close\r\n";
    if (form != 1 && form != 2) said += length + "\r\n" + data;
    if (form == 6) {  // cut off
      well_ = false;
      said.resize(1 + choices_.below(256) * choices_.below(100) % said.size());
    }
    const std::string unasked = form == 5 ? evil_body(9999, 1 + choices_.below(200)) : "";
    one.answer(said + unasked, unasked.size(), form == 2 || form == 4 || form == 6);
  }

  void misbehave() {
    const std::size_t what = choices_.below(16);
    if (what > 4) return;
    well_ = false;
    auto* const one = upstream_.choose(choices_);
    if (what == 0) client_->half_close();
    if (what == 1) client_->close_with_reset();
    if (what == 2 && one != nullptr) one->close_with_reset();
    if (what == 3 && one != nullptr) one->close();
    if (what == 4 && one != nullptr) one->say(1 << 30);
  }

  // If nobody has misbehaved so far, everybody does what is left to do, and all must be answered.
  Task<void> end_well() {
    const auto& requests = client_->requests();
    if (!well_ || (!requests.empty() && requests.back().broken)) co_return;
    const auto deadline = loop::Deadline::in(patience);
    while (!client_->has_all()) {
      if (deadline.passed()) die("not everything is answered: " + client_->state());
      client_->send(1 << 30);
      upstream_.take();
      for (auto& one : upstream_.all()) {
        if (one->owes() && one->request()->complete) answer(*one, *one->request(), 0);
        one->say(1 << 30);
      }
      client_->take();
      co_await loop::give_way();
    }
    if (client_->refused_any()) die("a good request was refused");
    if (client_->cut_short()) die("a good answer was cut short");
  }

  TestGateway& gateway_;
  Choices& choices_;
  Upstream upstream_;
  std::unique_ptr<Client> client_;
  bool well_ = true;
};

}  // namespace
}  // namespace cardea::fuzz

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace cardea::fuzz;
  static auto* const gateway = new TestGateway;  // NOLINT(raw-memory): lives as long as the process
  static const auto clients = listen_on_loopback(200'000);
  Choices choices(data, size);
  const auto play = [&]() -> cardea::Task<void> {
    Script script(*gateway, clients, choices);
    co_await script.run();
  };
  cardea::loop::block_on(gateway->core(), play());
  return 0;
}
