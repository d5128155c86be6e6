# SPDX-License-Identifier: Apache-2.0
"""tools/check_floors.py refuses every kind of include that does not look down, and no other."""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tools"))
from check_floors import check  # noqa: E402

FLOORS = "# lowest first\nbase\njson loop\nstore\nstore/sqlite store/memory\nplugins/* proxy\napp\n"
FILES = ["base/error.h", "json/value.h", "loop/core.h", "store/store.h", "store/sqlite/store.h",
"store/memory/store.h",
         "plugins/jwt/plugin.h", "plugins/acl/plugin.h", "plugins.def", "proxy/router.h", "app/main.h"]


@pytest.fixture
def house(tmp_path):
    """A small house; call it with a file and what that file includes, and it says what is wrong."""
    (tmp_path / "floors.txt").write_text(FLOORS)
    for name in FILES:
        (tmp_path / "src" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "src" / name).write_text("")

    def judge(name, *included):
        path = tmp_path / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n" + "".join(f'#include "{one}"\n' for one in included))
        return list(check(tmp_path))
    return judge


@pytest.mark.parametrize("name, included", [
    ("store/store.cpp", "store/store.h"), ("store/sqlite/store.cpp", "store/store.h"),
    ("app/main.cpp", "base/error.h"), ("plugins/jwt/plugin.cpp", "store/memory/store.h"),
    ("app/main.cpp", "plugins.def"), ("app/x.cpp", "plugins/jwt/plugin.h"),
])
def test_looking_down_is_fine(house, name, included):
    assert house(name, included) == []


@pytest.mark.parametrize("name, included, reason", [
    ("base/error.cpp", "json/value.h", "looks up"), ("store/store.cpp", "store/sqlite/store.h", "looks up"),
    ("json/value.cpp", "loop/core.h", "same floor"), ("plugins/jwt/plugin.cpp", "plugins/acl/plugin.h", "same floor"),
    ("proxy/router.cpp", "plugins/jwt/plugin.h", "same floor"), ("base/error.cpp", "util/x.h", "no file"),
    ("json/value.cpp", "value.h", "no file"), ("base/error_test.cpp", "loop/core.h", "looks up"),
])
def test_other_includes_are_refused(house, name, included, reason):
    found = house(name, "base/error.h", included)
    assert len(found) == 1
    assert found[0].startswith(f"src/{name}:3: ")
    assert reason in found[0]


def test_a_folder_must_be_on_a_floor(house):
    assert house("util/text.cpp") == ["src/util/text.cpp:1: src/util is on no floor: floors.txt must list it"]


def test_an_unlisted_folder_may_not_be_included(house):
    assert any("src/app/main.cpp:2: src/util is on no floor" in line
               for line in house("util/text.h") and house("app/main.cpp", "util/text.h"))
