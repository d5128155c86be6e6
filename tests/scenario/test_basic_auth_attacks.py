# SPDX-License-Identifier: Apache-2.0
"""What an attacker shows in place of a user and password: never let through, never an error of ours, never told on."""
import base64
import hashlib
import socket

import pytest
import requests

from support.asking import ask, ask_on, values
from support.gateway import Gateway
from support.waiting import until
from support.wire import read_answer

PASSWORD = "correct: horse"
NAME = "jürgen"


def basic(text, field="Authorization"):
    data = text if isinstance(text, bytes) else text.encode()
    return f"{field}: Basic {base64.b64encode(data).decode()}"


@pytest.fixture
def users(open_route):
    """/users asks for a user; alice has the user alice and jürgen, bob has bob."""
    admin = open_route.admin
    admin.post("/services/app/routes", {"name": "users", "paths": ["/users"]})
    admin.post("/routes/users/plugins", {"name": "basic-auth"})
    for name in ("alice", "bob"):
        admin.put(f"/consumers/{name}")
        admin.post(f"/consumers/{name}/basic-auth", {"username": name, "password": PASSWORD})
    admin.post("/consumers/alice/basic-auth", {"username": NAME, "password": "grün"})
    admin.post("/consumers/alice/basic-auth", {"username": "with:colon", "password": PASSWORD})
    return open_route


GOOD = base64.b64encode(f"alice:{PASSWORD}".encode()).decode()
assert GOOD.endswith("=") and not GOOD.endswith("==")

# value of Authorization -> reason
FORMS = {
    "nothing": ("", "no_login"),
    "the scheme alone": ("Basic", "no_login"),
    "no blank": ("Basic" + GOOD, "no_login"),
    "a scheme in front": ("Bearer Basic " + GOOD, "no_login"),
    "a comma in front": (", Basic " + GOOD, "no_login"),
    "a list": (f"Basic {GOOD}, Basic {GOOD}", "malformed"),
    "two words": (f"Basic {GOOD} {GOOD}", "malformed"),
    "no base64": ("Basic alice:" + PASSWORD, "malformed"),
    "base64 for urls": ("Basic " + base64.urlsafe_b64encode(b"alice:\xff\xfe\xfb\xff").decode(), "malformed"),
    "too much padding": (f"Basic {GOOD}=", "malformed"),
    "padding inside": (f"Basic {GOOD[:4]}={GOOD[4:]}", "malformed"),
    "bits left over": (f"Basic {GOOD[:-2]}{chr(ord(GOOD[-2]) + 1)}=", "malformed"),
    "one letter": ("Basic A", "malformed"),
    "only padding": ("Basic ====", "malformed"),
    "JSON": ('Basic {"username":"alice"}', "malformed"),
}
TEXTS = {
    "no colon": (b"alice", "malformed"),
    "nothing at all before and behind": (b":", "unknown_user"),
    "no user": (f":{PASSWORD}".encode(), "unknown_user"),
    "no password": (b"alice:", "wrong_password"),
    "NUL in the user": (f"alice\0:{PASSWORD}".encode(), "malformed"),
    "NUL behind the password": (f"alice:{PASSWORD}\0".encode(), "malformed"),
    "NUL alone": (b"\0:\0", "malformed"),
    "a line end": (f"alice:{PASSWORD}\r\nX-Consumer-ID: 1".encode(), "malformed"),
    "DEL": (f"alice:{PASSWORD}\x7f".encode(), "malformed"),
    "latin-1": (f"{NAME}:grün".encode("latin-1"), "unknown_user"),
    "latin-1 in the password": (NAME.encode() + b":gr\xfcn", "wrong_password"),
    "decomposed": ("ju\u0308rgen:grün".encode(), "unknown_user"),
    "no UTF-8": (b"\xff\xfe\xc0\x80:x", "unknown_user"),
    "a surrogate": (b"\xed\xa0\x80:x", "unknown_user"),
    "capitals": (f"ALICE:{PASSWORD}".encode(), "unknown_user"),
    "a blank behind the user": (f"alice :{PASSWORD}".encode(), "unknown_user"),
    "a blank before the user": (f" alice:{PASSWORD}".encode(), "unknown_user"),
    "a blank behind the password": (f"alice:{PASSWORD} ".encode(), "wrong_password"),
    "half of the password": (f"alice:{PASSWORD[:4]}".encode(), "wrong_password"),
    "another's": (b"bob:gr\xc3\xbcn", "wrong_password"),
    "a pattern": (f"al%:{PASSWORD}".encode(), "unknown_user"),
    "SQL": (b"' OR 1=1 --:x", "unknown_user"),
    "a name with a colon": (f"with:colon:{PASSWORD}".encode(), "unknown_user"),
    "a long password": (b"alice:" + b"x" * 10_000, "wrong_password"),
}


