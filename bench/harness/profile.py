# SPDX-License-Identifier: Apache-2.0
"""Where the time, or the heap allocations, of a target go: perf on its process while the load runs. For the one who
wants to make a figure smaller; nothing here is part of a measurement."""
import subprocess

from harness import machine
from harness.machine import CannotMeasure
from harness.process import Process

LIBC = "/lib/x86_64-linux-gnu/libc.so.6"
ALLOCATORS = ("malloc", "calloc", "realloc")


class Profiler:
    """`what` is `time` (samples of the CPU clock) or `mallocs` (every allocation, by probes in libc: needs root)."""

    def __init__(self, what, directory):
        self._what = what
        self._data = str(directory / "perf.data")

    def __enter__(self):
        if self._what == "mallocs":
            for name in ALLOCATORS:
                self._perf("probe", "-f", "-x", LIBC, f"bench_{name}={name}")
        return self

    def __exit__(self, *_):
        if self._what == "mallocs":
            for name in ALLOCATORS:
                self._perf("probe", "-d", f"*:bench_{name}")

    @staticmethod
    def _perf(*arguments):
        done = subprocess.run(["perf", *arguments], capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0:
            raise CannotMeasure(f"perf {arguments[0]}: {done.stderr.strip()[-500:]}")
        return done.stdout

    def _events(self):
        if self._what == "time":
            return ["-e", "cpu-clock", "-F", "1999"]
        return ["-e", ",".join(f"probe_libc:bench_{name}" for name in ALLOCATORS)]

    def profile(self, pid, seconds, run_load):
        """Calls `run_load`, which lasts longer than `seconds`, and returns perf's table of what happened meanwhile."""
        command = ["perf", "record", "-q", "-g", "-o", self._data, *self._events(), "-p", str(pid), "--",
                   "sleep", str(seconds)]
        # Raised like the load: it would not get a core before the load has ended.
        recording = Process(command, machine.LOAD_CORE, self._data + ".log", {})
        run_load()
        if recording.wait(30) != 0:
            raise CannotMeasure(f"perf record: {recording.last_words()}")
        graph = "none" if self._what == "time" else "caller,0.5,callee,function,percent"
        options = ["--no-children", "--stdio", "--percent-limit", "0.5", "-g", graph, "-i", self._data]
        return "\n".join(line for line in self._perf("report", *options).splitlines() if line and line[0] != "#")
