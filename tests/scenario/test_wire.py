# SPDX-License-Identifier: Apache-2.0
"""HTTP/1.1 between a client and an upstream: connections, forms of answers, clients of every pace."""
import threading

import pytest

from support.raw import RawUpstream, once
from support.upstream import Upstream, answer
from support.waiting import until
from support.wire import exchange, is_closed, read_answer

pytestmark = pytest.mark.core


def get(path, *fields, version="1.1"):
    return "\r\n".join([f"GET {path} HTTP/{version}", "Host: a", *fields, "", ""]).encode()


def test_keeps_both_connections(shared, publish, upstream):
    path = publish(upstream)
    with shared.connect() as client:
        for _ in range(10):
            assert exchange(client, get(path)).body == b"ok"
    assert (upstream.connections, len(upstream.seen)) == (1, 10)


def test_shares_the_upstream_connection_among_clients_of_a_core(shared, publish, upstream):
    path = publish(upstream)
    for _ in range(20):
        with shared.connect() as client:
            assert exchange(client, get(path)).body == b"ok"
    assert upstream.connections <= 2  # one a core


def test_closes_when_the_client_asks(shared, publish, upstream):
    path = publish(upstream)
    with shared.connect() as client:
        got = exchange(client, get(path, "Connection: close"))
        assert got.get("Connection") == "close"
        assert is_closed(client)


def test_closes_the_upstream_connection_when_the_upstream_says_so(shared, publish):
    with Upstream(lambda seen, _: answer(headers=["Connection: close"])) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            for _ in range(3):
                got = exchange(client, get(path))
                assert (got.body, got.get("Connection")) == (b"ok", None)
    assert upstream.connections == 3


def test_answers_pipelined_requests_in_order(shared, publish):
    with Upstream(lambda seen, _: answer(seen.target.encode())) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            client.sendall(b"".join(get(f"{path}/{i}") for i in range(5)))
            stream = client.makefile("rb")
            assert [read_answer(stream).body for _ in range(5)] == [b"/%d" % i for i in range(5)]


def test_answers_pipelined_bodies_in_order(shared, publish):
    with Upstream(lambda seen, _: answer(seen.body)) as upstream:
        path = publish(upstream)
        known = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nknown".encode()
        chunked = f"POST {path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        chunked += b"4\r\nin p\r\n5\r\nieces\r\n0\r\n\r\n"
        with shared.connect() as client:
            client.sendall(known + chunked + known + get(path))
            stream = client.makefile("rb")
            assert [read_answer(stream).body for _ in range(4)] == [b"known", b"in pieces", b"known", b""]


def test_reads_a_request_byte_by_byte(shared, publish, upstream):
    path = publish(upstream)
    request = f"POST {path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    request += b"2;x=\"y\"\r\nab\r\n1\r\nc\r\n0\r\nX-End: t\r\n\r\n"
    with shared.connect() as client:
        client.setsockopt(6, 1, 1)  # TCP_NODELAY
        for i in range(len(request)):
            client.send(request[i:i + 1])
        assert read_answer(client.makefile("rb")).body == b"ok"
    assert upstream.last().body == b"abc"


def test_reads_an_answer_byte_by_byte(shared, publish):
    whole = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"

    def script(connection, _):
        connection.setsockopt(6, 1, 1)
        connection.recv(65536)
        for i in range(len(whole)):
            connection.send(whole[i:i + 1])
        connection.recv(1)

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            assert exchange(client, get(path)).body == b"abcde"


def test_head_has_no_body(shared, publish):
    with Upstream(lambda seen, _: b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                  + (b"" if seen.method == "HEAD" else b"12345")) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            got = exchange(client, get(path).replace(b"GET", b"HEAD"), "HEAD")
            assert (got.status, got.get("Content-Length")) == (200, "5")
            assert exchange(client, get(path)).body == b"12345"
    assert upstream.connections == 1


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_statuses_without_a_body(shared, publish, status):
    def behave(seen, _):
        return f"HTTP/1.1 {status}\r\nETag: \"e\"\r\n\r\n".encode() if seen.target == "/none" else answer()

    with Upstream(behave) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            got = exchange(client, get(path + "/none"))
            assert (got.status, got.get("ETag"), got.get("Content-Length")) == (int(status[:3]), '"e"', None)
            assert exchange(client, get(path)).body == b"ok"
    assert upstream.connections == 1


def test_a_body_until_close(shared, publish):
    with RawUpstream(once(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 100000)) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            got = exchange(client, get(path))
            assert (got.status, len(got.body), got.get("Connection")) == (200, 100000, "close")


def test_old_clients_get_no_chunks(shared, publish):
    with RawUpstream(once(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            got = exchange(client, get(path, version="1.0"))
            assert (got.status, got.body, got.get("Transfer-Encoding")) == (200, b"abc", None)


def test_old_clients_may_keep_the_connection(shared, publish, upstream):
    path = publish(upstream)
    with shared.connect() as client:
        for _ in range(2):
            got = exchange(client, get(path, "Connection: keep-alive", version="1.0"))
            assert (got.body, got.get("Connection")) == (b"ok", "keep-alive")
        assert exchange(client, get(path, version="1.0")).get("Connection") == "close"
        assert is_closed(client)
    assert upstream.last().version == "HTTP/1.1"


def test_passes_interim_answers_on(shared, publish):
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    with Upstream(lambda seen, _: hints + answer()) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            client.sendall(get(path))
            stream = client.makefile("rb")
            first = read_answer(stream)
            assert (first.status, first.get("Link")) == (103, "</x>")
            assert read_answer(stream).body == b"ok"
            assert exchange(client, get(path, version="1.0")).status == 200


def test_a_client_that_leaves_ends_the_work_upstream(shared, publish):
    ended = threading.Event()

    def script(connection, _):
        upstream.head(connection.makefile("rb"))
        assert connection.recv(1) == b""
        ended.set()

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            client.sendall(get(path))
            until(lambda: upstream.heads, what="the request upstream")
        assert ended.wait(10)
    shared.access_line(status=499, reason="client.left", method="GET")


def test_a_client_that_leaves_ends_the_download(shared, publish):
    ended = threading.Event()

    def script(connection, _):
        upstream.head(connection.makefile("rb"))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        try:
            while True:
                connection.sendall(b"x" * 65536)
        except ConnectionError:
            ended.set()

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            client.sendall(get(path))
            assert client.recv(1000)
        assert ended.wait(10)


def test_many_clients_at_once(shared, publish, upstream):
    path = publish(upstream)
    clients = [shared.connect() for _ in range(200)]
    try:
        for _ in range(2):
            for client in clients:
                client.sendall(get(path))
            assert all(read_answer(client.makefile("rb")).status == 200 for client in clients)
    finally:
        for client in clients:
            client.close()
