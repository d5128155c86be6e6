// SPDX-License-Identifier: Apache-2.0
// TLS on streams, both ends ours: what is agreed on, what is refused and why, bytes both ways,
// and endings.
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "loop/block_on.h"
#include "loop/event.h"
#include "loop/gate.h"
#include "loop/timer.h"
#include "net/loopback.h"
#include "net/openssl.h"
#include "net/stream.h"

namespace cardea::net {
namespace {

using namespace std::chrono_literals;

/// A file that holds `text` and is removed in the end.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text) {
    const int handle = ::mkstemp(path_.data());
    EXPECT_GE(handle, 0);
    ::close(handle);
    std::ofstream(path_) << text;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::remove(path_.c_str()); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/cardea_tls_test_XXXXXX";
};

/// A certificate for `name` whose validity ended an hour ago, signed with its own key.
Certificate::Pem make_expired(const std::string& name) {
  const auto pem = Certificate::make_self_signed({name});
  const auto certificate = *Certificate::from_pem(pem->chain, pem->key);
  auto* const leaf = certificate.parts().chain.front().get();
  X509_gmtime_adj(X509_getm_notBefore(leaf), -7200);
  X509_gmtime_adj(X509_getm_notAfter(leaf), -3600);
  X509_sign(leaf, certificate.parts().key.get(), EVP_sha256());
  const OwnBio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), leaf);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {std::string(data, static_cast<std::size_t>(size)), pem->key};
}

/// What both ends made of a handshake. The streams themselves never leave their core.
struct Outcome {
  Status server;
  Status client;
  TlsFacts server_facts;
  TlsFacts client_facts;
};

class TlsTest : public testing::Test {
 protected:
  TlsTest() { core_.start(); }
  template <class T>
  T run(Task<T> task) {
    return loop::block_on(core_, std::move(task));
  }

  static TlsContext server_with(const Certificate::Pem& pem, const TlsServerOptions& options = {}) {
    return *TlsContext::server(*Certificate::from_pem(pem.chain, pem.key), options);
  }
  static TlsContext client_trusting(const Certificate::Pem& pem, TlsClientOptions options = {}) {
    const TemporaryFile ca(pem.chain);
    options.ca_file = ca.path();
    return *TlsContext::client(options);
  }

  /// What to do with the two ends once they have shaken hands.
  using Scene = std::function<Task<void>(Loopback&)>;

  Task<Outcome> shake_hands(TlsContext server, TlsContext client, std::string name, Scene scene) {
    Outcome outcome;
    auto pair = co_await make_loopback();
    pair.server->expires_after(30s);
    pair.client->expires_after(30s);
    loop::Gate gate(core_, "server");
    auto serve = [&]() -> Task<void> {
      auto accepted = co_await pair.server->accept_tls(server);
      if (!accepted) pair.server->close();
      outcome.server = std::move(accepted);
    };
    gate.spawn(serve());
    auto connected = co_await pair.client->connect_tls(client, name);
    if (!connected) pair.client->shutdown_write();
    outcome.client = std::move(connected);
    co_await gate.close(5s);
    if (const auto* facts = pair.server->tls()) outcome.server_facts = *facts;
    if (const auto* facts = pair.client->tls()) outcome.client_facts = *facts;
    if (!scene || !outcome.client || !outcome.server) co_return outcome;
    co_await scene(pair);
    co_return outcome;
  }
  Outcome meet(const TlsContext& server, const TlsContext& client, std::string name,
               Scene scene = nullptr) {
    return run(shake_hands(server, client, std::move(name), std::move(scene)));
  }

  std::string client_error(const Certificate::Pem& shown, const TlsContext& client,
                           const std::string& name) {
    const auto outcome = meet(server_with(shown), client, name);
    EXPECT_FALSE(outcome.client);
    if (outcome.client) return {};
    EXPECT_EQ(outcome.client.error().kind, ErrorKind::protocol);
    EXPECT_EQ(outcome.client.error().origin, Origin::upstream);
    return outcome.client.error().detail;
  }

  loop::Core core_{0};
  Certificate::Pem pem_ = *Certificate::make_self_signed({"gateway.test", "127.0.0.1"});
};

