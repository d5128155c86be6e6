# SPDX-License-Identifier: Apache-2.0
"""API keys: where they are found, what is answered without a good one, and how they are kept."""
import json
import re
import sqlite3

import pytest
import requests

from support.gateway import Gateway
from support.tokens import bearer, token
from support.waiting import until

KEY = "a-key-that-only-alice-has"
MISSING = "No API key found in request"
DUPLICATE = "Duplicate API key found"


@pytest.fixture
def keyed(publish, shared, upstream):
    """keyed(**config): the path of a new route whose key-auth has this configuration; alice has KEY."""
    shared.admin.put("/consumers/alice")
    shared.admin.put(f"/consumers/alice/key-auth/{KEY}")

    def one(**config):
        path = publish(upstream)
        shared.admin.post(f"/routes{path}/plugins", {"name": "key-auth", "config": config})
        return shared.url + path

    yield one
    shared.admin.delete("/consumers/alice")


def ask(url, method="GET", **options):
    return requests.request(method, url, timeout=10, **options)


def outcome(answer):
    """200, or the status and message of a refusal."""
    return answer.status_code if answer.status_code == 200 else (answer.status_code, answer.json()["message"])


@pytest.mark.core
def test_lets_a_key_through_and_says_whose_it_is(keyed, shared, upstream):
    answer = ask(keyed(), headers={"apikey": KEY})
    assert answer.status_code == 200
    seen = upstream.last()
    alice = shared.admin.get("/consumers/alice")
    credential = shared.admin.get(f"/consumers/alice/key-auth/{KEY}")
    assert seen.get("X-Consumer-ID") == alice["id"]
    assert seen.get("X-Consumer-Username") == "alice"
    assert seen.get("X-Credential-Identifier") == credential["id"]
    assert seen.get("X-Anonymous-Consumer") is None
    assert seen.get("apikey") == KEY  # hide_credentials is off


@pytest.mark.core
@pytest.mark.parametrize("realm, challenge", [(None, "Key"), ("keys", 'Key realm="keys"')])
def test_refuses_in_kongs_words(keyed, upstream, shared, realm, challenge):
    url = keyed(realm=realm)
    for headers, message in [({}, MISSING), ({"apikey": ""}, MISSING), ({"apikey": "unknown"}, "Unauthorized")]:
        answer = ask(url, headers=headers)
        assert outcome(answer) == (401, message)
        assert answer.headers["WWW-Authenticate"] == challenge
        request_id = answer.headers["X-Kong-Request-Id"]
        assert answer.text == f'{{\n  "message":"{message}",\n  "request_id":"{request_id}"\n}}'
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert upstream.seen == []
    line = shared.access_line(id=request_id)
    assert line["reason"] == "key_auth.unknown_key"
    assert KEY not in json.dumps(line)


def test_an_unknown_key_is_recognised_and_not_shown(keyed, shared):
    url = keyed()

    def noted(key):
        request_id = ask(url, headers={"apikey": key}).headers["X-Kong-Request-Id"]
        shared.access_line(id=request_id)
        decision = shared.admin.get(f"/decisions/{request_id}")
        assert key not in json.dumps(decision)
        return decision["checks"][-1]["facts"]["key_hash"]

    assert noted("of-nobody") == noted("of-nobody") != noted("of-nobody-else")
    assert len(noted("of-nobody")) == 16


@pytest.mark.parametrize("config, options, expected", [
    ({}, {"params": {"apikey": KEY}}, 200),
    ({}, {"params": "apikey=" + KEY.replace("-", "%2d")}, 200),
    ({}, {"headers": {"ApiKey": KEY}}, 200),
    ({}, {"headers": {"apikey": KEY}, "params": {"apikey": "unknown"}}, 200),   # the field comes first
    ({}, {"headers": {"apikey": "unknown"}, "params": {"apikey": KEY}}, (401, "Unauthorized")),
    ({}, {"headers": {"apikey": ""}, "params": {"apikey": KEY}}, (401, MISSING)),
    ({}, {"params": [("apikey", KEY), ("apikey", KEY)]}, (401, DUPLICATE)),
    ({}, {"params": "apikey"}, (401, MISSING)),
    ({}, {"params": f"apikey&apikey={KEY}"}, (401, DUPLICATE)),
    ({"key_in_header": False}, {"headers": {"apikey": KEY}}, (401, MISSING)),
    ({"key_in_header": False}, {"params": {"apikey": KEY}}, 200),
    ({"key_in_query": False}, {"params": {"apikey": KEY}}, (401, MISSING)),
    ({"key_names": ["x-one", "x-two"]}, {"headers": {"x-two": KEY}}, 200),
    ({"key_names": ["x-one", "x-two"]}, {"params": {"x-one": "unknown"}, "headers": {"x-two": KEY}},
     (401, "Unauthorized")),                                                     # the first name comes first
    ({"key_names": ["x-one"]}, {"headers": {"apikey": KEY}}, (401, MISSING)),
])
def test_looks_where_it_is_told_to(keyed, config, options, expected):
    assert outcome(ask(keyed(**config), **options)) == expected


