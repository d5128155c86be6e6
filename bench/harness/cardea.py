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

    def wait_until_ready(self, process, seconds=20):
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
            time.sleep(0.05)
        raise CannotMeasure(f"Cardea does not become ready:\n{process.last_words()}")


def _add_routes(admin, upstream_port):
    service = {"name": "upstream", "host": "127.0.0.1", "port": upstream_port, "protocol": "http", "retries": 1}
    admin.post("/services", service)
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
    """A running Cardea; `preload` as for MallocCounter."""

    def __init__(self, binary, directory, cast, preload):
        self._cast = cast
        self._proxy_port, self._admin_port = machine.free_ports(2)
        directory.mkdir()
        settings = {
            "proxy_listen": f"127.0.0.1:{self._proxy_port}", "admin_listen": f"127.0.0.1:{self._admin_port}",
            "status_listen": "off", "database": "sqlite", "data_dir": directory / "data", "nginx_worker_processes": 1,
            "proxy_access_log": directory / "access.log",
        }
        command = [str(binary), "serve"]
        for name, value in settings.items():
            command += ["--set", f"{name}={value}"]
        self._counter = MallocCounter(preload, directory)
        self.process = Process(command, machine.PROXY_CORE, directory / "output.log", self._counter.environment)

    def fill(self, upstream_port):
        """Returns once the Admin API has answered everything, which means that all of it is in force."""
        admin = AdminApi(self._admin_port)
        admin.wait_until_ready(self.process)
        _add_routes(admin, upstream_port)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda issuer: _add_consumer(admin, issuer), self._cast.all))

    def _target(self, name, path, checks_tokens, issuers=None):
        return Target(name, self._proxy_port, self.process, self.process.pid, issuers or self._cast.hmac, path,
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