TEST_F(TlsTest, AgreesOnVersionNameAndProtocol) {
  TlsClientOptions options;
  options.alpn = {"h2", "http/1.1"};
  const auto outcome = meet(server_with(pem_), client_trusting(pem_, options), "gateway.test");
  ASSERT_TRUE(outcome.server) << outcome.server.error().detail;
  ASSERT_TRUE(outcome.client) << outcome.client.error().detail;
  for (const auto* facts : {&outcome.server_facts, &outcome.client_facts}) {
    EXPECT_EQ(facts->version, "TLSv1.3");
    EXPECT_EQ(facts->alpn, "http/1.1");
    EXPECT_EQ(facts->server_name, "gateway.test");
    EXPECT_FALSE(facts->cipher.empty());
  }
}

TEST_F(TlsTest, AcceptsAnAddressInTheCertificateAndSendsItNotAsName) {
  const auto outcome = meet(server_with(pem_), client_trusting(pem_), "127.0.0.1");
  ASSERT_TRUE(outcome.client) << outcome.client.error().detail;
  EXPECT_EQ(outcome.server_facts.server_name, "");
}

TEST_F(TlsTest, RefusesAnotherHostsCertificate) {
  const auto error = client_error(pem_, client_trusting(pem_), "other.test");
  EXPECT_NE(error.find("hostname mismatch"), std::string::npos) << error;
  EXPECT_NE(error.find("other.test"), std::string::npos) << error;
}

TEST_F(TlsTest, RefusesAnExpiredCertificate) {
  const auto expired = make_expired("gateway.test");
  const auto error = client_error(expired, client_trusting(expired), "gateway.test");
  EXPECT_NE(error.find("expired"), std::string::npos) << error;
}

TEST_F(TlsTest, RefusesASelfSignedCertificateThatIsNotTrusted) {
  const auto error = client_error(pem_, *TlsContext::client({}), "gateway.test");
  EXPECT_NE(error.find("self"), std::string::npos) << error;
  EXPECT_NE(error.find("add its authority"), std::string::npos) << error;
}

TEST_F(TlsTest, AcceptsAnythingWhenVerificationIsOff) {
  TlsClientOptions options;
  options.verify = false;
  const auto outcome = meet(server_with(make_expired("x")), *TlsContext::client(options), "y");
  EXPECT_TRUE(outcome.client) << outcome.client.error().detail;
}

TEST_F(TlsTest, RefusesAProtocolItDoesNotSpeak) {
  TlsClientOptions options;
  options.alpn = {"h2"};
  const auto outcome = meet(server_with(pem_), client_trusting(pem_, options), "gateway.test");
  ASSERT_FALSE(outcome.server);
  ASSERT_FALSE(outcome.client);
  EXPECT_NE(outcome.client.error().detail.find("application protocol"), std::string::npos);
}

TEST_F(TlsTest, ChoosesTheCertificateByName) {
  const auto other = *Certificate::make_self_signed({"other.test"});
  TlsServerOptions options;
  const auto offer = std::make_shared<const std::vector<Certificate>>(
      std::vector{*Certificate::from_pem(other.chain, other.key)});
  options.choose = [offer](std::string_view name) {
    return name == "other.test" ? offer : nullptr;
  };
  const auto chosen = meet(server_with(pem_, options), client_trusting(other), "other.test");
  EXPECT_TRUE(chosen.client) << chosen.client.error().detail;
  const auto preset = meet(server_with(pem_, options), client_trusting(pem_), "gateway.test");
  EXPECT_TRUE(preset.client) << preset.client.error().detail;
}

TEST_F(TlsTest, SaysThatThePeerSpeaksNoTls) {
  auto scene = [&]() -> Task<Status> {
    auto pair = co_await make_loopback();
    EXPECT_TRUE(pair.client->try_write("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    auto context = server_with(pem_);
    pair.server->expires_after(5s);
    co_return co_await pair.server->accept_tls(std::move(context));
  };
  const auto status = run(scene());
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, ErrorKind::protocol);
  EXPECT_NE(status.error().detail.find("http request"), std::string::npos) << status.error().detail;
}

TEST_F(TlsTest, ASilentPeerTimesOut) {
  auto scene = [&]() -> Task<Status> {
    auto pair = co_await make_loopback();
    auto context = server_with(pem_);
    pair.server->expires_after(10ms);
    co_return co_await pair.server->accept_tls(std::move(context));
  };
  const auto status = run(scene());
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, ErrorKind::timeout);
}

Task<std::string> read_to_end(Stream& stream, bool& clean) {
  std::string all;
  std::vector<char> room(1000);
  const std::span<char> into(room);
  while (true) {
    const auto count = co_await stream.read_some(into);
    clean = count.has_value();
    if (!count || *count == 0) co_return all;
    all.append(room.data(), *count);
  }
}

