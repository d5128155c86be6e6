// SPDX-License-Identifier: Apache-2.0
// Which certificate is found for which name.
#include "net/certificates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>

#include "net/openssl.h"

namespace cardea::net {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Certificate with_ec_key(const std::vector<std::string>& names) {
  const auto pem = *Certificate::make_self_signed(names);
  return *Certificate::from_pem(pem.chain, pem.key);
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

/// The same with an RSA key in place of its own.
Certificate with_rsa_key(const std::vector<std::string>& names) {
  const auto other = with_ec_key(names);
  auto* const leaf = other.parts().chain.front().get();
  const OwnKey key(EVP_RSA_gen(2048));
  X509_set_pubkey(leaf, key.get());
  X509_sign(leaf, key.get(), EVP_sha256());
  const OwnBio chain(BIO_new(BIO_s_mem()));
  const OwnBio key_text(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(chain.get(), leaf);
  PEM_write_bio_PKCS8PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return *Certificate::from_pem(text_of(chain.get()), Secret(text_of(key_text.get())));
}

/// Which of `all` were offered, by their places.
std::vector<std::size_t> places(const std::vector<Certificate>& all,
                                const CertificateOffer& offer) {
  std::vector<std::size_t> found;
  if (!offer) return found;
  for (const auto& one : *offer) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (&one.parts() == &all[i].parts()) found.push_back(i);
    }
  }
  return found;
}

TEST(Certificates, ReadsNamesOfCertificates) {
  EXPECT_THAT(with_ec_key({"A.test", "*.b.test", "127.0.0.1"}).names(),
              ElementsAre("a.test", "*.b.test"));
  EXPECT_THAT(with_ec_key({"127.0.0.1"}).names(), ElementsAre("127.0.0.1")) << "the common name";
}

TEST(Certificates, PrefersTheNameItselfToAWildcard) {
  const std::vector all{with_ec_key({"*.a.test"}), with_ec_key({"x.a.test"})};
  const Certificates known(all);
  EXPECT_THAT(places(all, known.find("x.a.test")), ElementsAre(1));
  EXPECT_THAT(places(all, known.find("y.a.test")), ElementsAre(0));
  EXPECT_THAT(places(all, known.find("Y.A.TEST.")), ElementsAre(0));
}

TEST(Certificates, AWildcardStandsForOneLabel) {
  const std::vector all{with_ec_key({"*.a.test"})};
  const Certificates known(all);
  for (const auto* const name : {"x.y.a.test", "a.test", ".a.test", "", ".", "test"}) {
    EXPECT_THAT(places(all, known.find(name)), IsEmpty()) << name;
  }
}

TEST(Certificates, OffersOneOfEachKindOfKey) {
  const std::vector all{with_rsa_key({"a.test"}), with_ec_key({"a.test", "b.test"}),
                        with_ec_key({"a.test"}), with_ec_key({"c.test"})};
  const Certificates known(all);
  EXPECT_THAT(places(all, known.find("a.test")), ElementsAre(0, 1));
  EXPECT_THAT(places(all, known.find("b.test")), ElementsAre(1));
  EXPECT_THAT(places(all, known.preset()), ElementsAre(0, 1));
}

TEST(Certificates, ThePresetIsTheFirst) {
  const std::vector all{with_ec_key({"a.test"}), with_rsa_key({"b.test"})};
  const Certificates known(all);
  EXPECT_THAT(places(all, known.preset()), ElementsAre(0));
  EXPECT_EQ(known.find("c.test"), nullptr);
}

}  // namespace
}  // namespace cardea::net
