// SPDX-License-Identifier: Apache-2.0
#include "http/h1/client.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <thread>

#include "loop/block_on.h"

namespace cardea::http::h1 {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

// Takes one connection, reads a head from it, sends `reply`, and closes or waits for the peer to
// close.
class Server {
 public:
  enum class Manner { waits, closes, answers_unasked };
  explicit Server(std::string reply, Manner manner = Manner::waits)
      : reply_(std::move(reply)), manner_(manner) {
    listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    ::bind(listening_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listening_, 8);
    ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
  }

  std::uint16_t port = 0;
  std::string head;

 private:
  void serve() {
    const int peer = ::accept(listening_, nullptr, nullptr);
    char byte = 0;
    const bool asks = manner_ != Manner::answers_unasked;
    while (asks && !head.ends_with("\r\n\r\n") && ::recv(peer, &byte, 1, 0) == 1) head += byte;
    if (::send(peer, reply_.data(), reply_.size(), MSG_NOSIGNAL) > 0 && manner_ != Manner::closes) {
      ::recv(peer, &byte, 1, 0);
    }
    ::close(peer);
  }

  int listening_ = -1;
  std::string reply_;
  Manner manner_;
  std::thread thread_;
};

class ClientTest : public testing::Test {
 protected:
  ClientTest() { core_.start(); }
  ~ClientTest() override {
    auto end = [this]() -> Task<void> {
      resolver_.reset();
      co_return;
    };
    loop::block_on(core_, end());
  }

  Result<Got> get(const std::string& url, Get question = {}) {
    question.url = *parse_url(url);
    if (question.connect_timeout == Duration::zero()) question.connect_timeout = 5s;
    if (question.timeout == Duration::zero()) question.timeout = 5s;
    question.max_body = 100;
    auto scene = [this, &question]() -> Task<Result<Got>> {
      resolver_ = std::move(*net::Resolver::make(core_, {}));
      Client client(*resolver_, *net::TlsContext::client({}));
      co_return co_await client.get(std::move(question));
    };
    return loop::block_on(core_, scene());
  }
  static std::string on(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }
  std::string why_not(const std::string& url, const Get& question = {}) {
    const auto got = get(url, question);
    return got ? "an answer came" : got.error().detail;
  }

  loop::Core core_{0};
  std::unique_ptr<net::Resolver> resolver_;
};

TEST_F(ClientTest, AsksAndReadsTheAnswer) {
  Server server(
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nETag: \"v1\"\r\nCache-Control: max-age=60\r\n"
      "Content-Type: application/json\r\n\r\n{}");
  Get question;
  question.fields = {{"If-None-Match", "\"v0\""}};
  const auto got = get(on(server.port) + "/keys?x=1", question);
  ASSERT_TRUE(got) << got.error().detail;
  EXPECT_EQ(got->status, 200);
  EXPECT_EQ(got->body, "{}");
  EXPECT_EQ(got->etag, "\"v1\"");
  EXPECT_EQ(got->fresh_for, 60s);
  EXPECT_EQ(got->content_type, "application/json");
  EXPECT_EQ(server.head,
            "GET /keys?x=1 HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port) +
                "\r\nIf-None-Match: \"v0\"\r\nConnection: close\r\n\r\n");
}

TEST_F(ClientTest, FollowsNoRedirect) {
  Server server("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n",
                Server::Manner::closes);
  const auto got = get(on(server.port));
  ASSERT_TRUE(got) << got.error().detail;
  EXPECT_EQ(got->status, 302);
  EXPECT_EQ(got->location, "http://127.0.0.1:1/");
}

TEST_F(ClientTest, SaysWhatWentWrong) {
  Server large("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x'));
  EXPECT_THAT(why_not(on(large.port)), HasSubstr("larger than the 100 bytes"));
  Server short_one("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", Server::Manner::closes);
  EXPECT_THAT(why_not(on(short_one.port)), HasSubstr("middle of the answer"));
  Server garbage("hello\r\n\r\n");
  EXPECT_THAT(why_not(on(garbage.port)), HasSubstr("no proper HTTP"));
  Server plain("HTTP/1.1 400 Bad Request\r\n\r\n", Server::Manner::answers_unasked);
  EXPECT_THAT(why_not("https" + on(plain.port).substr(4)), HasSubstr("TLS"));
  EXPECT_THAT(why_not("http://127.0.0.1:1/"), HasSubstr("nothing listens there"));
  EXPECT_NE(why_not("http://no-such-name.invalid/"), "an answer came");
}

TEST_F(ClientTest, GivesUpInTime) {
  Server silent("HTTP/1.1 200 OK\r\n");
  Get hasty;
  hasty.timeout = 300ms;
  const auto got = get(on(silent.port), hasty);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::timeout);
  Server mute("");
  hasty.connect_timeout = 200ms;
  EXPECT_EQ(get("https" + on(mute.port).substr(4), hasty).error().kind, ErrorKind::timeout);
}

}  // namespace
}  // namespace cardea::http::h1
