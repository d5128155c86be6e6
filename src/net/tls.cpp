// SPDX-License-Identifier: Apache-2.0
// The two kinds of contexts. Sessions are resumed by tickets only (no cache shared by cores); a
// client whose ALPN offers nothing that we speak is refused, as RFC 7301 section 3.2 asks.
#include "net/tls.h"

#include <fmt/format.h>
#include <openssl/tls1.h>

#include <algorithm>
#include <utility>

#include "net/openssl.h"

namespace cardea::net {
namespace {

using Protocols = std::vector<unsigned char>;

/// What a context's callbacks need; lives as long as the context.
struct Extras {
  Protocols alpn;
  ChooseCertificate choose;
};

constexpr const char* safe_ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL";
constexpr std::string_view session_context = "cardea";

Error unusable(std::string_view what) {
  return Error::invalid(fmt::format("{} ({})", what, take_openssl_error()), Origin::self);
}

Result<Protocols> wire_form(const std::vector<std::string>& names) {
  Protocols wire;
  for (const auto& name : names) {
    if (name.empty() || name.size() > 255) {
      return fail(Error::invalid(fmt::format("\"{}\" cannot be an ALPN name", name), Origin::self));
    }
    wire.push_back(static_cast<unsigned char>(name.size()));
    wire.insert(wire.end(), name.begin(), name.end());
  }
  return wire;
}

// NOLINTNEXTLINE(parameters): OpenSSL's SSL_CTX_alpn_select_cb_func
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned int offered_size, void* extras) {
  const auto& ours = static_cast<Extras*>(extras)->alpn;
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(
      &chosen, out_size, ours.data(), static_cast<unsigned>(ours.size()), offered, offered_size);
  if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

bool offer(SSL* ssl, const Certificate& certificate) {
  const auto& parts = certificate.parts();
  auto* const rest = parts.intermediates();
  const int used = SSL_use_cert_and_key(ssl, parts.chain.front().get(), parts.key.get(), rest, 1);
  sk_X509_free(rest);
  return used == 1;
}

// Among those offered OpenSSL takes the first whose kind of key the client knows. The default one
// must go first, or it would remain among them when its kind is another.
int choose_certificate(SSL* ssl, void* extras) {
  const char* const name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  const auto chosen = static_cast<Extras*>(extras)->choose(name == nullptr ? "" : name);
  if (!chosen || chosen->empty()) return 1;
  SSL_certs_clear(ssl);
  return std::ranges::all_of(*chosen, [ssl](const auto& one) { return offer(ssl, one); }) ? 1 : 0;
}

int number_of(TlsVersion version) {
  return version == TlsVersion::tls1_3 ? TLS1_3_VERSION : TLS1_2_VERSION;
}

std::shared_ptr<SSL_CTX> new_context(const SSL_METHOD* method, TlsVersions versions,
                                     const std::shared_ptr<Extras>& extras) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(method),
                                   [extras](SSL_CTX* gone) { SSL_CTX_free(gone); });
  if (!context) return context;
  SSL_CTX_set_min_proto_version(context.get(), number_of(versions.least));
  SSL_CTX_set_max_proto_version(context.get(), number_of(versions.most));
  SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_read_ahead(context.get(), 1);
  return context;
}

Status use(SSL_CTX* context, const Certificate& certificate) {
  const auto& parts = certificate.parts();
  auto* const rest = parts.intermediates();
  const int used =
      SSL_CTX_use_cert_and_key(context, parts.chain.front().get(), parts.key.get(), rest, 1);
  sk_X509_free(rest);
  if (used != 1) return fail(unusable("OpenSSL does not take the certificate"));
  return {};
}

Status trust(SSL_CTX* context, const TlsClientOptions& options) {
  if (!options.verify) {
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
    return {};
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_verify_depth(context, options.verify_depth);
  if (options.ca_file.empty()) {
    if (SSL_CTX_set_default_verify_paths(context) == 1) return {};
    return fail(unusable("cannot load the system's certificate authorities"));
  }
  if (SSL_CTX_load_verify_file(context, options.ca_file.c_str()) == 1) return {};
  return fail(unusable(fmt::format(
      "cannot load certificate authorities from {}: a PEM file is expected", options.ca_file)));
}

}  // namespace

Result<TlsContext> TlsContext::server(const Certificate& certificate,
                                      const TlsServerOptions& options) {
  auto alpn = wire_form(options.alpn);
  if (!alpn) return fail(std::move(alpn));
  const auto extras = std::make_shared<Extras>(std::move(*alpn), options.choose);
  auto context = new_context(TLS_server_method(), options.versions, extras);
  if (!context) return fail(unusable("cannot make a TLS context"));
  const char* const ciphers = options.ciphers.empty() ? safe_ciphers : options.ciphers.c_str();
  if (SSL_CTX_set_cipher_list(context.get(), ciphers) != 1) {
    return fail(unusable(fmt::format("no cipher of \"{}\" is known", ciphers)));
  }
  SSL_CTX_set_options(context.get(), SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_session_id_context(context.get(),
                                 reinterpret_cast<const unsigned char*>(session_context.data()),
                                 session_context.size());
  if (auto used = use(context.get(), certificate); !used) return fail(std::move(used));
  if (!extras->alpn.empty()) {
    SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, extras.get());
  }
  if (extras->choose) SSL_CTX_set_cert_cb(context.get(), choose_certificate, extras.get());
  return TlsContext(std::move(context), true, false);
}

Result<TlsContext> TlsContext::client(const TlsClientOptions& options) {
  const auto alpn = wire_form(options.alpn);
  if (!alpn) return fail(alpn);
  auto context = new_context(TLS_client_method(), options.versions, std::make_shared<Extras>());
  if (!context) return fail(unusable("cannot make a TLS context"));
  if (auto trusted = trust(context.get(), options); !trusted) return fail(std::move(trusted));
  if (!alpn->empty()) {
    SSL_CTX_set_alpn_protos(context.get(), alpn->data(), static_cast<unsigned>(alpn->size()));
  }
  return TlsContext(std::move(context), false, options.verify);
}

Result<TlsContext> TlsContext::client(const TlsClientOptions& options,
                                      const Certificate& certificate) {
  auto context = client(options);
  if (!context) return context;
  if (auto used = use(context->native(), certificate); !used) return fail(std::move(used));
  return context;
}

}  // namespace cardea::net
