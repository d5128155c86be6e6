// SPDX-License-Identifier: Apache-2.0
// `cardea explain` and `cardea effective`: why a request was refused, what would happen to one, and
// which plugins would see it. Both ask the running gateway through its Unix socket; a token goes in
// the body of that call, which nobody logs.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "app/command_settings.h"
#include "app/commands.h"
#include "app/explanation.h"
#include "app/operator.h"
#include "app/words.h"
#include "json/write.h"

namespace cardea::app {
namespace {

constexpr std::size_t longest_token = 65536;

Ink ink_for(std::FILE* file) {
  const bool wanted = ::isatty(::fileno(file)) == 1 && std::getenv("NO_COLOR") == nullptr;
  return wanted ? Ink::coloured : Ink::plain;
}

int refuse(std::string_view command, std::string_view sentence, int status) {
  fmt::print(stderr, "cardea {}: {}\n", command, sentence);
  return status;
}

// The token itself, `-` for standard input, `@FILE` for a file.
Result<std::string> read_token(std::string_view given) {
  std::string text(given);
  if (given == "-") {
    std::getline(std::cin, text);
  } else if (given.starts_with('@')) {
    std::ifstream file{std::string(given.substr(1))};
    text.clear();
    if (!std::getline(file, text)) {
      return fail(Error::invalid("the file of --token cannot be read or is empty"));
    }
  }
  const std::string_view token = trim(text);
  if (token.empty()) return fail(Error::invalid("--token is empty"));
  if (token.size() > longest_token) return fail(Error::invalid("--token is too long"));
  return std::string(token);
}

// `Name: value` pairs; a name may come several times.
Result<json::Object> read_headers(const std::vector<std::string>& given) {
  json::Object headers;
  for (const auto& one : given) {
    const std::size_t colon = one.find(':');
    if (colon == std::string::npos || colon == 0) {
      return fail(Error::invalid("--header takes 'Name: value'"));
    }
    const std::string_view value = trim(std::string_view(one).substr(colon + 1));
    auto& values = headers[boost::json::string_view(one.data(), colon)];
    if (values.is_null()) values = json::Array();
    values.as_array().emplace_back(boost::json::string_view(value));
  }
  return headers;
}

// What both commands say about the request.
Result<json::Object> imagined(const Arguments& arguments) {
  json::Object body;
  body["method"] = boost::json::string_view(arguments.value("what"));
  body["url"] = boost::json::string_view(arguments.value("url"));
  auto headers = read_headers(arguments.values("header"));
  if (!headers) return headers;
  if (!headers->empty()) body["headers"] = std::move(*headers);
  if (arguments.has("client")) body["client"] = boost::json::string_view(arguments.value("client"));
  return body;
}

// The call's answer, or the words of what is wrong.
Result<json::Object> answer_of(const Result<OperatorAnswer>& answer) {
  if (!answer) return fail(answer);
  if (answer->status != 200) return fail(Error::invalid(app::explain(*answer)));
  if (!answer->body.is_object()) return fail(Error::protocol("the answer is none", Origin::self));
  return answer->body.get_object();
}

Result<json::Object> ask_id(const LoadedSettings& settings, std::string_view id) {
  auto by = Operator::connect(settings);
  if (!by) return fail(std::move(by));
  if (!by->is_online()) {
    return fail(
        Error::absent("no gateway runs with this data_dir, and decisions are in its memory"));
  }
  return answer_of(by->get("/decisions/" + admin::percent_encode(id)));
}

Result<json::Object> ask(const LoadedSettings& settings, std::string_view path,
                         const json::Object& body) {
  auto by = Operator::connect(settings);
  if (!by) return fail(std::move(by));
  if (!by->is_online()) {
    fmt::print(stderr,
               "cardea: no gateway runs with this data_dir; judged by what its store says\n");
  }
  return answer_of(by->call("POST", path, body));
}

int explain(const Arguments& arguments) {
  const bool imagines = arguments.has("url");
  if (!imagines && (arguments.has("token") || arguments.has("header"))) {
    return refuse("explain", "--token and --header go with METHOD URL", misused);
  }
  json::Object body;
  if (imagines) {
    auto described = imagined(arguments);
    if (!described) return refuse("explain", described.error().detail, misused);
    body = std::move(*described);
  }
  if (arguments.has("token")) {
    const auto token = read_token(arguments.value("token"));
    if (!token) return refuse("explain", token.error().detail, misused);
    body["token"] = boost::json::string_view(*token);
  }
  const auto loaded = load_or_explain(arguments);
  if (!loaded) return misused;
  const auto decision =
      imagines ? ask(*loaded, "/explain", body) : ask_id(*loaded, arguments.value("what"));
  if (!decision) return refuse("explain", decision.error().detail, failed);
  if (arguments.has("json")) {
    fmt::print("{}\n", json::write(*decision));
  } else {
    fmt::print("{}", decision_text(*decision, ink_for(stdout)));
  }
  return succeeded;
}

int effective(const Arguments& arguments) {
  auto body = imagined(arguments);
  if (!body) return refuse("effective", body.error().detail, misused);
  const std::string_view as = arguments.value("as");
  if (!as.empty()) (*body)["as"] = boost::json::string_view(as);
  const auto loaded = load_or_explain(arguments);
  if (!loaded) return misused;
  const auto plugins = ask(*loaded, "/effective", *body);
  if (!plugins) return refuse("effective", plugins.error().detail, failed);
  if (arguments.has("json")) {
    fmt::print("{}\n", json::write(*plugins));
    return succeeded;
  }
  const auto asked = fmt::format("{} {}", arguments.value("what"), arguments.value("url"));
  fmt::print("{}", effective_text(*plugins, asked, as));
  return succeeded;
}

CommandOption header_option() {
  return {.name = "header",
          .form = Form::list,
          .about = "A header of the request, as 'Name: value'; may be repeated",
          .value_name = "HEADER"};
}

CommandOption client_option() {
  return {.name = "client",
          .form = Form::value,
          .about = "The address the request comes from (default 127.0.0.1)",
          .value_name = "IP"};
}

CommandOption json_option() {
  return {.name = "json", .form = Form::flag, .about = "Print the answer as JSON"};
}

}  // namespace

Command explain_command() {
  return {.name = "explain",
          .summary = "Say why a request was refused, or what would happen to one",
          .details =
              "`cardea explain ID` shows the decision about the request with this "
              "X-Kong-Request-Id, which the running gateway remembers for a while. `cardea explain "
              "--token T GET https://host/path` judges a request that is not sent: nothing reaches "
              "the upstream, nothing is counted. Other users of the machine can see a command "
              "line; give the token as `-` (standard input) or `@FILE` where that matters.",
          .options = {{.name = "what",
                       .form = Form::positional,
                       .about = "The request's id, or a method when a URL follows",
                       .value_name = "ID|METHOD",
                       .required = true},
                      {.name = "url",
                       .form = Form::positional,
                       .about = "https://host/path, or a path alone",
                       .value_name = "URL"},
                      {.name = "token",
                       .form = Form::value,
                       .about = "A token, sent as `Authorization: Bearer`; `-` reads it from "
                                "standard input, @FILE from a file",
                       .value_name = "TOKEN"},
                      header_option(),
                      client_option(),
                      json_option()},
          .takes_settings = true,
          .run = explain};
}

Command effective_command() {
  return {.name = "effective",
          .summary = "List the plugins that would run for a request",
          .details =
              "Shows the route that a request would take and the plugins that would run, in their "
              "order, each with what it is bound to and what it takes precedence over. Nothing is "
              "judged; see `cardea explain` for that.",
          .options = {{.name = "what",
                       .form = Form::positional,
                       .about = "The request's method",
                       .value_name = "METHOD",
                       .required = true},
                      {.name = "url",
                       .form = Form::positional,
                       .about = "https://host/path, or a path alone",
                       .value_name = "URL",
                       .required = true},
                      {.name = "as",
                       .form = Form::value,
                       .about = "Username or id of the consumer who asks",
                       .value_name = "CONSUMER"},
                      header_option(),
                      client_option(),
                      json_option()},
          .takes_settings = true,
          .run = effective};
}

}  // namespace cardea::app
