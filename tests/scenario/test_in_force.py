# SPDX-License-Identifier: Apache-2.0
"""An answer of the Admin API means: the next request on any core obeys it."""
import pytest
import requests

from conftest import SECRET
from support.tokens import bearer, token
from support.wire import exchange

pytestmark = pytest.mark.core
ROUNDS = 25


@pytest.fixture
def clients(guarded):
    """Connections spread over the cores."""
    connections = [guarded.connect() for _ in range(8)]
    yield connections
    for one in connections:
        one.close()


def statuses(clients, path="/guarded", text=None):
    head = f"GET {path} HTTP/1.1\r\nHost: a\r\n"
    if text:
        head += f"Authorization: Bearer {text}\r\n"
    return {exchange(one, (head + "\r\n").encode()).status for one in clients}


def test_credentials(guarded, clients):
    for round in range(ROUNDS):
        key = f"key-{round % 3}"
        good = token(key, SECRET, jti=str(round))
        assert statuses(clients, text=good) == {401}  # also leaves "there is none" in the cache
        guarded.admin.post("/consumers/alice/jwt", {"key": key, "secret": SECRET})
        assert statuses(clients, text=good) == {200}
        guarded.admin.patch(f"/consumers/alice/jwt/{key}", {"secret": "another"})
        assert statuses(clients, text=good) == {401}
        guarded.admin.delete(f"/consumers/alice/jwt/{key}")
        assert statuses(clients, text=good) == {401}


def test_groups(guarded, clients):
    good = token("alice-key", SECRET)
    for _ in range(ROUNDS):
        assert statuses(clients, text=good) == {200}
        guarded.admin.delete("/consumers/alice/acls/friends")
        assert statuses(clients, text=good) == {403}
        guarded.admin.put("/consumers/alice/acls/friends")


def test_consumers(guarded, clients):
    for _ in range(ROUNDS):
        guarded.admin.post("/consumers", {"username": "bob"})
        guarded.admin.post("/consumers/bob/jwt", {"key": "bob", "secret": SECRET})
        guarded.admin.post("/consumers/bob/acls", {"group": "friends"})
        assert statuses(clients, text=token("bob", SECRET)) == {200}
        guarded.admin.delete("/consumers/bob")
        assert statuses(clients, text=token("bob", SECRET)) == {401}


def test_routes_services_and_plugins(guarded, clients):
    admin = guarded.admin
    for _ in range(ROUNDS):
        assert statuses(clients, "/new") == {404}
        admin.post("/services/app/routes", {"name": "new", "paths": ["/new"]})
        assert statuses(clients, "/new") == {200}
        plugin = admin.post("/routes/new/plugins", {"name": "jwt"})
        assert statuses(clients, "/new") == {401}
        admin.patch(f"/plugins/{plugin['id']}", {"enabled": False})
        assert statuses(clients, "/new") == {200}
        admin.patch("/services/app", {"enabled": False})
        assert statuses(clients, "/new") == {404}
        admin.patch("/services/app", {"enabled": True})
        admin.delete("/routes/new")


def test_plugins_everywhere(guarded, clients):
    for _ in range(ROUNDS):
        plugin = guarded.admin.post("/plugins", {"name": "jwt"})
        assert statuses(clients, "/open") == {401}
        guarded.admin.delete(f"/plugins/{plugin['id']}")
        assert statuses(clients, "/open") == {200}


def test_many_writers_at_once(guarded):
    import concurrent.futures

    def work(number):
        session = requests.Session()
        for round in range(10):
            name = f"w{number}-{round}"
            guarded.admin.post("/consumers", {"username": name})
            guarded.admin.post(f"/consumers/{name}/jwt", {"key": name, "secret": SECRET})
            guarded.admin.post(f"/consumers/{name}/acls", {"group": "friends"})
            answer = session.get(guarded.url + "/guarded", headers=bearer(token(name, SECRET)), timeout=10)
            assert answer.status_code == 200
            guarded.admin.delete(f"/consumers/{name}/jwt/{name}")
            answer = session.get(guarded.url + "/guarded", headers=bearer(token(name, SECRET)), timeout=10)
            assert answer.status_code == 401

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work, i) for i in range(8)]:
            done.result()