def test_refuses_a_field_that_comes_twice(keyed, shared):
    url = keyed()
    with shared.connect() as connection:
        path = url.removeprefix(shared.url)
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\napikey: {KEY}\r\nApikey: {KEY}\r\n"
                           "Connection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 401 ") and DUPLICATE.encode() in answer


BODY = {"key_in_body": True}
FORM, JSON = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, {"Content-Type": "application/json"}


@pytest.mark.parametrize("headers, body, expected", [
    (FORM, f"a=b&apikey={KEY}", 200),
    (FORM, f"apikey={KEY}&apikey=x", (401, DUPLICATE)),
    (FORM, "a=b", (401, MISSING)),
    (JSON, json.dumps({"a": [1, {"apikey": "no"}], "apikey": KEY}), 200),
    (JSON, json.dumps({"a": {"apikey": KEY}}), (401, MISSING)),
    (JSON, json.dumps({"apikey": [KEY]}), (401, DUPLICATE)),
    (JSON, json.dumps({"apikey": 5}), (401, MISSING)),
    (JSON, json.dumps([KEY]), (401, MISSING)),
    (JSON, '{"apikey": "' + KEY + '"', (401, MISSING)),                          # not JSON
    (JSON, '{"apikey":"x","apikey":"' + KEY + '"}', (401, MISSING)),              # two readers, two keys
    ({"Content-Type": "text/plain"}, f"apikey={KEY}", (401, MISSING)),
    ({}, f"apikey={KEY}", (401, MISSING)),
])
@pytest.mark.parametrize("chunked", [False, True])
def test_looks_into_bodies(keyed, upstream, headers, body, expected, chunked):
    data = body.encode()
    answer = ask(keyed(**BODY), "POST", headers=headers, data=iter([data[:5], data[5:]]) if chunked else data)
    assert outcome(answer) == expected
    if expected == 200:
        assert upstream.last().body == data
        assert upstream.last().get("Content-Length") == str(len(data))
        assert upstream.last().get("Transfer-Encoding") is None


def test_leaves_bodies_alone_unless_told(keyed):
    assert outcome(ask(keyed(), "POST", headers=FORM, data=f"apikey={KEY}")) == (401, MISSING)


def test_large_bodies_are_not_looked_into(keyed, upstream):
    url = keyed(**BODY)
    body = f"apikey={KEY}&padding=".encode() + b"x" * 70_000
    assert outcome(ask(url, "POST", headers=FORM, data=body)) == (401, MISSING)
    assert ask(url, "POST", headers={"apikey": KEY, **FORM}, data=body).status_code == 200
    assert upstream.last().body == body
    # Without a length it shows only while it is read.
    assert ask(url, "POST", headers=FORM, data=iter([body])).status_code == 413


def test_asks_for_a_body_that_waits(keyed, shared, upstream):
    path = keyed(**BODY).removeprefix(shared.url)
    body = f"apikey={KEY}".encode()
    with shared.connect() as connection:
        connection.sendall(f"POST {path} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                           f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
                           .encode())
        stream = connection.makefile("rb")
        assert stream.readline() == b"HTTP/1.1 100 Continue\r\n"
        assert stream.readline() == b"\r\n"
        connection.sendall(body)
        assert stream.readline().startswith(b"HTTP/1.1 200 ")
    assert upstream.last().body == body


def test_a_body_that_was_held_is_followed_by_the_next_request(keyed, shared):
    path = keyed(**BODY).removeprefix(shared.url)
    body = f"apikey={KEY}"
    one = (f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
           f"Content-Length: {len(body)}\r\n\r\n{body}")
    with shared.connect() as connection:
        connection.sendall((one * 3).encode())
        received = b""
        while received.count(b"HTTP/1.1 200 ") < 3:
            piece = connection.recv(65536)
            assert piece, received
            received += piece