def shown(gateway, *fields):
    """Status and reason."""
    got = ask(gateway, "/users", *fields)
    return got.status, gateway.access_line(id=got.get("X-Kong-Request-Id")).get("reason")


@pytest.mark.core
def test_nothing_but_a_good_login_gets_through(users, upstream):
    cases = {name: (f"Authorization: {value}", reason) for name, (value, reason) in FORMS.items()}
    cases.update({name: (basic(text), reason) for name, (text, reason) in TEXTS.items()})
    expected = {}
    for name, (field, reason) in cases.items():
        for one in (field, "Proxy-" + field):
            got = ask(users, "/users", one)
            assert got.status == 401, (name, one)
            expected[got.get("X-Kong-Request-Id")] = (name, one, f"basic_auth.{reason}")
    assert upstream.seen == []
    users.access_line(id=list(expected)[-1])
    reasons = {line["id"]: line["reason"] for line in users.access()}
    for request_id, (name, one, reason) in expected.items():
        assert reasons[request_id] == reason, (name, one)
    assert ask(users, "/users", f"Authorization: Basic {GOOD}").status == 200  # the ground they all stand on
    assert ask(users, "/users", basic(f"{NAME}:grün")).status == 200
    assert upstream.last().get("X-Credential-Identifier").encode("latin-1") == NAME.encode()


def test_what_is_not_a_username_does_not_stand_for_one(users):
    admin = users.admin
    row = admin.get("/basic-auths/alice")
    for name in (row["id"], admin.get("/consumers/alice")["id"], row["password"]):
        assert shown(users, basic(f"{name}:{PASSWORD}")) == (401, "basic_auth.unknown_user")
    kongs = hashlib.sha1((PASSWORD + row["consumer"]["id"]).encode()).hexdigest()
    for hashed in (row["password"], kongs, row["password"].rsplit("$", 1)[1]):
        assert shown(users, basic(f"alice:{hashed}")) == (401, "basic_auth.wrong_password")


@pytest.mark.parametrize("size", [1_000, 10_000, 30_000, 70_000])
def test_long_names(users, size):
    with users.connect(30) as connection:
        connection.sendall(f"GET /users HTTP/1.1\r\nHost: a\r\n{basic('x' * size + ':p')}\r\n\r\n".encode())
        got = read_answer(connection.makefile("rb"))
    assert got.status in (400, 401, 431), got.status
    assert ask(users, "/users", f"Authorization: Basic {GOOD}").status == 200


def test_a_field_that_comes_twice_is_refused(users, upstream):
    """The upstream could read the other one."""
    good, other = f"Authorization: Basic {GOOD}", basic("bob:x")
    for fields in ((good, other), (other, good), (good, good), (good, "authorization: Bearer x"),
                   ("Authorization: Bearer x", good)):
        assert shown(users, *fields) == (401, "basic_auth.malformed"), fields
    assert upstream.seen == []
    assert shown(users, good, f"Proxy-Authorization: Basic {GOOD}")[0] == 200  # two names, each once


