# SPDX-License-Identifier: Apache-2.0
"""Which rounds give a ratio, and what a gate makes of them."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from harness.rounds import Measurement, ratio  # noqa: E402


def _measured(cpu_us, ready=1.0, errors=0):
    requests = 10000
    cpu = cpu_us * requests / 1e6
    return Measurement("any", {
        "requests": requests, "errors": errors, "seconds": cpu / ready, "cpu_seconds": cpu, "waited_seconds": 0.0})


def _rounds(*pairs):
    return [{"ours": ours, "theirs": theirs} for ours, theirs in pairs]


def test_ratios_are_taken_within_a_round():
    drifting = _rounds(*((_measured(8 * factor), _measured(10 * factor)) for factor in (1, 2, 4)))
    result = ratio(drifting, "ours", "theirs", gate=0.9)
    assert [round(value, 6) for value in result.values] == [0.8, 0.8, 0.8]
    assert result.verdict == "holds"


def test_a_median_above_the_gate_is_exceeded():
    result = ratio(_rounds(*[(_measured(10), _measured(10))] * 3), "ours", "theirs", gate=0.9)
    assert result.verdict == "EXCEEDED"


def test_rounds_that_were_not_saturated_or_wrong_are_discarded():
    good, sleepy, wrong = _measured(5), _measured(9, ready=0.5), _measured(1, errors=3)
    result = ratio(_rounds((good, good), (sleepy, good), (good, sleepy), (wrong, good)), "ours", "theirs", gate=0.9)
    assert result.values == (1.0,)
    assert result.discarded == 3
    assert result.verdict == "inconclusive"


def test_time_spent_waiting_for_the_core_is_not_idleness():
    crowded = _measured(5, ready=0.5)
    crowded.raw["waited_seconds"] = crowded.raw["cpu_seconds"]
    assert crowded.is_valid


def test_what_was_not_measured_has_no_ratio():
    assert ratio(_rounds((_measured(1), _measured(1))), "ours", "absent") is None
