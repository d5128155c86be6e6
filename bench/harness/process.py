# SPDX-License-Identifier: Apache-2.0
"""A server started for a measurement: pinned to one core, in a session of its own whose scheduling group is raised
above other work of the machine, and ended by its pid. If this program dies, the kernel ends the server too."""
import ctypes
import os
import signal
import socket
import subprocess
import time

from harness.machine import CannotMeasure

PR_SET_PDEATHSIG = 1
# Inside a session, nice counts only against processes of the same session while the kernel's autogroups are on;
# it is the group's own nice value that counts against the rest of the machine.
GROUP_NICE = -20

_libc = ctypes.CDLL(None)


class MallocCounter:
    """How to start a program so that its heap allocations are counted (load/count_malloc.c) into `file`; without a
    library to preload, how to start it as it is."""

    def __init__(self, library, directory):
        self.file = str(directory / "mallocs") if library else ""
        self.environment = {"LD_PRELOAD": str(library), "COUNT_MALLOC_FILE": self.file} if library else {}


def pin(core):
    """What a child does before it becomes the program: one core, and an end with its parent."""
    def prepare():
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        os.sched_setaffinity(0, {core})

    return prepare


def raise_group(pid):
    """Raises the session's scheduling group; False where the kernel or the rights do not allow it."""
    try:
        with open(f"/proc/{pid}/autogroup", "w", encoding="ascii") as file:
            file.write(str(GROUP_NICE))
        return True
    except OSError:
        return False


class Process:
    """A running program. `log` takes what it prints."""

    def __init__(self, command, core, log, environment):
        self.command = command
        self.log = log
        with open(log, "ab") as output:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env={**os.environ, **environment}, start_new_session=True, preexec_fn=pin(core))
        self.pid = self._process.pid
        self.raised = raise_group(self.pid)

    def wait_for_port(self, port, seconds=10):
        """Returns once something accepts on the port; ends the run with the program's own words otherwise."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.02)
        raise CannotMeasure(f"{self.command[0]} does not listen on {port}:\n{self.last_words()}")

    def last_words(self):
        with open(self.log, "rb") as file:
            return file.read()[-2000:].decode(errors="replace")

    def is_running(self):
        return self._process.poll() is None

    def wait(self, seconds):
        """The exit status of a program that ends by itself."""
        return self._process.wait(seconds)

    def peak_memory_mib(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii", errors="replace") as file:
            for line in file:
                if line.startswith("VmHWM"):
                    return int(line.split()[1]) / 1024
        return 0.0

    def stop(self):
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(5)


def run_pinned(command, core, seconds):
    """Runs a program to its end, pinned and raised like a server; returns its exit status, output and errors."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          start_new_session=True, preexec_fn=pin(core)) as process:
        raise_group(process.pid)
        try:
            output, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return process.returncode, output, errors


def only_child_of(pid, seconds=5):
    """The pid of the one child of a process (nginx's worker)."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            children = file.read().split()
        if len(children) == 1:
            return int(children[0])
        time.sleep(0.02)
    raise CannotMeasure(f"process {pid} does not have exactly one child")