TEST_F(TlsTest, CarriesMegabytesBothWaysAtOnceAndEndsCleanly) {
  std::string sent(3'000'000, '\0');
  for (std::size_t i = 0; i < sent.size(); ++i) sent[i] = static_cast<char>(i * 7 + i / 1000);
  auto scene = [&](Loopback& pair) -> Task<void> {
    loop::Gate gate(core_, "writers");
    auto write = [&](Stream& stream) -> Task<void> {
      std::vector<iovec> parts;
      for (std::size_t at = 0; at < sent.size(); at += 30'000) {
        parts.push_back({sent.data() + at, 100});  // small and large parts in turn
        parts.push_back({sent.data() + at + 100, 29'900});
      }
      const std::span<iovec> all(parts);
      const auto written = co_await stream.write_all(all);
      EXPECT_TRUE(written);
      stream.shutdown_write();
    };
    int whole = 0;
    auto read = [&](Stream& stream) -> Task<void> {
      bool clean = false;
      const auto got = co_await read_to_end(stream, clean);
      EXPECT_TRUE(clean);
      if (got == sent) ++whole;
    };
    gate.spawn(write(*pair.server));
    gate.spawn(write(*pair.client));
    gate.spawn(read(*pair.server));
    gate.spawn(read(*pair.client));
    co_await gate.close(30s);
    EXPECT_EQ(whole, 2);
  };
  const auto outcome = meet(server_with(pem_), client_trusting(pem_), "gateway.test", scene);
  EXPECT_TRUE(outcome.client);
}

TEST_F(TlsTest, AnEndWithoutCloseNotifyIsAnError) {
  bool clean = true;
  auto scene = [&](Loopback& pair) -> Task<void> {
    ::shutdown(pair.client->native_handle(), SHUT_WR);
    co_await read_to_end(*pair.server, clean);
  };
  const auto outcome = meet(server_with(pem_), client_trusting(pem_), "gateway.test", scene);
  EXPECT_TRUE(outcome.client);
  EXPECT_FALSE(clean) << "a truncated body must not look complete";
}

TEST_F(TlsTest, AWatchSeesThroughTls) {
  auto scene = [&](Loopback& pair) -> Task<void> {
    loop::Event happened(loop::Event::Kind::single);
    std::optional<PeerEvent> seen;
    // The client's side has session tickets waiting: records, but no data.
    auto note = [&](PeerEvent event) {
      seen = event;
      happened.set();
    };
    pair.client->watch(note);
    const auto soon = loop::Deadline::in(20ms);
    co_await happened.wait(soon);
    EXPECT_FALSE(seen);
    EXPECT_TRUE(pair.server->try_write("hi"));
    const auto deadline = loop::Deadline::in(5s);
    co_await happened.wait(deadline);
    EXPECT_EQ(seen, PeerEvent::data);
    std::array<char, 16> room{};
    EXPECT_EQ(pair.client->try_read(room).value(), 2u);
    pair.client->watch(note);
    pair.server->shutdown_write();
    co_await happened.wait(deadline);
    EXPECT_EQ(seen, PeerEvent::ended);
  };
  const auto outcome = meet(server_with(pem_), client_trusting(pem_), "gateway.test", scene);
  EXPECT_TRUE(outcome.client);
}

TEST_F(TlsTest, ResumesBySessionTicket) {
  // Our own client does not keep sessions, so OpenSSL's plays one that does.
  const auto server = server_with(pem_);
  TlsClientOptions options;
  options.verify = false;
  const auto client = *TlsContext::client(options);
  static SSL_SESSION* kept = nullptr;
  SSL_CTX_set_session_cache_mode(client.native(), SSL_SESS_CACHE_CLIENT);
  SSL_CTX_sess_set_new_cb(client.native(), [](SSL*, SSL_SESSION* session) {
    SSL_SESSION_free(std::exchange(kept, session));
    return 1;
  });
  auto connect = [&]() -> Task<bool> {
    auto pair = co_await make_loopback();
    loop::Gate gate(core_, "client");
    auto speak = [&]() -> Task<void> {
      const std::unique_ptr<SSL, Freed<SSL_free>> ssl(SSL_new(client.native()));
      SSL_set_fd(ssl.get(), pair.client->native_handle());
      if (kept != nullptr) SSL_set_session(ssl.get(), kept);
      char byte = 0;
      while (SSL_connect(ssl.get()) != 1) co_await pair.client->readable();
      while (SSL_read(ssl.get(), &byte, 1) != 1) co_await pair.client->readable();
      SSL_shutdown(ssl.get());  // OpenSSL gives up the session of a connection that just ends
    };
    gate.spawn(speak());
    const auto accepted = co_await pair.server->accept_tls(server);
    EXPECT_TRUE(accepted);
    EXPECT_TRUE(pair.server->try_write("x"));
    co_await gate.close(5s);
    co_return pair.server->tls()->resumed;
  };
  EXPECT_FALSE(run(connect()));
  EXPECT_TRUE(run(connect()));
  SSL_SESSION_free(std::exchange(kept, nullptr));
}

/// A server of OpenSSL's own on a plain stream, which decides how much of what it says is sent.
class HandFed {
 public:
  HandFed(Stream& stream, const TlsContext& context)
      : stream_(stream), ssl_(SSL_new(context.native())) {
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(ssl_.get());
  }
  SSL* ssl() { return ssl_.get(); }

  /// Everything it has to say now.
  std::string take() {
    std::string said(100'000, '\0');
    const int size = BIO_read(SSL_get_wbio(ssl_.get()), said.data(), 100'000);
    said.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return said;
  }
  void send(std::string_view bytes) const {
    EXPECT_EQ(stream_.try_write(bytes).value().value_or(0), bytes.size());
  }
  /// What the other side sent, to OpenSSL.
  Task<void> feed() {
    std::array<char, 20'000> room{};
    const std::span<char> into(room);
    const auto got = co_await stream_.read_some(into);
    EXPECT_TRUE(got && *got > 0);
    if (got) BIO_write(SSL_get_rbio(ssl_.get()), room.data(), static_cast<int>(*got));
  }
  /// Shakes hands; what it says last, its session ticket, is returned and not sent.
  Task<std::string> accept() {
    while (SSL_accept(ssl_.get()) != 1) {
      send(take());
      co_await feed();
    }
    co_return take();
  }

 private:
  Stream& stream_;
  const OwnSsl ssl_;
};

std::size_t first_record(std::string_view bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  return 5U + 256U * byte(3) + byte(4);
}

// A ticket that comes in several records: between them TLS can neither read nor write.
TEST_F(TlsTest, WhoReadsAndWhoWritesMayBothHaveToWaitForThePeer) {
  const auto server = server_with(pem_);
  SSL_CTX_set_num_tickets(server.native(), 1);
  SSL_CTX_set_max_send_fragment(server.native(), 512);
  SSL_CTX_set_session_ticket_cb(
      server.native(),
      [](SSL* ssl, void*) {
        const std::string large(2000, 'x');
        return SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), large.data(), large.size());
      },
      nullptr, nullptr);
  auto scene = [&]() -> Task<void> {
    auto pair = co_await make_loopback();
    pair.client->expires_after(20s);
    HandFed peer(*pair.server, server);
    loop::Gate gate(core_, "both ways");
    std::string ticket;
    auto accept = [&]() -> Task<void> {
      const auto rest = co_await peer.accept();
      ticket = rest;
    };
    gate.spawn(accept());
    auto context = client_trusting(pem_);
    const auto connected = co_await pair.client->connect_tls(std::move(context), "gateway.test");
    EXPECT_TRUE(connected);
    while (ticket.empty()) co_await loop::sleep_for(1ms);
    const std::size_t some = first_record(ticket);
    EXPECT_LT(some, ticket.size());

    std::string got;
    bool sent = false;
    auto read = [&]() -> Task<void> {
      std::array<char, 64> room{};
      const std::span<char> into(room);
      const auto count = co_await pair.client->read_some(into);
      if (count) got.assign(room.data(), *count);
    };
    auto write = [&]() -> Task<void> {
      const std::string_view bytes = "request";
      const auto written = co_await pair.client->write_all(bytes);
      sent = written.has_value();
    };
    gate.spawn(read());
    co_await loop::sleep_for(1ms);
    peer.send(std::string_view(ticket).substr(0, some));
    co_await loop::sleep_for(5ms);
    gate.spawn(write());
    co_await loop::sleep_for(5ms);
    EXPECT_FALSE(sent) << "OpenSSL does write amid a message: this test shows nothing any more";
    peer.send(std::string_view(ticket).substr(some));
    EXPECT_EQ(SSL_write(peer.ssl(), "answer", 6), 6);
    peer.send(peer.take());
    co_await gate.close(10s);
    EXPECT_EQ(got, "answer");
    EXPECT_TRUE(sent);
  };
  run(scene());
}

}  // namespace
}  // namespace cardea::net
