# SPDX-License-Identifier: Apache-2.0
"""Users and passwords: what is answered, how passwords are kept, and what happens when many are to be proved."""
import base64
import concurrent.futures
import hashlib
import pathlib
import re
import sqlite3

import pytest
import requests

from support.gateway import Gateway
from support.waiting import until

PASSWORD = "correct horse: battery staple"
ARGON2ID = re.compile(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}")


def basic(user="alice", password=PASSWORD, scheme="Basic", field="Authorization"):
    return {field: f"{scheme} " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def kongs_hash(password, consumer):
    return hashlib.sha1((password + consumer["id"]).encode()).hexdigest()


def ask(url, headers=None, **options):
    return requests.get(url, headers=headers, timeout=30, **options)


def prepare(gateway, upstream, **config):
    """A route with basic-auth; the user alice of the consumer alice."""
    admin = gateway.admin
    admin.post("/services", {"name": "app", "url": upstream.url})
    admin.post("/services/app/routes", {"name": "r", "paths": ["/r"]})
    admin.post("/routes/r/plugins", {"name": "basic-auth", "config": config})
    admin.put("/consumers/alice")
    admin.put("/consumers/alice/basic-auth/alice", {"password": PASSWORD})
    return gateway.url + "/r"


@pytest.fixture
def guarded(publish, shared, upstream):
    """guarded(**config): the URL of a new route with basic-auth; the user alice of the consumer alice."""
    shared.admin.put("/consumers/alice")
    shared.admin.put("/consumers/alice/basic-auth/alice", {"password": PASSWORD})

    def one(**config):
        path = publish(upstream)
        shared.admin.post(f"/routes{path}/plugins", {"name": "basic-auth", "config": config})
        return shared.url + path

    yield one
    shared.admin.delete("/consumers/alice")


@pytest.mark.core
def test_lets_a_user_through_and_says_who_it_is(guarded, shared, upstream):
    url = guarded()
    for _ in range(3):
        assert ask(url, basic()).status_code == 200
    seen = upstream.last()
    assert seen.get("X-Consumer-ID") == shared.admin.get("/consumers/alice")["id"]
    assert seen.get("X-Credential-Identifier") == "alice"
    assert seen.get("X-Anonymous-Consumer") is None
    assert seen.get("Authorization") == basic()["Authorization"]


@pytest.mark.core
@pytest.mark.parametrize("realm, challenge", [(None, 'Basic realm="service"'), ("here", 'Basic realm="here"')])
def test_refuses_in_kongs_words(guarded, shared, upstream, realm, challenge):
    url = guarded(**({"realm": realm} if realm else {}))
    cases = [
        ({}, "no_login"), ({"Authorization": "Bearer x"}, "no_login"), ({"Authorization": "Basic"}, "no_login"),
        ({"Authorization": "Basic !!"}, "malformed"),
        ({"Authorization": "Basic " + base64.b64encode(b"no colon").decode()}, "malformed"),
        ({"Authorization": "Basic " + base64.b64encode(b"al\0ice:x").decode()}, "malformed"),
        (basic("", ""), "unknown_user"), (basic("Alice"), "unknown_user"),
        (basic(password=""), "wrong_password"), (basic(password=PASSWORD + " "), "wrong_password"),
    ]
    for headers, reason in cases:
        answer = ask(url, headers)
        assert answer.status_code == 401, headers
        assert answer.headers["WWW-Authenticate"] == challenge
        request_id = answer.headers["X-Kong-Request-Id"]
        assert answer.text == f'{{\n  "message":"Unauthorized",\n  "request_id":"{request_id}"\n}}'
        assert shared.access_line(id=request_id)["reason"] == "basic_auth." + reason
    assert upstream.seen == []


def test_reads_what_clients_write(guarded):
    url = guarded()
    text = basic()["Authorization"].removeprefix("Basic ")
    for value in (f"basic {text}", f"BASIC   {text}", f"Basic {text.rstrip('=')}"):
        assert ask(url, {"Authorization": value}).status_code == 200
    assert ask(url, basic(field="Proxy-Authorization")).status_code == 200
    # A proxy's own user in front does not count, and a known one counts first.
    assert ask(url, {**basic("proxy-user", "x", field="Proxy-Authorization"), **basic()}).status_code == 200
    assert ask(url, {**basic(password="wrong", field="Proxy-Authorization"), **basic()}).status_code == 401


def test_hides_passwords_from_the_upstream(guarded, upstream):
    url = guarded(hide_credentials=True)
    assert ask(url, basic()).status_code == 200
    assert upstream.last().get("Authorization") is None
    headers = {**basic(field="Proxy-Authorization"), "Authorization": "Bearer for-the-upstream"}
    assert ask(url, headers).status_code == 200
    assert upstream.last().get("Proxy-Authorization") is None
    assert upstream.last().get("Authorization") == "Bearer for-the-upstream"


def test_the_most_specific_configuration_counts(publish, shared, upstream):
    path = publish(upstream)
    name = path.removeprefix("/")
    made = [shared.admin.post(where + "/plugins", {"name": "basic-auth", "config": {"realm": realm}})["id"]
            for where, realm in (("", "all"), (f"/services/{name}", "service"), (f"/routes/{name}", "route"))]
    for realm in ("route", "service", "all"):
        assert ask(shared.url + path).headers["WWW-Authenticate"] == f'Basic realm="{realm}"'
        shared.admin.delete(f"/plugins/{made.pop()}")
    assert ask(shared.url + path).status_code == 200
    shared.admin.put("/consumers/somebody")
    answer = shared.admin.call("POST", "/consumers/somebody/plugins", {"name": "basic-auth"})
    assert (answer.status_code, answer.json()["fields"]) == (400, {"consumer": "value must be null"})
    shared.admin.delete("/consumers/somebody")


# How passwords are kept.

@pytest.mark.core
def test_keeps_and_shows_hashes(shared):
    admin = shared.admin
    admin.put("/consumers/kept")
    made = admin.post("/consumers/kept/basic-auth", {"username": "kept", "password": PASSWORD})
    assert ARGON2ID.fullmatch(made["password"])
    again = admin.post("/consumers/kept/basic-auth", {"username": "kept2", "password": PASSWORD})
    assert again["password"] != made["password"]
    for path in ("/basic-auths/kept", f"/basic-auths/{made['id']}", "/consumers/kept/basic-auth/kept"):
        assert admin.get(path) == made
    assert admin.patch("/basic-auths/kept", {"tags": ["t"]})["password"] == made["password"]
    # What was shown may be sent back: it is not hashed twice.
    assert admin.put("/basic-auths/kept", made)["password"] == made["password"]
    assert admin.patch("/basic-auths/kept", {"password": made["password"]})["password"] == made["password"]
    changed = admin.patch("/basic-auths/kept", {"password": "another"})
    assert ARGON2ID.fullmatch(changed["password"]) and changed["password"] != made["password"]
    for file in filter(pathlib.Path.is_file, shared.data.iterdir()):
        assert changed["password"].encode() not in file.read_bytes(), "hashes are sealed too"
    admin.delete("/consumers/kept")


def test_judges_credentials_as_kong_does(shared):
    admin = shared.admin
    admin.put("/consumers/judged")
    admin.put("/consumers/other")
    for body, message in [
        ({}, "2 schema violations (password: required field missing; username: required field missing)"),
        ({"username": "u"}, "schema violation (password: required field missing)"),
        ({"username": "u", "password": ""}, "schema violation (password: length must be at least 1)"),
        ({"username": "u", "password": 5}, "schema violation (password: expected a string)"),
    ]:
        answer = admin.call("POST", "/consumers/judged/basic-auth", body)
        assert (answer.status_code, answer.json()["message"]) == (400, message)
    admin.post("/consumers/judged/basic-auth", {"username": "u", "password": "p"})
    answer = admin.call("POST", "/consumers/other/basic-auth", {"username": "u", "password": "p"})
    assert (answer.status_code, answer.json()["fields"]) == (409, {"username": "u"})
    other = admin.get("/consumers/other")["id"]
    answer = admin.call("PATCH", "/basic-auths/u", {"consumer": {"id": other}})
    assert answer.status_code == 400
    assert answer.json()["fields"] == {
        "@entity": ["all or none of these fields must be set: 'password', 'consumer.id'"]}
    assert admin.patch("/basic-auths/u", {"consumer": {"id": other}, "password": "p"})["consumer"] == {"id": other}
    for name in ("judged", "other"):
        admin.delete(f"/consumers/{name}")


@pytest.mark.core
def test_takes_kongs_hashes_along_and_improves_them(shared, guarded):
    admin = shared.admin
    url = guarded()
    bob = admin.put("/consumers/bob")
    old = kongs_hash("bob's password", bob)
    made = admin.post("/consumers/bob/basic-auth?skip_hash=true", {"username": "bob", "password": old})
    assert made["password"] == old
    assert ask(url, basic("bob", "wrong")).status_code == 401
    assert ask(url, basic("bob", old)).status_code == 401, "the hash is no password"
    assert admin.get("/basic-auths/bob")["password"] == old
    assert ask(url, basic("bob", "bob's password")).status_code == 200
    new = until(lambda: (admin.get("/basic-auths/bob")["password"] != old
                         and admin.get("/basic-auths/bob")), what="the better hash")
    assert ARGON2ID.fullmatch(new.pop("password"))
    made.pop("password")
    assert new == made, "nothing else has changed"
    assert ask(url, basic("bob", "bob's password")).status_code == 200
    assert ask(url, basic("bob", "wrong")).status_code == 401
    admin.delete("/consumers/bob")


def test_a_hash_that_cannot_be_replaced_refuses_nobody(upstream):
    with Gateway() as gateway:
        url = prepare(gateway, upstream)
        old = kongs_hash("of-bronze", gateway.admin.get("/consumers/alice"))
        gateway.admin.put("/consumers/alice/basic-auth/alice?skip_hash=true", {"password": old})
        held = sqlite3.connect(gateway.data / "cardea.db", isolation_level=None)
        held.execute("BEGIN IMMEDIATE")  # reading goes on, writing waits and is refused
        assert {ask(url, basic(password="of-bronze")).status_code for _ in range(3)} == {200}
        until(lambda: "could not be brought into the present form" in gateway.errors(), 30, "the warning")
        assert old not in gateway.errors() and "of-bronze" not in gateway.errors()
        held.execute("ROLLBACK")
        held.close()
        assert gateway.admin.get("/basic-auths/alice")["password"] == old
        assert ask(url, basic(password="of-bronze")).status_code == 200
        gateway.restart()  # what it remembered is gone, so the next good use tries again
        assert ask(gateway.url + "/r", basic(password="of-bronze")).status_code == 200
        until(lambda: ARGON2ID.fullmatch(gateway.admin.get("/basic-auths/alice")["password"]), what="the better hash")


@pytest.mark.parametrize("text", ["plain", "0BEEC7B5EA3F0FDBC95D0DD47F3C5BC275DA8A33", "$2y$10$abc",
                                  "$argon2id$v=19$m=1048576,t=1,p=1$c29tc2FsdHNvbWU$AAAAAAAAAAAAAAAAAAAAAA"])
def test_takes_no_other_hashes(shared, text):
    shared.admin.put("/consumers/carol")
    answer = shared.admin.call("POST", "/consumers/carol/basic-auth?skip_hash=true",
                               {"username": "carol", "password": text})
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["password"]
    assert text not in answer.text
    shared.admin.delete("/consumers/carol")


def test_takes_argon2id_hashes_of_another_cost(shared, guarded):
    cheap = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"  # password
    url = guarded()
    shared.admin.put("/consumers/dave")
    shared.admin.put("/consumers/dave/basic-auth/dave?skip_hash=true", {"password": cheap})
    assert shared.admin.get("/basic-auths/dave")["password"] == cheap
    assert ask(url, basic("dave", "password")).status_code == 200
    until(lambda: ARGON2ID.fullmatch(shared.admin.get("/basic-auths/dave")["password"]), what="the present cost")
    shared.admin.delete("/consumers/dave")


def test_keeps_kongs_form_for_those_who_need_it(upstream):
    with Gateway(basic_auth_hash="kong") as gateway:
        url = prepare(gateway, upstream)
        alice = gateway.admin.get("/consumers/alice")
        assert gateway.admin.get("/basic-auths/alice")["password"] == kongs_hash(PASSWORD, alice)
        assert ask(url, basic()).status_code == 200
        assert ask(url, basic(password="wrong")).status_code == 401
        assert ask(url, basic("nobody")).status_code == 401
        assert gateway.admin.get("/basic-auths/alice")["password"] == kongs_hash(PASSWORD, alice)


def test_a_change_is_in_force_at_once(guarded, shared):
    url = guarded()
    for number in range(2):
        assert ask(url, basic(password=f"p{number}")).status_code == 401
        shared.admin.patch("/basic-auths/alice", {"password": f"p{number}"})
        assert {ask(url, basic(password=f"p{number}")).status_code for _ in range(4)} == {200}
        shared.admin.delete("/basic-auths/alice")
        assert {ask(url, basic(password=f"p{number}")).status_code for _ in range(2)} == {401}
        shared.admin.put("/consumers/alice/basic-auth/alice", {"password": "back"})
        assert ask(url, basic(password=f"p{number}")).status_code == 401
        assert ask(url, basic(password="back")).status_code == 200


# Many at once.

def flood(gateway, count):
    """That many connections, each with another wrong password; returns the sockets."""
    sockets = []
    for number in range(count):
        one = gateway.connect(30)
        head = "".join(f"{n}: {v}\r\n" for n, v in basic(password=f"wrong {number}").items())
        one.sendall(f"GET /r HTTP/1.1\r\nHost: a\r\n{head}\r\n".encode())
        sockets.append(one)
    return sockets


def first_line(connection):
    return connection.makefile("rb").readline()


@pytest.mark.core
def test_too_many_passwords_at_once_are_503_and_never_401(upstream):
    with Gateway(basic_auth_queue="8", basic_auth_threads="1") as gateway:
        url = prepare(gateway, upstream)
        assert ask(url, basic()).status_code == 200
        waiting = flood(gateway, 25)
        # A password that was proved needs no turn.
        assert ask(url, basic()).status_code == 200
        lines = [first_line(one) for one in waiting]
        for one in waiting:
            one.close()
        assert {line.split()[1] for line in lines} == {b"401", b"503"}
        refused = gateway.access_line(status=503)
        assert refused["reason"] == "gateway.overloaded"
        # It is over when they are gone.
        assert ask(url, basic(password="wrong")).status_code == 401


def test_an_overload_tells_when_to_come_again(upstream):
    with Gateway(basic_auth_queue="1", basic_auth_threads="1") as gateway:
        prepare(gateway, upstream, anonymous="alice")
        waiting = flood(gateway, 12)
        answers = [one.makefile("rb").read1(65536) for one in waiting]
        overloaded = [one for one in answers if one.startswith(b"HTTP/1.1 503 ")]
        assert overloaded and all(b"\r\nRetry-After: 1\r\n" in one for one in overloaded)
        # With an anonymous consumer too: who could not be judged is not let in as a stranger.
        assert {one.split()[1] for one in answers} == {b"200", b"503"}


def test_one_question_is_answered_once(upstream):
    with Gateway(basic_auth_queue="1", basic_auth_threads="1") as gateway:
        url = prepare(gateway, upstream)
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            assert set(pool.map(lambda _: ask(url, basic()).status_code, range(20))) == {200}
