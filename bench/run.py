#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the CPU time per request of Cardea, HAProxy and nginx in one run (bench/README.md says how to read it).
Exit status: 0 measured (with --check: every gate holds), 1 a gate is exceeded, 2 not set up, 3 inconclusive."""
import argparse
import dataclasses
import pathlib
import subprocess
import sys
import tempfile

BENCH = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(BENCH))
from harness import machine, peers, profile, report, rounds, same_work, tokens  # noqa: E402
from harness.cardea import Cardea  # noqa: E402
from harness.machine import CannotMeasure  # noqa: E402

BUILD = BENCH.parent / "build" / "release"
ISSUERS = 1000
MOST_MALLOCS = 0.01  # a request: what a new connection or a full buffer makes now and then, nothing that each makes
# of, to, and what the median must not exceed.
RATIOS = (
    ("cardea", "haproxy http", 0.90),
    ("cardea jwt", "haproxy jwt", 0.70),
    ("cardea jwt+acl", "haproxy jwt", None),
    ("cardea rsa", "haproxy rsa", 0.38),
    ("cardea", "nginx", None),
    ("cardea", "haproxy bare", None),
    ("cardea", "haproxy tcp", None),
    ("cardea jwt", "cardea", 1.06),
    ("cardea jwt+acl", "cardea", 1.08),
    ("haproxy jwt", "haproxy http", None),
    ("haproxy http", "haproxy bare", None),
    ("haproxy http", "haproxy tcp", None),
    ("nginx", "haproxy http", None),
)


def parse_arguments():
    def numbers(text):
        return [int(word) for word in text.split(",")]

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=0.4, help="measured, each target in each round")
    parser.add_argument("--warm-up", type=float, default=0.15, help="seconds before each measurement")
    parser.add_argument("--bodies", type=numbers, default=[100, 10000], help="sizes of the answers, bytes")
    parser.add_argument("--connections", type=numbers, default=[64], help="kept by the client")
    parser.add_argument("--only", help="names of targets, separated by commas")
    parser.add_argument("--check", action="store_true", help="exit 1 if a median exceeds its gate")
    parser.add_argument("--mallocs", action="store_true", help="count heap allocations per request instead")
    parser.add_argument("--profile", choices=["time", "mallocs", "syscalls"],
                        help="show where they go instead, with perf")
    parser.add_argument("--cardea", type=pathlib.Path, help="the binary to measure; default is the release build")
    parser.add_argument("--no-build", action="store_true", help="use the load generator and Cardea as they were built")
    parser.add_argument("--json", type=pathlib.Path, help="where to write; default bench/results/<date>.json")
    return parser.parse_args()


def build(with_cardea):
    """Ninja's words go to stderr: stdout is the report's."""
    root = str(BENCH.parent)
    if not (BUILD / "build.ninja").exists():
        subprocess.run(["cmake", "--preset", "release"], cwd=root, check=True, stdout=sys.stderr)
    wanted = ["bench_load", "cardea"] if with_cardea else ["bench_load"]
    subprocess.run(["ninja", "-C", str(BUILD), *wanted], cwd=root, check=True, stdout=sys.stderr)


class Bench:
    """The servers of one run and the load on them; everything lies in a temporary directory."""

    def __init__(self, directory, cardea, preload):
        self.directory = directory
        self._binary = cardea
        self._preload = preload
        self._cast = tokens.make_cast(ISSUERS)
        (self._upstream_port,) = machine.free_ports(1)
        self._processes = []
        self.targets = []

    def start(self, only):
        started = peers.Peers(self.directory, self._upstream_port, self._cast, self._preload)
        self._processes = started.processes
        self.targets += started.start()
        if self._binary:
            self._start_cardea()
        if only:
            self._keep(only.split(","))
        same_work.check(self.targets, self._upstream_port)

    def _keep(self, names):
        known = [target.name for target in self.targets]
        for name in set(names) - set(known):
            raise CannotMeasure(f"no target is called '{name}'; there are: {', '.join(known)}")
        self.targets = [target for target in self.targets if target.name in names]

    def _start_cardea(self):
        cardea = Cardea(self._binary, self.directory / "cardea", self._cast, self._preload)
        self._processes.append(cardea.process)
        cardea.fill(self._upstream_port)
        # Next to the peer it is compared with, because drift between neighbours is smallest.
        names = [target.name for target in self.targets]
        self.targets.insert(names.index("haproxy http") + 1, cardea.plain())
        self.targets += [cardea.jwt(), cardea.jwt_acl(), cardea.rsa()]

    def load(self):
        heads = {}
        for path, issuers in {target.path: target.issuers for target in self.targets}.items():
            heads[path] = self.directory / f"heads-{path.split('/')[1]}"
            tokens.write_heads(heads[path], path, issuers)
        return rounds.Load(BUILD / "bench" / "spinner", self._upstream_port, heads)

    def is_raised(self):
        return all(process.raised for process in self._processes)

    def peak_memory_mib(self):
        return {target.name: round(target.process.peak_memory_mib(), 1) for target in self.targets}

    def stop(self):
        for process in self._processes:
            process.stop()


def paces(arguments):
    for connections in arguments.connections:
        for body in arguments.bodies:
            yield rounds.Pace(arguments.rounds, arguments.seconds, arguments.warm_up, connections, body)


def compare(bench, arguments, facts):
    """Measures every cell, prints and writes; returns the verdicts of all gates."""
    load = bench.load()
    cells = []
    verdicts = []
    report.print_facts(facts)
    for pace in paces(arguments):
        measured = rounds.run(load, bench.targets, pace, lambda text: print(f"  {text}", file=sys.stderr, flush=True))
        ratios = [one for one in (rounds.ratio(measured, *pair) for pair in RATIOS) if one]
        report.print_cell(bench.targets, measured, ratios, pace)
        cells.append(report.cell_as_json(bench.targets, measured, ratios, pace))
        verdicts += [one.verdict for one in ratios]
    path = arguments.json or BENCH / "results" / f"{facts['date'].replace(':', '')}.json"
    report.write_json(path, {"machine": facts, "peak_memory_mib": bench.peak_memory_mib(), "cells": cells})
    print(f"\nwritten: {path}")
    return verdicts


def count_mallocs(bench, arguments):
    """Prints the allocations of each target; returns a verdict for each of Cardea's."""
    load = bench.load()
    verdicts = []
    for pace in paces(arguments):
        for target in bench.targets:
            load.measure(target, pace)  # every connection, token and cache has been seen once
            measured = load.measure(target, pace)
            print(f"{target.name:14} {pace.body:6} B  {measured.mallocs:.4f} mallocs a request "
                  f"({measured.raw['allocations']} + {measured.raw['resizings']} realloc in "
                  f"{measured.raw['requests']} requests, {measured.raw['errors']} errors)")
            if target.name.startswith("cardea"):
                verdicts.append("holds" if measured.mallocs <= MOST_MALLOCS else "EXCEEDED")
    return verdicts


