# SPDX-License-Identifier: Apache-2.0
"""How the debug preset compiles each file, without the precompiled header, for checks that compile by themselves."""
import json
import shlex
import subprocess

from sources import ROOT

BUILD = ROOT / "build/debug"
WITH_VALUE = {"-o", "-c", "-MF", "-MT", "-MQ"}


def configure():
    """Configures the debug preset where that has not happened, so that its compile commands are those of the tree."""
    ready = (BUILD / "build.ninja").exists()
    command = ["cmake", "-S", str(ROOT), "-B", str(BUILD)] if ready else ["cmake", "--preset", "debug"]
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if ran.returncode:
        raise SystemExit(f"cannot configure the debug preset:\n{ran.stdout}")


def _plain(words):
    """Flags of one command: no launcher, no output, no input, no precompiled header."""
    start = next(i for i, word in enumerate(words) if "clang" in word.rsplit("/", 1)[-1])
    kept, at = [], start + 1
    while at < len(words):
        word = words[at]
        if word in WITH_VALUE:
            at += 2
        elif word == "-Xclang" and words[at + 1] in ("-include-pch", "-include"):
            at += 4
        elif word == "-Xclang" and words[at + 1] == "-fno-pch-timestamp":
            at += 2
        else:
            if word not in ("-MD", "-Winvalid-pch", "--"):
                kept.append(word)
            at += 1
    return words[start], kept


def read():
    """File, relative to the root -> (compiler, flags)."""
    found = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        if entry["file"].startswith(f"{ROOT}/") and not entry["file"].startswith(f"{BUILD}/"):
            found[entry["file"][len(f"{ROOT}/"):]] = _plain(shlex.split(entry["command"]))
    return found
