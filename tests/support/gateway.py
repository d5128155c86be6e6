# SPDX-License-Identifier: Apache-2.0
"""A real gateway on free loopback ports, ended by pid."""
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading

import requests

from support.waiting import until

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("CARDEA_BINARY", str(ROOT / "build/release/cardea"))


def environment():
    """Ours without what would set a gateway's settings."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("KONG_", "CARDEA_"))}


def run(*words, env=None, **options):
    """Runs a command of the binary to its end; `env` is added to its environment."""
    return subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=60,
                          env={**environment(), **(env or {})}, stdin=subprocess.DEVNULL, **options)


class Gateway:
    """`cardea serve`. `settings` are --set pairs (None takes a usual one back), `words` further ones of the command
    line, `env` further variables; `data` keeps its data over restarts."""

    def __init__(self, data=None, tls=False, preexec=None, words=(), env=None, **settings):
        self._own = tempfile.TemporaryDirectory(prefix="cardea-test-") if data is None else None
        self.data = pathlib.Path(self._own.name if data is None else data)
        self.settings = {
            "proxy_listen": "127.0.0.1:0" + (", 127.0.0.1:0 ssl" if tls else ""),
            "admin_listen": "127.0.0.1:0",
            "status_listen": "off",
            "data_dir": str(self.data),
            "workers": "2",
            "proxy_access_log": str(self.data / "access.log"),
            "admin_access_log": str(self.data / "admin.log"),  # nobody drains stdout
            "shutdown_timeout": "5s",
            "unknown_credential_rate": "0",  # all clients of a test have one address
            **settings,
        }
        self.settings = {name: value for name, value in self.settings.items() if value is not None}
        self._words, self._env = list(words), {**environment(), **(env or {})}
        self._preexec = preexec
        self.start()

    def start(self):
        words = [BINARY, "serve", *self._words]
        for name, value in self.settings.items():
            words += ["--set", f"{name}={value}"]
        self._log = open(self.data / "stderr.log", "ab")
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=self._log, text=True,
                                        stdin=subprocess.DEVNULL, env=self._env, preexec_fn=self._preexec)
        self.listening = self._read_listening()
        self.proxy = self.address("proxy", "http")
        self.proxy_tls = self.address("proxy", "https")
        self.admin_address = self.address("admin", "http")
        self.admin = Admin(self.admin_address) if self.admin_address else None

    def _read_listening(self):
        """What it says when it is ready, which comes at once: no more than a pipe takes whole."""
        said = b""
        timer = threading.Timer(60, self.process.kill)
        timer.start()
        while not said.endswith(b"\n"):
            piece = os.read(self.process.stdout.fileno(), 65536)
            if not piece:
                break
            said += piece
        timer.cancel()
        lines = said.decode().splitlines()
        if not lines or "is ready" not in lines[0]:
            self.process.wait(10)
            raise RuntimeError(f"the gateway did not start: {self.errors()}")
        return lines

    def address(self, kind, scheme):
        """Host and port of the first listener of this kind; None without."""
        for line in self.listening:
            found = re.match(rf"\s*{kind}\s+{scheme}://(\S+)", line)
            if found:
                host, port = found.group(1).rsplit(":", 1)
                return host, int(port)
        return None

    @property
    def url(self):
        return "http://%s:%d" % self.proxy

    def errors(self):
        return (self.data / "stderr.log").read_text()

    def access(self):
        """The lines of the access log written so far."""
        path = self.data / "access.log"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def access_line(self, **wanted):
        """Waits for a line of the access log with these members."""
        def find():
            for line in self.access():
                if all(line.get(k) == v for k, v in wanted.items()):
                    return line
            return None
        return until(find, what=f"an access line with {wanted}")

    def rss(self, what="VmRSS"):
        """Resident memory in bytes; `VmHWM`: the most there ever was."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(what + r":\s+(\d+)", text).group(1)) * 1024

    def stop(self, how=signal.SIGTERM):
        """Ends it; returns its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        status = self.process.wait(30)
        self.process.stdout.close()
        self._log.close()
        return status

    def restart(self, how=signal.SIGTERM):
        self.stop(how)
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop(signal.SIGKILL if self.process.poll() is None and self._own else signal.SIGTERM)
        if self._own:
            self._own.cleanup()

    def connect(self, timeout=10):
        """A plain socket to the proxy."""
        return socket.create_connection(self.proxy, timeout)


class Admin:
    """The Admin API: returns parsed answers, refuses unexpected statuses."""

    def __init__(self, address):
        self.url = "http://%s:%d" % address
        self.session = requests.Session()
        self.session.trust_env = False

    def call(self, method, path, body=None, **options):
        if body is not None:
            options["data"] = json.dumps(body)
            options.setdefault("headers", {})["Content-Type"] = "application/json"
        return self.session.request(method, self.url + path, timeout=30, **options)

    def _expect(self, status, answer):
        assert answer.status_code == status, f"{answer.status_code}: {answer.text}"
        return answer.json() if answer.text else None

    def post(self, path, body=None):
        return self._expect(201, self.call("POST", path, {} if body is None else body))

    def get(self, path):
        return self._expect(200, self.call("GET", path))

    def put(self, path, body=None):
        return self._expect(200, self.call("PUT", path, {} if body is None else body))

    def patch(self, path, body):
        return self._expect(200, self.call("PATCH", path, body))

    def delete(self, path):
        return self._expect(204, self.call("DELETE", path))
