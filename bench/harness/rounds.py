# SPDX-License-Identifier: Apache-2.0
"""Measures the targets in alternating rounds and takes ratios only within a round. The clock of a shared machine
drifts by tens of per cent within minutes; two proxies measured one after the other within seconds see
nearly the same machine, and the direction changes with every round, so that a steady drift cancels."""
import dataclasses
import json
import statistics

from harness import machine
from harness.machine import CannotMeasure
from harness.process import run_pinned

# A proxy that sleeps pays for waking up; below this share of the window its figure means something else.
SATURATED = 0.90


@dataclasses.dataclass(frozen=True)
class Pace:
    """How long and how hard: `seconds` a measurement after `warm_up` seconds."""
    rounds: int
    seconds: float
    warm_up: float
    connections: int
    body: int


@dataclasses.dataclass
class Measurement:
    """What the load generator saw of one target in one round, and what is derived from it."""
    target: str
    raw: dict

    @property
    def cpu_us(self):
        return 1e6 * self.raw["cpu_seconds"] / max(self.raw["requests"], 1)

    @property
    def user_us(self):
        ticks = self.raw["user_seconds"] + self.raw["system_seconds"]
        return self.cpu_us * self.raw["user_seconds"] / ticks if ticks else 0.0

    @property
    def rate(self):
        return self.raw["requests"] / self.raw["seconds"]

    @property
    def busy(self):
        """Share of the window in which the proxy ran."""
        return self.raw["cpu_seconds"] / self.raw["seconds"]

    @property
    def ready(self):
        """Share of the window in which it ran or wanted to: 1 is a proxy that never slept."""
        return min(1.0, (self.raw["cpu_seconds"] + self.raw["waited_seconds"]) / self.raw["seconds"])

    @property
    def is_valid(self):
        return self.ready >= SATURATED and self.raw["errors"] == 0

    @property
    def mallocs(self):
        return (self.raw["allocations"] + self.raw["resizings"]) / max(self.raw["requests"], 1)


class Load:
    """Runs the load generator; `heads` maps a path to its file of request heads."""

    def __init__(self, spinner, upstream_port, heads):
        self._spinner = spinner
        self._upstream_port = upstream_port
        self._heads = heads

    def measure(self, target, pace, *more):
        """`more`: further options of the load generator."""
        command = [
            self._spinner,
            "--proxy-port", target.port, "--upstream-port", self._upstream_port,
            "--heads", self._heads[target.path], "--watch", target.pid, "--core", machine.PROXY_CORE,
            "--connections", pace.connections, "--body", pace.body, "--mallocs", target.malloc_file,
            "--warm-up-ms", int(1000 * pace.warm_up), "--measure-ms", int(1000 * pace.seconds), *more]
        status, output, errors = run_pinned(
            [str(word) for word in command], machine.LOAD_CORE, pace.seconds + pace.warm_up + 30)
        if status != 0:
            raise CannotMeasure(f"{target.name}: {errors.strip()}\n{target.process.last_words()}")
        return Measurement(target.name, json.loads(output))


def _measure_saturated(load, target, pace):
    """One measurement, made again once if the machine did not let the proxy be saturated. Wrong answers stay."""
    first = load.measure(target, pace)
    return first if first.is_valid or first.raw["errors"] else load.measure(target, pace)


def run(load, targets, pace, progress):
    """A list of rounds; a round maps a target's name to its Measurement. `progress` is called with a sentence."""
    rounds = []
    for number in range(pace.rounds):
        order = targets if number % 2 == 0 else list(reversed(targets))
        rounds.append({target.name: _measure_saturated(load, target, pace) for target in order})
        progress(f"round {number + 1} of {pace.rounds}, {pace.body} B, {pace.connections} connections")
    return rounds


@dataclasses.dataclass(frozen=True)
class Ratio:
    """CPU time per request of `of` divided by that of `to`, over the rounds in which both were saturated."""
    of: str
    to: str
    values: tuple
    discarded: int
    gate: float | None = None

    @property
    def median(self):
        return statistics.median(self.values)

    @property
    def verdict(self):
        """`inconclusive` with fewer than three rounds; `-` where there is no gate."""
        if self.gate is None:
            return "-"
        if len(self.values) < 3:
            return "inconclusive"
        return "holds" if self.median <= self.gate else "EXCEEDED"


def ratio(rounds, of, to, gate=None):
    """None if one of the two was not measured."""
    both = [(one[of], one[to]) for one in rounds if of in one and to in one]
    if not both:
        return None
    values = tuple(a.cpu_us / b.cpu_us for a, b in both if a.is_valid and b.is_valid)
    return Ratio(of, to, values, len(both) - len(values), gate)
