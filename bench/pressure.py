#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What remembered HS256 tokens cost while others trouble the gateway. Two troubles: credentials are written through the
Admin API all the time, and a client sends tokens whose keys do not exist as fast as it can. Each round measures the
CPU time of the proxy's core per request without and with the writes; the writes' own work is done by other threads.
Exit status: 0 measured (with --check: every gate holds), 1 a gate is exceeded, 2 not set up."""
import argparse
import concurrent.futures
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

BENCH = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(BENCH))
from harness import machine, peers, rounds, tokens  # noqa: E402
from harness.cardea import AdminApi, Cardea  # noqa: E402
from harness.machine import CannotMeasure  # noqa: E402
from harness.process import Process  # noqa: E402

BUILD = BENCH.parent / "build" / "release"
ISSUERS, STRANGERS = 1000, 50_000
WRITERS = 4
COST_GATE, QUESTIONS_GATE = 1.05, 100.0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=1.0, help="measured, each half of a round")
    parser.add_argument("--writes", type=int, default=500, help="credentials written a second")
    parser.add_argument("--write-to", type=int, help=argparse.SUPPRESS)  # its own writer
    parser.add_argument("--check", action="store_true", help="exit 1 if a gate is exceeded")
    parser.add_argument("--no-build", action="store_true")
    return parser.parse_args()


class Writer:
    """Makes credentials at a steady rate while it is entered; `rate` says what was reached. It is a process of its own,
    raised like the load: it would not get a core before the load has ended."""

    def __init__(self, gateway, wanted, directory):
        self._command = [sys.executable, __file__, "--write-to", str(gateway.admin_port), "--writes", str(wanted)]
        self._log = directory / "writes"
        self._process = None
        self._begun = 0.0
        self.rate = 0.0

    def __enter__(self):
        self._log.write_bytes(b"")
        self._process = Process(self._command, machine.LOAD_CORE, self._log, {})
        deadline = time.monotonic() + 10
        while not self._log.stat().st_size and time.monotonic() < deadline:
            time.sleep(0.01)
        self._begun = time.monotonic()
        return self

    def __exit__(self, *_):
        self.rate = self._log.stat().st_size / (time.monotonic() - self._begun)
        self._process.stop()


def write_forever(port, wanted):
    """Makes `wanted` credentials a second until it is ended, and prints a dot for each."""
    admin = AdminApi(port)

    def write(number):
        due = time.monotonic() + number / wanted
        while True:
            time.sleep(max(0.0, due - time.monotonic()))
            admin.post("/consumers/bench-0000/jwt", {})
            print(end=".", flush=True)
            due = max(due + WRITERS / wanted, time.monotonic() - 0.1)  # does not make up for what was long ago

    with concurrent.futures.ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))


def core_seconds(pid):
    """CPU time of the threads that serve clients (schedstat: nanoseconds that they ran)."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        if (task / "comm").read_text(encoding="ascii").startswith("core-"):
            total += int((task / "schedstat").read_text(encoding="ascii").split()[0])
    return total / 1e9


class Site:
    """A gateway with one worker that knows ISSUERS credentials, and the load on it."""

    def __init__(self, directory):
        self._cast = tokens.make_cast(ISSUERS)
        (upstream_port,) = machine.free_ports(1)
        self.gateway = Cardea(BUILD / "cardea", directory / "cardea", self._cast, None)
        self.gateway.fill(upstream_port)
        heads = {peers.JWT_PATH: directory / "known", peers.TERMINATED_PATH: directory / "unknown"}
        tokens.write_heads(heads[peers.JWT_PATH], peers.JWT_PATH, self._cast.hmac)
        strangers = (tokens.SharedSecret(f"nobody-{number}") for number in range(STRANGERS))
        tokens.write_heads(heads[peers.TERMINATED_PATH], peers.TERMINATED_PATH, strangers)
        self._load = rounds.Load(BUILD / "bench" / "spinner", upstream_port, heads)

    def metric(self, name):
        for line in self.gateway.admin.get_text("/metrics").splitlines():
            if line.startswith(f"{name} "):
                return float(line.split()[1])
        raise CannotMeasure(f"there is no metric {name}")

    def cost(self, pace):
        """CPU microseconds of the core per request with a remembered token."""
        pid = self.gateway.process.pid
        before = core_seconds(pid)
        measured = self._load.measure(self.gateway.jwt(), pace)
        if measured.raw["errors"]:
            raise CannotMeasure(f"wrong answers: {measured.raw['first_error']}")
        # Without a warm-up the window is the whole run but for the connects.
        return 1e6 * (core_seconds(pid) - before) / measured.raw["requests"]

    def flood(self, pace):
        """(requests a second with unknown keys, questions to the store a second meanwhile)."""
        target = self.gateway.jwt()
        target.path = peers.TERMINATED_PATH
        asked, begun = self.metric("cardea_store_questions_total"), time.monotonic()
        rate = self._load.measure(target, pace, "--status", 0).rate
        return rate, (self.metric("cardea_store_questions_total") - asked) / (time.monotonic() - begun)


def measure(arguments, directory):
    site = Site(directory)
    try:
        pace = rounds.Pace(1, arguments.seconds, 0.0, 64, 100)
        writer = Writer(site.gateway, arguments.writes, directory)
        site.cost(pace)  # every token has been seen once
        ratios, rates = [], []
        for number in range(arguments.rounds):
            quiet = site.cost(pace)
            with writer:
                troubled = site.cost(pace)
            ratios.append(troubled / quiet)
            rates.append(writer.rate)
            print(f"  round {number + 1} of {arguments.rounds}", file=sys.stderr, flush=True)
        entries = site.metric("cardea_near_cache_entries")
        rate, questions = site.flood(rounds.Pace(1, 5.0, 0.0, 64, 100))
        return {"writes_s": round(statistics.median(rates)), "cost_with_writes": round(statistics.median(ratios), 3),
                "cost_with_writes_min_max": [round(min(ratios), 3), round(max(ratios), 3)],
                "unknown_keys_s": round(rate), "store_questions_s": round(questions, 1),
                "good_entries_lost": max(0, round(entries - site.metric("cardea_near_cache_entries")))}
    finally:
        site.gateway.process.stop()


def exceeded(result):
    gates = {"cost_with_writes": COST_GATE, "store_questions_s": QUESTIONS_GATE, "good_entries_lost": 0}
    return [f"{name} is {result[name]}, not at most {gate}" for name, gate in gates.items() if result[name] > gate]


def main():
    arguments = parse_arguments()
    if arguments.write_to:
        return write_forever(arguments.write_to, arguments.writes)
    try:
        machine.check_cores()
        if not arguments.no_build:
            subprocess.run(["ninja", "-C", str(BUILD), "bench_load", "cardea"], check=True, stdout=sys.stderr)
        with tempfile.TemporaryDirectory(prefix="cardea-pressure-") as name:
            result = measure(arguments, pathlib.Path(name))
    except (CannotMeasure, OSError, subprocess.CalledProcessError) as error:
        print(f"pressure: {error}", file=sys.stderr)
        return 2
    print(json.dumps({**machine.facts(BUILD / "cardea"), **result}, indent=2))
    faults = exceeded(result)
    for fault in faults:
        print(f"EXCEEDED: {fault}")
    return 1 if faults and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
