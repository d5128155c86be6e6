// SPDX-License-Identifier: Apache-2.0
// Reading certificates and keys, and making one when the operator has none.
#include <fmt/format.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include <array>
#include <ctime>
#include <fstream>
#include <iterator>
#include <utility>

#include "net/address.h"
#include "net/openssl.h"

namespace cardea::net {
namespace {

Error unusable(std::string what) {
  return Error::invalid(std::move(what), Origin::self);
}

OwnBio memory(std::string_view text) {
  return OwnBio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

/// Encrypted keys are refused instead of asking on the terminal.
int no_password(char*, int, int, void*) {
  return -1;
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return fail(
        unusable(fmt::format("cannot read {}: check that it exists and may be read", path)));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

bool add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  auto* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  if (extension == nullptr) return false;
  const bool added = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

std::string subject_names(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) {
    const bool ip = Address::from_ip(name, 0).has_value();
    list += fmt::format("{}{}:{}", list.empty() ? "" : ",", ip ? "IP" : "DNS", name);
  }
  return list;
}

bool fill_in(X509* certificate, EVP_PKEY* key, const std::vector<std::string>& names) {
  std::array<unsigned char, 16> serial{};
  if (RAND_bytes(serial.data(), serial.size()) != 1) return false;
  serial[0] = static_cast<unsigned char>((serial[0] & 0x7fU) | 0x40U);
  const std::unique_ptr<BIGNUM, Freed<BN_free>> number(
      BN_bin2bn(serial.data(), serial.size(), nullptr));
  BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate));
  X509_set_version(certificate, X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);  // peers' clocks may be behind
  X509_time_adj_ex(X509_getm_notAfter(certificate), 3650, 0, nullptr);
  X509_set_pubkey(certificate, key);
  auto* const subject = X509_get_subject_name(certificate);
  const auto* const common = reinterpret_cast<const unsigned char*>(names.front().c_str());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, common, -1, -1, 0);
  X509_set_issuer_name(certificate, subject);
  return add_extension(certificate, NID_subject_alt_name, subject_names(names)) &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         X509_sign(certificate, key, EVP_sha256()) > 0;
}

/// The text of a name in a certificate, in lower case; empty when it holds more than visible ASCII,
/// such as a NUL that would end it early for others.
std::string host_text(const ASN1_STRING* from) {
  const std::string_view text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(from)),
                              static_cast<std::size_t>(ASN1_STRING_length(from)));
  std::string lower;
  for (const char c : text) {
    if (c <= ' ' || c > '~') return {};
    lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  return lower;
}

std::vector<std::string> alternative_names(const X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>> all(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> names;
  for (int i = 0; i < sk_GENERAL_NAME_num(all.get()); ++i) {
    const auto* const one = sk_GENERAL_NAME_value(all.get(), i);
    if (one->type == GEN_DNS) names.push_back(host_text(one->d.dNSName));
  }
  std::erase(names, "");
  return names;
}

std::string drain(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

std::string take_openssl_error() {
  const auto code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "no reason given";
  if (const char* const reason = ERR_reason_error_string(code)) return reason;
  return fmt::format("OpenSSL error {:x}", code);
}

STACK_OF(X509) * Certificate::Parts::intermediates() const {
  auto* const stack = sk_X509_new_null();
  for (std::size_t i = 1; i < chain.size(); ++i) sk_X509_push(stack, chain[i].get());
  return stack;
}

Result<Certificate> Certificate::from_pem(std::string_view chain, const Secret& key) {
  auto parts = std::make_shared<Parts>();
  const auto chain_bio = memory(chain);
  while (auto* const one = PEM_read_bio_X509(chain_bio.get(), nullptr, no_password, nullptr)) {
    parts->chain.emplace_back(one);
  }
  ERR_clear_error();
  if (parts->chain.empty()) {
    return fail(unusable("no certificate found: a PEM block \"BEGIN CERTIFICATE\" is expected"));
  }
  const auto key_bio = memory(key.reveal());
  parts->key.reset(PEM_read_bio_PrivateKey(key_bio.get(), nullptr, no_password, nullptr));
  if (!parts->key) {
    return fail(unusable(fmt::format("no usable private key: unencrypted PEM is expected ({})",
                                     take_openssl_error())));
  }
  if (X509_check_private_key(parts->chain.front().get(), parts->key.get()) != 1) {
    ERR_clear_error();
    return fail(unusable("the private key does not belong to the first certificate"));
  }
  return Certificate(std::move(parts));
}

Result<Certificate> Certificate::from_files(const std::string& chain_path,
                                            const std::string& key_path) {
  const auto chain = read_file(chain_path);
  if (!chain) return fail(chain);
  auto key_text = read_file(key_path);
  if (!key_text) return fail(std::move(key_text));
  const Secret key(std::move(*key_text));
  auto certificate = from_pem(*chain, key);
  if (!certificate) {
    return fail(
        unusable(fmt::format("{}, {}: {}", chain_path, key_path, certificate.error().detail)));
  }
  return certificate;
}

Result<Certificate::Pem> Certificate::make_self_signed(const std::vector<std::string>& names) {
  if (names.empty()) return fail(unusable("a certificate needs at least one name"));
  const OwnKey key(EVP_EC_gen("P-256"));
  const OwnX509 certificate(X509_new());
  if (!key || !certificate || !fill_in(certificate.get(), key.get(), names)) {
    return fail(unusable(fmt::format("cannot make a certificate: {}", take_openssl_error())));
  }
  const OwnBio chain_bio(BIO_new(BIO_s_mem()));
  const OwnBio key_bio(BIO_new(BIO_s_secmem()));
  PEM_write_bio_X509(chain_bio.get(), certificate.get());
  PEM_write_bio_PKCS8PrivateKey(key_bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return Pem{drain(chain_bio.get()), Secret(drain(key_bio.get()))};
}

std::int64_t Certificate::not_after() const {
  std::tm broken_down{};
  ASN1_TIME_to_tm(X509_get0_notAfter(parts_->chain.front().get()), &broken_down);
  return ::timegm(&broken_down);
}

std::vector<std::string> Certificate::names() const {
  const X509* const leaf = parts_->chain.front().get();
  auto names = alternative_names(leaf);
  if (!names.empty()) return names;
  const auto* const subject = X509_get_subject_name(leaf);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return names;
  const auto* const entry = X509_NAME_get_entry(subject, at);
  std::string common = host_text(X509_NAME_ENTRY_get_data(entry));
  if (!common.empty()) names.push_back(std::move(common));
  return names;
}

int Certificate::key_kind() const {
  return EVP_PKEY_get_base_id(parts_->key.get());
}

}  // namespace cardea::net