@pytest.mark.core
def test_hides_keys_from_the_upstream(keyed, upstream):
    url = keyed(hide_credentials=True, key_names=["apikey", "x-key"])
    both = {"apikey": KEY, "x-key": "another", "X-Other": "stays"}
    assert ask(url + "?a=1&apikey=x&b=%20&x-key=y&c", headers=both).status_code == 200
    seen = upstream.last()
    assert (seen.get("apikey"), seen.get("x-key"), seen.get("X-Other")) == (None, None, "stays")
    assert seen.target == "/?a=1&b=%20&c"
    assert ask(url, params={"apikey": KEY}).status_code == 200
    assert upstream.last().target == "/"


def test_hides_keys_that_nobody_looked_at(keyed, shared, upstream):
    """Another plugin has proved who asks before."""
    shared.admin.put("/consumers/stranger")
    url = keyed(hide_credentials=True, anonymous="stranger")
    shared.admin.post("/consumers/alice/jwt", {"key": "alice-jwt", "secret": "s" * 32})
    shared.admin.post(f"/routes{url.removeprefix(shared.url)}/plugins", {"name": "jwt", "config": {
        "anonymous": "stranger"}})
    answer = ask(url, params={"apikey": "x"}, headers={"apikey": KEY, **bearer(token("alice-jwt", "s" * 32))})
    assert answer.status_code == 200
    seen = upstream.last()
    assert (seen.get("X-Credential-Identifier"), seen.get("apikey"), seen.target) == ("alice-jwt", None, "/")
    shared.admin.delete("/consumers/stranger")


@pytest.mark.parametrize("headers, body, rest", [
    (FORM, f"a=%20b&apikey={KEY}&c", "a=%20b&c"),
    (JSON, '{ "n" : 1.10, "apikey" : "' + KEY + '" , "big":12345678901234567890123 }',
     '{"n" : 1.10,"big":12345678901234567890123}'),
    (JSON, '{"\\u0061pikey":"' + KEY + '","s":"},\\"apikey\\":\\"x\\""}', '{"s":"},\\"apikey\\":\\"x\\""}'),
    (JSON, '{"apikey":"' + KEY + '"}', "{}"),
])
def test_hides_keys_in_bodies_and_touches_nothing_else(keyed, upstream, headers, body, rest):
    answer = ask(keyed(hide_credentials=True, **BODY), "POST", headers=headers, data=body)
    assert answer.status_code == 200
    assert upstream.last().body.decode() == rest
    assert upstream.last().get("Content-Length") == str(len(rest))


def test_preflights(keyed):
    assert ask(keyed(), "OPTIONS").status_code == 401
    assert ask(keyed(run_on_preflight=False), "OPTIONS").status_code == 200
    assert ask(keyed(run_on_preflight=False)).status_code == 401


# The Admin API.

def test_makes_a_key_and_shows_it(shared):
    admin = shared.admin
    admin.put("/consumers/maker")
    made = admin.post("/consumers/maker/key-auth")
    assert re.fullmatch("[A-Za-z0-9]{32}", made["key"])
    maker = admin.get("/consumers/maker")
    assert made["consumer"] == {"id": maker["id"]} and made["tags"] is None
    assert "key_hash" not in made
    for name in (made["id"], made["key"]):
        assert admin.get(f"/consumers/maker/key-auth/{name}") == made
        assert admin.get(f"/key-auths/{name}") == made
        assert admin.get(f"/key-auths/{name}/consumer") == maker
    assert made in admin.get("/key-auths?size=1000")["data"]
    assert admin.get("/consumers/maker/key-auth")["data"] == [made]
    admin.delete(f"/consumers/maker/key-auth/{made['key']}")
    assert admin.call("GET", f"/key-auths/{made['key']}").status_code == 404
    admin.delete("/consumers/maker")


def test_takes_the_key_that_is_given(shared):
    admin = shared.admin
    admin.put("/consumers/given")
    assert admin.put("/consumers/given/key-auth/by-path")["key"] == "by-path"
    posted = admin.post("/key-auths", {"key": "by body", "consumer": {"username": "given"}, "tags": ["t"]})
    assert admin.get("/key-auths/by%20body") == posted
    patched = admin.patch("/key-auths/by-path", {"key": "renamed"})
    assert patched["key"] == "renamed"
    assert admin.call("GET", "/key-auths/by-path").status_code == 404
    assert admin.patch("/key-auths/renamed", {"tags": ["u"]})["key"] == "renamed"
    admin.delete("/consumers/given")


def test_keeps_keys_unique(shared):
    admin = shared.admin
    for name in ("first", "second"):
        admin.put(f"/consumers/{name}")
    admin.post("/consumers/first/key-auth", {"key": "taken"})
    other = admin.post("/consumers/second/key-auth", {"key": "other"})
    for method, path, body in [("POST", "/consumers/second/key-auth", {"key": "taken"}),
                               ("PATCH", f"/key-auths/{other['id']}", {"key": "taken"})]:
        answer = admin.call(method, path, body)
        assert answer.status_code == 409
        assert answer.json() == {"code": 5, "name": "unique constraint violation", "fields": {"key": "taken"},
                                 "message": "UNIQUE violation detected on '{key=\"taken\"}'"}
    for name in ("first", "second"):
        admin.delete(f"/consumers/{name}")


