// SPDX-License-Identifier: Apache-2.0
#include "crypto/password_hash.h"

#include <gtest/gtest.h>

namespace cardea::crypto {
namespace {

constexpr std::string_view alice = "bcd7a3f0-1c4d-4e8f-9a5b-6c7d8e9fa0b1";

TEST(PasswordHash, KnowsKongsForm) {
  // printf 'kong%s' bcd7a3f0-1c4d-4e8f-9a5b-6c7d8e9fa0b1 | sha1sum
  constexpr std::string_view stored = "565cff4051a55abc920c20023c40209a95c9840e";
  const auto hash = PasswordHash::read(stored);
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->form(), PasswordForm::kong);
  EXPECT_EQ(hash->text(), stored);
  EXPECT_EQ(hash->matches("kong", alice), true);
  EXPECT_EQ(hash->matches("kong", "another consumer"), false);
  EXPECT_EQ(hash->matches("Kong", alice), false);
  EXPECT_EQ(PasswordHash::make(PasswordForm::kong, "kong", alice)->text(), stored);
}

TEST(PasswordHash, MakesArgon2id) {
  const auto hash = PasswordHash::make(PasswordForm::argon2id, "secret", alice);
  ASSERT_TRUE(hash);
  EXPECT_TRUE(hash->text().starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash->text();
  const auto read = PasswordHash::read(hash->text());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->matches("secret", alice), true);
  EXPECT_EQ(read->matches("secret", "another consumer"), true) << "it may move";
  EXPECT_EQ(read->matches("secre", alice), false);
}

TEST(PasswordHash, KnowsWhatIsToBeMadeAnew) {
  const auto kong = PasswordHash::make(PasswordForm::kong, "secret", alice);
  const auto argon2 = PasswordHash::make(PasswordForm::argon2id, "secret", alice);
  const auto cheap = PasswordHash::read(hash_with_argon2("secret", {64, 1, 1})->text());
  ASSERT_TRUE(kong && argon2 && cheap);
  EXPECT_TRUE(kong->is_up_to_date(PasswordForm::kong));
  EXPECT_FALSE(kong->is_up_to_date(PasswordForm::argon2id));
  EXPECT_TRUE(argon2->is_up_to_date(PasswordForm::argon2id));
  EXPECT_FALSE(argon2->is_up_to_date(PasswordForm::kong));
  EXPECT_FALSE(cheap->is_up_to_date(PasswordForm::argon2id));
}

TEST(PasswordHash, RefusesOtherTexts) {
  for (const std::string_view text :
       {"", "secret", "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a3",
        "0BEEC7B5EA3F0FDBC95D0DD47F3C5BC275DA8A33", "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a3g",
        "$2y$10$abcdefghijklmnopqrstuv"}) {
    const auto read = PasswordHash::read(text);
    ASSERT_FALSE(read) << text;
    if (text.size() > 1) EXPECT_EQ(read.error().detail.find(text), std::string::npos);
  }
}

}  // namespace
}  // namespace cardea::crypto
