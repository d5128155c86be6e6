#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a flood of forged ES256 tokens from one address costs the others: a gateway with one worker, pinned to a core
that remembered tokens keep busy; the same core checks signatures. Each round is measured twice, without the flood and
with it. Prints two ratios: the time of a remembered token under the flood to that without it, and the time of new
tokens from other addresses to 50 ms. Exit status: 0 measured (with --check: both gates hold), 1 a gate is exceeded, 2
not set up."""
import argparse
import base64
import contextlib
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

BENCH = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(BENCH))
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec, utils  # noqa: E402
from harness import machine, process, rounds, tokens  # noqa: E402
from harness.cardea import Cardea  # noqa: E402
from harness.machine import CannotMeasure  # noqa: E402
from harness.peers import Target  # noqa: E402

BUILD = BENCH.parent / "build" / "release"
PATH = "/signed/items/4711?page=3"
NEW_PATH = "/answer/items/4711?page=3"  # answered by the gateway: the upstream lives only while the load is measured
FLOODER, OTHERS = "127.0.0.2", ["127.0.0.3", "127.0.0.4"]
EVERY_MS = 20  # between two new tokens of one address
COST_GATE, WAIT_GATE_MS = 1.10, 50.0


class Curve(tokens.KeyPair):
    """ES256 (RFC 7518, 3.4)."""
    algorithm = "ES256"

    def __init__(self, name):  # pylint: disable=super-init-not-called
        self.name = name
        self._key = ec.generate_private_key(ec.SECP256R1())

    def _signature(self, signed):
        r, s = utils.decode_dss_signature(self._key.sign(signed, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    @property
    def public_pem(self):
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self._key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()

    def credential(self):
        return {"key": self.name, "algorithm": self.algorithm, "rsa_public_key": self.public_pem}


def forged(token, number):
    """The token with a signature of the right length that is none."""
    fake = number.to_bytes(4, "big") * 16
    return token[:token.rindex(".") + 1] + base64.urlsafe_b64encode(fake).rstrip(b"=").decode()


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=2, help="measured, without and with the flood in each round")
    parser.add_argument("--flood", type=int, default=256, help="connections of the one who floods")
    parser.add_argument("--connections", type=int, default=64, help="connections with remembered tokens")
    parser.add_argument("--check", action="store_true", help="exit 1 if a gate is exceeded")
    parser.add_argument("--no-build", action="store_true")
    parser.add_argument("--cardea", type=pathlib.Path, default=BUILD / "cardea", help="the binary to measure")
    return parser.parse_args()


class Site:
    """The gateway, what is sent to it, and who sends."""

    def __init__(self, directory, arguments):
        self._directory = directory
        self._arguments = arguments
        self._signer = Curve("signer")
        (self._upstream_port,) = machine.free_ports(1)
        self._used = 0
        self.cardea = Cardea(arguments.cardea, directory / "cardea", None, None)

    def fill(self):
        admin = self.cardea.admin
        admin.wait_until_ready(self.cardea.process)
        service = {"name": "app", "host": "127.0.0.1", "port": self._upstream_port, "protocol": "http"}
        admin.post("/services", service)
        admin.post("/services/app/routes", {"name": "signed", "paths": ["/signed"], "strip_path": False})
        admin.post("/routes/signed/plugins", {"name": "jwt"})
        admin.post("/routes", {"name": "answer", "paths": ["/answer"]})
        admin.post("/routes/answer/plugins", {"name": "jwt"})
        admin.post("/routes/answer/plugins", {"name": "request-termination", "config": {"status_code": 200}})
        admin.post("/consumers", {"username": "signer"})
        admin.post("/consumers/signer/jwt", self._signer.credential())
        self._write("remembered", [self._signer.token() for _ in range(100)])
        one = self._signer.token()
        self._write("forged", [forged(one, number) for number in range(1, 5000)])

    def _write(self, name, texts, target=PATH):
        path = self._directory / name
        path.write_text("".join(tokens.request_head(target, text) for text in texts), encoding="ascii", newline="")
        return path

    def metric(self, name):
        found = re.search(rf"^{name} (\S+)", self.cardea.admin.get_text("/metrics"), re.M)
        return float(found.group(1)) if found else 0.0

    def _send(self, source, heads, connections, every, seconds):
        command = [BUILD / "bench" / "sender", "--proxy-port", self.cardea.proxy_port, "--source", source,
                   "--heads", heads, "--connections", connections, "--every-ms", every, "--seconds", seconds]
        started = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True,
                                   start_new_session=True, preexec_fn=process.pin(machine.LOAD_CORE))
        process.raise_group(started.pid)
        return started

    @contextlib.contextmanager
    def others(self, seconds):
        """Others with new tokens, each its own; yields what comes of it, in a dictionary that is filled at the end."""
        count = seconds * 1000 // EVERY_MS + 10
        fresh = [[self._signer.token() for _ in range(count)] for _ in OTHERS]
        heads = {one: self._write(f"new-{one}", texts, NEW_PATH) for one, texts in zip(OTHERS, fresh)}
        senders = [self._send(source, file, 16, EVERY_MS, seconds) for source, file in heads.items()]
        results = []
        yield results
        results += [json.loads(sender.communicate(timeout=60)[0]) for sender in senders]

    @contextlib.contextmanager
    def flood(self, seconds):
        sender = self._send(FLOODER, self._directory / "forged", self._arguments.flood, 0, seconds)
        results = []
        yield results
        results.append(json.loads(sender.communicate(timeout=60)[0]))

    def load(self):
        return rounds.Load(BUILD / "bench" / "spinner", self._upstream_port, {PATH: self._directory / "remembered"})

    def target(self):
        gateway = self.cardea.process
        return Target("remembered", self.cardea.proxy_port, gateway, gateway.pid, (), PATH, True)


def measure_round(site, load, pace, seconds):
    """The rate of remembered tokens without and with the flood, what the flood got, and what the others waited."""
    target = site.target()
    around = seconds + 2  # the senders start before the spinner and end after it
    with site.others(around) as calm:
        quiet = load.measure(target, pace)
    before = site.metric("cardea_signatures_checked_total")
    with site.flood(around) as flood, site.others(around) as pressed:
        loud = load.measure(target, pace)
        waiting = site.metric("cardea_signatures_waiting")
    checked = site.metric("cardea_signatures_checked_total") - before
    return {"quiet": quiet.rate, "loud": loud.rate, "errors": quiet.raw["errors"] + loud.raw["errors"],
            "cost": quiet.rate / loud.rate, "cpu": loud.cpu_us / quiet.cpu_us, "waiting": waiting,
            "checked": checked / around, "flood": flood[0], "calm": calm, "pressed": pressed}


def all_right(results):
    """Whether all others were let through."""
    return all(set(one["statuses"]) == {"200"} and one["unanswered"] == 0 for one in results)


def show(number, one):
    waits = "/".join(f"{max(r[key] for r in one['pressed']):.1f}" for key in ("p50_ms", "p99_ms", "max_ms"))
    calm = "/".join(f"{max(r[key] for r in one['calm']):.1f}" for key in ("p50_ms", "p99_ms", "max_ms"))
    print(f"{number:5} {one['quiet']:9.0f} {one['loud']:9.0f} {one['cost']:6.3f} {one['checked']:10.0f} "
          f"{one['waiting']:8.0f} {json.dumps(one['flood']['statuses']):>26} {calm:>14} {waits:>16}"
          + ("" if all_right(one["pressed"] + one["calm"]) and not one["errors"] else "  WRONG ANSWERS"), flush=True)


def judge(measured):
    costs = [one["cost"] for one in measured]
    cost = statistics.median(costs)
    worst = [max(r["max_ms"] for r in one["pressed"]) for one in measured]
    wait = statistics.median(worst)
    right = all(all_right(one["pressed"] + one["calm"]) and not one["errors"] for one in measured)
    print(f"\nremembered tokens, time under the flood / without it: median {cost:.3f} "
          f"(gate {COST_GATE}; {min(costs):.3f} to {max(costs):.3f})")
    print(f"new tokens of other addresses, slowest of a round / {WAIT_GATE_MS:.0f} ms: median "
          f"{wait / WAIT_GATE_MS:.3f} (gate 1; {wait:.1f} ms; slowest of all {max(worst):.1f} ms)")
    if not right:
        print("others were refused or not answered")
    return cost <= COST_GATE and wait <= WAIT_GATE_MS and right


def measure(arguments):
    machine.check_cores()
    if not arguments.no_build:
        subprocess.run(["ninja", "-C", str(BUILD), "bench_load", "sender", "cardea"], check=True, stdout=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="cardea-flood-") as name:
        site = Site(pathlib.Path(name), arguments)
        try:
            site.fill()
            load = site.load()
            pace = rounds.Pace(arguments.rounds, arguments.seconds, 0.5, arguments.connections, 100)
            load.measure(site.target(), pace)  # every remembered token has been seen
            print("round   req/s  under it   cost  checked/s  waiting           flood's answers  others' ms, "
                  "calm / under it (p50/p99/max)")
            measured = []
            for number in range(1, arguments.rounds + 1):
                measured.append(measure_round(site, load, pace, arguments.seconds))
                show(number, measured[-1])
            return judge(measured)
        finally:
            site.cardea.process.stop()


def main():
    arguments = parse_arguments()
    try:
        return 1 if not measure(arguments) and arguments.check else 0
    except (CannotMeasure, subprocess.CalledProcessError) as error:
        print(f"flood: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
