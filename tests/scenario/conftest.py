# SPDX-License-Identifier: Apache-2.0
"""The usual cast: a gateway, an upstream behind it, and a route that asks for alice's token and group."""
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
