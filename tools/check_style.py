#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the rules of STYLE.md that no compiler or linter knows: licence line, head paragraph, sizes, nesting, co_await
shapes, and a few words that must not appear. Arguments: files (all of the project without any). Prints
`file:line: [rule] what is wrong`. A line, or the first line of a function, may carry `// NOLINT(rule): reason`."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from await_shapes import split_arguments, wrong_shape  # noqa: E402
from cpp_blocks import Scanner, group_end, without_template  # noqa: E402
from sources import CPP, ROOT, code_of, is_test, line_at, tracked  # noqa: E402

SPDX = "SPDX-License-Identifier: Apache-2.0"
SPDX_LINE = re.compile(r"^(?://|#|--|<!--) " + re.escape(SPDX))
FILE_LINES, TEST_LINES = 500, 800
FUNCTION_LINES, PARAMETERS, NESTING, COLUMNS = 60, 5, 3, 120
MARKS = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")
RAW_MEMORY = re.compile(r"(?<!operator )\bnew\b(?!\s*\()|(?<!operator )\bdelete\b(?!\s*;)")
TAKEN_AT_ONCE = re.compile(r"(?:_ptr<[^;(){}]*>\s*\w*|\breset)\s*\(\s*\Z")
NOT_CALLS = {"alignas", "decltype", "explicit", "noexcept", "requires", "static_assert", "__attribute__", "sizeof"}


class Subject:
    """A file under check: its text, its code without comments and literals, its blocks and statements."""

    def __init__(self, name, text):
        self.name, self.text, self.lines = name, text, text.splitlines()
        self.cpp = pathlib.PurePath(name).suffix in CPP
        self.code = code_of(text) if self.cpp else ""
        scan = Scanner(self.code)
        self.blocks, self.statements = scan.blocks, scan.statements

    def at(self, offset):
        """The line of an offset."""
        return line_at(self.text, offset)

    def excused(self, rule, line):
        """Whether this line or the one before names the rule and a reason."""
        mark = re.compile(r"NOLINT(?:NEXTLINE)?\([^)]*\b" + rule + r"\b[^)]*\):? *\S{3}")
        return any(mark.search(one) for one in self.lines[max(line - 2, 0):line])


def check_licence(it):
    """One SPDX line, first (after #! in scripts)."""
    first = 1 if it.lines and it.lines[0].startswith("#!") else 0
    if len(it.lines) <= first or not SPDX_LINE.match(it.lines[first]):
        yield first + 1, f"the first line must be `{'//' if it.cpp else '#'} {SPDX}`"
    elif sum(bool(SPDX_LINE.match(line)) for line in it.lines) > 1:
        yield first + 1, "one SPDX line is enough"


def check_paragraph(it):
    """After the licence: a paragraph that says what the file is, why, and what a reader must know."""
    if it.cpp and not is_test(it.name):
        words = []
        for line in it.lines[1:]:
            if not line.startswith("//"):
                break
            words += line[2:].split()
        if len(words) < 5:
            yield 2, "after the licence line a paragraph must say what this file is, why, and what a reader must know"


def check_file_size(it):
    """500 lines a file, 800 a test."""
    limit = TEST_LINES if is_test(it.name) else FILE_LINES
    if len(it.lines) > limit:
        yield limit + 1, f"{len(it.lines)} lines; at most {limit}: one idea a file"


def check_columns(it):
    """120 columns in scripts; clang-format sees to C++."""
    for number, line in enumerate(it.lines, 1):
        if not it.cpp and len(line) > COLUMNS:
            yield number, f"{len(line)} columns; at most {COLUMNS}"


def check_function_size(it):
    """60 lines from brace to brace."""
    for block in it.blocks:
        size = it.at(block.close) - it.at(block.open) + 1
        if block.kind in ("function", "lambda") and size > FUNCTION_LINES:
            yield it.at(block.start), f"a function of {size} lines; at most {FUNCTION_LINES}"


def parameters(head):
    """The parameters that a declaration's head lists."""
    head = re.sub(r"operator\s*\(\s*\)", "operator_", without_template(head))
    for match in re.finditer(r"(\w+|operator[^\s\w(]+)\s*\(", head):
        if match.group(1) not in NOT_CALLS:
            end = group_end(head, match.end() - 1)
            return split_arguments(head[match.end():end - 1])
    return []


