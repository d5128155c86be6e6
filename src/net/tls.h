// SPDX-License-Identifier: Apache-2.0
// TLS 1.2 and 1.3 by OpenSSL: certificates, and the contexts of servers and clients. A context is
// made once, is immutable afterwards and shared by all cores. Private keys come as Secret and never
// appear in an error.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

struct ssl_st;
struct ssl_ctx_st;

namespace cardea::net {

/// A certificate chain with its private key, checked to belong together. Cheap to copy (shared).
class Certificate {
 public:
  /// PEM: the leaf first, then intermediates; the key unencrypted. Origin of errors: self.
  static Result<Certificate> from_pem(std::string_view chain, const Secret& key);
  /// The same from files; errors name the file.
  static Result<Certificate> from_files(const std::string& chain_path, const std::string& key_path);

  struct Pem {
    std::string chain;
    Secret key;
  };
  /// Makes a self-signed certificate: EC P-256, valid ten years, for `names` (host names or IP
  /// addresses, the first is the common name) . The caller saves it.
  static Result<Pem> make_self_signed(const std::vector<std::string>& names);

  /// Seconds since 1970 after which peers refuse it.
  [[nodiscard]] std::int64_t not_after() const;

  /// The host names it is for, in lower case: those of its subjectAltName, which may begin with
  /// `*.`, or else its common name (RFC 6125 section 6.4.4). No IP addresses.
  [[nodiscard]] std::vector<std::string> names() const;

  /// A number for the kind of its key. Clients may take one kind and not another, so a server can
  /// offer one certificate of each.
  [[nodiscard]] int key_kind() const;

  struct Parts;  ///< OpenSSL's objects, for tls.cpp
  [[nodiscard]] const Parts& parts() const { return *parts_; }

 private:
  explicit Certificate(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
  std::shared_ptr<const Parts> parts_;
};

enum class TlsVersion : std::uint8_t { tls1_2, tls1_3 };

/// The versions that may be agreed on.
struct TlsVersions {
  TlsVersion least = TlsVersion::tls1_2;
  TlsVersion most = TlsVersion::tls1_3;
  friend bool operator==(const TlsVersions&, const TlsVersions&) = default;
};

/// Certificates that may be shown to one client, each of another kind of key.
using CertificateOffer = std::shared_ptr<const std::vector<Certificate>>;

/// Finds the certificates for a server name (empty when the client sent none); null: use the
/// default one. Called during handshakes on any core: must be quick, thread-safe and not throw.
using ChooseCertificate = std::function<CertificateOffer(std::string_view name)>;

struct TlsServerOptions {
  std::vector<std::string> alpn = {
      "http/1.1"};  ///< in order of preference; others are not negotiated
  TlsVersions versions;
  std::string ciphers;       ///< OpenSSL list for TLS 1.2; empty: ECDHE with AEAD only
  ChooseCertificate choose;  ///< by SNI; may be empty
};

struct TlsClientOptions {
  bool verify = true;             ///< certificate chain and host name
  std::string ca_file;            ///< PEM; empty: the system's authorities
  int verify_depth = 9;           ///< intermediates allowed
  std::vector<std::string> alpn;  ///< offered, in order
  TlsVersions versions;
};

/// What every connection of one kind has in common. Cheap to copy (shared); thread-safe.
class TlsContext {
 public:
  static Result<TlsContext> server(const Certificate& certificate, const TlsServerOptions& options);
  static Result<TlsContext> client(const TlsClientOptions& options);
  /// A client that proves who it is (mutual TLS towards an upstream).
  static Result<TlsContext> client(const TlsClientOptions& options, const Certificate& certificate);

  [[nodiscard]] ssl_ctx_st* native() const { return context_.get(); }
  [[nodiscard]] bool is_server() const { return server_; }
  [[nodiscard]] bool verifies() const { return verify_; }

 private:
  TlsContext(std::shared_ptr<ssl_ctx_st> context, bool server, bool verify)
      : context_(std::move(context)), server_(server), verify_(verify) {}
  std::shared_ptr<ssl_ctx_st> context_;
  bool server_;
  bool verify_;
};

/// What a finished handshake agreed on.
struct TlsFacts {
  std::string server_name;  ///< SNI as sent (client) or received (server), empty without
  std::string alpn;         ///< empty when none was agreed
  std::string version;      ///< "TLSv1.2", "TLSv1.3"
  std::string cipher;
  bool resumed = false;
};

}  // namespace cardea::net
