# SPDX-License-Identifier: Apache-2.0
"""tools/sources.py finds the project's files with git and without, and follows includes into a fingerprint."""
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tools"))
import sources  # noqa: E402


@pytest.fixture
def tree(tmp_path):
    """A tree with a source, a header it includes, one it does not, and a build product."""
    for name, text in {"src/a/x.cpp": '#include "a/x.h"\n', "src/a/x.h": "", "src/a/y.h": "", "build/a/z.h": "",
                       ".gitignore": "/build/\n"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("with_git", [True, False])
def test_files_are_found_and_products_are_not(tree, with_git):
    if with_git:
        subprocess.run(["git", "init", "-q", tree], check=True)
    assert sources.tracked(tree, "*.h") == ["src/a/x.h", "src/a/y.h"]
    assert sources.tracked(tree, "src/*.cpp", "dev") == ["src/a/x.cpp"]


def test_a_fingerprint_follows_includes_and_nothing_else(tree):
    def taken():
        sources._included.cache_clear()
        return sources.fingerprint(tree / "src/a/x.cpp", tree / "src", "-O0")
    before = taken()
    (tree / "src/a/y.h").write_text("int y;\n")
    assert taken() == before
    (tree / "src/a/x.h").write_text('#include "a/y.h"\n')
    with_y = taken()
    assert with_y != before
    (tree / "src/a/y.h").write_text("long y;\n")
    assert taken() != with_y
    assert sources.fingerprint(tree / "src/a/x.cpp", tree / "src", "-O2") != taken()
