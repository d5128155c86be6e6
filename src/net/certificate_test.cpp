// SPDX-License-Identifier: Apache-2.0
// Certificates: what is made can be read, and what cannot be used is refused with a reason.
#include <gtest/gtest.h>
#include <unistd.h>

#include <ctime>
#include <fstream>
#include <string>

#include "net/tls.h"

namespace cardea::net {
namespace {

TEST(Certificate, MakesOneThatItReads) {
  const auto pem = Certificate::make_self_signed({"localhost", "127.0.0.1"});
  ASSERT_TRUE(pem);
  const auto certificate = Certificate::from_pem(pem->chain, pem->key);
  ASSERT_TRUE(certificate);
  const auto years = (certificate->not_after() - std::time(nullptr)) / (365.0 * 86400);
  EXPECT_NEAR(years, 10.0, 0.1);
  EXPECT_TRUE(TlsContext::server(*certificate, {}));
}

TEST(Certificate, RefusesAKeyThatBelongsToAnother) {
  const auto one = Certificate::make_self_signed({"one"});
  const auto two = Certificate::make_self_signed({"two"});
  const auto mixed = Certificate::from_pem(one->chain, two->key);
  ASSERT_FALSE(mixed);
  EXPECT_NE(mixed.error().detail.find("does not belong"), std::string::npos);
}

TEST(Certificate, RefusesWhatIsNoPem) {
  const auto pem = Certificate::make_self_signed({"one"});
  EXPECT_FALSE(Certificate::from_pem("nonsense", pem->key));
  const auto no_key = Certificate::from_pem(pem->chain, Secret("nonsense"));
  ASSERT_FALSE(no_key);
  EXPECT_EQ(no_key.error().detail.find("nonsense"), std::string::npos) << "a key is never shown";
  EXPECT_FALSE(Certificate::make_self_signed({}));
}

TEST(Certificate, ErrorsOfFilesNameThem) {
  const auto absent = Certificate::from_files("/nonexistent/cert.pem", "/nonexistent/key.pem");
  ASSERT_FALSE(absent);
  EXPECT_NE(absent.error().detail.find("/nonexistent/cert.pem"), std::string::npos);
}

TEST(TlsContext, RefusesSettingsThatCannotWork) {
  const auto pem = Certificate::make_self_signed({"one"});
  const auto certificate = *Certificate::from_pem(pem->chain, pem->key);
  TlsServerOptions odd_cipher;
  odd_cipher.ciphers = "ROT13";
  const auto refused = TlsContext::server(certificate, odd_cipher);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("ROT13"), std::string::npos);
  TlsServerOptions odd_alpn;
  odd_alpn.alpn = {""};
  EXPECT_FALSE(TlsContext::server(certificate, odd_alpn));
  TlsClientOptions no_ca;
  no_ca.ca_file = "/nonexistent/ca.pem";
  const auto no_authorities = TlsContext::client(no_ca);
  ASSERT_FALSE(no_authorities);
  EXPECT_NE(no_authorities.error().detail.find("/nonexistent/ca.pem"), std::string::npos);
}

}  // namespace
}  // namespace cardea::net