def test_hiding_leaves_no_password_to_the_upstream(users, upstream):
    admin = users.admin
    plugin = admin.get("/routes/users/plugins")["data"][0]
    admin.put("/consumers/stranger")
    admin.patch(f"/plugins/{plugin['id']}", {"config": {"hide_credentials": True, "anonymous": "stranger"}})
    good, bad = f"Authorization: Basic {GOOD}", basic("alice:wrong")
    cases = [(good,), (bad,), (good, bad), ("Authorization: Bearer x", good), ("authorization: bAsIc !!",),
             (f"Proxy-{good}",), (f"Proxy-{bad}", good), (f"Proxy-{good}", bad)]
    for fields in cases:
        assert ask(users, "/users", *fields).status == 200
        seen = upstream.last()
        assert (seen.get("Authorization"), seen.get("Proxy-Authorization")) == (None, None), fields
    assert ask(users, "/users", "Authorization: Bearer for-the-upstream").status == 200
    assert upstream.last().get("Authorization") == "Bearer for-the-upstream"
    assert upstream.last().get("X-Consumer-Username") == "stranger"


# In force at once, also for passwords that are remembered, on connections that stay open and on every core.

@pytest.mark.core
def test_changes_are_in_force_with_the_answer(users, upstream):
    admin = users.admin
    clients = [users.connect(30) for _ in range(6)]

    def statuses(text):
        return {ask_on(one, "/users", basic(text)).status for one in clients}

    assert statuses(f"alice:{PASSWORD}") == {200}
    admin.patch("/basic-auths/alice", {"password": "second"})
    assert statuses(f"alice:{PASSWORD}") == {401}
    assert statuses("alice:second") == {200}
    admin.patch("/basic-auths/alice", {"password": PASSWORD})  # back again: another salt, proved anew
    assert statuses("alice:second") == {401}
    assert statuses(f"alice:{PASSWORD}") == {200}
    admin.patch("/basic-auths/alice", {"username": "alicia"})
    assert statuses(f"alice:{PASSWORD}") == {401}
    assert statuses(f"alicia:{PASSWORD}") == {200}
    bob = admin.get("/consumers/bob")
    admin.patch("/basic-auths/alicia", {"consumer": {"id": bob["id"]}, "password": PASSWORD})
    assert statuses(f"alicia:{PASSWORD}") == {200}
    assert {one.get("X-Consumer-ID") for one in upstream.seen[-6:]} == {bob["id"]}
    admin.delete("/consumers/bob")
    assert statuses(f"alicia:{PASSWORD}") == {401}
    assert statuses(f"bob:{PASSWORD}") == {401}
    admin.put(f"/consumers/{bob['id']}", {"username": "bob"})  # the same consumer has no users of the old one
    assert statuses(f"bob:{PASSWORD}") == {401}
    for one in clients:
        one.close()


def test_a_new_password_stands_although_an_old_hash_is_being_replaced(users):
    """The better hash of an old password never takes the place of a new password."""
    admin = users.admin
    alice = admin.get("/consumers/alice")
    for number in range(5):
        kongs = hashlib.sha1((f"old {number}" + alice["id"]).encode()).hexdigest()
        admin.put("/consumers/alice/basic-auth/alice?skip_hash=true", {"password": kongs})
        assert ask(users, "/users", basic(f"alice:old {number}")).status == 200
        made = admin.patch("/basic-auths/alice", {"password": f"new {number}"})
        for _ in range(3):
            assert ask(users, "/users", basic(f"alice:new {number}")).status == 200
            assert ask(users, "/users", basic(f"alice:old {number}")).status == 401
        assert admin.get("/basic-auths/alice")["password"] == made["password"]


# Many at once.

def from_address(gateway, address, text):
    """A connection from this loopback address with one request on it."""
    one = socket.create_connection(gateway.proxy, 30, source_address=(address, 0))
    one.sendall(f"GET /users HTTP/1.1\r\nHost: a\r\n{basic(text)}\r\n\r\n".encode())
    return one


def status(connection):
    return read_answer(connection.makefile("rb")).status


