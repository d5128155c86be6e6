// SPDX-License-Identifier: Apache-2.0
// Where settings come from, which wins, and what is said when they are wrong.
#include "app/load_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/uuid.h"

namespace cardea::app {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class LoadSettings : public ::testing::Test {
 protected:
  LoadSettings() : file_(testing::TempDir() + "cardea-" + make_uuid() + ".conf") {}
  ~LoadSettings() override { std::filesystem::remove(file_); }

  void write_file(std::string_view text) {
    std::ofstream(file_) << text;
    sources_.files = {file_};
  }
  void set_variable(std::string name, std::string value) {
    sources_.environment.emplace_back(std::move(name), std::move(value));
  }

  LoadedSettings load() {
    auto loaded = load_settings(sources_);
    if (loaded) return std::move(*loaded);
    for (const auto& problem : loaded.error()) ADD_FAILURE() << problem;
    return {};
  }
  SettingProblems problems() {
    auto loaded = load_settings(sources_);
    EXPECT_FALSE(loaded);
    return loaded ? SettingProblems() : loaded.error();
  }
  std::string origin(std::string_view name) {
    for (const auto& one : load().in_force) {
      if (one.setting->name == name) return one.origin;
    }
    return "absent";
  }

  std::string file_;
  SettingSources sources_;
};

TEST_F(LoadSettings, StartsFromSafeDefaults) {
  const auto loaded = load();
  const auto& config = loaded.config;
  EXPECT_THAT(loaded.warnings, IsEmpty());
  ASSERT_EQ(config.admin_listen.size(), 1U);
  EXPECT_TRUE(config.admin_listen[0].is_local());
  EXPECT_TRUE(config.status_listen[0].is_local());
  EXPECT_EQ(config.proxy_listen.size(), 2U);
  EXPECT_TRUE(config.upstream_tls_verify);
  EXPECT_TRUE(config.trusted_ips.empty());
  EXPECT_GE(config.workers, 1U);
  EXPECT_GE(config.max_connections, 16U);
  EXPECT_TRUE(is_uuid(config.node_id));
  EXPECT_TRUE(config.sqlite_path.starts_with('/'));
}

TEST_F(LoadSettings, LetsTheStrongerSourceWin) {
  EXPECT_EQ(origin("log_level"), "default");
  write_file("# mine\nlog_level = error\n");
  EXPECT_EQ(load().config.log_level, observe::Severity::error);
  EXPECT_EQ(origin("log_level"), file_ + ":2");
  set_variable("KONG_LOG_LEVEL", "warn");
  EXPECT_EQ(load().config.log_level, observe::Severity::warn);
  set_variable("CARDEA_LOG_LEVEL", "info");
  EXPECT_EQ(load().config.log_level, observe::Severity::info);
  EXPECT_EQ(origin("log_level"), "CARDEA_LOG_LEVEL");
  sources_.overrides = {"log_level=debug"};
  EXPECT_EQ(load().config.log_level, observe::Severity::debug);
  EXPECT_EQ(origin("log_level"), "--set");
}

TEST_F(LoadSettings, TakesAnEmptyValueAsTheDefault) {
  write_file("client_max_headers = 50\n");
  set_variable("CARDEA_CLIENT_MAX_HEADERS", "");
  EXPECT_EQ(load().config.client_max_headers, 200U);
}

TEST_F(LoadSettings, ReadsAKongConfiguration) {
  write_file(
      "proxy_listen = 0.0.0.0:8000 reuseport backlog=16384, 0.0.0.0:8443 ssl reuseport\n"
      "trusted_ips = 10.0.0.0/8, unix:\n"
      "real_ip_header = X-Forwarded-For\n"
      "nginx_http_client_max_body_size = 8m\n"
      "nginx_worker_processes = 3\n"
      "nginx_http_gzip = on\n"
      "pg_host = db\n");
  const auto loaded = load();
  EXPECT_EQ(loaded.config.client_max_body_size.count, 8U << 20U);
  EXPECT_EQ(loaded.config.workers, 3U);
  EXPECT_EQ(loaded.config.proxy_listen[0].backlog, 16384);
  EXPECT_THAT(loaded.warnings, ElementsAre(HasSubstr(file_ + ":6: nginx_http_gzip has no effect"),
                                           HasSubstr(file_ + ":7: pg_host has no effect")));
}

TEST_F(LoadSettings, NamesTheNearestKnownName) {
  write_file("log_levle = info\n");
  set_variable("CARDEA_ADMIN_LISTN", "off");
  sources_.overrides = {"zzzzzzzzzzzz=1"};
  EXPECT_THAT(
      problems(),
      ElementsAre(
          HasSubstr(file_ + ":1: there is no setting log_levle; did you mean log_level?"),
          HasSubstr(
              "CARDEA_ADMIN_LISTN: there is no setting admin_listn; did you mean admin_listen?"),
          HasSubstr("--set: there is no setting zzzzzzzzzzzz; `cardea serve")));
}

TEST_F(LoadSettings, OnlyWarnsOfUnknownKongVariables) {
  set_variable("KONG_CUSTOM_THING", "1");
  set_variable("KONG_VERSION", "3.9.1");
  set_variable("KONG_PG_PASSWORD", "secret");
  const auto loaded = load();
  EXPECT_THAT(loaded.warnings,
              ElementsAre(HasSubstr("KONG_CUSTOM_THING: no setting"),
                          HasSubstr("KONG_PG_PASSWORD: pg_password has no effect")));
  EXPECT_THAT(loaded.warnings, Each(Not(HasSubstr("secret"))));
}

TEST_F(LoadSettings, PassesOverAddressesOfServices) {
  set_variable("CARDEA_SERVICE_HOST", "10.0.0.1");
  set_variable("CARDEA_PORT", "tcp://10.0.0.1:8000");
  set_variable("CARDEA_PORT_8000_TCP_ADDR", "10.0.0.1");
  set_variable("CARDEA_ADMIN_SERVICE_PORT_HTTP", "8001");
  set_variable("CARDEAX", "1");
  EXPECT_THAT(load().warnings, IsEmpty());
}

TEST_F(LoadSettings, ReportsEverythingAtOnce) {
  write_file("log_level = loud\nno equals sign\nworkers = 0\n");
  set_variable("CARDEA_MEM_CACHE_SIZE", "lots");
  sources_.overrides = {"log_format"};
  EXPECT_THAT(
      problems(),
      ElementsAre(HasSubstr(file_ + ":2: not `name = value`"), HasSubstr("--set: needs name=value"),
                  HasSubstr("CARDEA_MEM_CACHE_SIZE: mem_cache_size = lots: must be a size"),
                  HasSubstr(file_ + ":1: log_level = loud: must be one of"),
                  HasSubstr(file_ + ":3: workers = 0: must be")));
}

TEST_F(LoadSettings, SaysWhichFileItCannotRead) {
  sources_.files = {"/nonexistent/cardea.conf"};
  EXPECT_THAT(problems(),
              ElementsAre(AllOf(HasSubstr("/nonexistent/cardea.conf"), HasSubstr("-c"))));
}

TEST_F(LoadSettings, WarnsOfANameGivenTwice) {
  write_file("workers = 1\nworkers = 2\n");
  const auto loaded = load();
  EXPECT_EQ(loaded.config.workers, 2U);
  EXPECT_THAT(loaded.warnings, ElementsAre(HasSubstr(":2: workers stands in line 1 already")));
}

TEST_F(LoadSettings, WantsTheAdminApiGuardedWhenOthersReachIt) {
  sources_.overrides = {"admin_listen=0.0.0.0:8001"};
  EXPECT_THAT(problems(),
              ElementsAre(AllOf(HasSubstr("0.0.0.0:8001 can be reached by other machines"),
                                HasSubstr("admin_auth = none"))));
  sources_.overrides = {"admin_listen=[::]:8001", "admin_auth=none"};
  EXPECT_THAT(load().warnings, IsEmpty());
  sources_.overrides = {"admin_listen=unix:/run/admin.sock"};
  load();
  sources_.overrides = {"admin_listen=0.0.0.0:8001", "admin_auth=token"};
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("admin_auth = token needs a token")));
  sources_.overrides.emplace_back("admin_token=0123456789abcdef");
  EXPECT_EQ(load().config.admin_token.at(0).reveal(), "0123456789abcdef");
}

