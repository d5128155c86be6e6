# SPDX-License-Identifier: Apache-2.0
"""What was given a lifetime ends by itself, to the second, from memory, and is removed."""
import sqlite3
import time

import pytest
import requests

from conftest import SECRET
from support.tokens import bearer, token
from support.waiting import until

SHORT = 2


def ask(gateway, key="alice-key", **claims):
    return requests.get(gateway.url + "/guarded", headers=bearer(token(key, SECRET, **claims)), timeout=10)


def wait_for_end(gateway, end, good, over):
    """Asks without pause until the answer turns from `good` to `over`, which must be at `end`."""
    def turned():
        before = time.time()
        answer = ask(gateway, jti="the same one").status_code
        after = time.time()
        assert answer == good and before < end or answer == over and after >= end, (answer, before, after, end)
        return answer == over
    until(turned, seconds=SHORT + 8, what="the end")


def set_end(gateway, path, **body):
    """Gives a lifetime; returns its end."""
    return gateway.admin.patch(path, body)["expires_at"]


@pytest.mark.core
def test_a_credential_ends_to_the_second_under_remembered_tokens(guarded):
    before = time.time()
    end = set_end(guarded, "/consumers/alice/jwt/alice-key", ttl=SHORT)
    assert before + SHORT <= end <= time.time() + SHORT + 1
    wait_for_end(guarded, end, 200, 401)
    answer = ask(guarded, jti="the same one")
    assert answer.json() == {"message": "No credentials found for given 'iss'"}
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    line = guarded.access_line(id=answer.headers["X-Kong-Request-Id"])
    assert line["reason"] in ("jwt.credential_expired", "jwt.unknown_key")  # the latter once it is removed
    assert guarded.access_line(reason="jwt.credential_expired")["status"] == 401


@pytest.mark.core
def test_a_membership_ends_to_the_second_under_cached_groups(guarded, upstream):
    guarded.admin.post("/consumers/alice/acls", {"group": "others"})
    end = set_end(guarded, "/consumers/alice/acls/friends", ttl=SHORT)
    assert ask(guarded).status_code == 200
    assert sorted(upstream.last().get("X-Consumer-Groups").split(", ")) == ["friends", "others"]
    wait_for_end(guarded, end, 200, 403)
    plugin = next(p for p in guarded.admin.get("/routes/guarded/plugins")["data"] if p["name"] == "acl")
    guarded.admin.patch(f"/plugins/{plugin['id']}", {"config": {"allow": ["others"]}})
    assert ask(guarded).status_code == 200
    assert upstream.seen[-1].get("X-Consumer-Groups") == "others"


def test_a_denied_group_ends_too(guarded):
    plugin = next(p for p in guarded.admin.get("/routes/guarded/plugins")["data"] if p["name"] == "acl")
    guarded.admin.patch(f"/plugins/{plugin['id']}", {"config": {"allow": None, "deny": ["friends"]}})
    end = set_end(guarded, "/consumers/alice/acls/friends", ttl=SHORT)
    wait_for_end(guarded, end, 403, 200)


@pytest.fixture
def keyed(open_route):
    """/keyed asks for an API key; alice is a consumer."""
    admin = open_route.admin
    admin.post("/services/app/routes", {"name": "keyed", "paths": ["/keyed"]})
    admin.post("/routes/keyed/plugins", {"name": "key-auth"})
    admin.put("/consumers/alice")
    return open_route


def show_key(gateway, key):
    return requests.get(gateway.url + "/keyed", headers={"apikey": key}, timeout=10)


