# SPDX-License-Identifier: Apache-2.0
"""tools/new_plugin.py, in a copy of the tree: what it writes passes the checks, compiles, and is refused twice."""
import pathlib
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import compile_commands  # noqa: E402

NAMES = ["hello", "a-plugin-with-a-name-that-makes-lines-break-elsewhere"]


@pytest.fixture
def copy(tmp_path):
    """The tree without what it was built into."""
    shutil.copytree(ROOT / "src", tmp_path / "src")
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    for one in ("floors.txt", ".clang-format"):
        shutil.copy(ROOT / one, tmp_path / one)
    return tmp_path


def run(copy, *words):
    return subprocess.run(["/usr/bin/python3", *words], cwd=copy, capture_output=True, text=True)


@pytest.fixture
def begun(copy):
    ran = run(copy, "tools/new_plugin.py", NAMES[1])
    assert ran.returncode == 0, ran.stderr
    return copy


def written(copy, name):
    return sorted((copy / "src/plugins" / name.replace("-", "_")).iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_what_it_writes_passes_the_checks(copy, name):
    assert run(copy, "tools/new_plugin.py", name).returncode == 0
    files = [str(path.relative_to(copy)) for path in written(copy, name)]
    assert {pathlib.Path(file).name for file in files} == {
        "plugin.h", "plugin.cpp", "settings.h", "settings.cpp", "handler.h", "handler.cpp", "handler_test.cpp"}
    for check in ("check_style.py", "check_format.py"):
        ran = run(copy, f"tools/{check}", *files)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    ran = run(copy, "tools/check_floors.py")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_its_line_stands_last(begun):
    assert (begun / "src/plugins.def").read_text().splitlines()[-1] == f"PLUGIN({NAMES[1].replace('-', '_')})"


def test_its_line_stands_where_it_is_told(copy):
    assert run(copy, "tools/new_plugin.py", "second", "--after", "jwt").returncode == 0
    lines = (copy / "src/plugins.def").read_text().splitlines()
    assert lines[lines.index("PLUGIN(jwt)") + 1] == "PLUGIN(second)"
    assert len(lines) == len((ROOT / "src/plugins.def").read_text().splitlines()) + 1


def test_what_it_writes_compiles(begun):
    compile_commands.configure()
    commands = compile_commands.read()
    compiler, flags = commands["src/app/plugin_table.cpp"]
    flags = [flag.replace(f"{ROOT}/src", f"{begun}/src") for flag in flags if not flag.endswith(".cpp")]
    unit = "".join(f'#include "{path.relative_to(begun / "src")}"\n' for path in written(begun, NAMES[1])
                   if path.suffix == ".cpp")
    ran = subprocess.run([compiler, *flags, "-fsyntax-only", "-x", "c++", "-"], cwd=begun, input=unit,
                         capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("words, reason", [
    (["Hello"], "cannot name a plugin"), (["two--dashes"], "cannot name a plugin"), (["class"], "cannot name a plugin"),
    (["../x"], "cannot name a plugin"), (["jwt"], "is there already"), (["new-one", "--after", "nobody"], "nobody"),
])
def test_what_it_refuses(copy, words, reason):
    before = (copy / "src/plugins.def").read_text()
    ran = run(copy, "tools/new_plugin.py", *words)
    assert ran.returncode != 0
    assert reason in ran.stderr
    assert (copy / "src/plugins.def").read_text() == before
    assert not (copy / "src/plugins/new_one").exists()
