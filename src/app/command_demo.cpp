// SPDX-License-Identifier: Apache-2.0
// `cardea demo`: the whole walk on one screen, with nothing faked. A gateway on a new SQLite store,
// an upstream that echoes, a consumer with credential and group, a token, and three requests that
// show what it is good for.
#include <fmt/format.h>
#include <unistd.h>

#include <boost/json/object.hpp>
#include <cstdio>
#include <filesystem>

#include "app/command_settings.h"
#include "app/commands.h"
#include "app/demo_upstream.h"
#include "app/mint.h"
#include "base/version.h"

namespace cardea::app {
namespace {

// A directory of our own that goes when the demo ends.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    char name[] = "/tmp/cardea-demo-XXXXXX";
    if (::mkdtemp(name) != nullptr) path_ = name;
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

bool is_free(const net::Address& address) {
  const int file = ::socket(address.data()->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (file < 0) return false;
  const int on = 1;
  ::setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  const bool free = ::bind(file, address.data(), address.size()) == 0;
  ::close(file);
  return free;
}

// The usual port, or any free one where that is taken.
std::string address_with(std::uint16_t port) {
  const auto usual = net::Address::from_ip("127.0.0.1", port);
  return fmt::format("127.0.0.1:{}", usual && is_free(*usual) ? port : 0);
}

std::expected<LoadedSettings, SettingProblems> demo_settings(const std::string& directory) {
  SettingSources sources;
  sources.overrides = {"data_dir=" + directory,
                       "proxy_listen=" + address_with(8000),
                       "admin_listen=" + address_with(8001),
                       "status_listen=off",
                       "proxy_access_log=off",
                       "admin_access_log=off",
                       "log_level=error",
                       "database=sqlite"};
  return load_settings(sources);
}

json::Object object(std::initializer_list<std::pair<std::string_view, json::Value>> members) {
  json::Object made;
  for (const auto& [name, value] : members) made[boost::json::string_view(name)] = value;
  return made;
}

json::Value text(std::string_view value) {
  return json::Value(boost::json::string_view(value));
}

// What the demo shows, made through the Admin API like anybody would.
Status configure(Operator& by, const net::Address& upstream) {
  const std::pair<std::string, json::Value> steps[] = {
      {"/services", object({{"name", text("echo")}, {"url", text("http://" + upstream.text())}})},
      {"/services/echo/routes",
       object({{"name", text("hello")}, {"paths", json::Array{text("/hello")}}})},
      {"/routes/hello/plugins", object({{"name", text("jwt")}})},
      {"/routes/hello/plugins",
       object(
           {{"name", text("acl")}, {"config", object({{"allow", json::Array{text("friends")}}})}})},
      {"/consumers", object({{"username", text("alice")}})},
      {"/consumers/alice/jwt", json::Object{}},
      {"/consumers/alice/acls", object({{"group", text("friends")}})},
      {"/consumers", object({{"username", text("mallory")}})},
      {"/consumers/mallory/jwt", json::Object{}},
  };
  for (const auto& [path, body] : steps) {
    const auto answer = by.call("POST", path, body);
    if (!answer) return fail(answer);
    if (answer->status != 201)
      return fail(Error::invalid("POST " + path + ": " + explain(*answer)));
  }
  return {};
}

struct Shown {
  std::string_view who;
  std::string token;
  int expected;
};

// Asks as this caller; whether the status is what it should be. Prints the line.
bool ask(const net::Address& proxy, const Shown& one) {
  HttpQuestion question{.path = "/hello"};
  if (!one.token.empty()) question.fields.emplace_back("Authorization", "Bearer " + one.token);
  const auto answer = http_call(proxy, question);
  if (!answer) {
    fmt::print("  {:<22} {}\n", one.who, answer.error().detail);
    return false;
  }
  const bool told = one.expected != 200 || answer->body.find("\"alice\"") != std::string::npos;
  const bool held = answer->status == one.expected && told;
  fmt::print("  {:<22} {}{}\n", one.who, answer->status,
             held ? "" : fmt::format("  (expected {})", one.expected));
  return held;
}

bool self_check(const net::Address& proxy, const std::string& alice, const std::string& mallory) {
  bool held = true;
  for (const Shown& one :
       {Shown{"alice, with her token", alice, 200}, Shown{"nobody, no token", "", 401},
        Shown{"mallory, wrong group", mallory, 403}}) {
    held = ask(proxy, one) && held;
  }
  return held;
}

int explain_failure(const Error& error) {
  fmt::print(stderr, "cardea demo: {}\n", error.detail);
  return failed;
}

int run_demo(const LoadedSettings& settings, bool once) {
  auto gateway = Gateway::start(settings);
  if (!gateway) return explain_failure(gateway.error());
  const auto upstream = DemoUpstream::start();
  if (!upstream) return explain_failure(upstream.error());
  auto by = Operator::connect(settings);
  if (!by) return explain_failure(by.error());
  if (const auto made = configure(*by, (*upstream)->address()); !made)
    return explain_failure(made.error());
  const auto alice = mint_token(*by, "alice", std::chrono::hours(1));
  const auto mallory = mint_token(*by, "mallory", std::chrono::hours(1));
  if (!alice || !mallory) return explain_failure(!alice ? alice.error() : mallory.error());

  const std::string proxy_text = (*gateway)->proxy_address();
  const auto proxy = net::Address::parse(proxy_text);
  if (!proxy) return explain_failure(proxy.error());
  fmt::print("cardea {} demo: an echo service behind jwt and acl, stored in {}\n\n", version,
             settings.config.sqlite_path);
  const bool held = self_check(*proxy, *alice, *mallory);
  const std::string_view data = settings.config.data_dir;
  fmt::print(
      "\nTry it (alice's token is good for an hour):\n\n"
      "  TOKEN={}\n"
      "  curl -i -H \"Authorization: Bearer $TOKEN\" http://{}/hello\n"
      "  curl -i http://{}/hello\n"
      "  curl -X DELETE http://{}/consumers/alice/acls/friends   # the next request is refused\n"
      "  cardea token --consumer mallory --set data_dir={}\n\n",
      *alice, proxy_text, proxy_text, (*gateway)->admin_address(), data);
  if (!once) {
    fmt::print("Serving until Ctrl-C.\n");
    std::fflush(stdout);
    (*gateway)->wait_for_end();
  } else {
    fmt::print("{}\n",
               held ? "All three are as they should be." : "Something is not as it should be.");
  }
  (*gateway)->stop();
  return held ? succeeded : failed;
}

int demo(const Arguments& arguments) {
  const ScratchDirectory directory;
  if (directory.path().empty())
    return explain_failure(Error::unavailable("cannot make a directory in /tmp", Origin::self));
  const auto settings = demo_settings(directory.path());
  if (!settings) {
    for (const auto& problem : settings.error()) fmt::print(stderr, "cardea demo: {}\n", problem);
    return misused;
  }
  return run_demo(*settings, arguments.has("once"));
}

}  // namespace

Command demo_command() {
  return {.name = "demo",
          .summary = "Show a token going through, on this machine, in a few seconds",
          .details =
              "Starts a gateway on a new SQLite store in a temporary directory, with an echo "
              "service behind the jwt "
              "and acl plugins, makes a token and three requests with it, and keeps serving until "
              "Ctrl-C. Nothing is "
              "left behind.",
          .options = {{.name = "once",
                       .form = Form::flag,
                       .about = "End after the three requests; the exit status says whether they "
                                "went as they should"}},
          .run = demo};
}

}  // namespace cardea::app
