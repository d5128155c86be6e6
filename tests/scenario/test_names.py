# SPDX-License-Identifier: Apache-2.0
"""Upstreams by name: asked for without holding anybody up, remembered for their time, and what fails says so."""
import concurrent.futures

import pytest

from support.gateway import Gateway
from support.names import SERVFAIL, NameServer
from support.waiting import until
from support.wire import exchange

pytestmark = pytest.mark.core


@pytest.fixture
def names():
    with NameServer({"app.test": ["127.0.0.1"], "broken.test": SERVFAIL, "silent.test": None}) as one:
        yield one


@pytest.fixture
def gateway(names, upstream):
    """One core, with a route to each name."""
    with Gateway(workers="1", dns_resolver=names.address, dns_not_found_ttl="0", dns_error_ttl="0") as one:
        for name in [*names.records, "absent.test"]:
            url = f"http://{name}:{upstream.port}"
            one.admin.post("/services", {"name": name, "url": url, "retries": 0, "connect_timeout": 1000})
            one.admin.post(f"/services/{name}/routes", {"paths": [f"/{name}"]})
        yield one


def ask(gateway, name):
    with gateway.connect() as one:
        return exchange(one, f"GET /{name} HTTP/1.1\r\nHost: a\r\n\r\n".encode())


def test_a_name_is_asked_for_once(gateway, names, upstream):
    assert [ask(gateway, "app.test").status for _ in range(5)] == [200] * 5
    assert names.asked.count("app.test") == 1
    assert upstream.last().get("Host") == f"app.test:{upstream.port}"


def test_many_at_once_ask_once(gateway, names):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: ask(gateway, "app.test").status, range(16))) == {200}
    assert names.asked.count("app.test") == 1


def test_a_silent_server_holds_nobody_else_up(gateway, names):
    """The core waits for one name and serves the rest."""
    with gateway.connect() as waiting:
        waiting.sendall(b"GET /silent.test HTTP/1.1\r\nHost: a\r\n\r\n")
        until(lambda: "silent.test" in names.asked, what="the question")
        assert [ask(gateway, "app.test").status for _ in range(20)] == [200] * 20


def test_a_name_that_does_not_exist(gateway):
    got = ask(gateway, "absent.test")
    assert got.status == 503
    assert b"name resolution failed" in got.body
    line = gateway.access_line(id=got.get("X-Kong-Request-Id"))
    assert line["reason"] == "upstream.unresolved" and "absent.test" in line["fault"]


def test_a_server_that_fails(gateway, names):
    got = ask(gateway, "broken.test")
    assert got.status in (500, 503)
    assert "broken.test" in gateway.access_line(id=got.get("X-Kong-Request-Id"))["fault"]
    names.records["broken.test"] = ["127.0.0.1"]
    until(lambda: ask(gateway, "broken.test").status == 200, what="the name's return")


def test_an_answer_holds_for_its_time(names, upstream):
    """Then the old one is used until there is a new one, also while the server is away."""
    with Gateway(workers="1", dns_resolver=names.address, dns_valid_ttl="100ms") as gateway:
        gateway.admin.post("/services", {"name": "app", "url": f"http://app.test:{upstream.port}"})
        gateway.admin.post("/services/app/routes", {"paths": ["/app.test"]})
        assert ask(gateway, "app.test").status == 200
        names.records["app.test"] = SERVFAIL
        before = len(names.asked)

        def asked_again():
            assert ask(gateway, "app.test").status == 200
            return len(names.asked) > before
        until(asked_again, what="another question")
        for _ in range(5):
            assert ask(gateway, "app.test").status == 200
