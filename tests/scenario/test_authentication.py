# SPDX-License-Identifier: Apache-2.0
"""Several authentication plugins on one route, with acl behind them; and what becomes of each fault in each of them."""
import base64
import concurrent.futures
import sqlite3

import pytest
import requests

from support.gateway import Gateway
from support.tokens import bearer, token
from support.waiting import until

SECRET = "a secret that only its owner and the gateway know"
PLUGINS = ("jwt", "key-auth", "basic-auth")
ENTITIES = {"jwt": "jwt", "key-auth": "key-auth", "basic-auth": "basic-auth"}


def proof(plugin, name, good=True):
    """Headers that show the credential of this consumer to that plugin, or a bad one."""
    if plugin == "jwt":
        return bearer(token(f"{name}-jwt", SECRET if good else "another secret"))
    if plugin == "key-auth":
        return {"apikey": f"{name}-key" if good else "made-up"}
    login = f"{name}-user:{name} password" if good else f"{name}-user:wrong"
    return {"Proxy-Authorization": "Basic " + base64.b64encode(login.encode()).decode()}


IDENTIFIERS = {"jwt": "{}-jwt", "basic-auth": "{}-user"}


def give(admin, name):
    """Makes the consumer with one credential of each kind."""
    admin.put(f"/consumers/{name}")
    admin.post(f"/consumers/{name}/jwt", {"key": f"{name}-jwt", "secret": SECRET})
    admin.post(f"/consumers/{name}/key-auth", {"key": f"{name}-key"})
    admin.post(f"/consumers/{name}/basic-auth", {"username": f"{name}-user", "password": f"{name} password"})


@pytest.fixture(scope="module")
def people(shared):
    """alice and bob have a credential of each kind; stranger has none. alice is a friend, stranger a guest."""
    admin = shared.admin
    for name in ("alice", "bob"):
        give(admin, name)
    admin.put("/consumers/stranger", {"custom_id": "S-1"})
    admin.put("/consumers/alice/acls/friends")
    admin.put("/consumers/stranger/acls/guests")
    return admin


@pytest.fixture
def route(people, publish, shared, upstream):
    """route({plugin: config}, allow): the URL of a new route with these plugins."""
    def one(plugins, **acl):
        path = publish(upstream)
        for name, config in plugins.items():
            shared.admin.post(f"/routes{path}/plugins", {"name": name, "config": config})
        if acl:
            shared.admin.post(f"/routes{path}/plugins", {"name": "acl", "config": acl})
        return shared.url + path

    return one


def get(url, *proofs, **headers):
    for one in proofs:
        headers.update(one)
    return requests.get(url, headers=headers, timeout=30)


def identity(seen):
    return {name: seen.get(name) for name in (
        "X-Consumer-Username", "X-Consumer-Custom-ID", "X-Credential-Identifier", "X-Anonymous-Consumer",
        "X-Consumer-Groups")}


@pytest.mark.core
def test_and_asks_for_each(route, upstream, shared):
    url = route({name: {} for name in PLUGINS})
    everything = [proof(one, "alice") for one in PLUGINS]
    assert get(url, *everything).status_code == 200
    for missing in range(3):
        assert get(url, *(everything[:missing] + everything[missing + 1:])).status_code == 401
        bad = list(everything)
        bad[missing] = proof(PLUGINS[missing], "alice", good=False)
        assert get(url, *bad).status_code == 401
    assert len(upstream.seen) == 1
    assert identity(upstream.last())["X-Credential-Identifier"] == "alice-user"


def test_and_leaves_the_last_one_who_proved_something(route, upstream):
    url = route({"jwt": {}, "key-auth": {}}, allow=["friends"])
    assert get(url, proof("jwt", "bob"), proof("key-auth", "alice")).status_code == 200
    assert identity(upstream.last())["X-Consumer-Username"] == "alice"
    assert get(url, proof("jwt", "alice"), proof("key-auth", "bob")).status_code == 403


