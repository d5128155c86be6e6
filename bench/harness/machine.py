# SPDX-License-Identifier: Apache-2.0
"""The machine under the measurement: which core does what, and the facts that a figure is worthless without."""
import datetime
import os
import platform
import random
import socket
import subprocess

PROXY_CORE = 0
LOAD_CORE = 1
# Below the ports that the kernel hands out for outgoing connections, of which the load makes many.
PORTS = range(18000, 30000)


class CannotMeasure(Exception):
    """Says why there will be no figures."""


def check_cores():
    """Refuses a machine where the proxy and the load cannot have a core each."""
    usable = os.sched_getaffinity(0)
    if not {PROXY_CORE, LOAD_CORE} <= usable:
        raise CannotMeasure(f"needs cores {PROXY_CORE} and {LOAD_CORE}, may use {sorted(usable)}")


def free_ports(count):
    """Distinct ports of 127.0.0.1 on which nothing listens now."""
    found = []
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise CannotMeasure("no free ports")


def _first_line(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = (done.stdout + done.stderr).strip().splitlines()
    return lines[0] if lines else None


def _cpu_model():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def facts(cardea):
    """Processor, kernel, date, versions; `cardea` is the path of the binary or None."""
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "load_average": os.getloadavg()[0],
        "versions": {
            "haproxy": _first_line(["haproxy", "-v"]),
            "nginx": _first_line(["nginx", "-v"]),
            "cardea": _first_line([cardea, "version"]) if cardea else None,
        },
    }
