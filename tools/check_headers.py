#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Each header of src/ compiles alone, twice in one unit, and without the precompiled header, which hides what a file
forgot to include. A header that passed is not compiled again before it, or a project header it includes, changes."""
import concurrent.futures
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import compile_commands  # noqa: E402
from sources import ROOT, fingerprint, tracked  # noqa: E402

PASSED = ROOT / "build/checks/headers"


def flags_for(header, commands):
    """The flags of a unit in the header's folder, or, where it has none, of the unit with the most flags."""
    rooted = {name: command for name, command in commands.items() if f"-I{ROOT}/src" in command[1]}
    folder = header.rpartition("/")[0]
    for name, command in rooted.items():
        if name.rpartition("/")[0] == folder:
            return command
    return max(rooted.values(), key=lambda command: len(command[1]))


def compile_alone(header, command):
    """None if the header compiles alone, otherwise the compiler's words."""
    compiler, flags = command
    flags = [flag for flag in flags if not flag.endswith((".cpp", ".cc"))]
    mark = PASSED / fingerprint(ROOT / header, ROOT / "src", compiler, *flags)
    if mark.exists():
        return None
    included = header.removeprefix("src/")
    ran = subprocess.run([compiler, *flags, "-fsyntax-only", "-x", "c++", "-"], cwd=ROOT, text=True,
                         capture_output=True, input=f'#include "{included}"\n#include "{included}"\n')
    if ran.returncode:
        return f"{header} does not compile alone:\n{ran.stderr}"
    mark.touch()
    return None


def main():
    """Compiles all; returns the exit status."""
    compile_commands.configure()
    commands = compile_commands.read()
    PASSED.mkdir(parents=True, exist_ok=True)
    headers = [name for name in tracked(ROOT, "src/*.h") if name != "src/precompiled.h"]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        failed = [one for one in pool.map(lambda name: compile_alone(name, flags_for(name, commands)), headers) if one]
    print("\n".join(failed))
    print(f"headers: {len(headers) - len(failed)} of {len(headers)} compile alone")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
