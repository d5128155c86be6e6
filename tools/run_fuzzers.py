#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every fuzzer of tests/fuzz for some seconds from its corpus, as many at once as there are cores. What they find
new goes to build/<preset>/corpus/<name>/ and is used next time; an input that breaks something goes to
build/<preset>/findings/ and the command that repeats it is printed. --preset names the build whose fuzzers run (`fuzz`
is optimised, `asan` has them beside all else); --report writes JUnit."""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as xml

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from sources import ROOT  # noqa: E402

MEMORY_MB, INPUT_SECONDS = 2048, 10


def run(build, name, seconds):
    """Runs one fuzzer; returns (name, whether it held, its output)."""
    given, grown, findings = ROOT / "tests/fuzz/corpus" / name, build / "corpus" / name, build / "findings"
    grown.mkdir(parents=True, exist_ok=True)
    findings.mkdir(parents=True, exist_ok=True)
    command = [str(build / "tests/fuzz" / f"fuzz_{name}"), f"-max_total_time={seconds}", f"-timeout={INPUT_SECONDS}",
               f"-rss_limit_mb={MEMORY_MB}", "-print_final_stats=1", f"-artifact_prefix={findings}/{name}-",
               str(grown), str(given)]
    words = ROOT / "tests/fuzz" / f"{name}.dict"
    if words.exists():
        command.append(f"-dict={words}")
    try:
        ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace", text=True,
                             timeout=seconds + 120, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired as late:
        return name, False, f"did not end {seconds + 120} s after its start\n{late.output or ''}"
    return name, ran.returncode == 0 and bool(executed(ran.stdout)), ran.stdout


def executed(output):
    """How many inputs a fuzzer says it ran."""
    stated = re.search(r"stat::number_of_executed_units:\s*(\d+)", output)
    return int(stated.group(1)) if stated else 0


def show(build, name, held, output):
    """One line for a fuzzer that held; the end of its output and how to repeat it for one that did not."""
    if held:
        print(f"{name}: {executed(output)} inputs held")
        return
    print(f"{name}: FAILED")
    print("\n".join(output.splitlines()[-60:]))
    for path in re.findall(r"Test unit written to (\S+)", output):
        print(f"repeat: {build / 'tests/fuzz' / f'fuzz_{name}'} {path}")


def write_report(path, results):
    """The results as JUnit."""
    suite = xml.Element("testsuite", name="fuzzers", tests=str(len(results)))
    for name, held, output in results:
        case = xml.SubElement(suite, "testcase", name=f"fuzz_{name}")
        if not held:
            xml.SubElement(case, "failure", message="see the log")
    xml.ElementTree(suite).write(path)


def main():
    """Runs them all; returns the exit status."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--preset", default="fuzz")
    options.add_argument("--report")
    chosen = options.parse_args()
    build = ROOT / "build" / chosen.preset
    names = sorted(path.stem for path in (ROOT / "tests/fuzz").glob("*.cpp"))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda name: run(build, name, chosen.seconds), names))
    for one in results:
        show(build, *one)
    if chosen.report:
        write_report(chosen.report, results)
    held = sum(one[1] for one in results)
    print(f"fuzzers: {held} of {len(names)} held for {chosen.seconds} s each")
    return held < len(names) or not names


if __name__ == "__main__":
    sys.exit(main())
