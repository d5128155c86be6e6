#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the test cases of a run from its reports: build/reports/<step>/ holds the exit status of a step and JUnit
files (GoogleTest's, pytest's, CTest's). A step that failed without a failed case in its reports, such as a build, a
check or a crashed test program, counts as one failure. The last line is `N passed, N failed`."""
import pathlib
import sys
import xml.etree.ElementTree as xml


def cases(path):
    """(name, outcome) of each case in one JUnit file; outcome is passed, failed or skipped."""
    for case in xml.parse(path).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            yield case.get("name"), "failed"
        elif case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
            yield case.get("name"), "skipped"
        else:
            yield case.get("name"), "passed"


def count_step(folder):
    """[passed, failed, skipped] of one step."""
    found = {path.stem: list(cases(path)) for path in folder.glob("*.xml")}
    programs = found.pop("ctest", [])
    counted = [outcome for some in found.values() for _, outcome in some]
    for name, outcome in programs:
        report = found.get(f"{name}_test")
        if report is None or (outcome == "failed" and all(one != "failed" for _, one in report)):
            counted.append("failed" if outcome == "skipped" else outcome)
    status = (folder / "status").read_text().strip() if (folder / "status").exists() else "no status"
    if status != "0" and "failed" not in counted:
        counted.append("failed")
    return [counted.count(outcome) for outcome in ("passed", "failed", "skipped")]


def main(reports):
    """Prints a table of steps and the last line; returns the exit status."""
    total = [0, 0, 0]
    for folder in sorted(one for one in reports.iterdir() if one.is_dir()):
        step = count_step(folder)
        total = [a + b for a, b in zip(total, step)]
        if step[1]:
            print(f"failed: {folder.name} ({step[1]})")
    if total[2]:
        print(f"{total[2]} skipped")
    print(f"{total[0]} passed, {total[1]} failed")
    return total[1] > 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
