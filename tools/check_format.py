#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Layout by .clang-format: says which lines of the project's C++ files differ; with --fix writes them. Files as
arguments, or all."""
import concurrent.futures
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from sources import ROOT, tracked  # noqa: E402

TOOL = "clang-format-19"


def run(names, fix):
    """Exit status and output of one run of the tool over some files."""
    mode = ["-i"] if fix else ["--dry-run", "-Werror", "--ferror-limit=3"]
    return subprocess.run([TOOL, *mode, *names], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def main(arguments):
    """Checks or fixes; returns the exit status."""
    fix = "--fix" in arguments
    names = [name for name in arguments if name != "--fix"] or tracked(ROOT, "*.h", "*.cpp", "*.cc")
    shares = [names[i::os.cpu_count() * 4] for i in range(os.cpu_count() * 4)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda share: run(share, fix), [share for share in shares if share]))
    failed = [one for one in results if one.returncode]
    for one in failed:
        print(one.stdout, end="")
    print("format: run ./dev format" if failed else f"format: {len(names)} files are laid out")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
