// SPDX-License-Identifier: Apache-2.0
// TLS on a stream: OpenSSL reads and writes the socket itself and says what it waits for; we wait.
// Small parts are copied together so that a head and its body share one record.
#include "net/stream_tls.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace cardea::net {
namespace {

constexpr std::size_t record_size = 16 * 1024;

/// Copies the first record's worth of the parts together. The room is the thread's own, because the
/// bytes are needed only until SSL_write returns.
std::string_view coalesce(Gather from) {
  if (from.size() == 1 || from.front().iov_len >= record_size) {
    return {static_cast<const char*>(from.front().iov_base), from.front().iov_len};
  }
  static thread_local std::array<char, record_size> room;
  std::size_t filled = 0;
  for (const auto& part : from) {
    const auto count = std::min(part.iov_len, record_size - filled);
    if (count > 0) std::memcpy(room.data() + filled, part.iov_base, count);
    filled += count;
  }
  return {room.data(), filled};
}

std::string advice(long verdict) {
  switch (verdict) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "renew it, or correct this machine's clock";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "wait, or correct this machine's clock";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "connect by a name that the certificate holds";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "add its authority to the trusted ones, or have the server send the whole chain";
    default:
      return "see the reason";
  }
}

}  // namespace

const TlsFacts* Stream::tls() const noexcept {
  return tls_ && tls_->established ? &tls_->facts : nullptr;
}

Stream::Way Stream::tls_read_needs() const noexcept {
  return tls_->read_needs;
}
Stream::Way Stream::tls_write_needs() const noexcept {
  return tls_->write_needs;
}

bool Stream::tls_has_data() const noexcept {
  return !tls_->starved && tls_holds_bytes();
}

bool Stream::tls_holds_bytes() const noexcept {
  return SSL_has_pending(tls_->ssl.get()) == 1;
}

Error Stream::Tls::failed(const Address& peer, Origin origin) const {
  const long verdict = SSL_get_verify_result(ssl.get());
  if (verdict != X509_V_OK && SSL_get_verify_mode(ssl.get()) != SSL_VERIFY_NONE) {
    ERR_clear_error();
    return Error::protocol(
        fmt::format("the certificate of {}{}{}{} is refused: {}; {}", peer.text(),
                    server_name.empty() ? "" : " (", server_name, server_name.empty() ? "" : ")",
                    X509_verify_cert_error_string(verdict), advice(verdict)),
        origin);
  }
  return Error::protocol(fmt::format("TLS with {}: {}", peer.text(), take_openssl_error()), origin);
}

/// What OpenSSL wants after a call that did not succeed: to wait (nothing), the end (0), an error.
Tried Stream::tls_stopped(int returned, std::string_view action, bool reading) {
  auto& needs = reading ? tls_->read_needs : tls_->write_needs;
  const int number = errno;
  switch (SSL_get_error(tls_->ssl.get(), returned)) {
    case SSL_ERROR_WANT_READ:
      needs = Way::read;
      readiness_.exhausted(needs);
      return std::nullopt;
    case SSL_ERROR_WANT_WRITE:
      needs = Way::write;
      readiness_.exhausted(needs);
      return std::nullopt;
    case SSL_ERROR_ZERO_RETURN:
      if (reading) return std::size_t{0};
      return fail(broken(action, EPIPE));
    case SSL_ERROR_SYSCALL:
      tls_->broken = true;
      ERR_clear_error();
      return fail(broken(action, number == 0 ? ECONNRESET : number));
    default:
      break;
  }
  tls_->broken = true;
  if (ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
    ERR_clear_error();
    return fail(Error::unavailable(
        fmt::format("{} {}: it closed without ending TLS", action, peer_.text()), origin_));
  }
  return fail(tls_->failed(peer_, origin_));
}

Tried Stream::try_read_tls(std::span<char> into) {
  ERR_clear_error();
  std::size_t count = 0;
  const int returned = SSL_read_ex(tls_->ssl.get(), into.data(), into.size(), &count);
  tls_->starved = returned != 1;
  if (returned == 1) return count;
  return tls_stopped(returned, "reading from", true);
}

