# SPDX-License-Identifier: Apache-2.0
"""SIGTERM: requests under way end, nothing new begins. SIGHUP: logs are opened anew."""
import json
import signal
import socket
import threading

import pytest
import requests

from support.gateway import Gateway
from support.upstream import answer
from support.waiting import until
from support.wire import exchange, is_closed, read_answer

pytestmark = pytest.mark.core
REQUEST = b"GET /open HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture
def held(upstream):
    """An upstream that answers when it is told to."""
    upstream.go_on = threading.Event()

    def wait(seen, connection):
        upstream.go_on.wait(30)
        return answer(b"late")

    upstream.behave = wait
    yield upstream
    upstream.go_on.set()


def begin(gateway, held):
    """A request that has reached the upstream, on a connection of its own."""
    before = len(held.seen)
    client = gateway.connect()
    client.sendall(REQUEST)
    until(lambda: len(held.seen) > before, what="the request at the upstream")
    return client


def refuses(address):
    try:
        socket.create_connection(address, 5).close()
        return False
    except ConnectionRefusedError:
        return True


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=lambda one: one.name)
def test_requests_under_way_end(open_route, held, how):
    idle = open_route.connect()
    busy = [begin(open_route, held) for _ in range(4)]
    open_route.process.send_signal(how)
    until(lambda: refuses(open_route.proxy), what="the refusal of new connections")
    assert is_closed(idle)
    held.go_on.set()
    for client in busy:
        got = read_answer(client.makefile("rb"))
        assert (got.status, got.body, got.get("Connection")) == (200, b"late", "close")
        assert is_closed(client)
    assert open_route.process.wait(10) == 0
    assert len([line for line in open_route.access() if line["status"] == 200]) == 4  # none is left in a buffer


def test_a_download_under_way_ends(open_route, upstream):
    go_on = threading.Event()

    def stream(seen, connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + b"x" * 1_000_000)
        go_on.wait(30)
        connection.sendall(b"x" * 1_000_000)

    upstream.behave = stream
    with open_route.connect() as client:
        client.sendall(REQUEST)
        assert client.recv(10)
        open_route.process.send_signal(signal.SIGTERM)
        until(lambda: refuses(open_route.proxy), what="the refusal of new connections")
        go_on.set()
        body = client.makefile("rb").read().partition(b"\r\n\r\n")[2]
        assert body == b"x" * 2_000_000
    assert open_route.process.wait(10) == 0


def test_what_does_not_end_is_cut(upstream, held):
    with Gateway(shutdown_timeout="300ms") as gateway:
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/services/app/routes", {"paths": ["/open"]})
        with begin(gateway, held) as client:
            gateway.process.send_signal(signal.SIGTERM)
            assert gateway.process.wait(10) == 0
            assert is_closed(client)


def test_an_answered_write_is_kept(gateway):
    for number in range(5):
        gateway.admin.post("/consumers", {"username": f"c{number}"})
        gateway.restart()
    assert len(gateway.admin.get("/consumers")["data"]) == 5
    gateway.stop()
    assert not (gateway.data / "cardea.db-wal").exists()  # all of it is in the file that people copy


def test_the_socket_goes_and_the_address_is_free_at_once(gateway):
    address = "%s:%d" % gateway.proxy
    with gateway.connect() as client:  # leaves the address in TIME_WAIT
        exchange(client, REQUEST)
        gateway.stop()
    assert not (gateway.data / "admin.sock").exists()
    gateway.settings["proxy_listen"] = address
    gateway.start()
    assert requests.get(gateway.url, timeout=10).status_code == 404


def test_logs_are_opened_anew(open_route):
    assert requests.get(open_route.url + "/open", timeout=10).status_code == 200
    open_route.access_line(status=200)
    log = open_route.data / "access.log"
    log.rename(open_route.data / "access.log.1")
    open_route.process.send_signal(signal.SIGHUP)
    until(log.exists, what="the new file")
    assert requests.get(open_route.url + "/nowhere", timeout=10).status_code == 404
    open_route.access_line(status=404)
    assert [json.loads(line)["status"] for line in (open_route.data / "access.log.1").read_text().splitlines()] == [200]
