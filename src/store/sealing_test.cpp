// SPDX-License-Identifier: Apache-2.0
#include "store/sealing.h"

#include <gtest/gtest.h>

#include "crypto/keyring.h"
#include "crypto/sealed.h"
#include "json/write.h"
#include "store/conformance_rows.h"
#include "store/scratch_directory.h"

namespace cardea::store {
namespace {

using namespace conformance;

class Sealing : public testing::Test {
 protected:
  Sealing() : keyring_(crypto::Keyring::make(directory_.path() + "/keys", {}).value()) {}

  Row sealed() {
    Row row = plain_;
    EXPECT_TRUE(seal_row(credentials(), row, keyring_, hashes_));
    return row;
  }

  ScratchDirectory directory_;
  crypto::Keyring keyring_;
  const HashKey hashes_;
  const Row plain_ =
      with(make_credential(make_consumer("alice"), "k"), "secret", json::Value("hunter2"));
};

TEST_F(Sealing, HidesSecretFieldsAndNothingElse) {
  const Row row = sealed();
  EXPECT_TRUE(crypto::is_sealed(std::string_view(row.at("secret").as_string())));
  EXPECT_EQ(json::write(row).find("hunter2"), std::string::npos);
  EXPECT_EQ(with(row, "secret", "hunter2"), plain_);
}

TEST_F(Sealing, OpensWhatItSealed) {
  Row row = sealed();
  const auto secret = open_field(credentials(), "secret", row, keyring_);
  ASSERT_TRUE(secret);
  EXPECT_EQ(secret->reveal(), "hunter2");
  ASSERT_TRUE(open_row(credentials(), row, keyring_));
  EXPECT_EQ(row, plain_);
}

TEST_F(Sealing, LeavesNullNull) {
  Row row = with(plain_, "secret", nullptr);
  ASSERT_TRUE(seal_row(credentials(), row, keyring_, hashes_));
  EXPECT_TRUE(row.at("secret").is_null());
  EXPECT_TRUE(open_field(credentials(), "secret", row, keyring_)->empty());
  EXPECT_FALSE(needs_resealing(credentials(), row, keyring_));
}

TEST_F(Sealing, DoesNotOpenInAnotherRow) {
  const Row thief = with(sealed(), "id", json::Value(make_uuid()));
  const auto secret = open_field(credentials(), "secret", thief, keyring_);
  ASSERT_FALSE(secret);
  EXPECT_EQ(secret.error().kind, ErrorKind::internal);
  EXPECT_EQ(secret.error().detail.find("hunter2"), std::string::npos);
}

TEST_F(Sealing, DoesNotTakeAPlainTextForASealedOne) {
  EXPECT_FALSE(open_field(credentials(), "secret", plain_, keyring_));
  EXPECT_TRUE(needs_resealing(credentials(), plain_, keyring_));
}

TEST_F(Sealing, SealsAnewUnderTheActiveKey) {
  Row row = sealed();
  EXPECT_FALSE(needs_resealing(credentials(), row, keyring_));
  const auto next = crypto::Keyring::add(keyring_.path(), {});
  ASSERT_TRUE(next);
  EXPECT_TRUE(needs_resealing(credentials(), row, *next));
  ASSERT_TRUE(reseal_row(credentials(), row, *next));
  EXPECT_FALSE(needs_resealing(credentials(), row, *next));
  EXPECT_FALSE(open_field(credentials(), "secret", row, keyring_));
  EXPECT_EQ(open_field(credentials(), "secret", row, *next)->reveal(), "hunter2");
}

}  // namespace
}  // namespace cardea::store