def show_profiles(bench, arguments):
    load = bench.load()
    pace = next(paces(arguments))
    longer = dataclasses.replace(pace, seconds=3.0)
    with profile.Profiler(arguments.profile, bench.directory) as profiler:
        for target in bench.targets:
            load.measure(target, pace)
            print(f"\n{target.name}, {pace.body} B")
            print(profiler.profile(target.pid, 2, lambda: load.measure(target, longer)))
    return []


def exit_status(verdicts, check):
    if not check:
        return 0
    if "EXCEEDED" in verdicts:
        return 1
    return 0 if "holds" in verdicts and "inconclusive" not in verdicts else 3


def built_cardea(arguments):
    """The binary to measure, after building what is needed; None if --only names no target of Cardea."""
    wanted = not arguments.only or "cardea" in arguments.only
    if not arguments.no_build:
        build(with_cardea=wanted and not arguments.cardea)
    binary = arguments.cardea or BUILD / "cardea"
    if wanted and not binary.exists():
        raise CannotMeasure(f"{binary} does not exist; ./dev build makes it")
    return binary if wanted else None


def measure(arguments):
    machine.check_cores()
    cardea = built_cardea(arguments)
    with tempfile.TemporaryDirectory(prefix="cardea-bench-") as name:
        directory = pathlib.Path(name)
        directory.chmod(0o755)
        bench = Bench(directory, cardea, BUILD / "bench" / "count_malloc.so" if arguments.mallocs else None)
        try:
            bench.start(arguments.only)
            facts = {**machine.facts(cardea), "raised": bench.is_raised(), "arguments": sys.argv[1:]}
            if arguments.profile:
                return show_profiles(bench, arguments)
            return count_mallocs(bench, arguments) if arguments.mallocs else compare(bench, arguments, facts)
        finally:
            bench.stop()


def main():
    arguments = parse_arguments()
    try:
        return exit_status(measure(arguments), arguments.check)
    except (CannotMeasure, subprocess.CalledProcessError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
