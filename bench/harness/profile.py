# SPDX-License-Identifier: Apache-2.0
"""Where the time, the heap allocations or the system calls of a target go: perf on its process while the load
runs. For the one who wants to make a figure smaller; nothing here is part of a measurement."""
import subprocess

from harness import machine
from harness.machine import CannotMeasure
from harness.process import Process

LIBC = "/lib/x86_64-linux-gnu/libc.so.6"
ALLOCATORS = ("malloc", "calloc", "realloc")
# Those that a proxy could make for each request; one that is seen less than once in fifty requests is left out.
CALLS = ("recvfrom recvmsg read readv sendto sendmsg write writev epoll_ctl epoll_wait poll futex close shutdown "
         "accept4 connect getsockopt setsockopt getpid clock_gettime timerfd_settime mprotect madvise mmap brk").split()


class Profiler:
    """`what` is `time` (samples of the CPU clock), `mallocs` (every allocation, by probes in libc) or `syscalls` (calls
    per request); the last two need root."""

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
        """Calls `run_load`, which lasts longer than `seconds` and returns a Measurement, and returns a table of what
        happened meanwhile."""
        if self._what == "syscalls":
            return self._count_calls(pid, seconds, run_load)
        self._watch(["record", "-q", "-g", "-o", self._data, *self._events()], pid, seconds, run_load)
        graph = "none" if self._what == "time" else "caller,0.5,callee,function,percent"
        options = ["--no-children", "--stdio", "--percent-limit", "0.5", "-g", graph, "-i", self._data]
        return "\n".join(line for line in self._perf("report", *options).splitlines() if line and line[0] != "#")

    def _count_calls(self, pid, seconds, run_load):
        events = ",".join(f"syscalls:sys_enter_{name}" for name in CALLS) + ",context-switches"
        stat = ["stat", "-x", ",", "-o", self._data, "-e", events]
        requests = self._watch(stat, pid, seconds, run_load).rate * seconds
        table = []
        with open(self._data, encoding="ascii") as file:
            for count, _, name, *_ in (line.split(",") for line in file if line.count(",") > 3):
                if count.isdigit() and int(count) > requests / 50:
                    table.append(f"{int(count) / requests:8.2f} {name.removeprefix('syscalls:sys_enter_')}")
        return "\n".join(sorted(table, reverse=True)) + "\n     a request, about: the rate is a longer window's"

    def _watch(self, command, pid, seconds, run_load):
        # Raised like the load: it would not get a core before the load has ended.
        watching = ["perf", *command, "-p", str(pid), "--", "sleep", str(seconds)]
        process = Process(watching, machine.LOAD_CORE, self._data + ".log", {})
        measured = run_load()
        if process.wait(30) != 0:
            raise CannotMeasure(f"perf {command[0]}: {process.last_words()}")
        return measured
