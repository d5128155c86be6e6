# SPDX-License-Identifier: Apache-2.0
"""Who may speak to the Admin API and the status page: tokens, browsers of operators, the Unix socket."""
import json
import socket

import pytest
import requests

from support.gateway import Gateway
from support.wire import exchange

pytestmark = pytest.mark.core
TOKENS = ["first-token-of-an-operator", "second-token-of-an-operator"]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    file = tmp_path_factory.mktemp("tokens") / "tokens"
    file.write_text("\n".join(TOKENS) + "\n")
    with Gateway(admin_auth="token", admin_token_file=str(file), admin_allowed_hosts="Admin.Test",
                 status_listen="127.0.0.1:0") as one:
        yield one


def call(gateway, method="GET", path="/consumers", kind="admin", **fields):
    """A request with exactly these fields; underscores in their names stand for dashes."""
    fields = {"Host": "127.0.0.1", **{name.replace("_", "-"): value for name, value in fields.items()}}
    body = '{"username": "made"}' if method == "POST" else ""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()),
             "Content-Type: application/json", f"Content-Length: {len(body)}", "Connection: close"]
    with socket.create_connection(gateway.address(kind, "http"), 10) as one:
        return exchange(one, ("\r\n".join(lines) + "\r\n\r\n" + body).encode())


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def test_a_token_opens(guarded):
    for token in TOKENS:
        assert call(guarded, **bearer(token)).status == 200
        assert call(guarded, Kong_Admin_Token=token).status == 200
    assert call(guarded, Authorization=f"bearer  {TOKENS[0]}").status == 200


@pytest.mark.parametrize("fields", [
    {}, bearer(TOKENS[0][:-1]), bearer(TOKENS[0] + "x"), bearer(""), bearer(" ".join(TOKENS)),
    bearer(TOKENS[0].upper()),
    {"Authorization": TOKENS[0]}, {"Authorization": f"Basic {TOKENS[0]}"}, {"Kong_Admin_Token": ""},
    {"Kong_Admin_Token": "wrong", **bearer(TOKENS[0])}], ids=str)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_else_does(guarded, fields, method):
    got = call(guarded, method, **fields)
    assert got.status == 401
    assert b"needs a token" in got.body and got.get("WWW-Authenticate") == 'Bearer realm="cardea admin"'
    assert not any(token.encode() in got.body for token in TOKENS)


def test_readiness_needs_no_token_at_the_status_listener(guarded):
    for path, status in [("/status/ready", 200), ("/status", 200), ("/metrics", 200), ("/consumers", 404), ("/", 404)]:
        assert call(guarded, path=path, kind="status").status == status
    assert call(guarded, path="/status/ready").status == 401


@pytest.mark.parametrize("fields, good", [
    ({"Host": "localhost"}, True), ({"Host": "LocalHost:8001"}, True), ({"Host": "[::1]:8001"}, True),
    ({"Host": "10.1.2.3"}, True), ({"Host": "admin.test:8001"}, True), ({"Host": "ADMIN.TEST"}, True),
    ({"Host": "evil.test"}, False), ({"Host": "localhost.evil.test"}, False), ({"Host": "127.0.0.1.evil.test"}, False),
    ({"Host": "xadmin.test"}, False),
    ({"Sec_Fetch_Site": "same-origin"}, True), ({"Sec_Fetch_Site": "none"}, True),
    ({"Sec_Fetch_Site": "cross-site"}, False), ({"Sec_Fetch_Site": "same-site"}, False),
    ({"Sec_Fetch_Site": "x"}, False),
    ({"Sec_Fetch_Site": "cross-site", "Origin": "http://127.0.0.1"}, False),
    ({"Origin": "http://127.0.0.1"}, True), ({"Origin": "http://localhost:3000"}, True),
    ({"Origin": "https://admin.test"}, True), ({"Origin": "http://evil.test"}, False), ({"Origin": "null"}, False),
    ({"Origin": "http://127.0.0.1.evil.test"}, False), ({"Origin": "http://127.evil.test"}, False),
], ids=str)
def test_pages_of_other_sites_are_refused(guarded, fields, good):
    """Also with a good token: an operator's browser may hold one."""
    before = len(guarded_list(guarded))
    got = call(guarded, "POST", **{**fields, **bearer(TOKENS[0])})
    assert got.status == (201 if good else 403), got.body
    assert len(guarded_list(guarded)) == before + good
    if good:
        assert call(guarded, "DELETE", "/consumers/made", **bearer(TOKENS[0])).status == 204


def guarded_list(gateway):
    return json.loads(call(gateway, **bearer(TOKENS[0])).body)["data"]


def test_without_a_token_browsers_are_refused_all_the_same(gateway):
    assert call(gateway).status == 200
    assert call(gateway, Host="evil.test").status == 403
    assert call(gateway, Sec_Fetch_Site="cross-site").status == 403
    assert call(gateway, "POST", Origin="http://evil.test").status == 403
    assert call(gateway).body.startswith(b'{"data":[]')


def test_the_unix_socket_asks_nobody(guarded):
    """Whoever may open the file is in: its mode is the lock."""
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(str(guarded.data / "admin.sock"))
        assert exchange(one, b"GET /consumers HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200
    assert (guarded.data / "admin.sock").stat().st_mode & 0o777 == 0o600


def test_rotating_the_keyring_is_for_the_socket_alone(guarded):
    assert call(guarded, "POST", "/keyring/rotate", **bearer(TOKENS[0])).status == 404


def test_the_doors_can_stay_shut():
    with Gateway(admin_listen="off") as one:
        assert [line.split()[0] for line in one.listening[1:]] == ["socket", "proxy"]
        assert requests.get(one.url + "/consumers", timeout=10).status_code == 404
