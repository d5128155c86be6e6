# SPDX-License-Identifier: Apache-2.0
"""What operators see: access lines, metrics, status. And what nobody sees anywhere: secrets."""
import re

import pytest
import requests

from conftest import SECRET
from support.gateway import Gateway
from support.tokens import bearer, token
from support.waiting import until

pytestmark = pytest.mark.core


def metrics(gateway):
    """Name with labels -> value."""
    found = {}
    for line in requests.get(gateway.admin.url + "/metrics", timeout=10).text.splitlines():
        if not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            found[name] = float(value)
    return found


def get(gateway, path, **options):
    return requests.get(gateway.url + path, timeout=10, **options)


def test_an_access_line_says_what_happened(guarded, upstream):
    got = get(guarded, "/guarded/a?b=c", headers=bearer(token("alice-key", SECRET)))
    line = guarded.access_line(id=got.headers["X-Kong-Request-Id"])
    expected = {"client": "127.0.0.1", "method": "GET", "host": "127.0.0.1:%d" % guarded.proxy[1], "path": "/guarded/a",
                "status": 200, "route": "guarded", "service": "app", "consumer": "alice", "credential": "alice-key",
                "upstream": "127.0.0.1", "upstream_port": upstream.port, "tries": 1, "upstream_status": 200,
                "bytes_in": 0, "bytes_out": 2}
    assert {name: line[name] for name in expected} == expected
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert line["ms"] >= line["upstream_ms"] >= 0


def test_one_line_a_request_whatever_becomes_of_it(open_route):
    for path in ["/open", "/nowhere", "/open"]:
        get(open_route, path)
    with open_route.connect() as one:
        one.sendall(b"nonsense\r\n\r\n")
        assert one.recv(10)
    until(lambda: len(open_route.access()) == 4, what="four lines")
    assert sorted(line["status"] for line in open_route.access()) == [200, 200, 400, 404]
    assert [line["reason"] for line in open_route.access() if line["status"] == 404] == ["route.none"]


def test_lines_hold_whatever_clients_send(open_route):
    """Quotes, control characters and bytes that are no UTF-8 break no line."""
    with open_route.connect() as one:
        one.sendall(b"GET /open/%22%0a%ff'\\x HTTP/1.1\r\nHost: a\r\n\r\n")
        assert one.recv(10)
    assert "\n" not in open_route.access_line()["path"]


def test_counts(guarded):
    before = metrics(guarded)
    for _ in range(3):
        get(guarded, "/open")
    get(guarded, "/guarded")
    get(guarded, "/nowhere")
    name = 'cardea_http_requests_total{service="app",route="%s",code="%d"}'
    total = "cardea_requests_total"
    until(lambda: metrics(guarded)[total] == before[total] + 5, what="five requests")
    now = metrics(guarded)
    assert now[name % ("open", 200)] == 3 and now[name % ("guarded", 401)] == 1
    assert now["cardea_request_ms_count"] == before["cardea_request_ms_count"] + 5
    assert now["cardea_store_reachable"] == 1
    assert now["cardea_requests_open"] == 0


def test_the_text_is_prometheus(guarded):
    answer = requests.get(guarded.admin.url + "/metrics", timeout=10)
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    label = r'\w+="(\\.|[^"\\])*"'
    series = re.compile(rf"\w+(\{{{label}(,{label})*\}})? (-?[0-9.]+(e[+-]?\d+)?|NaN|[+-]Inf)")
    for line in answer.text.splitlines():
        assert re.match(r"# (HELP|TYPE) \w+ ", line) or series.fullmatch(line), line


def test_status(guarded):
    told = guarded.admin.get("/status")
    assert told["database"] == {"reachable": True}
    assert told["cardea"]["ready"] is True
    with guarded.connect():
        until(lambda: guarded.admin.get("/status")["server"]["connections_active"] >= 1, what="a connection")


def test_secrets_stand_nowhere(upstream):
    """At the most talkative level, after everything has been done with them that there is."""
    admin_token, query = "an-admin-token-for-this-test", "query-that-may-hold-a-token"
    with Gateway(log_level="debug", admin_auth="token", admin_token=admin_token) as gateway:
        gateway.admin.session.headers.update(bearer(admin_token))
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/services/app/routes", {"name": "guarded", "paths": ["/guarded"]})
        gateway.admin.post("/routes/guarded/plugins", {"name": "jwt"})
        gateway.admin.post("/consumers", {"username": "alice"})
        gateway.admin.post("/consumers/alice/jwt", {"key": "alice-key", "secret": SECRET})
        gateway.admin.patch("/consumers/alice/jwt/alice-key", {"tags": ["a"]})
        good, bad = token("alice-key", SECRET), token("alice-key", "a wrong secret of a client")
        for text in (good, bad, good + "x"):
            get(gateway, "/guarded", headers=bearer(text))
            get(gateway, f"/guarded?jwt={text}&x={query}")
            get(gateway, "/guarded", cookies={"session": text})
        refused = requests.get(gateway.admin.url + "/consumers", headers=bearer(admin_token + "x"), timeout=10)
        gateway.admin.call("POST", "/consumers/alice/jwt", {"key": "alice-key", "secret": SECRET})  # a conflict
        shown = gateway.admin.call("GET", "/").text
        gateway.stop()
        logs = [path.read_text(errors="replace") for path in gateway.data.glob("*.log")]
        written = "".join([*logs, refused.text, shown])
        stored = b"".join(path.read_bytes() for path in gateway.data.glob("cardea.db*"))
    assert "alice" in written
    for secret in (SECRET, admin_token, good, bad, good.rsplit(".", 1)[1], bad.rsplit(".", 1)[1], query):
        assert secret not in written, secret
    assert SECRET.encode() not in stored and admin_token.encode() not in stored
