# SPDX-License-Identifier: Apache-2.0
"""The three shapes that a statement with co_await may have (STYLE.md, Coroutines):
    auto x = co_await call(names...);    co_await call(names...);    co_return co_await call(names...);
where `auto` may be a type and an argument is a name, a member, a literal or std::move(name). So nothing that dies at
the end of a full expression is in a coroutine's hands while it waits, and each wait stands at the start of its line."""
import re

from cpp_blocks import group_end, without_template

SHAPE = re.compile(r"(?:(?:const\s+)?[\w:]+(?:<[\w\s:<>,*]+>)?\s*(?:&&\s*|&\s*|\s)(?:\w+|\[[\w\s,]+\])\s*=\s*"
                   r"|co_return\s+)?co_await\b\s*")
CONTROL = re.compile(r"(?:else\b\s*)?(?:(?:if(?:\s+constexpr)?|for|while)\s*(?=\()|(?<=else)\s*)|(?:else|do)\b\s*")
NAME = re.compile(r"(?:::\s*)?~?\w+")
MEMBER = re.compile(r"\s*(?:\.|->|::)\s*(?:template\s+)?")
LITERAL = re.compile(r"[-+]?\d[\w.']*\Z|'[^']*'\w*\Z|(?:\"[^\"]*\"\w*\s*)+\Z")
MOVE = re.compile(r"std::move\s*\((.*)\)\Z", re.S)


def _template_end(text, at):
    """The end of template arguments that open at `at`, or `at` if these are none (a comparison)."""
    depth = 0
    for offset in range(at, len(text)):
        if text[offset] == "<":
            depth += 1
        elif text[offset] == ">" and text[offset - 1] != "-":
            depth -= 1
            if depth == 0:
                return offset + 1
        elif not re.match(r"[\w\s:,*&()]", text[offset]):
            return at
    return at


def split_arguments(text):
    """The arguments of a call, from the text between its parentheses."""
    found, begin, at = [], 0, 0
    while at < len(text):
        if text[at] in "([{":
            at = group_end(text, at)
        elif text[at] == "<" and _template_end(text, at) > at:
            at = _template_end(text, at)
        else:
            if text[at] == ",":
                found.append(text[begin:at].strip())
                begin = at + 1
            at += 1
    last = text[begin:].strip()
    return found + [last] if found or last else []


def _chain(text, calls_allowed):
    """Whether `text` is names joined by . -> :: with subscripts and template arguments, and calls where allowed."""
    pointer = re.match(r"\(\s*\*\s*[\w.>-]+\s*\)", text) if calls_allowed else None
    at = pointer.end() if pointer else 0
    named = bool(pointer)
    while True:
        if not named:
            name = NAME.match(text, at)
            if not name:
                return False
            at = name.end()
        named = False
        if at < len(text) and text[at] == "<":
            at = _template_end(text, at)
        while at < len(text) and text[at] in "([":
            end = group_end(text, at)
            inner = split_arguments(text[at + 1:end - 1])
            if (text[at] == "(" and not calls_allowed) or not all(is_plain(one) for one in inner):
                return False
            at = end
        if at == len(text):
            return True
        member = MEMBER.match(text, at)
        if not member:
            return False
        at = member.end()


def is_plain(argument):
    """Whether an argument is a name, a member, a literal, or std::move of a name."""
    if LITERAL.match(argument):
        return True
    moved = MOVE.match(argument)
    if moved:
        argument = moved.group(1).strip()
    return _chain(argument.lstrip("*&!-").strip(), calls_allowed=False)


def wrong_shape(statement):
    """What is wrong with a statement that contains co_await, or None."""
    text = without_template(statement)
    while (control := CONTROL.match(text)) and control.end():
        end = group_end(text, control.end()) if text[control.end():control.end() + 1] == "(" else control.end()
        if "co_await" in text[:end]:
            break
        text = text[end:].strip()
    shape = SHAPE.match(text)
    if not shape:
        return ("co_await must stand at the start: `auto x = co_await call(names);`, `co_await call(names);` "
                "or `co_return co_await call(names);`")
    call = text[shape.end():].strip()
    if not _chain(call, calls_allowed=True):
        return ("co_await takes one call whose arguments are names, members, literals or std::move(name): "
                "name the rest before")
    return None
