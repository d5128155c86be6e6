# SPDX-License-Identifier: Apache-2.0
"""Starts Cardea on a temporary SQLite store and fills it through its Admin API: one service, a plain route, a route
with the jwt plugin, a route with jwt and acl, and a consumer with credential and group for each issuer."""
import concurrent.futures
import http.client
import json
import threading
import time

from harness import machine, peers
from harness.machine import CannotMeasure
from harness.peers import Target
from harness.process import MallocCounter, Process

GROUP = "bench"


class AdminApi:
    """Kong's Admin API, one kept connection a thread; any answer but 2xx ends the run."""

    def __init__(self, port):
        self._port = port
        self._own = threading.local()

    def _connection(self):
        if not hasattr(self._own, "connection"):
            self._own.connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        return self._own.connection

    def post(self, path, content):
        connection = self._connection()
        connection.request("POST", path, json.dumps(content), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status // 100 != 2:
            raise CannotMeasure(f"POST {path}: {answer.status} {body[:500].decode(errors='replace')}")
        return json.loads(body)

    def get_text(self, path):
        connection = self._connection()
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.read().decode()

    def wait_until_ready(self, process, seconds=20, pause=0.05):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and process.is_running():
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=2)
            try:
                connection.request("GET", "/status/ready")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            finally:
                connection.close()
            time.sleep(pause)
        raise CannotMeasure(f"Cardea does not become ready:\n{process.last_words()}")


def add_routes(admin, upstream_port):
    service = {"name": "upstream", "host": "127.0.0.1", "port": upstream_port, "protocol": "http", "retries": 1}
    admin.post("/services", service)
    # A route without a service: what a request costs up to where it would be forwarded.
    route = {"name": "first", "paths": [peers.TERMINATED_PATH]}
    admin.post("/routes", route)
    admin.post("/routes/first/plugins", {"name": "jwt", "config": {"claims_to_verify": ["exp"]}})
    admin.post("/routes/first/plugins", {"name": "acl", "config": {"allow": [GROUP]}})
    for path, plugins in ((peers.PLAIN_PATH, ()), (peers.JWT_PATH, ("jwt",)), (peers.ACL_PATH, ("jwt", "acl")),
                          (peers.RSA_PATH, ("jwt",))):
        name = path.split("/")[1]
        # The peers neither cut the path nor change the Host, so Cardea does not either.
        route = {"name": name, "paths": [f"/{name}"], "strip_path": False, "preserve_host": True}
        admin.post("/services/upstream/routes", route)
        for plugin in plugins:
            config = {"claims_to_verify": ["exp"]} if plugin == "jwt" else {"allow": [GROUP]}
            admin.post(f"/routes/{name}/plugins", {"name": plugin, "config": config})


def _add_consumer(admin, issuer):
    admin.post("/consumers", {"username": issuer.name})
    admin.post(f"/consumers/{issuer.name}/jwt", issuer.credential())
    admin.post(f"/consumers/{issuer.name}/acls", {"group": GROUP})


class Cardea:
    """A running Cardea; `preload` as for MallocCounter. `data`: where its store is or will be."""

    def __init__(self, binary, directory, cast, preload, data=None, **more):
        self._cast = cast
        self.directory = directory
        self.proxy_port, self.admin_port = machine.free_ports(2)
        self.admin = AdminApi(self.admin_port)
        directory.mkdir()
        settings = {
            "proxy_listen": f"127.0.0.1:{self.proxy_port}", "admin_listen": f"127.0.0.1:{self.admin_port}",
            "status_listen": "off", "database": "sqlite", "data_dir": data or directory / "data",
            "nginx_worker_processes": 1,
            "proxy_access_log": directory / "access.log", **more,
        }
        command = [str(binary), "serve"]
        for name, value in settings.items():
            command += ["--set", f"{name}={value}"]
        self._counter = MallocCounter(preload, directory)
        self.process = Process(command, machine.PROXY_CORE, directory / "output.log", self._counter.environment)

    def fill(self, upstream_port):
        """Returns once the Admin API has answered everything, which means that all of it is in force."""
        self.admin.wait_until_ready(self.process)
        add_routes(self.admin, upstream_port)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda issuer: _add_consumer(self.admin, issuer), self._cast.all))

    def access_lines(self, count, seconds=10):
        """The last `count` lines of the access log, once they are there."""
        deadline = time.monotonic() + seconds
        while True:
            lines = (self.directory / "access.log").read_text(encoding="utf-8").splitlines()
            if len(lines) >= count:
                return [json.loads(line) for line in lines[-count:]]
            if time.monotonic() > deadline:
                raise CannotMeasure(f"{len(lines)} access lines instead of {count}")
            time.sleep(0.05)

    def _target(self, name, path, checks_tokens, issuers=None):
        return Target(name, self.proxy_port, self.process, self.process.pid, issuers or self._cast.hmac, path,
                      checks_tokens, malloc_file=self._counter.file)

    def plain(self):
        return self._target("cardea", peers.PLAIN_PATH, False)

    def jwt(self):
        return self._target("cardea jwt", peers.JWT_PATH, True)

    def jwt_acl(self):
        return self._target("cardea jwt+acl", peers.ACL_PATH, True)

    def rsa(self):
        issuers = (self._cast.rsa,) * self._cast.rsa_tokens
        return self._target("cardea rsa", peers.RSA_PATH, True, issuers)
