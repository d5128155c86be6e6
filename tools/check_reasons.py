#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the reason codes that the source can produce with the table src/reasons.def. A code is a literal of two
words with a dot between ("jwt.expired") whose first word is one of the table's or a plugin's, or that stands where a
reason is given (`.reason = "..."`, `reason = "..."`). Prints those that the table lacks, and entries that nothing
produces. Run without arguments."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from sources import CPP, ROOT, is_test, line_at  # noqa: E402

TABLE = "src/reasons.def"
ENTRY = re.compile(r'^REASON\("([^"]*)"', re.M)
LITERAL = re.compile(r'"([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)"')
GIVEN = re.compile(r"\breason(?:_of)?\s*=\s*\Z")
INCLUDE = re.compile(r"#[ \t]*include[ \t]*\Z")


def declared(root):
    """Code -> line of its entry."""
    text = (root / TABLE).read_text()
    return {match.group(1): line_at(text, match.start()) for match in ENTRY.finditer(text)}


def plugin_words(root):
    """The first words that a plugin's codes have: its folder's name, and its name in Kong's spelling."""
    folder = root / "src/plugins"
    return {one.name.replace("-", "_") for one in folder.iterdir() if one.is_dir()} if folder.is_dir() else set()


def produced(root, words):
    """(code, file, line) for each literal that is a reason code."""
    for path in sorted(one for one in (root / "src").rglob("*") if one.suffix in CPP and one.is_file()):
        name = path.relative_to(root).as_posix()
        if is_test(name) or name == TABLE or name.endswith("_for_tests.h"):
            continue
        text = path.read_text(errors="replace")
        for match in LITERAL.finditer(text):
            before = text[max(match.start() - 60, 0):match.start()]
            if INCLUDE.search(before):
                continue
            if match.group(1) in words or GIVEN.search(before):
                yield ".".join(match.groups()), name, line_at(text, match.start())


def check(root=ROOT):
    """All that is wrong, as `file:line: message`."""
    table = declared(root)
    words = {code.split(".")[0] for code in table} | plugin_words(root)
    seen = set()
    for code, name, line in produced(root, words):
        if code not in table and code not in seen:
            entry = f'REASON("{code}", who, meaning, cause, fix)'
            yield f'{name}:{line}: the reason "{code}" is not in {TABLE}: add {entry}'
        seen.add(code)
    for code, line in table.items():
        if code not in seen:
            yield f'{TABLE}:{line}: nothing produces the reason "{code}": take the entry out'


if __name__ == "__main__":
    found = list(check())
    print("\n".join(found) if found else f"reasons: {len(declared(ROOT))} codes, each explained and each produced")
    sys.exit(bool(found))