@pytest.mark.core
def test_an_api_key_ends_and_shows_kongs_ttl(keyed):
    admin = keyed.admin
    plain = admin.post("/consumers/alice/key-auth", {"key": "plain"})
    assert plain["ttl"] is None and "expires_at" not in plain
    brief = admin.post("/consumers/alice/key-auth", {"key": "brief", "ttl": SHORT})
    assert brief["ttl"] == SHORT
    assert show_key(keyed, "brief").status_code == 200
    listed = {one["key"]: one["ttl"] is None for one in admin.get("/key-auths")["data"]}
    assert listed == {"plain": True, "brief": False}
    until(lambda: show_key(keyed, "brief").status_code == 401, what="the end")
    assert time.time() >= brief["expires_at"]
    answer = show_key(keyed, "brief")
    assert (answer.json()["message"], answer.headers["WWW-Authenticate"]) == ("Unauthorized", "Key")
    assert keyed.access_line(reason="key_auth.credential_expired")["status"] == 401
    assert admin.call("GET", "/key-auths/brief").status_code == 404
    admin.post("/consumers/alice/key-auth", {"key": "brief"})  # found by its hash, and pushed aside
    assert show_key(keyed, "brief").status_code == 200


@pytest.mark.core
def test_a_user_with_a_password_ends_to_the_second(open_route):
    admin = open_route.admin
    admin.post("/services/app/routes", {"name": "users", "paths": ["/users"]})
    admin.post("/routes/users/plugins", {"name": "basic-auth"})
    admin.put("/consumers/alice")

    def show(password):
        return requests.get(open_route.url + "/users", auth=("alice", password), timeout=10)

    plain = admin.post("/consumers/alice/basic-auth", {"username": "plain", "password": "p"})
    assert set(plain) == {"id", "created_at", "consumer", "username", "password", "tags"}  # as Kong's
    made = admin.post("/consumers/alice/basic-auth", {"username": "alice", "password": "brief", "ttl": SHORT})
    assert show("brief").status_code == 200
    assert admin.patch("/basic-auths/alice", {"tags": ["t"]})["expires_at"] == made["expires_at"]

    def turned():
        before, status, after = time.time(), show("brief").status_code, time.time()
        assert status == 200 and before < made["expires_at"] or status == 401 and after >= made["expires_at"]
        return status == 401
    until(turned, seconds=SHORT + 8, what="the end, also of a password that is remembered")
    answer = show("brief")
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="service"'
    assert answer.json()["message"] == "Unauthorized"
    line = open_route.access_line(reason="basic_auth.credential_expired")
    decision = admin.get(f"/decisions/{line['id']}")
    assert decision["checks"][-1]["facts"]["credential"] == "alice"
    assert decision["concerns"] == admin.get("/consumers/alice")["id"]
    assert show("wrong").status_code == 401
    assert admin.call("GET", "/basic-auths/alice").status_code == 404
    admin.post("/consumers/alice/basic-auth", {"username": "alice", "password": "new"})  # the name is free at once
    assert (show("brief").status_code, show("new").status_code) == (401, 200)


def test_a_key_sent_back_as_it_was_read(keyed):
    admin = keyed.admin
    read = admin.post("/consumers/alice/key-auth", {"key": "k", "ttl": 1000})
    again = admin.put("/key-auths/k", {**read, "tags": ["t"]})  # its ttl counts anew, as in Kong
    assert read["expires_at"] <= again["expires_at"] <= read["expires_at"] + 5
    assert admin.patch("/key-auths/k", {**again, "ttl": 5000})["ttl"] in (4999, 5000)
    changed = admin.call("PATCH", "/key-auths/k", {**again, "expires_at": again["expires_at"] + 1})
    assert changed.json()["message"] == (
        "schema violation (only one or none of these fields must be set: 'ttl', 'expires_at')")
    assert admin.patch("/key-auths/k", {**admin.get("/key-auths/k"), "ttl": 0})["ttl"] is None


def rows(gateway, table):
    with sqlite3.connect(f"file:{gateway.data}/cardea.db?mode=ro", uri=True) as store:
        return store.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def metric(gateway, entity):
    text = gateway.admin.call("GET", "/metrics").text
    name = f'cardea_expired_rows_removed_total{{entity="{entity}"}} '
    return float(next(line for line in text.splitlines() if line.startswith(name))[len(name):])


