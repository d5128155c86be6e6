// SPDX-License-Identifier: Apache-2.0
// The rules, one function each. A problem names the places of the settings concerned.
#include "app/settings_together.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace cardea::app {
namespace {

const SettingInForce& in_force(const LoadedSettings& loaded, std::string_view name) {
  return *std::ranges::find_if(loaded.in_force,
                               [name](const auto& one) { return one.setting->name == name; });
}

std::string place(const LoadedSettings& loaded, std::string_view name) {
  return in_force(loaded, name).origin;
}

bool is_default(const LoadedSettings& loaded, std::string_view name) {
  return place(loaded, name).starts_with("default");
}

void check_admin_is_guarded(const LoadedSettings& loaded, std::vector<std::string>& problems) {
  const auto& config = loaded.config;
  if (config.admin_auth == AdminAuth::token && config.admin_token.empty()) {
    problems.push_back(fmt::format(
        "{}: admin_auth = token needs a token; put one into a file (`openssl rand -hex 24`) "
        "and name it with admin_token_file",
        place(loaded, "admin_auth")));
  }
  if (config.admin_auth == AdminAuth::token || !is_default(loaded, "admin_auth")) return;
  for (const auto& listener : config.admin_listen) {
    if (listener.is_local()) continue;
    problems.push_back(
        fmt::format("{}: admin_listen = {} can be reached by other machines, and who reaches it "
                    "may change everything; write "
                    "admin_auth = token with admin_token_file, or admin_auth = none if that is "
                    "what you want, or listen on 127.0.0.1",
                    place(loaded, "admin_listen"), listener.address.text()));
  }
}

void check_certificates(const LoadedSettings& loaded, std::vector<std::string>& problems) {
  const auto certificates = loaded.config.ssl_cert.size();
  const auto keys = loaded.config.ssl_cert_key.size();
  if (certificates == keys) return;
  problems.push_back(
      fmt::format("{}: ssl_cert names {} and ssl_cert_key {} ({}); each certificate needs its key, "
                  "in the same order",
                  place(loaded, certificates == 0 ? "ssl_cert_key" : "ssl_cert"), certificates,
                  keys, place(loaded, "ssl_cert_key")));
}

// Each address may be used once. Port 0 stands for any free one.
void check_listeners(const LoadedSettings& loaded, std::vector<std::string>& problems) {
  const auto& config = loaded.config;
  const std::map<std::string_view, const std::vector<ListenOn>*> all = {
      {"proxy_listen", &config.proxy_listen},
      {"admin_listen", &config.admin_listen},
      {"status_listen", &config.status_listen}};
  std::map<std::string, std::string_view> seen;
  for (const auto& [name, listeners] : all) {
    for (const auto& listener : *listeners) {
      if (listener.address.is_ip() && listener.address.port() == 0) continue;
      const auto [other, fresh] = seen.try_emplace(listener.address.text(), name);
      if (fresh) continue;
      problems.push_back(fmt::format(
          "{}: {} names {}, which {} names already ({}); give each its own port",
          place(loaded, name), name, other->first, other->second, place(loaded, other->second)));
    }
  }
  if (seen.empty() && config.proxy_listen.empty() && config.admin_listen.empty() &&
      config.status_listen.empty()) {
    problems.push_back(
        fmt::format("{}: proxy_listen, admin_listen and status_listen are all off; there would be "
                    "nothing to do",
                    place(loaded, "proxy_listen")));
  }
}

void warn_of_http2(LoadedSettings& loaded) {
  for (const auto& [name, listeners] : {std::pair("proxy_listen", &loaded.config.proxy_listen),
                                        std::pair("admin_listen", &loaded.config.admin_listen),
                                        std::pair("status_listen", &loaded.config.status_listen)}) {
    if (std::ranges::none_of(*listeners, &ListenOn::http2)) continue;
    loaded.warnings.push_back(
        fmt::format("{}: {} wishes http2, which is not built yet; clients are offered HTTP/1.1",
                    place(loaded, name), name));
  }
}

void warn_of_memory(LoadedSettings& loaded) {
  if (loaded.config.database != Database::memory) return;
  loaded.warnings.push_back(
      fmt::format("{}: database = memory keeps nothing beyond the end of this process",
                  place(loaded, "database")));
}

void warn_of_ignored_claims(LoadedSettings& loaded) {
  if (!loaded.config.jwt_ignore_unlisted_claims) return;
  loaded.warnings.push_back(fmt::format(
      "{}: jwt_ignore_unlisted_claims = on lets expired tokens through wherever a jwt plugin's "
      "claims_to_verify does not have exp; set claims_to_verify everywhere, then turn this off",
      place(loaded, "jwt_ignore_unlisted_claims")));
}

}  // namespace

std::vector<std::string> check_together(LoadedSettings& loaded) {
  std::vector<std::string> problems;
  check_admin_is_guarded(loaded, problems);
  check_certificates(loaded, problems);
  check_listeners(loaded, problems);
  warn_of_http2(loaded);
  warn_of_memory(loaded);
  warn_of_ignored_claims(loaded);
  return problems;
}

}  // namespace cardea::app
