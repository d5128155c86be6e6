# SPDX-License-Identifier: Apache-2.0
"""The project's files as the checks see them: which there are, what they include, and C++ text with its comments and
literals blanked out, so that a rule about code is not fooled by a word in a string. Not a compiler: it knows as much
C++ as the checks need, and works on files that do not compile yet."""
import fnmatch
import functools
import hashlib
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
CPP = {".h", ".cpp", ".cc", ".def"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.M)
# Comments, raw strings, strings, characters; a quote between digits (1'000) is none of them.
TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^()\s]{0,16})\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'",
    re.S,
)


def tracked(root=ROOT, *patterns):
    """Files of the tree that git does not ignore, relative to `root`, sorted. A pattern's `*` also matches `/`."""
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            capture_output=True, text=True)
    if listed.returncode == 0:
        names = set(listed.stdout.split("\0")) - {""}
    else:  # an unpacked archive, or another user's clone
        names = {path.relative_to(root).as_posix() for path in root.rglob("*")}
        names = {name for name in names if not name.startswith(("build/", ".git/"))}
    return sorted(name for name in names
                  if any(fnmatch.fnmatchcase(name, one) for one in patterns or "*") and (root / name).is_file())


def is_test(name):
    """Whether a file is test code, which has wider limits."""
    return name.endswith("_test.cpp") or name.startswith("tests/")


def _blank(match):
    text = match.group(0)
    inner = re.sub(r"[^\n]", " ", text)
    if text.startswith("/"):
        return inner
    return text[0] + inner[1:-1] + text[-1] if text[0] != "R" else '"' + inner[1:-1] + '"'


def code_of(text):
    """The same text, same length and lines, with comments blank and literals emptied; preprocessor lines blank too."""
    blanked = TOKEN.sub(_blank, text)
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: re.sub(r"[^\n]", " ", m.group(0)), blanked, flags=re.M)


def line_at(text, offset):
    """The line number, from 1, of a character."""
    return text.count("\n", 0, offset) + 1


@functools.cache
def _included(path):
    return tuple(INCLUDE.findall(path.read_text(errors="replace")))


def closure(path, src):
    """`path` and every project file it includes, directly or not."""
    seen, waiting = set(), [path]
    while waiting:
        one = waiting.pop()
        if one in seen or not one.is_file():
            continue
        seen.add(one)
        waiting.extend(src / name for name in _included(one))
    return sorted(seen)


def fingerprint(path, src, *extra):
    """A hash of everything of ours that decides how `path` compiles: its text, its includes' text, and `extra`."""
    digest = hashlib.sha256()
    for one in closure(path, src):
        digest.update(f"{one}\0".encode() + one.read_bytes())
    for one in extra:
        digest.update(b"\0" + str(one).encode())
    return digest.hexdigest()
