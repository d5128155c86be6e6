// SPDX-License-Identifier: Apache-2.0
// What POST, PUT and PATCH make of a body, and what they refuse, on declarations of our own. The
// texts are Kong's, to the letter.
#include "schema/check.h"

#include <gtest/gtest.h>

#include "json/parse.h"
#include "json/write.h"
#include "schema/catalog.h"
#include "schema/credential_for_tests.h"

namespace cardea::schema {
namespace {

using tests::Credential;
using tests::Owner;

constexpr auto some_id = "5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f";
constexpr WallTime now{std::chrono::seconds(1700000000)};

json::Object object(std::string_view text) {
  auto parsed = json::parse_object(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(json::Object());
}

std::expected<json::Object, Violations> post(const Entity& entity, std::string_view body) {
  return judge(entity, object(body), {.write = Write::create, .now = now});
}

json::Object accepted(const Entity& entity, std::string_view body) {
  auto row = post(entity, body);
  EXPECT_TRUE(row) << row.error().message();
  return row.value_or(json::Object());
}

std::string message(const std::expected<json::Object, Violations>& judged) {
  return judged ? "accepted" : judged.error().message();
}

std::string fields(const std::expected<json::Object, Violations>& judged) {
  return judged ? "accepted" : json::canonical(judged.error().fields());
}

std::string text(const json::Object& row, std::string_view field) {
  return json::write(row.at(field));
}

json::Object a_credential() {
  return accepted(Credential::entity(),
                  R"({"consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"},"key":"k",
                      "expires_at":1800000000,"tags":["a"],"created_at":5})");
}

TEST(Post, FillsWhatIsMissingInDeclaredOrder) {
  const auto row = accepted(Credential::entity(),
                            R"({"consumer":{"id":"5F1D7E5C-0B1A-4D2E-9C3B-0A1B2C3D4E5F"}})");
  std::string names;
  for (const auto& member : row) names += std::string(member.key()) + " ";
  EXPECT_EQ(names, "id created_at consumer key secret algorithm rsa_public_key expires_at tags ");
  EXPECT_EQ(row.at("id").as_string().size(), 36U);
  EXPECT_EQ(row.at("key").as_string().size(), 32U);
  EXPECT_EQ(row.at("secret").as_string().size(), 32U);
  EXPECT_NE(row.at("key"), row.at("secret"));
  EXPECT_EQ(text(row, "algorithm"), R"("HS256")");
  EXPECT_EQ(text(row, "created_at"), "1700000000");
  EXPECT_EQ(text(row, "tags"), "null");
  EXPECT_EQ(text(row, "consumer"), R"({"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"})");
}

TEST(Post, ExplicitNullIsNotThePreset) {
  const auto row = accepted(
      Credential::entity(),
      R"({"consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"},"secret":null,"key":null})");
  EXPECT_EQ(text(row, "secret"), "null");
  EXPECT_EQ(text(row, "key"), "null");
}

TEST(Post, SetsDropRepeatsAndKeepTheirOrder) {
  const auto row = accepted(Owner::entity(), R"({"username":"a","tags":["b","a","b","c","a"]})");
  EXPECT_EQ(text(row, "tags"), R"(["b","a","c"])");
  EXPECT_EQ(text(accepted(Owner::entity(), R"({"username":"a","tags":[]})"), "tags"), "[]");
}

struct Refusal {
  const char* body;
  const char* message;
  const char* fields;
};

class PostCredential : public testing::TestWithParam<Refusal> {};

TEST_P(PostCredential, IsRefusedWithKongsWords) {
  const auto judged = post(Credential::entity(), GetParam().body);
  EXPECT_EQ(message(judged), GetParam().message);
  EXPECT_EQ(fields(judged), GetParam().fields);
}

INSTANTIATE_TEST_SUITE_P(
    Refusals, PostCredential,
    testing::Values(
        Refusal{"{}", "schema violation (consumer: required field missing)",
                R"({"consumer":"required field missing"})"},
        Refusal{R"({"consumer":null})", "schema violation (consumer: required field missing)",
                R"({"consumer":"required field missing"})"},
        Refusal{R"({"consumer":"bob"})", "schema violation (consumer.id: missing primary key)",
                R"({"consumer":{"id":"missing primary key"}})"},
        Refusal{R"({"consumer":{"protocol":"http"}})",
                "schema violation (consumer.id: missing primary key)",
                R"({"consumer":{"id":"missing primary key"}})"},
        Refusal{R"({"consumer":{"id":"x"}})",
                "schema violation (consumer.id: expected a valid UUID)",
                R"({"consumer":{"id":"expected a valid UUID"}})"},
        Refusal{R"({"consumer":{"id":5}})", "schema violation (consumer.id: expected a string)",
                R"({"consumer":{"id":"expected a string"}})"},
        Refusal{R"({"consumer":{"id":null}})",
                "schema violation (consumer.id: required field missing)",
                R"({"consumer":{"id":"required field missing"}})"},
        Refusal{R"({"foo":1,"consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"}})",
                "schema violation (foo: unknown field)", R"({"foo":"unknown field"})"},
        Refusal{R"({"key":123,"algorithm":"none","a.b":null})",
                "4 schema violations (a.b: unknown field; algorithm: expected one of: HS256, "
                "RS256, ES256; consumer: required field missing; key: expected a string)",
                R"({"a.b":"unknown field","algorithm":"expected one of: HS256, RS256, ES256",)"
                R"("consumer":"required field missing","key":"expected a string"})"},
        Refusal{R"({"key":"","consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"}})",
                "schema violation (key: length must be at least 1)",
                R"({"key":"length must be at least 1"})"},
        Refusal{R"({"id":"x","consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"}})",
                "schema violation (id: expected a valid UUID)",
                R"({"id":"expected a valid UUID"})"},
        Refusal{R"({"expires_at":0,"consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"}})",
                "schema violation (expires_at: value must be greater than 0)",
                R"({"expires_at":"value must be greater than 0"})"},
        Refusal{
            R"({"expires_at":1700000000,"consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"}})",
            "schema violation (expires_at: must lie in the future (seconds since 1970))",
            R"-({"expires_at":"must lie in the future (seconds since 1970)"})-"},
        Refusal{R"({"expires_at":"5","consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"}})",
                "schema violation (expires_at: expected an integer)",
                R"({"expires_at":"expected an integer"})"},
        Refusal{
            R"({"tags":["a","b,c",3],"consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"}})",
            "2 schema violations (tags.2: invalid tag 'b,c': expected printable ascii "
            "(except `,` and `/`) or valid utf-8 sequences; tags.3: expected a string)",
            R"({"tags":[null,"invalid tag 'b,c': expected printable ascii (except `,` and )"
            R"(`/`) or valid utf-8 sequences","expected a string"]})"},
        Refusal{R"({"tags":"a","consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"}})",
                "schema violation (tags: expected a set)", R"({"tags":"expected a set"})"}));

