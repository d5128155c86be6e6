#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Each header of src/ compiles alone, twice in one unit, and without the precompiled header of the build, which hides
what a file forgot to include. A header that passed is not compiled again before it, or a project header it includes,
changes. What many headers include is precompiled here once (hubs); a header is given only a hub that it includes
itself, so nothing comes in that it did not ask for."""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import compile_commands  # noqa: E402
from sources import ROOT, closure, fingerprint, tracked  # noqa: E402

PASSED = ROOT / "build/checks/headers"
SRC = ROOT / "src"
HUBS = 14
# What the first header of a family costs to parse, beside one of the project's; further ones cost little.
FAMILIES = {"boost/asio": 40, "gtest": 40, "gmock": 40, "spdlog": 20, "boost/json": 20, "boost/unordered": 20, "fmt": 9}
LIBRARY = re.compile(r"^[ \t]*#[ \t]*include[ \t]*<([^>]+)>", re.M)


class Headers:
    """The headers, what each includes, and what that costs."""

    def __init__(self, names):
        self.names = names
        self.includes = {name: {path.relative_to(ROOT).as_posix() for path in closure(ROOT / name, SRC)}
                         for name in names}
        self.prices = {name: self.price(included) for name, included in self.includes.items()}

    @staticmethod
    def price(included):
        """A guess at the time it takes to parse these files, in no unit."""
        libraries = {one for name in included for one in LIBRARY.findall((ROOT / name).read_text(errors="replace"))}
        families = [cost for start, cost in FAMILIES.items() if any(one.startswith(start) for one in libraries)]
        return len(included) + len(libraries) + sum(families)

    def hub_of(self, name, hubs):
        """The dearest hub that the header includes; None where there is none."""
        fit = [hub for hub in hubs if hub in self.includes[name] and hub != name]
        return max(fit, key=self.prices.get, default=None)

    def choose_hubs(self, among, count):
        """The headers that are worth being precompiled for `among`, one after the other the one that saves most."""
        hubs, saved = [], dict.fromkeys(among, 0)
        for _ in range(count):
            gains = {hub: sum(max(0, price - saved[name]) for name in self.users(hub, among)) - 2 * price
                     for hub, price in self.prices.items() if hub not in hubs}
            best = max(gains, key=gains.get, default=None)
            if best is None or gains[best] <= 0:
                break
            hubs.append(best)
            for name in self.users(best, among):
                saved[name] = max(saved[name], self.prices[best])
        return hubs

    def users(self, hub, among):
        """Who includes it, directly or not."""
        return [name for name in among if hub in self.includes[name] and name != hub]


def compiled(command, text, *more):
    """Runs the compiler over a unit given as text."""
    compiler, flags = command
    return subprocess.run([compiler, *flags, *more, "-"], cwd=ROOT, text=True, capture_output=True, input=text)


def precompile(hub, command):
    """(hub, its precompiled form), or None where it does not compile: then it is found out as itself."""
    wrapper = PASSED / f"{hub.removeprefix('src/').replace('/', '_')}"
    wrapper.write_text(f'#include "{hub.removeprefix("src/")}"\n')
    compiler, flags = command
    output = wrapper.with_suffix(".pch")
    ran = subprocess.run([compiler, *flags, "-x", "c++-header", str(wrapper), "-o", str(output)], cwd=ROOT,
                         capture_output=True)
    return hub, output if ran.returncode == 0 else None


def compile_alone(header, command, pch):
    """None if the header compiles alone, otherwise the compiler's words."""
    included = header.removeprefix("src/")
    with_hub = ["-include-pch", str(pch)] if pch else []
    ran = compiled(command, f'#include "{included}"\n#include "{included}"\n', "-fsyntax-only", *with_hub, "-x", "c++")
    if ran.returncode:
        return f"{header} does not compile alone:\n{ran.stderr}"
    mark_of(header, command).touch()
    return None


def mark_of(header, command):
    """The file that says that this header passed as it is."""
    compiler, flags = command
    return PASSED / fingerprint(ROOT / header, SRC, compiler, *flags)


def flags_of_all():
    """The compiler and the flags of the unit that has most, which fit every header."""
    rooted = [command for command in compile_commands.read().values() if f"-I{SRC}" in command[1]]
    compiler, flags = max(rooted, key=lambda command: len(command[1]))
    return compiler, [flag for flag in flags if not flag.endswith((".cpp", ".cc"))]


def main():
    """Compiles all; returns the exit status."""
    compile_commands.configure()
    command = flags_of_all()
    PASSED.mkdir(parents=True, exist_ok=True)
    names = [name for name in tracked(ROOT, "src/*.h") if name != "src/precompiled.h"]
    waiting = [name for name in names if not mark_of(name, command).exists()]
    headers = Headers(names)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        hubs = dict(pool.map(lambda hub: precompile(hub, command), headers.choose_hubs(waiting, HUBS)))
        ready = [hub for hub, pch in hubs.items() if pch]
        found = pool.map(lambda name: compile_alone(name, command, hubs.get(headers.hub_of(name, ready))), waiting)
        failed = [one for one in found if one]
    for pch in filter(None, hubs.values()):
        pch.unlink()
    print("\n".join(failed))
    print(f"headers: {len(names) - len(failed)} of {len(names)} compile alone")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
