#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""clang-tidy over the C++ files that changed: since the merge base with origin/main, or, when this is main itself (as
on a fresh clone in CI), in its last commits. --all takes every file. Files whose turn does not come within --seconds
are named, not judged; a file that passed is not judged again before it, or a project header it includes, changes."""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import compile_commands  # noqa: E402
from sources import ROOT, closure, fingerprint, is_test, tracked  # noqa: E402

TOOL = "clang-tidy-19"
PASSED = ROOT / "build/checks/tidy"
COMMITS = 15  # how far back main looks at itself
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
# A test's length is the length of its list of cases; long functions are check_style.py's business.
NOT_IN_TESTS = "-clang-analyzer-*,-readability-function-cognitive-complexity,-readability-function-size"


def git(*words):
    """Lines that git prints; None when it fails."""
    ran = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True)
    return ran.stdout.split("\n")[:-1] if ran.returncode == 0 else None


def base():
    """The commit that changes count from."""
    head, shared = git("rev-parse", "HEAD"), git("merge-base", "HEAD", "origin/main")
    if shared and shared != head:
        return shared[0]
    earlier = git("rev-parse", "--verify", "--quiet", f"HEAD~{COMMITS}")
    return earlier[0] if earlier else EMPTY_TREE


def changed():
    """C++ files that differ from the base, newest change first; headers stand for the units that include them."""
    since = base()
    names = git("diff", "--name-only", "--diff-filter=d", since, "--", "src") or []
    return set(names) | set(git("ls-files", "--others", "--exclude-standard", "--", "src") or [])


def units(everything, commands):
    """The units to judge: changed ones, and one that includes each changed header whose own unit did not change."""
    known = [name for name in tracked(ROOT, "src/*.cpp") if name in commands]
    if everything:
        return known
    names = changed()
    chosen = [name for name in known if name in names]
    for header in sorted(name for name in names if name.endswith(".h")):
        users = [name for name in known if ROOT / header in closure(ROOT / name, ROOT / "src")]
        if users and not any(name in chosen for name in users):
            own = header.removesuffix(".h") + ".cpp"
            chosen.append(own if own in users else min(users, key=len))
    return sorted(chosen, key=is_test)


def judge(name, command, deadline):
    """(name, findings): findings is None when it passed and False when its turn came too late."""
    compiler, flags = command
    checks = [f"--checks={NOT_IN_TESTS}"] if is_test(name) else []
    rules = (ROOT / ".clang-tidy").read_text()
    mark = PASSED / fingerprint(ROOT / name, ROOT / "src", compiler, rules, *flags, *checks)
    if mark.exists():
        return name, None
    if time.monotonic() > deadline:
        return name, False
    ran = subprocess.run([TOOL, "--quiet", *checks, str(ROOT / name), "--", *flags], cwd=ROOT, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if ran.returncode == 0:
        mark.touch()
        return name, None
    return name, ran.stdout or f"{name}: {TOOL} failed without a word"


def findings(outputs):
    """Findings of all units, each once: one in a header comes up in every unit that includes it."""
    seen = set()
    for output in outputs:
        for finding in re.split(r"^(?=/\S+:\d+:\d+: (?:error|warning))", output, flags=re.M):
            if finding.strip() and finding not in seen:
                seen.add(finding)
                yield finding.replace(f"{ROOT}/", "").rstrip()


def main():
    """Judges the files; returns the exit status."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--all", action="store_true")
    options.add_argument("--seconds", type=int, default=150)
    chosen = options.parse_args()
    deadline = time.monotonic() + (3600 if chosen.all else chosen.seconds)
    compile_commands.configure()
    commands = compile_commands.read()
    PASSED.mkdir(parents=True, exist_ok=True)
    names = units(chosen.all, commands)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda name: judge(name, commands[name], deadline), names))
    failed = [found for _, found in results if found]
    late = [name for name, found in results if found is False]
    print("\n".join(findings(failed)))
    if late:
        print("not reached in time (./dev test-long judges all):", *late, sep="\n  ")
    print(f"tidy: {len(names) - len(failed) - len(late)} of {len(names)} files clean, {len(late)} not reached in time")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
