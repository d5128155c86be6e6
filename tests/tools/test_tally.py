# SPDX-License-Identifier: Apache-2.0
"""tools/tally.py counts what ran, and no failure gets lost: a crash, a build, a check, a step that never ended."""
import pathlib
import subprocess
import sys

import pytest

TALLY = pathlib.Path(__file__).parents[2] / "tools/tally.py"
GOOGLE = ('<testsuites><testsuite><testcase name="A" status="run"/><testcase name="B" status="run">{}</testcase>'
          '<testcase name="C" status="notrun"/></testsuite></testsuites>')
CTEST = '<testsuite><testcase name="net" status="{}">{}</testcase></testsuite>'
FAILURE = '<failure message="x"/>'


@pytest.fixture
def tally(tmp_path):
    """Writes a step's status and reports and returns the exit status and the last line of the tally."""
    def count(status, **files):
        step = tmp_path / "units"
        step.mkdir(exist_ok=True)
        if status is not None:
            (step / "status").write_text(f"{status}\n")
        for name, text in files.items():
            (step / f"{name}.xml").write_text(text)
        ran = subprocess.run(["/usr/bin/python3", TALLY, tmp_path], capture_output=True, text=True, check=False)
        return ran.returncode, ran.stdout.splitlines()[-1]
    return count


def test_cases_are_counted_once(tally):
    assert tally(0, net_test=GOOGLE.format(""), ctest=CTEST.format("run", "")) == (0, "2 passed, 0 failed")


def test_a_failed_case_is_one_failure(tally):
    assert tally(8, net_test=GOOGLE.format(FAILURE), ctest=CTEST.format("fail", FAILURE)) == (1, "1 passed, 1 failed")


def test_a_crash_without_a_report_is_a_failure(tally):
    assert tally(8, ctest=CTEST.format("fail", FAILURE)) == (1, "0 passed, 1 failed")


def test_a_program_that_fails_after_its_cases_passed_is_a_failure(tally):
    assert tally(8, net_test=GOOGLE.format(""), ctest=CTEST.format("fail", FAILURE)) == (1, "2 passed, 1 failed")


def test_a_program_that_was_not_built_is_a_failure(tally):
    assert tally(8, ctest=CTEST.format("notrun", "<skipped/>")) == (1, "0 passed, 1 failed")


def test_a_step_without_cases_counts_only_when_it_fails(tally):
    assert tally(0) == (0, "0 passed, 0 failed")
    assert tally(1) == (1, "0 passed, 1 failed")


def test_a_step_that_never_ended_is_a_failure(tally):
    assert tally(None) == (1, "0 passed, 1 failed")


def test_errors_of_pytest_count(tally):
    report = '<testsuite><testcase name="a"/><testcase name="b"><error/></testcase></testsuite>'
    assert tally(1, pytest=report) == (1, "1 passed, 1 failed")
