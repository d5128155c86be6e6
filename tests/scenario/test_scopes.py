# SPDX-License-Identifier: Apache-2.0
"""Which configuration of a plugin counts: the most specific of eight levels, as the Admin API's answer says."""
import itertools

import pytest

from conftest import SECRET
from support.asking import ask, ask_on, give
from support.gateway import Gateway
from support.tokens import bearer, token

# The most specific first (kong-proxy 6.2). Names of what each level names.
LEVELS = [("route", "service", "consumer"), ("route", "consumer"), ("service", "consumer"), ("route", "service"),
          ("consumer",), ("route",), ("service",), ()]
ALICE = f"Authorization: {bearer(token('alice-key', SECRET))['Authorization']}"
BOB = f"Authorization: {bearer(token('bob-key', SECRET))['Authorization']}"


@pytest.fixture
def scoped(guarded):
    """What guarded has, without the group and with bob."""
    admin = guarded.admin
    for plugin in admin.get("/routes/guarded/plugins")["data"]:
        if plugin["name"] == "acl":
            admin.delete(f"/plugins/{plugin['id']}")
    admin.post("/consumers", {"username": "bob"})
    admin.post("/consumers/bob/jwt", {"key": "bob-key", "secret": SECRET})
    return guarded


def add(gateway, level, **config):
    ids = {"route": gateway.admin.get("/routes/guarded")["id"], "service": gateway.admin.get("/services/app")["id"],
           "consumer": gateway.admin.get("/consumers/alice")["id"]}
    return gateway.admin.post("/plugins", {"name": "request-termination", "config": config,
                                           **{one: {"id": ids[one]} for one in level}})


@pytest.mark.core
def test_each_of_the_eight_levels(scoped):
    """Each level is told by a status of its own; the present best is switched off until none is left."""
    plugins = []
    for number, level in enumerate(reversed(LEVELS), 1):
        plugins.append((level, add(scoped, level, status_code=210 + number)))
        assert ask(scoped, "/guarded", ALICE).status == 210 + number, level
    for number in range(8, 0, -1):
        level, plugin = plugins[number - 1]
        assert ask(scoped, "/guarded", ALICE).status == 210 + number, level
        scoped.admin.patch(f"/plugins/{plugin['id']}", {"enabled": False})
    assert ask(scoped, "/guarded", ALICE).status == 200


def test_every_pair_of_levels(scoped):
    for better, worse in itertools.combinations(range(8), 2):
        made = [add(scoped, LEVELS[worse], status_code=220), add(scoped, LEVELS[better], status_code=221)]
        assert ask(scoped, "/guarded", ALICE).status == 221, (LEVELS[better], LEVELS[worse])
        for one in made:
            scoped.admin.delete(f"/plugins/{one['id']}")


@pytest.mark.core
def test_scopes_of_others_do_not_count(scoped):
    """For bob, on another route, or where nobody is known, what is scoped to alice does not exist."""
    for number, level in enumerate(LEVELS, 1):
        if "consumer" in level:
            add(scoped, level, status_code=210 + number)
    assert ask(scoped, "/guarded", ALICE).status == 211
    assert ask(scoped, "/guarded", BOB).status == 200
    assert ask(scoped, "/open", ALICE).status == 200  # no plugin there asks who it is
    add(scoped, ("route",), status_code=230)
    assert ask(scoped, "/guarded", BOB).status == 230
    assert ask(scoped, "/open").status == 200
    add(scoped, ("service",), status_code=231)
    assert ask(scoped, "/open").status == 231


def test_settings_are_not_merged(scoped):
    add(scoped, (), status_code=418, message="everywhere")
    add(scoped, ("route",), status_code=404)
    got = ask(scoped, "/guarded", ALICE)
    assert (got.status, got.body) == (404, b'{"message":"Not found"}')


@pytest.mark.core
def test_changes_are_in_force_with_the_answer(scoped):
    clients = [scoped.connect() for _ in range(8)]

    def statuses():
        return {ask_on(one, "/guarded", ALICE).status for one in clients}

    for number in range(10):
        plugin = add(scoped, ("consumer",), status_code=210 + number)
        assert statuses() == {210 + number}
        scoped.admin.patch(f"/plugins/{plugin['id']}", {"config": {"status_code": 230 + number}})
        assert statuses() == {230 + number}
        scoped.admin.patch(f"/plugins/{plugin['id']}", {"enabled": False})
        assert statuses() == {200}
        scoped.admin.patch(f"/plugins/{plugin['id']}", {"enabled": True})
        assert statuses() == {230 + number}
        route = scoped.admin.get("/routes/open")["id"]
        scoped.admin.patch(f"/plugins/{plugin['id']}", {"route": {"id": route}})
        assert statuses() == {200}
        scoped.admin.delete(f"/plugins/{plugin['id']}")
    for one in clients:
        one.close()


