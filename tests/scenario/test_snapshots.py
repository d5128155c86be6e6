# SPDX-License-Identifier: Apache-2.0
"""Configuration that grew change by change decides as the same read anew: snapshots are built incrementally, and a
forgotten part would show here."""
import json
import random

import pytest
import requests

from support.gateway import Gateway
from support.upstream import Upstream, answer

HOSTS, PATHS, METHODS = ["a.test", "b.test", "*.c.test"], ["/", "/x", "/x/y", "/z", "~/r[0-9]+$"], ["GET", "POST"]
PROBES = [(method, host, path) for method in METHODS for host in ("a.test", "b.test", "d.c.test", "other")
          for path in ("/", "/x", "/x/y/z", "/z", "/r12", "/none")]


class Operator:
    """Makes changes at random, all of them good ones."""

    def __init__(self, admin, url, seed):
        self.admin, self.url, self.dice = admin, url, random.Random(seed)
        self.services, self.routes, self.plugins, self.count = [], [], [], 0

    def name(self, kind):
        self.count += 1
        return f"{kind}{self.count}"

    def some(self, choices):
        return self.dice.choice([None, self.dice.sample(choices, self.dice.randint(1, 2))])

    def matchers(self):
        return {"paths": self.dice.sample(PATHS, self.dice.randint(1, 2)), "hosts": self.some(HOSTS),
                "methods": self.some(METHODS), "strip_path": self.dice.random() < 0.5,
                "regex_priority": self.dice.randint(0, 2)}

    def add_service(self):
        name = self.name("s")
        self.admin.post("/services", {"name": name, "url": f"{self.url}/{name}"})
        self.services.append(name)

    def change_service(self):
        name = self.dice.choice(self.services)
        self.admin.patch(f"/services/{name}", {"enabled": self.dice.random() < 0.7, "path": f"/{self.name('p')}"})

    def add_route(self):
        name = self.name("r")
        service = {"name": self.dice.choice(self.services)}
        self.admin.post("/routes", {"name": name, "service": service, **self.matchers()})
        self.routes.append(name)

    def change_route(self):
        self.admin.patch(f"/routes/{self.dice.choice(self.routes)}",
                         {"service": {"name": self.dice.choice(self.services)}, **self.matchers()})

    def drop_route(self):
        name = self.routes.pop(self.dice.randrange(len(self.routes)))
        gone = self.admin.get(f"/routes/{name}/plugins")["data"]
        self.plugins = [one for one in self.plugins if one not in {plugin["id"] for plugin in gone}]
        self.admin.delete(f"/routes/{name}")

    def add_plugin(self):
        where = self.dice.choice([f"services/{self.dice.choice(self.services)}",
                                  f"routes/{self.dice.choice(self.routes)}"])
        kind = self.dice.choice([{"name": "jwt"}, {"name": "acl", "config": {"allow": ["x"]}}])
        got = self.admin.call("POST", f"/{where}/plugins", kind)
        if got.status_code != 409:  # there may be one already
            assert got.status_code == 201, got.text
            self.plugins.append(got.json()["id"])

    def change_plugin(self):
        if self.plugins:
            self.admin.patch(f"/plugins/{self.dice.choice(self.plugins)}", {"enabled": self.dice.random() < 0.5})

    def drop_plugin(self):
        if self.plugins:
            self.admin.delete(f"/plugins/{self.plugins.pop()}")

    def change(self):
        if len(self.services) < 3:
            return self.add_service()
        if len(self.routes) < 4:
            return self.add_route()
        steps = [self.change_service, self.add_route, self.change_route, self.drop_route, self.add_plugin,
                 self.add_plugin, self.change_plugin, self.drop_plugin]
        return self.dice.choice(steps)()


def decisions(gateway):
    """What each probe came to: the status, and what reached the upstream."""
    session = requests.Session()
    found = {}
    for method, host, path in PROBES:
        got = session.request(method, gateway.url + path, headers={"Host": host}, timeout=10)
        found[method, host, path] = (got.status_code, got.text if got.status_code == 200 else "")
    return found


@pytest.mark.parametrize("seed", range(3))
def test_what_grew_is_what_is_read(seed):
    with Upstream(lambda seen, _: answer(json.dumps(seen.target).encode())) as upstream, Gateway() as gateway:
        operator, seen = Operator(gateway.admin, upstream.url, seed), set()
        for _ in range(3):
            for _ in range(25):
                operator.change()
            grown = decisions(gateway)
            seen |= {status for status, _ in grown.values()}
            gateway.restart()
            operator.admin = gateway.admin
            assert decisions(gateway) == grown
        assert len(seen) > 1, "these probes tell nothing apart"
