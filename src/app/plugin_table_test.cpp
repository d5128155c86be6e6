// SPDX-License-Identifier: Apache-2.0
// What plugins.def comes to: the order of execution is that of Kong's priorities, and each plugin's
// manual page is that in tests/golden. To accept a change of a page, run this test with
// CARDEA_WRITE_GOLDEN=1 and read the difference.
#include "app/plugin_table.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "schema/as_manual.h"

namespace cardea::app {
namespace {

std::filesystem::path golden(const std::string& name) {
  auto above = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  while (above.has_relative_path() && !std::filesystem::exists(above / "tests/golden")) {
    above = above.parent_path();
  }
  return above / "tests/golden" / name;
}

TEST(PluginTable, RunsPluginsByKongsPriorities) {
  int before = 1'000'001;
  std::set<std::string_view> names;
  for (const auto* const type : plugin_types()) {
    const auto traits = type->traits();
    EXPECT_LT(traits.priority, before) << traits.name << " stands too late in plugins.def";
    EXPECT_TRUE(names.insert(traits.name).second) << traits.name;
    before = traits.priority;
  }
}

TEST(PluginTable, HasAPageForEachPlugin) {
  for (const auto* const type : plugin_types()) {
    const std::string name(type->traits().name);
    const auto page = schema::plugin_page(name, type->variant());
    const auto path = golden("manual/plugins/" + name + ".md");
    if (std::getenv("CARDEA_WRITE_GOLDEN") != nullptr) {
      std::filesystem::create_directories(path.parent_path());
      std::ofstream(path) << page;
    }
    std::ostringstream kept;
    kept << std::ifstream(path).rdbuf();
    EXPECT_EQ(kept.str(), page) << path;
  }
}

}  // namespace
}  // namespace cardea::app
