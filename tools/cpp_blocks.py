# SPDX-License-Identifier: Apache-2.0
"""Finds the blocks of a C++ text (namespaces, types, functions, lambdas, control statements, initializers) and the
statements in them, by braces and the words before them. Works on `sources.code_of(text)`, where comments and literals
are blank. What it cannot name it calls an initializer, so that a doubt never becomes a complaint."""
import dataclasses
import re

LABEL = re.compile(r"\s*(?:(?:public|private|protected|default)\s*:(?!:)|case\b(?:[^:;{}]|::)+:(?!:))")
CONTROL = re.compile(r"(?:else\s+)?(?:if(?:\s+constexpr)?|for|while|switch|catch)\s*(?=\()")
BARE_CONTROL = re.compile(r"(?:else|do|try|(?:else\s+)?if\s+!?\s*consteval)\Z")
SPACE = re.compile(r"(?:inline\s+)?namespace\b|extern\s*\"")
TYPE = re.compile(r"(?:typedef\s+)?(?:class|struct|union|enum)\b")
SPECIFIERS = re.compile(r"(?:\s*(?:\b(?:mutable|noexcept|static|constexpr|const)\b|->\s*[\w:<>,\s*&]+))*\s*\Z")
MEMBERS = re.compile(r"\)\s*(?:noexcept\s*|requires[^:]*)?:(?!:)")
OPENING, CLOSING = "([{", ")]}"


@dataclasses.dataclass
class Block:
    """One pair of braces: what stands before it (`head`, from offset `start`), and where it opens and closes."""
    kind: str  # namespace, type, function, lambda, control, scope, initializer
    head: str
    start: int
    open: int
    parent: "Block | None"
    close: int = -1
    depth: int = 0  # parentheses open in it, while scanning
    begin: int = 0  # where its current statement starts, while scanning
    lambdas: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Statement:
    """Text between two boundaries, the bodies of lambdas in it blanked; `declares` at namespace or type scope."""
    text: str
    start: int
    declares: bool


def group_end(text, at):
    """The offset after the bracket that closes the one at `at`; the length of the text if none does."""
    depth = 0
    for offset in range(at, len(text)):
        depth += (text[offset] in OPENING) - (text[offset] in CLOSING)
        if depth == 0:
            return offset + 1
    return len(text)


def group_start(text, end):
    """The offset of the bracket that opens the one closed at `end - 1`; -1 if none does."""
    depth = 0
    for offset in range(end - 1, -1, -1):
        depth += (text[offset] in CLOSING) - (text[offset] in OPENING)
        if depth == 0:
            return offset
    return -1


def without_template(head):
    """`head` without leading labels, attributes and `template <...>`."""
    while True:
        label = LABEL.match(head)
        head = (head[label.end():] if label else head).strip()
        if head.startswith("[["):
            head = head[group_end(head, 0):]
        elif re.match(r"template\s*<", head):
            depth, at = 0, head.index("<")
            while at < len(head):
                depth += {"<": 1, ">": -1}.get(head[at], 0)
                at += 1
                if depth == 0:
                    break
            head = head[at:]
        elif not label:
            return head


def _is_control(head):
    match = CONTROL.match(head)
    return bool(BARE_CONTROL.match(head) or (match and group_end(head, match.end()) == len(head)))


def _is_lambda(head):
    head = head[:SPECIFIERS.search(head).start()]
    if head.endswith(")"):
        head = head[:group_start(head, len(head))].rstrip()
    head = re.sub(r"<[^<>()]*>\Z", "", head).rstrip()
    if not head.endswith("]"):
        return False
    before = head[:max(group_start(head, len(head)), 0)].rstrip()
    return bool(re.search(r"(?:\A|[^\w)\]]|\b(?:return|co_return))\Z", before))


def _is_function(head):
    plain = re.sub(r"operator\s*(?:\(\s*\)|[^\s\w(]+)", "operator_", head)
    assigned = re.search(r"(?<![=<>!+\-*/])=(?!=)", re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "()", plain))
    if "(" not in plain or assigned:
        return False
    return not MEMBERS.search(plain) or plain[-1] in ")}"


def classify(head, outer, parens):
    """The kind of the block that `{` opens after `head`, within a block of kind `outer`."""
    head = without_template(head)
    if outer == "initializer":
        return "lambda" if _is_lambda(head) else "initializer"
    if parens == 0 and _is_control(head):
        return "control"
    if SPACE.match(head):
        return "namespace"
    if TYPE.match(head) and not re.search(r"\)[\s\w]*\Z", head):
        return "type"
    if _is_lambda(head):
        return "lambda"
    if outer in ("namespace", "type") and parens == 0 and _is_function(head):
        return "function"
    return "initializer" if head else "scope"


class Scanner:
    """Walks over a text once; afterwards `blocks` and `statements` hold what it found, in order of their ends."""

    def __init__(self, code):
        self.code, self.blocks, self.statements = code, [], []
        self.here = Block("namespace", "", 0, -1, None)
        for offset, letter in enumerate(code):
            if letter in "([":
                self.here.depth += 1
            elif letter in ")]":
                self.here.depth -= 1
            elif letter == "{":
                self._enter(offset)
            elif letter == "}" and self.here.parent:
                self._leave(offset)
            elif letter == ";" and self.here.depth == 0:
                self._end_statement(offset)

    def _enter(self, offset):
        outer = self.here
        head = self.code[outer.begin:offset]
        kind = classify(head, outer.kind, outer.depth)
        start = outer.begin + len(head) - len(head.lstrip())
        if kind not in ("lambda", "initializer"):
            self._end_statement(offset)
        self.here = Block(kind, head.strip(), start, offset, outer, begin=offset + 1)

    def _leave(self, offset):
        block = self.here
        block.close = offset
        self.blocks.append(block)
        self.here = block.parent
        if block.kind == "lambda":
            self.here.lambdas.append(block)
        elif block.kind == "initializer":
            self.here.lambdas.extend(block.lambdas)
        else:
            self.here.begin = offset + 1

    def _end_statement(self, offset):
        here = self.here
        if here.kind == "initializer":
            return
        text = self.code[here.begin:offset]
        for one in here.lambdas:
            a, b = one.open + 1 - here.begin, one.close - here.begin
            text = text[:a] + " " * (b - a) + text[b:]
        self.statements.append(Statement(text, here.begin, here.kind in ("namespace", "type")))
        here.begin, here.lambdas = offset + 1, []
