#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Refuses includes that look up. floors.txt lists the folders of src/, lowest floor first: a file may include its own
folder and folders on lines above its own line there. Run without arguments; prints `file:line: what is wrong`."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from sources import CPP, INCLUDE, ROOT, line_at  # noqa: E402

EVERY_PLUGIN = "plugins/*"


def read_floors(root):
    """Folder -> number of its floor, from 0. `plugins/*` stands for every folder under src/plugins."""
    floors = {}
    lines = [line.split() for line in (root / "floors.txt").read_text().splitlines()]
    for number, folders in enumerate(words for words in lines if words and not words[0].startswith("#")):
        for folder in folders:
            floors[folder] = number
    plugins = root / "src/plugins"
    if EVERY_PLUGIN in floors and plugins.is_dir():
        for folder in (one for one in plugins.iterdir() if one.is_dir()):
            floors[folder.relative_to(root / "src").as_posix()] = floors[EVERY_PLUGIN]
    return floors


def judge(included, folder, floors, src):
    """What is wrong with including `included` from `folder`, or None."""
    target = pathlib.PurePosixPath(included).parent.as_posix()
    if not (src / included).is_file():
        return f'no file src/{included}: quoted includes are rooted at src/ (third parties take <>)'
    if target == folder or (target == "." and included.endswith(".def")):
        return None  # its own folder, or a table such as plugins.def, which includes nothing itself
    if target not in floors:
        return f'src/{target} is on no floor: floors.txt must list it'
    if floors[target] == floors[folder]:
        return f'"{included}" is on the same floor: {folder} and {target} must not see each other'
    if floors[target] > floors[folder]:
        return f'"{included}" looks up: {target} is above {folder} in floors.txt'
    return None


def check_file(path, floors, src):
    """All that is wrong with one file's includes, as (line, message)."""
    folder = path.relative_to(src).parent.as_posix()
    if folder == ".":
        return  # the precompiled header belongs to the build, not to the house
    if folder not in floors:
        yield 1, f"src/{folder} is on no floor: floors.txt must list it"
        return
    text = path.read_text(errors="replace")
    for match in INCLUDE.finditer(text):
        wrong = judge(match.group(1), folder, floors, src)
        if wrong:
            yield line_at(text, match.start(1)), wrong


def check(root=ROOT):
    """All that is wrong in the tree, as `file:line: message`."""
    src, floors = root / "src", read_floors(root)
    for path in sorted(one for one in src.rglob("*") if one.suffix in CPP and one.is_file()):
        for line, message in check_file(path, floors, src):
            yield f"{path.relative_to(root)}:{line}: {message}"


if __name__ == "__main__":
    found = list(check())
    print("\n".join(found) if found else "floors: every include looks down")
    sys.exit(bool(found))