def test_judges_credentials_as_kong_does(shared):
    admin = shared.admin
    answer = admin.call("POST", "/key-auths", {"key": "k"})
    assert answer.status_code == 400
    assert answer.json()["message"] == "schema violation (consumer: required field missing)"
    admin.put("/consumers/judged")
    answer = admin.call("POST", "/consumers/judged/key-auth", {"key": "k", "key_hash": "h"})
    assert answer.json()["message"] == "schema violation (key_hash: unknown field)"
    answer = admin.call("POST", "/consumers/judged/key-auth", {"key": 5})
    assert answer.json()["message"] == "schema violation (key: expected a string)"
    answer = admin.call("POST", "/plugins", {"name": "key-auth", "consumer": admin.get("/consumers/judged")})
    assert answer.json()["fields"] == {"consumer": "value must be null"}
    answer = admin.call("POST", "/plugins", {"name": "key-auth", "config": {"key_names": ["a b"]}})
    assert answer.status_code == 400 and "bad header name 'a b'" in answer.text
    admin.delete("/consumers/judged")


def test_a_key_is_in_force_and_gone_at_once(keyed, shared):
    url = keyed()
    for _ in range(10):
        for expected in (401, 401):
            assert ask(url, headers={"apikey": "fleeting"}).status_code == expected
        shared.admin.post("/consumers/alice/key-auth", {"key": "fleeting"})
        assert {ask(url, headers={"apikey": "fleeting"}).status_code for _ in range(4)} == {200}
        shared.admin.delete("/consumers/alice/key-auth/fleeting")
        assert {ask(url, headers={"apikey": "fleeting"}).status_code for _ in range(4)} == {401}


@pytest.mark.core
def test_keys_are_not_in_the_file_and_outlive_a_restart(tmp_path, upstream):
    with Gateway(data=tmp_path) as gateway:
        admin = gateway.admin
        admin.post("/services", {"name": "app", "url": upstream.url})
        admin.post("/services/app/routes", {"name": "r", "paths": ["/r"]})
        admin.post("/routes/r/plugins", {"name": "key-auth"})
        admin.put("/consumers/alice")
        admin.put(f"/consumers/alice/key-auth/{KEY}")
        gateway.restart()
        assert ask(gateway.url + "/r", headers={"apikey": KEY}).status_code == 200
        assert gateway.admin.get(f"/key-auths/{KEY}")["key"] == KEY
        assert gateway.admin.call("POST", "/consumers/alice/key-auth", {"key": KEY}).status_code == 409
        assert gateway.admin.call("GET", "/hash_keys").status_code == 404
        gateway.admin.get(f"/key-auths/{KEY}/consumer")
        gateway.admin.get(f"/key-auths/{gateway.admin.get('/key-auths')['data'][0]['id']}")
        gateway.stop()
        for file in tmp_path.iterdir():
            assert file.is_dir() or KEY.encode() not in file.read_bytes(), file
        paths = [json.loads(line)["path"] for line in (tmp_path / "admin.log").read_text().splitlines()]
        assert {"/consumers/alice/key-auth/***", "/key-auths/***", "/key-auths/***/consumer"} < set(paths)
        with sqlite3.connect(tmp_path / "cardea.db") as store:
            store.execute("DELETE FROM hash_keys")
        store.close()
        with pytest.raises(RuntimeError, match="rows in keyauth_credentials, but the key by whose hashes"):
            gateway.start()


def test_keys_outlive_a_rotation_of_the_keyring(tmp_path, upstream):
    from support.gateway import run
    with Gateway(data=tmp_path) as gateway:
        admin = gateway.admin
        admin.post("/services", {"name": "app", "url": upstream.url})
        admin.post("/services/app/routes", {"name": "r", "paths": ["/r"]})
        admin.post("/routes/r/plugins", {"name": "key-auth"})
        admin.put("/consumers/alice")
        admin.put(f"/consumers/alice/key-auth/{KEY}")
        rotated = run("keyring", "rotate", "--set", f"data_dir={tmp_path}")
        assert rotated.returncode == 0, rotated.stderr
        gateway.restart()
        assert ask(gateway.url + "/r", headers={"apikey": KEY}).status_code == 200
        assert gateway.admin.get(f"/key-auths/{KEY}")["key"] == KEY