TEST(Conditional, AnRsaCredentialNeedsItsKey) {
  const auto missing = post(
      Credential::entity(),
      R"({"key":"k","algorithm":"RS256","consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"}})");
  EXPECT_EQ(fields(missing),
            R"({"@entity":["failed conditional validation given value of field 'algorithm'"],)"
            R"("rsa_public_key":"required field missing"})");
  EXPECT_EQ(message(missing),
            "2 schema violations (failed conditional validation given value of field 'algorithm'; "
            "rsa_public_key: required field missing)");

  const auto bad = post(Credential::entity(),
                        R"({"algorithm":"RS256","rsa_public_key":"x",
                            "consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"}})");
  EXPECT_EQ(fields(bad),
            R"({"@entity":["failed conditional validation given value of field 'algorithm'"],)"
            R"("rsa_public_key":"invalid key"})");
  EXPECT_TRUE(post(Credential::entity(),
                   R"({"algorithm":"ES256","rsa_public_key":"x",
                       "consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"}})"));
}

TEST(AtLeastOneOf, NamesTheFieldsAndSaysWhenItIsAnUpdate) {
  const auto nobody = post(Owner::entity(), "{}");
  EXPECT_EQ(message(nobody),
            "schema violation (at least one of these fields must be non-empty: 'custom_id', "
            "'username')");
  EXPECT_EQ(fields(nobody),
            R"({"@entity":["at least one of these fields must be non-empty: 'custom_id', )"
            R"('username'"]})");

  const auto bob = accepted(Owner::entity(), R"({"username":"bob"})");
  const auto emptied = judge(Owner::entity(), object(R"({"username":null})"),
                             {.write = Write::merge, .existing = &bob, .now = now});
  EXPECT_EQ(message(emptied),
            "schema violation (when updating, at least one of these fields must be non-empty: "
            "'custom_id', 'username')");
}