OR = {name: {"anonymous": "stranger"} for name in PLUGINS}


@pytest.mark.core
@pytest.mark.parametrize("plugin", PLUGINS)
def test_or_takes_any(route, shared, upstream, plugin):
    url = route(OR, allow=["friends"])
    assert get(url, proof(plugin, "alice")).status_code == 200
    key = shared.admin.get("/key-auths/alice-key")["id"]
    assert identity(upstream.last()) == {
        "X-Consumer-Username": "alice", "X-Consumer-Custom-ID": None, "X-Consumer-Groups": "friends",
        "X-Credential-Identifier": IDENTIFIERS.get(plugin, key).format("alice"), "X-Anonymous-Consumer": None}
    # What others show does not matter once one holds; the first in order of priority counts.
    others = [proof(one, "bob", good=False) for one in PLUGINS if one != plugin]
    assert get(url, proof(plugin, "alice"), *others).status_code == 200
    assert get(url, proof(plugin, "bob")).status_code == 403


def test_or_takes_the_first_of_several(route, upstream):
    url = route(OR)
    assert get(url, proof("jwt", "bob"), proof("key-auth", "alice")).status_code == 200
    assert identity(upstream.last())["X-Consumer-Username"] == "bob"


@pytest.mark.core
def test_or_lets_strangers_in_as_what_they_are(route, upstream):
    url = route(OR)
    forged = {"X-Anonymous-Consumer": "false", "X-Credential-Identifier": "alice-jwt", "X-Consumer-Groups": "friends"}
    for shown in ([], [proof(one, "alice", good=False) for one in PLUGINS]):
        assert get(url, *shown, **forged).status_code == 200
        assert identity(upstream.last()) == {
            "X-Consumer-Username": "stranger", "X-Consumer-Custom-ID": "S-1", "X-Consumer-Groups": None,
            "X-Credential-Identifier": None, "X-Anonymous-Consumer": "true"}


def test_or_hides_what_was_not_needed(route, upstream):
    url = route({name: {"anonymous": "stranger", **({} if name == "jwt" else {"hide_credentials": True})}
                 for name in PLUGINS})
    assert get(url, *[proof(one, "alice") for one in PLUGINS]).status_code == 200
    seen = upstream.last()
    assert (seen.get("apikey"), seen.get("Proxy-Authorization")) == (None, None)


def test_strangers_are_judged_as_that_consumer(route, upstream):
    assert get(route(OR, allow=["guests"])).status_code == 200
    assert upstream.last().get("X-Consumer-Groups") == "guests"
    assert get(route(OR, allow=["friends"])).status_code == 403
    assert get(route(OR, deny=["guests"])).status_code == 403


def test_mixed_one_without_anonymous_is_always_asked(route, upstream):
    url = route({"jwt": {"anonymous": "stranger"}, "key-auth": {}})
    assert get(url, proof("jwt", "alice")).status_code == 401
    assert get(url, proof("key-auth", "bob")).status_code == 200
    assert identity(upstream.last())["X-Consumer-Username"] == "bob"


@pytest.mark.parametrize("plugin", PLUGINS)
def test_an_anonymous_consumer_that_is_gone_is_an_error_of_ours(route, plugin):
    answer = get(route({plugin: {"anonymous": "who-is-that"}}))
    assert (answer.status_code, answer.json()["message"]) == (500, "An unexpected error occurred")


def test_the_most_specific_configuration_counts(people, publish, shared, upstream):
    """A route's own key-auth stands in front of the service's, and that of the global one."""
    admin = shared.admin
    path = publish(upstream)
    name = path.removeprefix("/")
    made = [admin.post(where + "/plugins", {"name": "key-auth", "config": {"key_names": [field]}})["id"]
            for where, field in (("", "x-global"), (f"/services/{name}", "x-service"), (f"/routes/{name}", "x-route"))]
    for field in ("x-route", "x-service", "x-global"):
        assert get(shared.url + path, **{field: "alice-key"}).status_code == 200
        for other in {"x-route", "x-service", "x-global"} - {field}:
            assert get(shared.url + path, **{other: "alice-key"}).status_code == 401
        admin.delete(f"/plugins/{made.pop()}")