TEST_F(LoadSettings, ReadsTokensFromAFile) {
  const std::string tokens = file_ + ".tokens";
  std::ofstream(tokens) << "first-token-of-enough-length\nsecond-token-of-enough-length\n";
  sources_.overrides = {"admin_auth=token", "admin_token_file=" + tokens};
  const auto config = load().config;
  ASSERT_EQ(config.admin_token.size(), 2U);
  EXPECT_TRUE(config.admin_token[1].equals("second-token-of-enough-length"));
  std::ofstream(tokens) << "short\n";
  EXPECT_THAT(problems(), Contains(AllOf(HasSubstr("16 characters"), Not(HasSubstr("short")))));
  std::filesystem::remove(tokens);
}

TEST_F(LoadSettings, NeverShowsSecrets) {
  const std::string secret = "top-secret-token-value";
  set_variable("CARDEA_ADMIN_TOKEN", secret);
  const std::string shown = show_settings(load().in_force);
  EXPECT_THAT(shown, AllOf(HasSubstr("admin_token = ******"), HasSubstr("# CARDEA_ADMIN_TOKEN"),
                           Not(HasSubstr(secret))));
  sources_.environment = {{"CARDEA_ADMIN_TOKEN", "hush"}};
  EXPECT_THAT(problems(),
              ElementsAre(AllOf(HasSubstr("admin_token = ******"), Not(HasSubstr("hush")))));
}

