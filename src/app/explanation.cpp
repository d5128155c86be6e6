// SPDX-License-Identifier: Apache-2.0
// Reads what it can of the JSON: a member that is missing or of another kind is left out, so that a
// command of one version can show the answer of another.
#include "app/explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <vector>

#include "app/words.h"
#include "json/write.h"

namespace cardea::app {
namespace {

constexpr std::size_t page = 96;  // columns
constexpr std::size_t label_width = 15;

const json::Value* member(const json::Object& object, std::string_view name) {
  return object.if_contains(boost::json::string_view(name));
}

std::string text_of(const json::Object& object, std::string_view name) {
  const auto* const value = member(object, name);
  if (value == nullptr || value->is_null()) return {};
  return printable(value->is_string() ? std::string_view(value->get_string())
                                      : std::string_view(json::write(*value)));
}

const json::Object& object_of(const json::Object& object, std::string_view name) {
  static const json::Object none;
  const auto* const value = member(object, name);
  return value != nullptr && value->is_object() ? value->get_object() : none;
}

std::vector<json::Object> objects_of(const json::Object& object, std::string_view name) {
  std::vector<json::Object> all;
  const auto* const value = member(object, name);
  if (value == nullptr || !value->is_array()) return all;
  for (const auto& one : value->get_array()) {
    if (one.is_object()) all.push_back(one.get_object());
  }
  return all;
}

// `guarded (646bfb7a-...)`, or the id alone.
std::string named(const json::Object& object, std::string_view name) {
  const json::Object& entity = object_of(object, name);
  const std::string id = text_of(entity, "id");
  const std::string own = text_of(entity, "name");
  return own.empty() ? id : fmt::format("{} ({})", own, id);
}

std::string painted(std::string_view text, std::string_view colour, Ink ink) {
  if (ink == Ink::plain) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", colour, text);
}

std::string padded(std::string_view text, std::size_t width) {
  return fmt::format("{:<{}}", text, width);
}

void add_line(std::string& out, std::string_view label, std::string_view text) {
  if (!text.empty()) out += fmt::format("{}{}\n", padded(label, label_width), text);
}

// Wrapped, each line behind `indent` blanks.
void add_paragraph(std::string& out, std::string_view text, std::size_t indent) {
  if (text.empty()) return;
  const std::string wrapped = wrap(text, page - indent);
  for (std::string_view rest = wrapped; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    out += fmt::format("{:{}}{}\n", "", indent, rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

std::string headline(const json::Object& decision, Ink ink) {
  const std::string outcome = text_of(decision, "outcome");
  const bool imagined = member(decision, "imagined") != nullptr;
  const std::string status = text_of(decision, "status");
  const std::string reason = text_of(decision, "reason");
  if (outcome == "passed") {
    return painted(imagined ? "Would pass" : "Passed", "1;32", ink) +
           (status.empty() ? "" : " " + status);
  }
  const std::string_view verb = outcome == "broken" ? "Broke off"
                                : imagined          ? "Would be refused"
                                                    : "Refused";
  return fmt::format("{} {} {}", painted(verb, "1;31", ink), status, painted(reason, "1", ink));
}

std::string request_line(const json::Object& decision) {
  const std::string method = text_of(decision, "method");
  const std::string client = text_of(decision, "client");
  if (method.empty()) return fmt::format("unreadable, from {}", client);
  return fmt::format("{} {}://{}{} from {}", method, text_of(decision, "scheme"),
                     text_of(decision, "host"), text_of(decision, "path"), client);
}

std::string consumer_line(const json::Object& decision) {
  const std::string consumer = named(decision, "consumer");
  if (consumer.empty()) return {};
  if (member(decision, "anonymous") != nullptr) return consumer + ", standing in for a stranger";
  const std::string credential = text_of(decision, "credential");
  return credential.empty() ? consumer
                            : fmt::format("{}, by the credential {}", consumer, credential);
}

// Whose credential was named, where that is not who was let in.
std::string concerned_line(const json::Object& decision) {
  const std::string id = text_of(decision, "concerns");
  if (id.empty() || id == text_of(object_of(decision, "consumer"), "id")) return {};
  const std::string name = text_of(decision, "concerns_username");
  return (name.empty() ? id : fmt::format("{} ({})", name, id)) + ", whose credential was named";
}

std::string configuration_line(const json::Object& decision) {
  const json::Object& configuration = object_of(decision, "configuration");
  const std::string revision = text_of(configuration, "revision");
  if (revision.empty()) return {};
  return fmt::format("revision {}, store position {}", revision,
                     text_of(configuration, "position"));
}

// `route guarded and consumer alice`, or that it is global. `whole` holds the entities' names.
std::string scope(const json::Object& plugin, const json::Object& whole) {
  std::string text;
  for (const std::string_view kind : {"route", "service", "consumer"}) {
    const std::string id = text_of(object_of(plugin, "bound_to"), kind);
    if (id.empty()) continue;
    const json::Object& known = object_of(whole, kind);
    const std::string name = text_of(known, "id") == id ? text_of(known, "name") : std::string();
    text += fmt::format("{}{} {}", text.empty() ? "" : " and ", kind, name.empty() ? id : name);
  }
  return text.empty() ? "all requests (global)" : text;
}

void add_facts(std::string& out, const json::Object& facts, std::size_t indent) {
  std::size_t widest = 0;
  for (const auto& fact : facts) widest = std::max(widest, fact.key().size());
  for (const auto& fact : facts) {
    out += fmt::format("{:{}}{}  {}\n", "", indent, padded(fact.key(), widest),
                       text_of(facts, fact.key()));
  }
}

void add_check(std::string& out, const json::Object& check, std::size_t number,
               const json::Object& decision) {
  const std::string plugin = text_of(check, "plugin");
  const std::string reason = text_of(check, "reason");
  std::string outcome = text_of(check, "outcome");
  if (outcome == "passed_over") outcome = "did not hold, passed over";
  out += fmt::format("{:>3}  {}  {}{}{}\n", number, padded(text_of(check, "check"), 12), outcome,
                     reason.empty() ? "" : ": ", reason);
  const std::size_t indent = 19;
  if (!plugin.empty()) {
    out += fmt::format("{:{}}plugin {} of {}\n", "", indent, plugin, scope(check, decision));
  }
  add_paragraph(out, text_of(check, "detail"), indent);
  add_facts(out, object_of(check, "facts"), indent);
  add_paragraph(out, text_of(check, "meaning"), indent);
}

void add_section(std::string& out, std::string_view title, std::string_view text) {
  if (text.empty()) return;
  out += fmt::format("\n{}\n", title);
  add_paragraph(out, text, 2);
}

// The length of the control character at the front: ASCII's, or one of C1 in UTF-8.
std::size_t control_length(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  if (byte(0) < 0x20 || byte(0) == 0x7f) return 1;
  const bool c1 = byte(0) == 0xc2 && text.size() > 1 && byte(1) >= 0x80 && byte(1) < 0xa0;
  return c1 ? 2 : 0;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t control = control_length(text);
    out += control > 0 ? '?' : text[0];
    text.remove_prefix(std::max<std::size_t>(control, 1));
  }
  return out;
}

std::string decision_text(const json::Object& decision, Ink ink) {
  std::string out = headline(decision, ink) + "\n";
  add_paragraph(out, text_of(decision, "meaning"), 0);
  out += "\n";
  add_line(out, "Request", request_line(decision));
  add_line(out, "Route", named(decision, "route"));
  add_line(out, "Service", named(decision, "service"));
  add_line(out, "Consumer", consumer_line(decision));
  add_line(out, "Concerns", concerned_line(decision));
  add_line(out, "Time", text_of(decision, "time"));
  add_line(out, "Id", text_of(decision, "id"));
  add_line(out, "Configuration", configuration_line(decision));
  out += "\nChecks, in their order\n";
  std::size_t number = 0;
  for (const json::Object& check : objects_of(decision, "checks")) {
    add_check(out, check, ++number, decision);
  }
  if (member(decision, "truncated") != nullptr) out += "     (the record was too long: cut off)\n";
  const std::string who = text_of(decision, "who");
  add_section(out, fmt::format("What to do (who can: {})", who), text_of(decision, "fix"));
  add_section(out, "Usual causes", text_of(decision, "causes"));
  return out;
}

std::string effective_text(const json::Object& plugins, std::string_view asked,
                           std::string_view as) {
  std::string out =
      fmt::format("{}{}{}\n\n", printable(asked), as.empty() ? "" : " as ", printable(as));
  const std::string reason = text_of(plugins, "reason");
  if (!reason.empty()) {
    out += fmt::format("Refused before any plugin runs: {}\n", reason);
    add_paragraph(out, text_of(plugins, "meaning"), 0);
    add_section(out, "What to do", text_of(plugins, "fix"));
  }
  add_line(out, "Route", named(plugins, "route"));
  add_line(out, "Service", named(plugins, "service"));
  const auto all = objects_of(plugins, "plugins");
  if (member(plugins, "plugins") == nullptr) return out;
  out += all.empty() ? "\nNo plugin runs.\n" : "\nPlugins, in the order in which they run\n";
  std::size_t widest = 0;
  std::size_t broadest = 0;
  for (const auto& one : all) {
    widest = std::max(widest, text_of(one, "name").size());
    broadest = std::max(broadest, scope(one, plugins).size());
  }
  std::size_t number = 0;
  for (const auto& one : all) {
    const auto* const proves = member(one, "authenticates");
    const bool is_proof = proves != nullptr && proves->is_bool() && proves->get_bool();
    out += fmt::format("{:>3}  {}  {}  {}{}\n", ++number, padded(text_of(one, "name"), widest),
                       padded("of " + scope(one, plugins), broadest + 3), text_of(one, "id"),
                       is_proof ? "  proves who asks" : "");
    for (const auto& other : objects_of(one, "instead_of")) {
      out += fmt::format("{:{}}instead of {} of {}\n", "", widest + 7, text_of(other, "id"),
                         scope(other, plugins));
    }
  }
  const auto* const known = member(plugins, "consumer_is_known");
  if (!as.empty() && known != nullptr && known->is_bool() && !known->get_bool()) {
    add_section(out, "Note",
                "No plugin of this route proves who asks: nobody is known as a consumer here, and "
                "plugins of consumers do not run.");
  }
  return out;
}

}  // namespace cardea::app