def test_what_ended_is_not_seen_and_then_removed(guarded):
    admin = guarded.admin
    assert metric(guarded, "jwt_secrets") == 0
    admin.post("/consumers/alice/jwt", {"key": "brief", "secret": SECRET, "ttl": 1, "tags": ["t"]})
    admin.post("/consumers/alice/acls", {"group": "brief", "ttl": 1})
    brief = admin.get("/consumers/alice/jwt/brief")
    until(lambda: admin.call("GET", "/jwts/brief").status_code == 404, what="the end")
    assert time.time() >= brief["expires_at"]
    for path in ("/jwts/" + brief["id"], "/consumers/alice/jwt/brief", "/jwts/brief/consumer",
                 "/consumers/alice/acls/brief"):
        assert admin.call("GET", path).status_code == 404, path
    assert admin.call("PATCH", "/jwts/brief", {"tags": []}).status_code == 404
    assert [one["key"] for one in admin.get("/jwts")["data"]] == ["alice-key"]
    assert admin.get("/jwts?tags=t")["data"] == []
    assert [one["group"] for one in admin.get("/consumers/alice/acls")["data"]] == ["friends"]
    until(lambda: (rows(guarded, "jwt_secrets"), rows(guarded, "acls")) == (1, 1), seconds=30, what="the removal")
    until(lambda: (metric(guarded, "jwt_secrets"), metric(guarded, "acls")) == (1, 1), what="the count")
    answer = ask(guarded, "brief")
    assert guarded.access_line(id=answer.headers["X-Kong-Request-Id"])["reason"] == "jwt.unknown_key"


@pytest.mark.core
def test_its_key_is_free_at_once(guarded):
    admin = guarded.admin
    old = admin.post("/consumers/alice/jwt", {"key": "again", "secret": "x", "ttl": 1})
    admin.post("/consumers/alice/acls", {"group": "again", "ttl": 1})
    assert admin.call("POST", "/consumers/alice/jwt", {"key": "again"}).status_code == 409
    assert ask(guarded, "again").status_code == 401  # remembered as what it is
    until(lambda: admin.call("GET", "/jwts/again").status_code == 404, what="the end")
    new = admin.post("/consumers/alice/jwt", {"key": "again", "secret": SECRET})
    assert new["id"] != old["id"] and "expires_at" not in new
    assert ask(guarded, "again").status_code == 200
    admin.post("/consumers/alice/acls", {"group": "again"})


def test_its_id_and_key_are_free_for_put_and_patch(guarded):
    admin = guarded.admin
    old = admin.post("/consumers/alice/jwt", {"key": "put", "ttl": 1})
    admin.post("/consumers/alice/jwt", {"key": "patched", "ttl": 1})
    other = admin.post("/consumers/alice/jwt", {"key": "other"})
    until(lambda: admin.call("GET", "/jwts/patched").status_code == 404, what="the end")
    assert admin.patch("/jwts/other", {"key": "patched"})["id"] == other["id"]
    made = admin.put(f"/consumers/alice/jwt/{old['id']}", {"key": "put", "secret": SECRET})
    assert made["id"] == old["id"] and "expires_at" not in made
    assert ask(guarded, "put").status_code == 200


@pytest.mark.parametrize("path,body", [("/consumers/alice/jwt/alice-key", {"secret": SECRET}),
                                       ("/consumers/alice/acls/friends", {})])
def test_only_null_clears_it(guarded, path, body):
    admin = guarded.admin
    end = int(time.time()) + 1000
    assert admin.put(path, {**body, "expires_at": end})["expires_at"] == end
    assert admin.put(path, body)["expires_at"] == end
    assert admin.patch(path, {"tags": ["a"]})["expires_at"] == end
    assert admin.get(path)["expires_at"] == end
    guarded.restart()
    admin = guarded.admin
    assert admin.get(path)["expires_at"] == end
    assert admin.put(path, {**body, "tags": None})["expires_at"] == end
    assert "expires_at" not in admin.patch(path, {"expires_at": None})
    assert "expires_at" not in admin.get(path)
    assert 998 < admin.call("PUT", path + "?ttl=1000", body).json()["expires_at"] - time.time() <= 1001
    assert "expires_at" not in admin.put(path, {**body, "ttl": 0})
    assert ask(guarded).status_code == 200


