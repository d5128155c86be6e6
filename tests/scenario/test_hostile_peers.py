# SPDX-License-Identifier: Apache-2.0
"""Peers that speak out of turn, stop half way, leave, or want a core for themselves alone."""
import re
import signal
import socket
import threading

import pytest
import requests

from support.gateway import Gateway
from support.names import NameServer
from support.raw import RawUpstream
from support.upstream import Upstream, answer, read_head
from support.waiting import until
from support.wire import exchange, is_closed, read_answer

STRAY = answer(b"a stray answer")


def get(path, *fields):
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: a", *fields, "", ""]).encode()


def post(path, *fields):
    return get(path, *fields).replace(b"GET", b"POST", 1)


def route_to(gateway, url, **service):
    gateway.admin.post("/services", {"name": "app", "url": url, **service})
    gateway.admin.post("/services/app/routes", {"paths": ["/app"]})
    return "/app"


# What an upstream says unasked

@pytest.mark.core
@pytest.mark.parametrize("with_answer", [True, False])
def test_bytes_behind_an_answer_are_no_answer(shared, publish, with_answer):
    told = threading.Semaphore(0)

    def script(connection, _):
        stream = connection.makefile("rb")
        while True:
            head = read_head(stream)
            if head is None:
                return
            good = answer(head[0].split(" ")[1].encode())
            connection.sendall(good + STRAY if with_answer else good)
            if not with_answer:
                connection.sendall(STRAY)
            told.release()

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            for i in range(10):
                assert exchange(client, get(f"{path}/{i}")).body == b"/%d" % i
                assert told.acquire(timeout=10)
        assert upstream.connections == 10


@pytest.mark.core
def test_an_answer_whose_body_is_broken_from_its_start_is_a_502(shared, publish):
    def script(connection, _):
        read_head(connection.makefile("rb"))
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            got = exchange(client, get(path))
            assert (got.status, got.get("Connection")) == (502, None)
            line = shared.access_line(id=got.get("X-Kong-Request-Id"))
            assert (line["status"], line["upstream_status"], line["reason"]) == (502, 200, "upstream.bad_body")
            assert exchange(client, get("/nowhere")).status == 404
    assert upstream.connections == 1


@pytest.mark.core
def test_no_second_try_once_an_interim_answer_was_seen(shared, publish):
    def script(connection, _):
        read_head(connection.makefile("rb"))
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            client.sendall(get(path))
            stream = client.makefile("rb")
            assert [read_answer(stream).status for _ in range(2)] == [103, 502]
        assert upstream.connections == 1


# Peers of which one is dead

@pytest.mark.core
@pytest.mark.parametrize("addresses", [["127.0.0.1", "127.0.0.2"], ["127.0.0.2", "127.0.0.1"]])
def test_a_dead_address_of_a_name_is_left_for_the_next(addresses):
    with NameServer(app_test=addresses) as names, Upstream() as upstream, \
            Gateway(dns_resolver=names.address, workers="1") as gateway:
        path = route_to(gateway, f"http://app.test:{upstream.port}", retries=1)
        for _ in range(4):
            with gateway.connect() as client:
                assert exchange(client, post(path, "Content-Length: 1") + b"x").status == 200


def test_many_tries_take_no_more_memory_than_few():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = "http://127.0.0.1:%d" % probe.getsockname()[1]
    with Gateway(workers="1") as gateway:
        path = route_to(gateway, nobody, retries=32767)
        before = gateway.rss("VmHWM")
        with gateway.connect(timeout=60) as client:
            assert exchange(client, get(path)).status == 502
        assert gateway.access_line(status=502)["tries"] == 32768
        assert gateway.rss("VmHWM") - before < 8 << 20


# Clients that stop, leave, or finish late

@pytest.mark.core
def test_a_client_that_leaves_after_its_body_ends_the_work_upstream(shared, publish):
    whole, ended = threading.Event(), threading.Event()

    def script(connection, _):
        stream = connection.makefile("rb")
        read_head(stream)
        stream.read(5)
        upstream.heads.append("begun")
        stream.read(5)
        whole.set()
        if stream.read(1) == b"":
            ended.set()

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            client.sendall(post(path, "Content-Length: 10") + b"12345")
            until(lambda: upstream.heads, what="the begin of the body upstream")
            client.sendall(b"67890")
            assert whole.wait(10)
        assert ended.wait(10)
    shared.access_line(status=499, reason="client.left", method="POST", path=path)


