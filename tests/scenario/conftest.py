# SPDX-License-Identifier: Apache-2.0
"""The usual cast: a gateway, an upstream behind it, and a route that asks for alice's token and group."""
import itertools

import pytest

from support.gateway import Gateway
from support.upstream import Upstream


@pytest.fixture
def upstream():
    with Upstream() as one:
        yield one


@pytest.fixture
def gateway():
    with Gateway() as one:
        yield one


@pytest.fixture(scope="module")
def shared():
    """One gateway for all tests of a file."""
    with Gateway(tls=True) as one:
        yield one


NUMBERS = itertools.count(1)


@pytest.fixture
def publish(shared):
    """publish(upstream, **service) gives the path of a new route there; `route` holds the route's own fields."""
    made = []

    def one(upstream, route=None, **service):
        name = f"s{next(NUMBERS)}"
        shared.admin.post("/services", {"name": name, "url": upstream.url, **service})
        made.append(name)
        shared.admin.post(f"/services/{name}/routes", {"name": name, "paths": [f"/{name}"], **(route or {})})
        return f"/{name}"

    yield one
    for name in made:
        shared.admin.delete(f"/routes/{name}")
        shared.admin.delete(f"/services/{name}")


SECRET = "a secret that only alice and the gateway know"


@pytest.fixture
def open_route(gateway, upstream):
    """/open leads to the upstream, for everybody."""
    gateway.admin.post("/services", {"name": "app", "url": upstream.url})
    gateway.admin.post("/services/app/routes", {"name": "open", "paths": ["/open"]})
    return gateway


@pytest.fixture
def guarded(open_route):
    """/guarded too, for consumers in the group friends with a token; alice is one, with the key `alice-key`."""
    admin = open_route.admin
    admin.post("/services/app/routes", {"name": "guarded", "paths": ["/guarded"]})
    admin.post("/routes/guarded/plugins", {"name": "jwt"})
    admin.post("/routes/guarded/plugins", {"name": "acl", "config": {"allow": ["friends"]}})
    admin.post("/consumers", {"username": "alice", "custom_id": "A-1"})
    admin.post("/consumers/alice/jwt", {"key": "alice-key", "secret": SECRET})
    admin.post("/consumers/alice/acls", {"group": "friends"})
    return open_route
