# SPDX-License-Identifier: Apache-2.0
"""Upstreams that refuse, break, lie or sleep: 502 and 504 in Kong's words, and tries only where they do no harm."""
import socket
import threading

import pytest
import requests

from support.raw import RawUpstream, once
from support.upstream import Upstream, answer, read_body, read_head
from support.waiting import until
from support.wire import exchange, is_closed

pytestmark = pytest.mark.core
FAILED = "An invalid response was received from the upstream server"
LATE = "The upstream server is timing out"


def ask(gateway, path, method="GET", **options):
    return requests.request(method, gateway.url + path, headers={"Accept": None}, timeout=20, **options)


def sleep_on(connection, _):
    """A script: takes everything, says nothing."""
    while connection.recv(65536):
        pass


def assert_error(got, status, message):
    request_id = got.headers["X-Kong-Request-Id"]
    assert (got.status_code, got.text) == (status, f"{message}\nrequest_id: {request_id}\n")
    assert got.headers["Content-Type"] == "text/plain; charset=utf-8"


class Nobody:
    """A port where nobody listens."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.url = "http://127.0.0.1:%d" % probe.getsockname()[1]


def test_refused(shared, publish):
    path = publish(Nobody(), retries=2)
    got = ask(shared, path)
    assert_error(got, 502, FAILED)
    line = shared.access_line(id=got.headers["X-Kong-Request-Id"])
    assert (line["reason"], line["tries"]) == ("upstream.failed", 3)
    assert "refused" in line["fault"]


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize("part", ["", "HTTP/1.1 200 O"])
def test_closed_before_an_answer(shared, publish, part, reset):
    with RawUpstream(once(part.encode(), reset)) as upstream:
        path = publish(upstream, retries=1)
        assert_error(ask(shared, path), 502, FAILED)
        assert upstream.connections == 2 if not part else upstream.connections >= 1


GARBAGE = {
    "no head": b"garbage\r\n\r\n",
    "http/2": b"HTTP/2 200\r\n\r\n",
    "short status": b"HTTP/1.1 20 OK\r\n\r\n",
    "bare LF": b"HTTP/1.1 200 OK\n\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
    "negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    "length and chunks": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "obs-fold": b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n",
    "space before colon": b"HTTP/1.1 200 OK\r\nX : a\r\n\r\n",
    "NUL": b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n",
    "unknown coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
    "huge": b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100000 + b"\r\n\r\n",
    "an upgrade nobody asked for": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
    "100 for ever": b"HTTP/1.1 100 Continue\r\n\r\n" * 100,
}


@pytest.mark.parametrize("case", GARBAGE)
def test_garbage_instead_of_a_head(shared, publish, case):
    with RawUpstream(once(GARBAGE[case])) as upstream:
        path = publish(upstream)
        assert_error(ask(shared, path), 502, FAILED)
        assert upstream.connections == 1  # there was an answer, if a bad one


@pytest.mark.parametrize("data", [
    b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
], ids=["length", "chunks"])
def test_an_answer_cut_off_is_cut_off_for_the_client_too(shared, publish, data):
    with RawUpstream(once(data)) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            whole = client.makefile("rb").read()
        assert whole == b"" or whole.startswith(b"HTTP/1.1 200 OK\r\n") and b"hello" in whole
        assert not whole.endswith(b"0\r\n\r\n")


@pytest.mark.parametrize("version, answer_head", [
    ("1.1", b"HTTP/1.1 200 OK\r\n\r\n"), ("1.0", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n")],
    ids=["until close", "chunks for an old client"])
def test_a_cut_answer_that_only_the_end_delimits_ends_in_a_reset(shared, publish, version, answer_head):
    """Otherwise it would look complete."""
    go_on = threading.Event()

    def script(connection, _):
        read_head(connection.makefile("rb"))
        connection.sendall(answer_head + b"hello")
        go_on.wait(10)  # until the client has that
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            client.sendall(f"GET {path} HTTP/{version}\r\nHost: a\r\n\r\n".encode())
            got = b""
            while b"hello" not in got:
                got += client.recv(1000)
            go_on.set()
            with pytest.raises(ConnectionResetError):
                client.recv(1000)


def test_an_answer_that_turns_bad_is_cut_off_for_the_client(shared, publish):
    begun = threading.Event()

    def script(connection, _):
        read_head(connection.makefile("rb"))
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
        assert begun.wait(10)
        connection.sendall(b"zz\r\n0\r\n\r\n")

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            stream = client.makefile("rb")
            while b"hello" not in stream.readline():
                pass
            begun.set()
            assert stream.read() == b""
    assert shared.access_line(path=path)["reason"] == "upstream.bad_body"


def test_read_timeout(shared, publish):
    with RawUpstream(sleep_on) as upstream:
        path = publish(upstream, read_timeout=200, retries=1)
        got = ask(shared, path, "POST", data="x")
        assert_error(got, 504, LATE)
        assert upstream.connections == 1
        assert shared.access_line(id=got.headers["X-Kong-Request-Id"])["reason"] == "upstream.timeout"
        assert_error(ask(shared, path), 504, LATE)
        assert upstream.connections == 3  # GET may be tried again
        upstream.wait_closed(3)


def test_a_pause_inside_an_answer_times_out(shared, publish):
    with RawUpstream(lambda connection, _: [read_head(connection.makefile("rb")), connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"), connection.recv(1)]) as upstream:
        path = publish(upstream, read_timeout=200)
        with shared.connect() as client:
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            assert client.makefile("rb").read().endswith(b"hello")


def test_connect_timeout(shared, publish):
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    fillers = []
    for _ in range(4):  # the queue is full: further ones get no answer
        one = socket.socket()
        one.setblocking(False)
        one.connect_ex(listener.getsockname())
        fillers.append(one)
    nobody = Nobody()
    nobody.url = "http://127.0.0.1:%d" % listener.getsockname()[1]
    path = publish(nobody, connect_timeout=200, retries=0)
    assert_error(ask(shared, path), 504, LATE)
    for one in [listener, *fillers]:
        one.close()


def send_all(connection, data):
    try:
        connection.sendall(data)
    except OSError:
        pass  # whoever reads it may have enough of it


def test_write_timeout(shared, publish):
    done = threading.Event()
    with RawUpstream(lambda connection, _: done.wait(30), receive=4096) as upstream:
        path = publish(upstream, write_timeout=300, read_timeout=300, retries=0)
        with shared.connect() as client:
            client.sendall(f"PUT {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 90000000\r\n\r\n".encode())
            feeder = threading.Thread(target=send_all, args=(client, b"x" * 90000000), daemon=True)
            feeder.start()
            line = shared.access_line(method="PUT", path=path)
        done.set()
    assert (line["status"], line["reason"]) == (504, "upstream.timeout")


def test_a_name_that_does_not_exist(shared, publish):
    nowhere = Nobody()
    nowhere.url = "http://nowhere.invalid"
    path = publish(nowhere)
    assert ask(shared, path).status_code in (500, 503)  # 500 where no name server answers


def serve_once_then_close(seen):
    """Connections that answer one request and close, without an answer, at the next."""
    def script(connection, number):
        stream = connection.makefile("rb")
        for turn in range(2):
            head = read_head(stream)
            if head is None:
                return
            seen.append((number, head[0].split(" ")[0]))
            read_body(stream, head[1])
            if turn == 0:
                connection.sendall(answer(b"%d" % number))
    return script


def test_tries_again_where_a_kept_connection_was_dead(shared, publish):
    seen = []
    with RawUpstream(serve_once_then_close(seen)) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            get = f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
            assert exchange(client, get).body == b"1"
            assert exchange(client, get).body == b"2"
            put = f"PUT {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc".encode()
            assert exchange(client, put).body == b"3"
    assert seen == [(1, "GET"), (1, "GET"), (2, "GET"), (2, "PUT"), (3, "PUT")]


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_never_sends_twice_what_is_not_idempotent(shared, publish, method):
    seen = []
    with RawUpstream(serve_once_then_close(seen)) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            request = f"{method} {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc".encode()
            assert exchange(client, request).status == 200
            assert exchange(client, request).status == 502
    assert seen == [(1, method), (1, method)]


def test_notices_that_an_idle_connection_was_closed(shared, publish):
    seen = []

    def script(connection, number):
        seen.append(read_head(connection.makefile("rb")))
        connection.sendall(answer(b"", headers=[]))

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            for turn in range(1, 6):
                assert exchange(client,
                      f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n".encode()).status == 200
                upstream.wait_closed(turn)
    assert len(seen) == 5


@pytest.mark.parametrize("at_once", [True, False])
def test_bytes_nobody_asked_for_never_become_an_answer(shared, publish, at_once):
    forged = answer(b"forged")
    sent = threading.Event()

    def script(connection, _):
        stream = connection.makefile("rb")
        while read_head(stream):
            if at_once:
                connection.sendall(answer(b"real") + forged)
            else:
                connection.sendall(answer(b"real"))
                assert go.wait(10)
                connection.sendall(forged)
                sent.set()

    go = threading.Event()
    with RawUpstream(script) as upstream:
        path = publish(upstream)
        request = f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
        with shared.connect() as client:
            for _ in range(3):
                assert exchange(client, request).body == b"real"
                go.set()
                assert at_once or sent.wait(10)
                go.clear()
                sent.clear()
                go.set()
        until(lambda: upstream.connections == 3, what="a connection for each request")


def test_an_upstreams_own_errors_pass_unchanged(shared, publish):
    with Upstream(lambda seen, _: answer(b"mine", "503 Too Busy", ["Retry-After: 9"])) as upstream:
        path = publish(upstream)
        got = ask(shared, path)
        assert (got.status_code, got.reason, got.text, got.headers["Retry-After"]) == (503, "Too Busy", "mine", "9")
        assert len(upstream.seen) == 1


def test_the_client_connection_survives_a_refusal_of_ours(shared, publish, upstream):
    bad, good = publish(Nobody()), publish(upstream)
    with shared.connect() as client:
        assert exchange(client, f"GET {bad} HTTP/1.1\r\nHost: a\r\n\r\n".encode()).status == 502
        assert exchange(client, f"GET {good} HTTP/1.1\r\nHost: a\r\n\r\n".encode()).body == b"ok"
        assert exchange(client, f"GET {good} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()).status == 200
        assert is_closed(client)