@pytest.mark.core
@pytest.mark.parametrize("how", ["with a FIN", "with a reset"])
def test_a_client_that_sent_ahead_and_leaves_ends_the_work_upstream(shared, publish, how):
    ended = threading.Event()

    def script(connection, _):
        stream = connection.makefile("rb")
        upstream.head(stream)
        if stream.read(1) == b"":
            ended.set()

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            client.sendall(get(path))
            until(lambda: upstream.heads, what="the request upstream")
            client.sendall(get(path))  # nobody reads it now
            if how == "with a reset":
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        assert ended.wait(10)
    shared.access_line(status=499, reason="client.left", path=path)


@pytest.mark.core
def test_a_client_that_leaves_in_its_answer_is_in_the_log(shared, publish):
    def script(connection, _):
        read_head(connection.makefile("rb"))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
        assert connection.recv(1) == b""
        upstream.heads.append("left")

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            client.sendall(get(path))
            assert client.makefile("rb").read(100).startswith(b"HTTP/1.1 200")
        until(lambda: upstream.heads, what="the end upstream")
    assert shared.access_line(path=path)["reason"] == "client.left"


@pytest.mark.core
def test_a_client_that_stops_in_its_body_is_told_at_the_time_limit(upstream):
    with Gateway(workers="1", client_body_timeout="2s") as gateway:
        path = route_to(gateway, upstream.url)
        with gateway.connect() as client:
            got = exchange(client, post(path, "Content-Length: 100") + b"abc")
            assert (got.status, got.get("Connection")) == (408, "close")
        assert 1900 < gateway.access_line(status=408)["ms"] < 3900


@pytest.mark.core
def test_who_wants_to_close_need_not_finish_a_body_that_nobody_wants(shared):
    with shared.connect() as client:
        got = exchange(client, post("/nowhere", "Content-Length: 100", "Connection: close") + b"abc")
        assert (got.status, got.get("Connection")) == (404, "close")
        assert client.makefile("rb").read() == b""


@pytest.mark.core
def test_an_early_answer_ends_the_connection_at_once(shared, publish):
    def script(connection, _):
        read_head(connection.makefile("rb", 0))
        connection.sendall(answer(b"enough", "413 Payload Too Large"))
        connection.recv(1)

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            got = exchange(client, post(path, "Content-Length: 1000") + b"x")
            assert (got.status, got.get("Connection")) == (413, "close")
            assert shared.access_line(id=got.get("X-Kong-Request-Id"))["ms"] < 1900
            assert is_closed(client)


@pytest.mark.core
def test_an_upload_under_way_is_finished_when_the_gateway_ends():
    with Upstream(lambda seen, _: answer(seen.body)) as upstream, Gateway(workers="1") as gateway:
        path = route_to(gateway, upstream.url)
        request = post(path, "Content-Length: 10")
        with gateway.connect() as client:
            client.sendall(request[:10])
            until(lambda: requests.get(gateway.url + "/nowhere", timeout=10).status_code == 404)
            gateway.process.send_signal(signal.SIGTERM)
            until(lambda: refused(gateway), what="the listener's end")
            client.sendall(request[10:] + b"12345")
            until(lambda: upstream.connections, what="the request upstream")
            client.sendall(b"67890")
            got = read_answer(client.makefile("rb"))
            assert (got.status, got.body, got.get("Connection")) == (200, b"1234567890", "close")
        assert gateway.stop() == 0


@pytest.mark.core
def test_an_upload_that_is_not_finished_is_cut_off_when_the_gateway_ends():
    with RawUpstream(lambda connection, _: connection.recv(1 << 20) and connection.recv(1)) as upstream, \
            Gateway(workers="1", shutdown_timeout="500ms") as gateway:
        path = route_to(gateway, upstream.url)
        with gateway.connect() as client:
            client.sendall(post(path, "Content-Length: 10") + b"12345")
            until(lambda: upstream.connections, what="the request upstream")
            assert gateway.stop() == 0
            assert gateway.errors() == ""
        upstream.wait_closed()