def test_it_ends_across_a_restart(guarded):
    end = set_end(guarded, "/consumers/alice/jwt/alice-key", ttl=SHORT)
    assert ask(guarded).status_code == 200
    guarded.restart()
    wait_for_end(guarded, end, 200, 401)
    guarded.restart()
    assert ask(guarded).status_code == 401


def test_more_time_in_time_keeps_it(guarded):
    end = set_end(guarded, "/consumers/alice/jwt/alice-key", ttl=SHORT)
    assert ask(guarded).status_code == 200
    guarded.admin.patch("/jwts/alice-key", {"expires_at": end + 1000})
    until(lambda: time.time() > end, what="the first end")
    assert ask(guarded).status_code == 200


LAST = 253402300799


@pytest.mark.parametrize("body,code,words", [
    ({"expires_at": 1}, 2, "schema violation (expires_at: must lie in the future (seconds since 1970))"),
    ({"expires_at": 0}, 2, f"schema violation (expires_at: value should be between 1 and {LAST})"),
    ({"expires_at": -5}, 2, f"schema violation (expires_at: value should be between 1 and {LAST})"),
    ({"expires_at": int(time.time() + 60) * 1000}, 2,
     f"schema violation (expires_at: value should be between 1 and {LAST})"),
    ({"expires_at": "soon"}, 2, "schema violation (expires_at: expected an integer)"),
    ({"expires_at": 2e9 + 0.5}, 2, "schema violation (expires_at: expected an integer)"),
    ({"ttl": -1}, 11, "invalid option (ttl: must be an integer between 0 and 100000000)"),
    ({"ttl": 100000001}, 11, "invalid option (ttl: must be an integer between 0 and 100000000)"),
    ({"ttl": "60"}, 11, "invalid option (ttl: must be an integer between 0 and 100000000)"),
    ({"ttl": 60, "expires_at": LAST}, 2,
     "schema violation (only one or none of these fields must be set: 'ttl', 'expires_at')"),
])
def test_what_is_no_lifetime_is_refused(shared, body, code, words):
    shared.admin.put("/consumers/refused", {})
    for path in ("jwt", "acls"):
        answer = shared.admin.call("POST", f"/consumers/refused/{path}", {**({"group": "g"} if path == "acls" else {}),
                                                                          **body})
        assert (answer.status_code, answer.json()["code"], answer.json()["message"]) == (400, code, words)
    assert shared.admin.get("/consumers/refused/jwt")["data"] == []


def test_ttl_in_the_query(shared):
    shared.admin.put("/consumers/query", {})
    answer = shared.admin.call("PUT", "/consumers/query/acls/g?ttl=60")
    assert 58 < answer.json()["expires_at"] - time.time() <= 61
    answer = shared.admin.call("PUT", "/consumers/query/acls/g?ttl=many")
    assert (answer.status_code, answer.json()["code"]) == (400, 11)
    assert answer.json()["options"] == {"ttl": "must be an integer between 0 and 100000000"}


def test_ttl_is_unknown_where_nothing_ends(shared):
    answer = shared.admin.call("POST", "/consumers", {"username": "x", "ttl": 5})
    assert (answer.status_code, answer.json()["message"]) == (400, "schema violation (ttl: unknown field)")


def test_answers_without_lifetime_look_as_in_kong(shared):
    shared.admin.put("/consumers/plain", {})
    made = shared.admin.post("/consumers/plain/jwt", {})
    assert set(made) == {"id", "created_at", "consumer", "key", "secret", "rsa_public_key", "algorithm", "tags"}
    made = shared.admin.post("/consumers/plain/acls", {"group": "g"})
    assert set(made) == {"id", "created_at", "consumer", "group", "tags"}