Tried Stream::try_write_tls(Gather from) {
  const auto bytes = coalesce(from);
  ERR_clear_error();
  std::size_t count = 0;
  const int returned = SSL_write_ex(tls_->ssl.get(), bytes.data(), bytes.size(), &count);
  if (returned == 1) return count;
  return tls_stopped(returned, "writing to", false);
}

std::optional<PeerEvent> Stream::look_tls() {
  char byte = 0;
  ERR_clear_error();
  std::size_t count = 0;
  const int returned = SSL_peek_ex(tls_->ssl.get(), &byte, 1, &count);
  tls_->starved = returned != 1;
  if (returned == 1) return PeerEvent::data;
  const auto stopped = tls_stopped(returned, "watching", true);
  if (!stopped) return PeerEvent::reset;
  if (*stopped) return PeerEvent::ended;
  return std::nullopt;
}

void Stream::tls_close_notify() noexcept {
  if (tls_->broken || !tls_->established) return;
  SSL_shutdown(tls_->ssl.get());
  ERR_clear_error();
}

Status Stream::start_tls(const TlsContext& context, std::string_view server_name) {
  tls_ = std::make_unique<Tls>();
  tls_->ssl.reset(SSL_new(context.native()));
  auto* const ssl = tls_->ssl.get();
  if (ssl == nullptr || SSL_set_fd(ssl, native_handle()) != 1) {
    return fail(Error::unavailable("no memory for a TLS connection", Origin::self));
  }
  if (context.is_server()) {
    SSL_set_accept_state(ssl);
    return {};
  }
  SSL_set_connect_state(ssl);
  tls_->server_name = server_name;
  const bool ip = Address::from_ip(server_name, 0).has_value();
  const char* const name = tls_->server_name.c_str();
  if (!ip && !server_name.empty()) SSL_set_tlsext_host_name(ssl, name);
  if (!context.verifies()) return {};
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  const bool named = ip ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name) == 1
                        : !server_name.empty() && SSL_set1_host(ssl, name) == 1;
  if (named) return {};
  ERR_clear_error();
  return fail(Error::invalid(
      fmt::format("\"{}\" is no host name to compare a certificate with", server_name),
      Origin::self));
}

Task<Status> Stream::handshake() {
  while (true) {
    if (expired_ || cancelled_ || !is_open()) co_return fail(gone());
    ERR_clear_error();
    const int returned = SSL_do_handshake(tls_->ssl.get());
    if (returned == 1) break;
    auto stopped = tls_stopped(returned, "TLS handshake with", true);
    if (!stopped) co_return fail(std::move(stopped));
    if (*stopped) co_return fail(broken("TLS handshake with", ECONNRESET));
    const auto needs = tls_->read_needs;
    auto ready = co_await wait(Way::read, needs, false);
    if (!ready) co_return fail(std::move(ready));
  }
  tls_->note_facts();
  co_return Status{};
}

void Stream::Tls::note_facts() {
  established = true;
  const char* const name = SSL_get_servername(ssl.get(), TLSEXT_NAMETYPE_host_name);
  facts.server_name = name == nullptr ? "" : name;
  const unsigned char* alpn = nullptr;
  unsigned alpn_size = 0;
  SSL_get0_alpn_selected(ssl.get(), &alpn, &alpn_size);
  if (alpn_size > 0) facts.alpn.assign(reinterpret_cast<const char*>(alpn), alpn_size);
  facts.version = SSL_get_version(ssl.get());
  facts.cipher = SSL_get_cipher_name(ssl.get());
  facts.resumed = SSL_session_reused(ssl.get()) == 1;
}

Task<Status> Stream::accept_tls(TlsContext context) {
  auto started = start_tls(context, {});
  if (!started) co_return started;
  co_return co_await handshake();
}

Task<Status> Stream::connect_tls(TlsContext context, std::string_view server_name) {
  auto started = start_tls(context, server_name);
  if (!started) co_return started;
  co_return co_await handshake();
}

}  // namespace cardea::net
