# SPDX-License-Identifier: Apache-2.0
"""Starts the proxies to compare with, from the configuration files in bench/peers, and describes each as a Target."""
import dataclasses
import pathlib

from harness import machine
from harness.process import MallocCounter, Process, only_child_of

PEERS = pathlib.Path(__file__).resolve().parent.parent / "peers"
# The paths are of one length, so that every proxy reads the same number of bytes.
PLAIN_PATH = "/plain/items/4711?page=3"
JWT_PATH = "/token/items/4711?page=3"
ACL_PATH = "/group/items/4711?page=3"
TERMINATED_PATH = "/first"
RSA_PATH = "/asymm/items/4711?page=3"


@dataclasses.dataclass
class Target:
    """One thing to measure: where it listens, the process that pays, and what is asked of it."""
    name: str
    port: int
    process: Process
    pid: int
    issuers: tuple  # whose tokens are sent, in turn
    path: str = PLAIN_PATH
    checks_tokens: bool = False
    adds_headers: bool = True
    malloc_file: str = ""


def _fill_in(name, directory, port, upstream_port):
    """Writes the configuration with its words replaced and returns its path."""
    text = (PEERS / name).read_text(encoding="utf-8")
    words = {"PORT": port, "UPSTREAM_PORT": upstream_port, "DIRECTORY": directory}
    for word, value in words.items():
        text = text.replace(f"@{word}@", str(value))
    filled = directory / name
    filled.write_text(text, encoding="utf-8")
    return str(filled)


class Peers:
    """HAProxy and nginx, each in a directory of its own below `directory`; `preload` as for MallocCounter."""

    def __init__(self, directory, upstream_port, cast, preload):
        self._directory = directory
        self._upstream_port = upstream_port
        self._cast = cast
        self._preload = preload
        self.processes = []

    def _start(self, name, files, command):
        directory = self._directory / name.replace(" ", "-")
        directory.mkdir()
        directory.chmod(0o755)  # nginx's worker is another user when root starts it
        (port,) = machine.free_ports(1)
        filled = [_fill_in(file, directory, port, self._upstream_port) for file in files]
        with open(directory / "secrets.map", "w", encoding="ascii") as file:
            file.writelines(f"{issuer.name} {issuer.secret}\n" for issuer in self._cast.hmac)
        (directory / "key.pem").write_text(self._cast.rsa.public_pem, encoding="ascii")
        counter = MallocCounter(self._preload, directory)
        process = Process(command(directory, filled), machine.PROXY_CORE, directory / "output.log", counter.environment)
        self.processes.append(process)
        process.wait_for_port(port)
        return {"name": name, "port": port, "process": process, "malloc_file": counter.file}

    def haproxy(self, name, files, **details):
        def command(_, filled):
            return ["haproxy", "-db", *(word for file in filled for word in ("-f", file))]

        started = self._start(name, files, command)
        return Target(**started, pid=started["process"].pid, **{"issuers": self._cast.hmac, **details})

    def nginx(self, name):
        def command(directory, filled):
            return ["nginx", "-p", str(directory), "-c", filled[0]]

        started = self._start(name, ["nginx.conf"], command)
        return Target(**started, pid=only_child_of(started["process"].pid), issuers=self._cast.hmac)

    def start(self):
        gateway = "haproxy-gateway.cfg"
        yield self.haproxy("haproxy tcp", ["haproxy-tcp.cfg"], adds_headers=False)
        yield self.haproxy("haproxy bare", ["haproxy-bare.cfg"], adds_headers=False)
        yield self.nginx("nginx")
        yield self.haproxy("haproxy http", [gateway, "haproxy-http.cfg"])
        yield self.haproxy("haproxy jwt", [gateway, "haproxy-jwt.cfg"], path=JWT_PATH, checks_tokens=True)
        yield self.haproxy("haproxy rsa", [gateway, "haproxy-rsa.cfg"], path=RSA_PATH, checks_tokens=True,
                           issuers=(self._cast.rsa,) * self._cast.rsa_tokens)