TEST(Put, ReplacesButKeepsTheIdAndWhatKongDoesNotHave) {
  const auto before = a_credential();
  const auto after =
      judge(Credential::entity(), object(R"({"id":"00000000-0000-4000-8000-000000000000",
                       "consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"},"key":"k"})"),
            {.write = Write::replace, .existing = &before, .now = now});
  ASSERT_TRUE(after) << after.error().message();
  EXPECT_EQ(after->at("id"), before.at("id"));
  EXPECT_EQ(text(*after, "expires_at"), "1800000000");
  EXPECT_EQ(text(*after, "tags"), "null");
  EXPECT_EQ(text(*after, "created_at"), "1700000000");
  EXPECT_NE(after->at("secret"), before.at("secret"));

  const auto cleared = judge(Credential::entity(),
                             object(R"({"consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"},
                       "expires_at":null,"created_at":7})"),
                             {.write = Write::replace, .existing = &before, .now = now});
  ASSERT_TRUE(cleared);
  EXPECT_EQ(text(*cleared, "expires_at"), "null");
  EXPECT_EQ(text(*cleared, "created_at"), "7");
}

TEST(Patch, ChangesWhatIsSentAndNothingElse) {
  const auto before = a_credential();
  const auto after = judge(Credential::entity(), object(R"({"tags":["x","y"]})"),
                           {.write = Write::merge, .existing = &before, .now = now});
  ASSERT_TRUE(after) << after.error().message();
  auto expected = before;
  expected["tags"] = json::Array{"x", "y"};
  EXPECT_EQ(json::write(*after), json::write(expected));

  const auto emptied = judge(Credential::entity(), object(R"({"tags":[],"secret":null})"),
                             {.write = Write::merge, .existing = &before, .now = now});
  ASSERT_TRUE(emptied);
  EXPECT_EQ(text(*emptied, "tags"), "[]");
  EXPECT_EQ(text(*emptied, "secret"), "null");
}

TEST(Patch, DoesNotChangeTheId) {
  const auto before = a_credential();
  const auto same =
      judge(Credential::entity(), before, {.write = Write::merge, .existing = &before, .now = now});
  ASSERT_TRUE(same) << same.error().message();
  EXPECT_EQ(json::write(*same), json::write(before));

  const auto other = judge(Credential::entity(), {{"id", some_id}},
                           {.write = Write::merge, .existing = &before, .now = now});
  EXPECT_EQ(message(other), "schema violation (id: cannot be changed)");
}

TEST(NamedReferences, AreThoseWithAUniqueFieldAndNoId) {
  const auto catalog = Catalog::make({&Owner::entity(), &Credential::entity()});
  ASSERT_TRUE(catalog);
  const auto by_name = named_references(Credential::entity(),
                                        object(R"({"consumer":{"username":"bob"}})"), *catalog);
  ASSERT_EQ(by_name.size(), 1U);
  EXPECT_EQ(by_name[0].field->name, "consumer");
  EXPECT_EQ(by_name[0].target, &Owner::entity());
  EXPECT_EQ(by_name[0].key, "username");
  EXPECT_EQ(by_name[0].value, "bob");

  for (const auto* body : {R"({"consumer":{"id":"x","username":"bob"}})", R"({"consumer":"bob"})",
                           R"({"consumer":{"tags":"bob"}})", R"({"consumer":null})", "{}"}) {
    EXPECT_TRUE(named_references(Credential::entity(), object(body), *catalog).empty()) << body;
  }
}

TEST(Reading, GivesTheStruct) {
  const auto row = a_credential();
  const auto it = Credential::entity().read<Credential>(row);
  EXPECT_EQ(it.id, std::string(row.at("id").as_string()));
  EXPECT_EQ(it.consumer, some_id);
  EXPECT_EQ(it.key, "k");
  EXPECT_EQ(it.secret->size(), 32U);
  EXPECT_EQ(it.algorithm, tests::Algorithm::hs256);
  EXPECT_EQ(it.rsa_public_key, std::nullopt);
  EXPECT_EQ(it.expires_at, 1800000000);
  EXPECT_EQ(it.tags, std::vector<std::string>{"a"});
}

}  // namespace
}  // namespace cardea::schema
