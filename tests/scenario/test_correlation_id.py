# SPDX-License-Identifier: Apache-2.0
"""correlation-id: a name for each request that goes through all services."""
import re
import time

import pytest

from support.gateway import Gateway
from support.upstream import Upstream, answer
from support.wire import exchange

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def ask(gateway, path, *fields, method="GET"):
    with gateway.connect() as client:
        return on(client, path, *fields, method=method)


def on(client, path, *fields, method="GET"):
    head = "\r\n".join([f"{method} {path} HTTP/1.1", "Host: a", *fields, "", ""])
    return exchange(client, head.encode("latin-1"), method)


@pytest.fixture
def named(shared, publish):
    """named(upstream, **config) gives the path of a route with the plugin."""
    def one(upstream, **config):
        path = publish(upstream)
        shared.admin.post(f"/routes{path}/plugins", {"name": "correlation-id", "config": config})
        return path
    return one


@pytest.mark.core
def test_counts_behind_a_uuid_of_the_core(shared, named, upstream):
    path = named(upstream)
    with shared.connect() as client:
        for _ in range(3):
            got = on(client, path)
    ids = [seen.get("Kong-Request-ID") for seen in upstream.seen]
    assert all(re.fullmatch(UUID + r"#\d+", one) for one in ids), ids
    assert len({one.split("#")[0] for one in ids}) == 1
    counts = [int(one.split("#")[1]) for one in ids]
    assert counts == [counts[0], counts[0] + 1, counts[0] + 2]
    assert got.get("Kong-Request-ID") is None


def test_makes_uuids(shared, named, upstream):
    path = named(upstream, generator="uuid", header_name="X-Trace")
    for _ in range(3):
        ask(shared, path)
    ids = {seen.get("X-Trace") for seen in upstream.seen}
    assert len(ids) == 3 and all(re.fullmatch(UUID, one) for one in ids)


def test_tracks(shared, named, upstream):
    path = named(upstream, generator="tracker")
    with shared.connect() as client:
        on(client, path)
        on(client, path)
    ask(shared, path)
    form = (rf"127\.0\.0\.1-{shared.proxy[1]}-{shared.process.pid}-(\d+)-(\d+)-(\d+)\.\d{{3}}")
    first, second, third = (re.fullmatch(form, seen.get("Kong-Request-ID")) for seen in upstream.seen)
    assert first and second and third
    assert first[1] == second[1] != third[1]
    assert (first[2], second[2], third[2]) == ("1", "2", "1")
    assert abs(int(first[3]) - time.time()) < 60


def test_leaves_a_name_alone(shared, named, upstream):
    path = named(upstream, echo_downstream=True)
    got = ask(shared, path, "kong-request-id: mine")
    assert (upstream.last().get("Kong-Request-ID"), got.get("Kong-Request-ID")) == ("mine", "mine")
    got = ask(shared, path, "Kong-Request-ID:")
    assert re.fullmatch(UUID + r"#\d+", upstream.last().get("Kong-Request-ID"))
    assert got.get("Kong-Request-ID") == upstream.last().get("Kong-Request-ID")


def test_a_client_cannot_take_the_name_away(shared, named, upstream):
    path = named(upstream)
    ask(shared, path, "Kong-Request-ID: mine", "Connection: Kong-Request-ID")
    assert upstream.last().get("Kong-Request-ID") == "mine"
    ask(shared, path, "Connection: Kong-Request-ID")
    assert re.fullmatch(UUID + r"#\d+", upstream.last().get("Kong-Request-ID"))


@pytest.mark.core
def test_echoes_in_answers_of_upstreams(shared, named):
    with Upstream(lambda seen, _: answer(headers=["kong-request-id: theirs", "X-Other: 1"])) as upstream:
        got = ask(shared, named(upstream, echo_downstream=True))
        assert [v for n, v in got.headers if n.lower() == "kong-request-id"] == [upstream.last().get("Kong-Request-ID")]
        assert (got.body, got.get("X-Other")) == (b"ok", "1")


@pytest.mark.core
def test_echoes_in_answers_of_the_gateway(shared, publish, named, upstream):
    path = named(upstream, echo_downstream=True, generator="uuid")
    shared.admin.post(f"/routes{path}/plugins", {"name": "jwt"})
    got = ask(shared, path)
    assert (got.status, got.get("WWW-Authenticate")) == (401, "Bearer")
    assert re.fullmatch(UUID, got.get("Kong-Request-ID"))
    assert got.get("Content-Type") == "application/json; charset=utf-8"

    class Nobody:
        url = "http://127.0.0.1:9"
    path = named(Nobody, echo_downstream=True, generator="uuid")
    got = ask(shared, path, "Kong-Request-ID: mine")
    assert (got.status, got.get("Kong-Request-ID")) == (502, "mine")


@pytest.mark.core
def test_without_a_route_only_plugins_for_all_routes_answer(upstream):
    with Gateway() as gateway:
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/services/app/routes", {"name": "app", "paths": ["/app"]})
        gateway.admin.post("/routes/app/plugins", {"name": "correlation-id",
                                                   "config": {"echo_downstream": True, "header_name": "X-Route"}})
        everywhere = gateway.admin.post("/plugins", {"name": "correlation-id",
                                                     "config": {"echo_downstream": True, "header_name": "X-All"}})
        got = ask(gateway, "/app")
        assert (got.get("X-Route") is not None, got.get("X-All")) == (True, None)
        got = ask(gateway, "/nowhere", "X-All: mine")
        assert (got.status, got.get("X-All"), got.get("X-Route")) == (404, "mine", None)
        with gateway.connect() as client:  # a head that cannot be read has no fields
            got = exchange(client, b"GET /app HTTP/1.1\r\nHost: a\r\nX-All: mine\r\n bad\r\n\r\n")
        assert got.status == 400 and re.fullmatch(UUID + r"#\d+", got.get("X-All"))
        got = ask(gateway, "/%zz")
        assert got.status in (400, 404) and got.get("X-All")
        gateway.admin.patch(f"/plugins/{everywhere['id']}", {"enabled": False})
        assert ask(gateway, "/nowhere", "X-All: mine").get("X-All") is None


@pytest.mark.parametrize("name", ["Content-Length", "Connection", "Transfer-Encoding", "X-Forwarded-For", "Host", "Via",
                                  "X-Kong-Request-Id", "Date", "Server"])
def test_cannot_be_made_to_break_messages(shared, named, upstream, name):
    path = named(upstream, header_name=name, echo_downstream=True)
    with shared.connect() as client:
        for _ in range(2):
            got = on(client, path)
            assert (got.status, got.body) == (200, b"ok")
            assert len([n for n, _ in got.headers if n.lower() == name.lower()]) <= 1
    seen = upstream.last()
    assert len(seen.all(name)) <= 1 and len(seen.all("Host")) == 1


def test_names_must_be_names(shared):
    for name in ("", "a b", "a:b", "a\r\nb: c", "é"):
        refused = shared.admin.call("POST", "/plugins", {"name": "correlation-id", "config": {"header_name": name}})
        assert refused.status_code == 400, name