@pytest.mark.core
def test_a_flood_from_one_address_keeps_nobody_else_out(upstream):
    with Gateway(basic_auth_queue="16", basic_auth_threads="1") as gateway:
        admin = gateway.admin
        admin.post("/services", {"name": "app", "url": upstream.url})
        admin.post("/services/app/routes", {"name": "users", "paths": ["/users"]})
        admin.post("/routes/users/plugins", {"name": "basic-auth"})
        admin.put("/consumers/alice")
        admin.post("/consumers/alice/basic-auth", {"username": "alice", "password": PASSWORD})
        flood = [from_address(gateway, "127.0.0.2", f"alice:guess {number}") for number in range(60)]
        flood += [from_address(gateway, "127.0.0.2", f"nobody {number}:x") for number in range(20)]
        until(lambda: any(one["status"] == 503 for one in gateway.access()), what="a refusal")
        flood += [from_address(gateway, "127.0.0.2", f"alice:more {number}") for number in range(20)]
        victim = from_address(gateway, "127.0.0.3", f"alice:{PASSWORD}")
        assert status(victim) == 200
        # Nor does it keep the operator from changing the password.
        admin.patch("/basic-auths/alice", {"password": "another"})
        answers = [status(one) for one in flood]
        assert set(answers) == {401, 503}
        for one in flood:
            one.close()
        victim.close()
        assert {line["client"] for line in gateway.access() if line["status"] == 503} == {"127.0.0.2"}


def test_a_flood_takes_the_memory_of_its_threads_only(users):
    before = users.rss("VmHWM")
    flood = [from_address(users, f"127.0.1.{number}", f"alice:guess {number}") for number in range(1, 120)]
    assert {status(one) for one in flood} == {401}
    for one in flood:
        one.close()
    assert users.rss("VmHWM") - before < (2 * 19 + 30) << 20  # two threads; a sanitizer's memory is another matter


# What is told.

def test_passwords_are_in_no_log_and_no_answer(users):
    secret = "a-password-that-nobody-may-see"
    admin = users.admin
    hashed = admin.post("/consumers/alice/basic-auth", {"username": "s", "password": secret})["password"]
    for method, path, body in [("POST", "/consumers/alice/basic-auth", {"username": "s", "password": secret}),
                               ("POST", "/consumers/alice/basic-auth", {"username": 5, "password": secret}),
                               ("POST", "/consumers/alice/basic-auth", {"username": "t", "password": [secret]}),
                               ("PUT", "/basic-auths/t?skip_hash=true",
                                {"password": secret, "consumer": {"username": "alice"}}),
                               ("PATCH", "/basic-auths/nobody", {"password": secret})]:
        answer = admin.call(method, path, body)
        assert answer.status_code in (400, 404, 409) and secret not in answer.text, (path, answer.text)
    told = ""
    for text in (f"s:{secret}", f"s:{secret}x", f"{secret}:x", secret, f"s:{secret}\0"):
        got = ask(users, "/users", basic(text))
        told += f"{got.headers}{got.body}" if got.status != 200 else ""
        users.access_line(id=got.get("X-Kong-Request-Id"))
    encoded = base64.b64encode(f"s:{secret}".encode()).decode().rstrip("=")
    decisions = requests.get(admin.url + "/decisions?size=1000", timeout=10).text
    users.stop()
    logs = "".join(path.read_text(errors="replace") for path in users.data.glob("*.log"))
    for one in (secret, encoded, hashed):
        assert one not in told and one not in decisions and one not in logs, one
    assert '"username":"s"' in decisions.replace(" ", "")  # a user who exists is named


@pytest.mark.core
def test_every_refusal_looks_the_same(users):
    def told(*fields):
        got = ask(users, "/users", *fields)
        body = got.body.replace(got.get("X-Kong-Request-Id").encode(), b"ID")
        return got.status, values(got, "WWW-Authenticate"), values(got, "Content-Type"), body
    admin = users.admin
    admin.post("/consumers/alice/basic-auth", {"username": "ended", "password": PASSWORD, "ttl": 1})
    until(lambda: admin.call("GET", "/basic-auths/ended").status_code == 404, what="the end")
    refused = [told(), told(basic("nobody:x")), told(basic("alice:x")), told(basic("alice")),
               told(basic(f"ended:{PASSWORD}"))]
    assert all(one == refused[0] for one in refused)
    assert refused[0][:2] == (401, ['Basic realm="service"'])