TEST_F(LoadSettings, RefusesAnAddressUsedTwice) {
  sources_.overrides = {"status_listen=127.0.0.1:8001"};
  EXPECT_THAT(problems(),
              ElementsAre(HasSubstr("status_listen names 127.0.0.1:8001, which admin_listen")));
  sources_.overrides = {"proxy_listen=127.0.0.1:0", "admin_listen=127.0.0.1:0"};
  load();
  sources_.overrides = {"proxy_listen=off", "admin_listen=off", "status_listen=off"};
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("all off")));
}

TEST_F(LoadSettings, WantsAKeyForEachCertificate) {
  write_file("");
  sources_.overrides = {"ssl_cert=" + file_};
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("ssl_cert names 1 and ssl_cert_key 0")));
}

TEST_F(LoadSettings, RefusesReferencesIntoVaults) {
  set_variable("KONG_ADMIN_TOKEN", "{vault://env/token}");
  EXPECT_THAT(problems(),
              ElementsAre(HasSubstr("KONG_ADMIN_TOKEN: admin_token refers to a vault")));
}

TEST_F(LoadSettings, PutsRelativePathsIntoTheDataDirectory) {
  sources_.overrides = {"data_dir=/srv/cardea", "sqlite_path=a/../b.db", "keyring_path=/k",
                        "proxy_access_log=logs/access.log", "admin_access_log=off"};
  const auto config = load().config;
  EXPECT_EQ(config.sqlite_path, "/srv/cardea/b.db");
  EXPECT_EQ(config.keyring_path, "/k");
  EXPECT_EQ(config.proxy_access_log, "/srv/cardea/logs/access.log");
  EXPECT_EQ(config.admin_access_log, "off");
}

TEST_F(LoadSettings, ShowsWhatCanBeReadAgain) {
  sources_.overrides = {"node_id=4F9E3B1A-6C1D-4B8A-9F0E-2D7C5A3B1E60", "log_level=warn",
                        "real_ip_header=X#Odd", "workers=1"};
  const auto first = load();
  EXPECT_EQ(first.config.node_id, "4f9e3b1a-6c1d-4b8a-9f0e-2d7c5a3b1e60");
  write_file(show_settings(first.in_force));
  sources_.overrides.clear();
  const auto second = load();
  EXPECT_THAT(second.warnings, IsEmpty());
  EXPECT_EQ(second.config.real_ip_header, "X#Odd");
  EXPECT_EQ(second.config.log_level, observe::Severity::warn);
  ASSERT_EQ(second.in_force.size(), first.in_force.size());
  for (std::size_t i = 0; i < first.in_force.size(); ++i) {
    EXPECT_EQ(second.in_force[i].written, first.in_force[i].written);
  }
}

}  // namespace
}  // namespace cardea::app