# Faults.

@pytest.mark.parametrize("plugin", PLUGINS)
@pytest.mark.parametrize("fault", ["missing", "bad", "unknown", "consumer deleted", "credential deleted"])
@pytest.mark.parametrize("anonymous", [False, True])
def test_faults_of_clients(route, shared, upstream, plugin, fault, anonymous):
    admin = shared.admin
    give(admin, "eve")
    url = route({plugin: {"anonymous": "stranger"} if anonymous else {}})
    assert get(url, proof(plugin, "eve")).status_code == 200
    assert upstream.seen.pop().get("X-Consumer-Username") == "eve"
    shown = proof(plugin, "eve")
    if fault == "missing":
        shown = {}
    elif fault == "bad":
        shown = proof(plugin, "eve", good=False)
    elif fault == "unknown":
        shown = proof(plugin, "who")
    elif fault == "consumer deleted":
        admin.delete("/consumers/eve")
    else:
        one = admin.get(f"/consumers/eve/{plugin}")["data"][0]
        admin.delete(f"/consumers/eve/{plugin}/{one['id']}")
    answer = get(url, shown)
    if anonymous:
        assert answer.status_code == 200
        assert upstream.last().get("X-Consumer-Username") == "stranger"
    else:
        assert answer.status_code == 401
        assert "WWW-Authenticate" in answer.headers
        assert upstream.seen == []
    admin.delete("/consumers/eve")


def damage(data):
    """Makes the store unreadable, as a disk does that lost pages: all but the first are overwritten. A commit from
    outside makes the gateway read them again."""
    path = data / "cardea.db"
    outside = sqlite3.connect(path, isolation_level=None)
    outside.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    page = outside.execute("PRAGMA page_size").fetchone()[0]
    with open(path, "r+b") as file:
        file.seek(0, 2)
        pages = file.tell() // page
        file.seek(page)
        file.write(b"\xff" * page * (pages - 1))
    outside.execute("PRAGMA application_id = 7")
    outside.close()


@pytest.mark.core
def test_a_store_that_is_away_is_503_and_never_401(upstream, tmp_path):
    with Gateway(data=tmp_path) as gateway:
        admin = gateway.admin
        for name in ("known", "unseen"):
            give(admin, name)
        admin.put("/consumers/stranger")
        admin.post("/services", {"name": "app", "url": upstream.url})
        for plugin in PLUGINS:
            for config in ({}, {"anonymous": "stranger"}):
                name = plugin + ("-or" if config else "")
                admin.post("/services/app/routes", {"name": name, "paths": [f"/{name}"]})
                admin.post(f"/routes/{name}/plugins", {"name": plugin, "config": config})
            assert get(f"{gateway.url}/{plugin}", proof(plugin, "known")).status_code == 200
        damage(tmp_path)
        for plugin in PLUGINS:
            url = f"{gateway.url}/{plugin}"
            for shown in (proof(plugin, "unseen"), proof(plugin, "who")):
                for path in (url, url + "-or"):
                    answer = get(path, shown)
                    assert answer.status_code == 503, (plugin, answer.text)
                    assert answer.headers["Retry-After"] == "1"
                    assert "WWW-Authenticate" not in answer.headers
            assert gateway.access_line(status=503)["reason"] == "store.unavailable"
            # What is in memory goes on; what shows nothing needs no store.
            assert get(url, proof(plugin, "known")).status_code == 200
            assert get(url, proof(plugin, "known", good=False)).status_code in (401, 503)
            assert get(url).status_code == 401
        gateway.stop()
