#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Begins a plugin: writes src/plugins/<name>/ (what the house sees of it, its settings, its handler, and one test that
fails until the plugin does something) and its line in src/plugins.def, whose place is its place in the order."""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
KEYWORDS = {"and", "auto", "bool", "case", "class", "const", "default", "delete", "do", "else", "enum", "export", "for",
            "if", "new", "not", "or", "plugin", "private", "public", "register", "return", "static", "std", "switch",
            "template", "this", "throw", "try", "union", "using", "virtual", "void", "while", "xor"}
LICENCE = "// SPDX-License-Identifier: Apache-2.0\n"

PLUGIN_H = """\
// The {name} plugin: say here in two sentences what it is for.
#pragma once

#include "plugin/type.h"

namespace cardea::plugins::{folder} {{

const plugin::PluginType& plugin();

}}  // namespace cardea::plugins::{folder}
"""

PLUGIN_CPP = """\
// The {name} plugin as the house sees it.
#include "plugins/{folder}/plugin.h"

#include "model/plugin.h"
#include "plugins/{folder}/handler.h"

namespace cardea::plugins::{folder} {{
namespace {{

class {type} final : public plugin::PluginType {{
 public:
  [[nodiscard]] plugin::Traits traits() const override {{ return {{.name = "{name}"}}; }}

  [[nodiscard]] const schema::Variant& variant() const override {{
    static const schema::Variant variant = model::plugin_variant(schema::record_of<Settings>());
    return variant;
  }}

  // It looks nothing up.
  void declare_sources(const plugin::Wiring&) const override {{}}

  [[nodiscard]] Result<std::shared_ptr<const plugin::Handler>> make(
      const json::Object& config, const plugin::Wiring&) const override {{
    return std::make_shared<{type}Handler>(schema::read_record<Settings>(config));
  }}
}};

}}  // namespace

const plugin::PluginType& plugin() {{
  static const {type} type;
  return type;
}}

}}  // namespace cardea::plugins::{folder}
"""

SETTINGS_H = """\
// What can be set about the {name} plugin: the `config` of its instances.
#pragma once

#include <cstdint>

#include "schema/declare.h"

namespace cardea::plugins::{folder} {{

struct Settings {{
  std::int64_t status = 403;  ///< of a refusal

  static void describe(schema::RecordDeclaration<Settings>& record);
}};

}}  // namespace cardea::plugins::{folder}
"""

SETTINGS_CPP = """\
// The declaration of the settings.
#include "plugins/{folder}/settings.h"

#include "schema/value_rules.h"

namespace cardea::plugins::{folder} {{

void Settings::describe(schema::RecordDeclaration<Settings>& record) {{
  using It = Settings;
  record.field("status", &It::status, "Status of the answer to requests that are refused.")
      .required()
      .preset(403)
      .check(schema::between(400, 599));
}}

}}  // namespace cardea::plugins::{folder}
"""

HANDLER_H = """\
// What the {name} plugin does with a request.
#pragma once

#include "plugin/handler.h"
#include "plugins/{folder}/settings.h"

namespace cardea::plugins::{folder} {{

class {type}Handler final : public plugin::Handler {{
 public:
  explicit {type}Handler(const Settings& settings) : settings_(settings) {{}}

  plugin::Step on_request(plugin::Exchange& exchange) const override;

 private:
  Settings settings_;
}};

}}  // namespace cardea::plugins::{folder}
"""

HANDLER_CPP = """\
// Decides at once: nothing here waits.
#include "plugins/{folder}/handler.h"

namespace cardea::plugins::{folder} {{
namespace {{

using plugin::Verdict;

bool is_fine(const plugin::Exchange&) {{
  return true;
}}

}}  // namespace

plugin::Step {type}Handler::on_request(plugin::Exchange& exchange) const {{
  if (is_fine(exchange)) return Verdict::proceed();
  const plugin::Answer refusal{{.status = static_cast<std::uint16_t>(settings_.status),
                               .reason = "{name}.refused",
                               .message = "Refused"}};
  return Verdict::answer(plugin::keep(exchange.arena(), refusal));
}}

}}  // namespace cardea::plugins::{folder}
"""

HANDLER_TEST = """\
#include "plugins/{folder}/handler.h"

#include <gtest/gtest.h>

#include "plugin/exchange_for_tests.h"

namespace cardea::plugins::{folder} {{
namespace {{

TEST({type}, RefusesWhatItIsThereFor) {{
  const {type}Handler handler(Settings{{.status = 418}});
  plugin::RequestForTests request("GET /refused HTTP/1.1\\nHost: a");
  const auto verdict = plugin::decided(handler, request.exchange());
  ASSERT_FALSE(verdict.proceeds()) << "say here which request is refused, then make it so";
  EXPECT_EQ(verdict.answer().status, 418);
}}

}}  // namespace
}}  // namespace cardea::plugins::{folder}
"""

FILES = {"plugin.h": PLUGIN_H, "plugin.cpp": PLUGIN_CPP, "settings.h": SETTINGS_H, "settings.cpp": SETTINGS_CPP,
         "handler.h": HANDLER_H, "handler.cpp": HANDLER_CPP, "handler_test.cpp": HANDLER_TEST}


def names_of(name):
    """The words of the templates; ends with a sentence when `name` is none."""
    folder = name.replace("-", "_")
    if not NAME.fullmatch(name) or folder in KEYWORDS:
        sys.exit(f"new_plugin.py: `{name}` cannot name a plugin: lower-case words with single dashes between them, "
                 "such as rate-limiting, and no word of C++")
    return {"name": name, "folder": folder, "type": "".join(word.capitalize() for word in name.split("-"))}


def with_line(table, folder, after):
    """plugins.def with the new line: last, or behind that of `after`."""
    lines = table.splitlines()
    if after is None:
        return "\n".join([*lines, f"PLUGIN({folder})"]) + "\n"
    try:
        at = lines.index(f"PLUGIN({after.replace('-', '_')})") + 1
    except ValueError:
        sys.exit(f"new_plugin.py: there is no plugin {after} to stand behind")
    return "\n".join([*lines[:at], f"PLUGIN({folder})", *lines[at:]]) + "\n"


def laid_out(path, text):
    """The text as .clang-format wants it: lines break elsewhere when a name is long."""
    if not shutil.which("clang-format-19"):
        return text
    ran = subprocess.run(["clang-format-19", f"--assume-filename={path}"], cwd=ROOT, input=text, capture_output=True,
                         text=True)
    return ran.stdout if ran.returncode == 0 else text


def main():
    """Writes the files; prints what to do next."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="as in the Admin API: rate-limiting")
    parser.add_argument("--after", metavar="PLUGIN", help="which one it runs after (default: the last)")
    given = parser.parse_args()
    names = names_of(given.name)
    target = ROOT / "src/plugins" / names["folder"]
    table = ROOT / "src/plugins.def"
    if target.exists():
        sys.exit(f"new_plugin.py: {target.relative_to(ROOT)} is there already")
    changed = with_line(table.read_text(), names["folder"], given.after)
    target.mkdir(parents=True)
    for file, template in FILES.items():
        path = target / file
        path.write_text(laid_out(path, LICENCE + template.format(**names)))
    table.write_text(changed)
    print(f"src/plugins/{names['folder']} is written, and src/plugins.def names it. Its test fails until it does "
          "something:\n"
          f"  ./dev build debug && build/debug/plugins_{names['folder']}_test\n"
          "Then describe it where users look: CHANGELOG.md and docs/.")


if __name__ == "__main__":
    main()
