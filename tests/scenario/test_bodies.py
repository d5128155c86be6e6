# SPDX-License-Identifier: Apache-2.0
"""Bodies both ways: streamed in bounded memory, at the pace of the slower side, answered early or not at all."""
import hashlib
import os
import socket
import threading

import pytest

from support.raw import RawUpstream
from support.upstream import Upstream, answer, read_body, read_head
from support.waiting import settled, until
from support.wire import exchange, is_closed, read_answer

MB = 1 << 20
ROOM = 12 * MB  # what may grow in a gateway that holds none of a body
IN_SOCKETS = 30 * MB  # what the kernel may hold between one end and the other


def chunked(body, size):
    pieces = [body[i:i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


def head(method, path, *fields):
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: a", *fields, "", ""]).encode()


@pytest.mark.core
@pytest.mark.parametrize("size", [0, 1, 1000, 70000])
@pytest.mark.parametrize("form", ["length", "chunks of 1", "chunks of 999", "chunks of 65536"])
def test_passes_bodies_both_ways(shared, publish, size, form):
    if form == "chunks of 1" and size > 1000:
        size = 5000
    body = os.urandom(size)

    def wrap(start):
        if form == "length":
            return start + b"Content-Length: %d\r\n\r\n" % len(body) + body
        return start + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(body, int(form.rsplit(" ", 1)[1]))

    with Upstream(lambda seen, _: wrap(b"HTTP/1.1 200 OK\r\n")) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            for _ in range(2):
                got = exchange(client, wrap(head("POST", path)[:-2]))
                assert (got.status, got.body) == (200, body)
                assert upstream.last().body == body
                assert upstream.last().get("Content-Length") == (str(size) if form == "length" else None)
    assert upstream.connections == 1


def test_streams_20_mb_both_ways(shared, publish):
    body = os.urandom(MB) * 20
    with Upstream(lambda seen, _: answer(seen.body)) as upstream:
        path = publish(upstream)
        before = shared.rss("VmHWM")
        with shared.connect(timeout=60) as client:
            got = exchange(client, head("POST", path, f"Content-Length: {len(body)}") + body)
            assert hashlib.sha256(got.body).digest() == hashlib.sha256(body).digest()
            got = exchange(client, head("POST", path, "Transfer-Encoding: chunked") + chunked(body, 50000))
            assert hashlib.sha256(got.body).digest() == hashlib.sha256(body).digest()
        assert shared.rss("VmHWM") - before < ROOM


class Feeder:
    """Sends `total` bytes in a thread and counts what the socket took."""

    def __init__(self, connection, total):
        self.sent, self.total, self.connection = 0, total, connection
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while self.sent < self.total:
            self.sent += self.connection.send(b"x" * min(65536, self.total - self.sent))


@pytest.mark.parametrize("chunks", [False, True])
def test_a_slow_reader_slows_the_upstream(shared, publish, chunks):
    total = 50 * MB
    feeders = []

    def script(connection, _):
        read_head(connection.makefile("rb"))
        chunked = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % total
        framing = chunked if chunks else b"Content-Length: %d\r\n\r\n" % total
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + framing)
        feeders.append(Feeder(connection, total))
        feeders[0].thread.join()
        connection.sendall(b"\r\n0\r\n\r\n" if chunks else b"")
        connection.recv(1)

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        before = shared.rss("VmHWM")
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
            client.settimeout(30)
            client.connect(shared.proxy)
            client.sendall(head("GET", path))
            until(lambda: feeders, what="the answer's begin")
            assert settled(lambda: feeders[0].sent) < IN_SOCKETS
            assert shared.rss("VmHWM") - before < ROOM
            assert len(read_answer(client.makefile("rb")).body) == total


def test_a_slow_upstream_slows_the_client(shared, publish):
    total = 50 * MB
    go = threading.Event()
    took = []

    def script(connection, _):
        assert go.wait(60)
        stream = connection.makefile("rb")
        took.append(len(read_body(stream, read_head(stream)[1])))
        connection.sendall(answer(b"done"))

    with RawUpstream(script, receive=65536) as upstream:
        path = publish(upstream)
        before = shared.rss("VmHWM")
        with shared.connect(timeout=30) as client:
            client.sendall(head("PUT", path, f"Content-Length: {total}"))
            feeder = Feeder(client, total)
            assert settled(lambda: feeder.sent) < IN_SOCKETS
            assert shared.rss("VmHWM") - before < ROOM
            go.set()
            assert read_answer(client.makefile("rb")).body == b"done"
        assert took == [total]


@pytest.mark.core
def test_an_answer_before_the_body_was_read(shared, publish):
    def script(connection, _):
        read_head(connection.makefile("rb", 0))
        connection.sendall(answer(b"enough", "413 Payload Too Large"))
        connection.recv(1)

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            client.sendall(head("POST", path, "Content-Length: 1000000") + b"x" * 1000)
            got = read_answer(client.makefile("rb"))
            assert (got.status, got.body, got.get("Connection")) == (413, b"enough", "close")
            assert is_closed(client)


@pytest.mark.core
def test_an_early_answer_reaches_a_client_that_keeps_sending(shared, publish):
    def script(connection, _):
        read_head(connection.makefile("rb", 0))
        connection.sendall(answer(b"enough", "413 Payload Too Large", ["Connection: close"]))

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            client.sendall(head("POST", path, "Content-Length: 3000000"))
            try:
                client.sendall(b"x" * 3000000)
            except ConnectionError:
                pass
            assert read_answer(client.makefile("rb")).body == b"enough"


@pytest.mark.core
def test_100_continue(shared, publish, upstream):
    path = publish(upstream)
    with shared.connect() as client:
        stream = client.makefile("rb")
        client.sendall(head("POST", path, "Content-Length: 4", "Expect: 100-continue"))
        assert read_answer(stream).status == 100
        client.sendall(b"body")
        assert read_answer(stream).body == b"ok"
    assert (upstream.last().body, upstream.last().get("Expect")) == (b"body", None)


@pytest.mark.core
def test_no_100_where_the_body_is_not_wanted(shared, publish, upstream):
    with shared.connect() as client:
        client.sendall(head("POST", "/nowhere", "Content-Length: 4", "Expect: 100-continue"))
        got = read_answer(client.makefile("rb"))
        assert (got.status, got.get("Connection")) == (404, "close")
        assert is_closed(client)


@pytest.mark.core
def test_an_answer_of_our_own_keeps_the_connection_after_a_small_body(shared, publish, upstream):
    path = publish(upstream)
    with shared.connect() as client:
        got = exchange(client, head("POST", "/nowhere", "Content-Length: 1000") + b"x" * 1000)
        assert (got.status, got.get("Connection")) == (404, None)
        assert exchange(client, head("GET", path)).body == b"ok"


@pytest.mark.core
@pytest.mark.parametrize("framing", ["Content-Length: 100", "Transfer-Encoding: chunked"])
def test_a_body_the_client_does_not_finish_is_never_whole_upstream(shared, publish, framing):
    ends, begun = [], threading.Event()

    def script(connection, _):
        stream = connection.makefile("rb")
        read_head(stream)
        begun.set()
        try:
            ends.append(stream.read())
        except ConnectionError:
            ends.append(b"")

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        client = shared.connect()
        client.sendall(head("POST", path, framing) + (b"5\r\nhello\r\n" if "chunked" in framing else b"hello"))
        assert begun.wait(10)
        client.close()
        until(lambda: ends, what="the upload's end")
        assert len(ends) == 1 and len(ends[0]) < 100 and b"0\r\n\r\n" not in ends[0]


@pytest.mark.core
def test_refuses_bodies_over_the_limit(publish):
    from support.gateway import Gateway
    with Upstream() as upstream, Gateway(client_max_body_size="1000") as gateway:
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/services/app/routes", {"paths": ["/"]})
        with gateway.connect() as client:
            assert exchange(client, head("POST", "/", "Content-Length: 1000") + b"x" * 1000).status == 200
            got = exchange(client, head("POST", "/", "Content-Length: 1001") + b"x" * 1001)
            assert (got.status, got.body.split(b"\n")[0]) == (413, b"Payload too large")
        for size in (100, 900):  # in one piece with the head, and in several
            with gateway.connect() as client:
                client.sendall(head("POST", "/", "Transfer-Encoding: chunked"))
                client.sendall(chunked(b"x" * 1001, size))
                assert read_answer(client.makefile("rb")).status == 413
        assert len(upstream.seen) == 1