@pytest.mark.core
@pytest.mark.parametrize("answer_begins", [False, True])
def test_an_upstream_may_wait_as_long_as_its_client_does(shared, publish, answer_begins):
    def script(connection, _):
        stream = connection.makefile("rb")
        read_head(stream)
        connection.sendall(b"HTTP/1.1 102 Processing\r\n\r\n")
        if answer_begins:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
        body = stream.read(10)
        connection.sendall(body if answer_begins else answer(body))

    with RawUpstream(script) as upstream:
        path = publish(upstream, read_timeout=200)
        with shared.connect() as client:
            client.sendall(post(path, "Content-Length: 10") + b"12345")
            begun = b""
            while begun.count(b"\r\n\r\n") < 1 + answer_begins:
                begun += client.recv(1000)
            client.settimeout(0.7)
            with pytest.raises(TimeoutError):  # nothing comes, and that is no failure
                client.recv(1)
            client.settimeout(10)
            client.sendall(b"67890")
            if answer_begins:
                assert client.makefile("rb").read(10) == b"1234567890"
            else:
                assert read_answer(client.makefile("rb")).body == b"1234567890"


def refused(gateway):
    try:
        gateway.connect().close()
    except ConnectionRefusedError:
        return True
    return False


# Clients that want a core for themselves

@pytest.mark.core
def test_a_client_that_sends_ahead_leaves_others_their_turn():
    ahead = 6000
    with Gateway(workers="1", client_keepalive_requests="0") as gateway, \
            gateway.connect() as greedy, gateway.connect() as other:
        for client in greedy, other:
            assert exchange(client, get("/first")).status == 404
        gateway.process.send_signal(signal.SIGSTOP)
        sender = threading.Thread(target=greedy.sendall, args=(get("/greedy") * ahead,), daemon=True)
        sender.start()
        until(lambda: waiting_bytes(gateway, greedy) > 10000, what="requests sent ahead")
        other.sendall(get("/other"))
        gateway.process.send_signal(signal.SIGCONT)
        stream = greedy.makefile("rb", 1 << 20)
        for _ in range(ahead):
            assert read_answer(stream).status == 404
        assert read_answer(other.makefile("rb")).status == 404
        gateway.access_line(path="/other")
        until(lambda: len(gateway.access()) == ahead + 3, what="all access lines")
        paths = [line["path"] for line in gateway.access()]
        assert paths.index("/other") < len(paths) - 1000


def waiting_bytes(gateway, client):
    """Bytes in the gateway's socket that nobody has read."""
    local = client.getsockname()[1]
    for line in open("/proc/net/tcp", encoding="ascii").read().splitlines()[1:]:
        fields = line.split()
        if fields[1].endswith(":%04X" % gateway.proxy[1]) and fields[2].endswith(":%04X" % local):
            return int(fields[4].split(":")[1], 16)
    return 0


# Clients that do nothing

@pytest.mark.parametrize("kind", ["silent", "idle", "idle over TLS"])  # a sanitizer's memory is another matter
def test_idle_connections_are_small(upstream, kind):
    count = 500
    most = {"silent": 8, "idle": 8, "idle over TLS": 40}[kind] << 10
    with Gateway(workers="1", tls=True) as gateway:
        path = route_to(gateway, upstream.url)
        clients = [open_one(gateway, kind, path) for _ in range(20)]  # what is kept for reuse is there now
        before = gateway.rss()
        clients += [open_one(gateway, kind, path) for _ in range(count)]
        until(lambda: open_connections(gateway) == len(clients), what="all connections")
        grown = (gateway.rss() - before) / count
        for client in clients:
            client.close()
        assert grown < most, f"{grown:.0f} bytes each"
        until(lambda: open_connections(gateway) == 0, what="the end of all connections")


def open_one(gateway, kind, path):
    if kind == "silent":
        return gateway.connect()
    client = gateway.connect()
    if kind == "idle over TLS":
        client.close()
        client = tls_context().wrap_socket(socket.create_connection(gateway.proxy_tls, 10))
    assert exchange(client, get(path)).body == b"ok"
    return client


def tls_context():
    import ssl
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def open_connections(gateway):
    metrics = gateway.admin.call("GET", "/metrics").text
    return int(re.search(r"^cardea_connections_open (\d+)", metrics, re.M).group(1))