def check_parameters(it):
    """At most five parameters."""
    heads = [(block.head, block.start) for block in it.blocks if block.kind == "function"]
    for one in it.statements:
        text = one.text.strip()
        value = re.match(r"using\b|static_assert\b|[^(=]*(?<!operator)=", text)
        if one.declares and not value:
            heads.append((text, one.start + len(one.text) - len(one.text.lstrip())))
    seen = set()
    for head, start in sorted(heads, key=lambda pair: pair[1]):
        count = len(parameters(head))
        if count > PARAMETERS and start not in seen:
            seen.add(start)
            yield it.at(start), f"{count} parameters; at most {PARAMETERS}: some of them are one thing with a name"


def check_nesting(it):
    """Control statements at most three deep in a function; a lambda counts anew."""
    for block in it.blocks:
        depth, one = 0, block
        while block.kind == "control" and one and one.kind not in ("function", "lambda"):
            depth += one.kind == "control"
            one = one.parent
        if depth == NESTING + 1:
            yield it.at(block.start), f"nested {depth} deep; at most {NESTING}: return early or name the inner part"


def check_co_await(it):
    """The three shapes of a wait."""
    for one in it.statements:
        if re.search(r"\bco_await\b", one.text):
            wrong = wrong_shape(one.text)
            if wrong:
                yield it.at(one.start + re.search(r"\bco_await\b", one.text).start()), wrong


def check_using(it):
    """A header must not empty a namespace into its includers."""
    if it.name.endswith(".h"):
        for one in it.statements:
            if one.declares and re.match(r"\s*using\s+namespace\b", one.text):
                yield it.at(one.start + len(one.text) - len(one.text.lstrip())), "`using namespace` in a header"


def check_marks(it):
    """No marks of unfinished work: do it, or leave it out and say so in an issue."""
    for number, line in enumerate(it.lines, 1):
        mark = MARKS.search(line)
        if mark:
            yield number, f"{mark.group(0)}: finish it or leave it out"


def check_memory(it):
    """No raw new or delete; placement new, deleted functions, and a new that a smart pointer takes at once (private
    constructors need that) are something else."""
    for match in RAW_MEMORY.finditer(it.code):
        if match.group(0) == "new" and TAKEN_AT_ONCE.search(it.code[max(match.start() - 200, 0):match.start()]):
            continue
        yield it.at(match.start()), f"raw `{match.group(0)}`: std::make_unique, a container or an arena owns memory"


def check_spawn(it):
    """Coroutines start at a loop::Gate, which knows how to end them."""
    if not it.name.startswith(("src/loop/", "bench/")) and not is_test(it.name):
        for match in re.finditer(r"\bco_spawn\b", it.code):
            yield it.at(match.start()), "co_spawn outside src/loop: every coroutine belongs to a loop::Gate"


RULES = {
    "licence": check_licence, "paragraph": check_paragraph, "file-size": check_file_size, "columns": check_columns,
    "function-size": check_function_size, "parameters": check_parameters, "nesting": check_nesting,
    "co-await": check_co_await, "using-namespace": check_using, "marks": check_marks,
    "raw-memory": check_memory, "co-spawn": check_spawn,
}


def check_text(name, text):
    """All that is wrong with one file, as `file:line: [rule] message`."""
    subject = Subject(name, text)
    for rule, check in RULES.items():
        for line, message in check(subject):
            if not subject.excused(rule, line):
                yield f"{name}:{line}: [{rule}] {message}"


def main(names):
    """Checks the named files, or all; returns how many findings there were."""
    patterns = ["*.h", "*.cpp", "*.cc", "*.def", "*.py", "*.sh", "*.cmake", "*CMakeLists.txt", "dev", ".ci/run"]
    names = names or tracked(ROOT, *patterns)
    found = [line for name in names for line in check_text(name, (ROOT / name).read_text(errors="replace"))]
    print("\n".join(found) if found else f"style: {len(names)} files are as STYLE.md wants them")
    return len(found)


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