def test_an_early_plugin_does_not_know_the_consumer(scoped):
    """correlation-id runs before authentication: what is scoped to a consumer never counts there, as in Kong."""
    alice = scoped.admin.get("/consumers/alice")["id"]
    scoped.admin.post("/plugins", {"name": "correlation-id", "consumer": {"id": alice},
                                   "config": {"echo_downstream": True, "header_name": "X-Alice"}})
    assert ask(scoped, "/guarded", ALICE, "X-Alice: 1").get("X-Alice") is None
    give(scoped, "", "correlation-id", echo_downstream=True, header_name="X-All")
    assert ask(scoped, "/guarded", ALICE, "X-All: 1").get("X-All") == "1"


def test_plugins_behind_an_answer_still_see_it(scoped):
    """A plugin that answers ends the walk; the response phases of all that apply run, for whom it is known by then."""
    give(scoped, "/routes/guarded", "cors", origins=["https://a.example"])
    give(scoped, "/routes/guarded", "correlation-id", echo_downstream=True, header_name="X-Id")
    got = ask(scoped, "/guarded", "X-Id: mine")
    assert (got.status, got.get("X-Id"), got.get("Access-Control-Allow-Origin")) == (401, "mine", "https://a.example")
    got = ask(scoped, "/guarded", "X-Id: mine", "Origin: https://a.example", "Access-Control-Request-Method: PUT",
              method="OPTIONS")
    assert (got.status, got.get("X-Id")) == (200, "mine")
    add(scoped, ("consumer",), status_code=250)
    got = ask(scoped, "/guarded", ALICE, "X-Id: mine")
    assert (got.status, got.get("X-Id"), got.get("Access-Control-Allow-Origin")) == (250, "mine", "https://a.example")


def test_strangers_can_be_turned_away(open_route):
    """Kong's recipe for "either of these credentials": anonymous everywhere, and an answer for that consumer."""
    admin = open_route.admin
    nobody = admin.post("/consumers", {"username": "nobody"})
    admin.post("/consumers", {"username": "alice"})
    admin.post("/consumers/alice/jwt", {"key": "alice-key", "secret": SECRET})
    key = admin.post("/consumers/alice/key-auth", {})["key"]
    give(open_route, "/routes/open", "jwt", anonymous="nobody")
    give(open_route, "/routes/open", "key-auth", anonymous="nobody")
    give(open_route, "/routes/open", "cors", origins=["https://a.example"])
    assert ask(open_route, "/open").status == 200
    give(open_route, f"/consumers/{nobody['id']}", "request-termination", status_code=401, message="Log in first")
    got = ask(open_route, "/open")
    assert (got.status, got.body) == (401, b'{"message":"Log in first"}')
    assert got.get("Access-Control-Allow-Origin") == "https://a.example"
    for wrong in ("apikey: wrong", "Authorization: Bearer x.y.z"):
        assert ask(open_route, "/open", wrong).status == 401
    assert ask(open_route, "/open", ALICE).status == 200
    assert ask(open_route, "/open", f"apikey: {key}").status == 200
    got = ask(open_route, "/open", "Origin: https://a.example", "Access-Control-Request-Method: PUT", method="OPTIONS")
    assert got.status == 200  # before anybody asks who it is


def test_many_consumers_with_a_plugin_each(upstream):
    with Gateway() as gateway:
        admin = gateway.admin
        admin.post("/services", {"name": "app", "url": upstream.url})
        admin.post("/services/app/routes", {"name": "app", "paths": ["/app"]})
        give(gateway, "/routes/app", "jwt")
        for number in range(40):
            admin.post("/consumers", {"username": f"c{number}"})
            admin.post(f"/consumers/c{number}/jwt", {"key": f"k{number}", "secret": SECRET})
            give(gateway, f"/consumers/c{number}", "request-termination", status_code=300 + number)
        for number in range(40):
            text = bearer(token(f"k{number}", SECRET))["Authorization"]
            assert ask(gateway, "/app", f"Authorization: {text}").status == 300 + number
