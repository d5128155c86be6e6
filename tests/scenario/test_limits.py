# SPDX-License-Identifier: Apache-2.0
"""Everything a client can make grow or last has a limit: heads, bodies, time, connections."""
import resource

import pytest

from support.gateway import Gateway
from support.waiting import until
from support.wire import exchange, is_closed, read_answer

MAX_HEAD, MAX_FIELDS, MAX_TARGET, MAX_BODY = 4096, 20, 512, 1000


@pytest.fixture(scope="module")
def shared():
    with Gateway(client_max_header_size=MAX_HEAD, client_max_headers=MAX_FIELDS, client_max_uri_size=MAX_TARGET,
                 client_max_body_size=MAX_BODY, client_body_timeout="400ms", client_send_timeout="400ms",
                 client_keepalive_timeout="300ms", client_keepalive_requests=3, workers=1) as one:
        yield one


def head(path, *fields, method="GET"):
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: a", *fields, "\r\n"]).encode()


def padded(path, size):
    """A request of exactly that many bytes, in fields that are few and short enough."""
    text = head(path, "X-Pad: ")
    return text.replace(b"X-Pad: ", b"X-Pad: " + b"x" * (size - len(text)))


def refused(gateway, request, status, message):
    with gateway.connect() as one:
        got = exchange(one, request)
        assert (got.status, got.body.split(b"\n")[0].decode()) == (status, message)
        assert is_closed(one)


@pytest.mark.core
def test_heads(shared, publish, upstream):
    path = publish(upstream)
    with shared.connect() as one:
        assert exchange(one, padded(path, MAX_HEAD)).status == 200
    refused(shared, padded(path, MAX_HEAD + 1), 400, "Request header or cookie too large")
    refused(shared, padded(path, 10 * MAX_HEAD), 400, "Request header or cookie too large")
    assert len(upstream.seen) == 1


@pytest.mark.core
def test_fields(shared, publish, upstream):
    path = publish(upstream)
    many = [f"X-{number}: 1" for number in range(MAX_FIELDS)]
    with shared.connect() as one:
        assert exchange(one, head(path, *many[1:])).status == 200  # with Host that makes the most
    refused(shared, head(path, *many), 400, "Request header or cookie too large")


@pytest.mark.core
def test_targets(shared, publish, upstream):
    path = publish(upstream)
    query = "?" + "q" * (MAX_TARGET - len(path) - 1)
    with shared.connect() as one:
        assert exchange(one, head(path + query)).status == 200
    refused(shared, head(path + query + "q"), 414, "URI too long")


@pytest.mark.core
@pytest.mark.parametrize("chunked", [False, True])
def test_bodies(shared, publish, upstream, chunked):
    path = publish(upstream)

    def upload(size):
        if not chunked:
            return head(path, f"Content-Length: {size}", method="POST") + b"x" * size
        return head(path, "Transfer-Encoding: chunked", method="POST") + b"%x\r\n%s\r\n0\r\n\r\n" % (size, b"x" * size)

    with shared.connect() as one:
        assert exchange(one, upload(MAX_BODY)).status == 200
    seen = len(upstream.seen)
    with shared.connect() as one:
        assert exchange(one, upload(MAX_BODY + 1)).status == 413
    assert len(upstream.seen) == seen


@pytest.mark.core
def test_a_body_that_stops_coming(shared, publish, upstream):
    path = publish(upstream)
    with shared.connect() as one:
        got = exchange(one, head(path, "Content-Length: 100", method="POST") + b"some")
        assert got.status == 408
        assert is_closed(one)
    until(lambda: upstream.closed == 1, what="the end of the upstream's connection")


@pytest.mark.core
def test_an_answer_that_nobody_takes(shared, publish, upstream):
    """A client that reads nothing holds neither the gateway nor the upstream for ever."""
    def pour(seen, connection):
        try:
            for _ in range(1000):
                connection.sendall(b"x" * 100_000)
        except OSError:
            pass
        seen.close = True

    upstream.behave = lambda seen, connection: (
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"), pour(seen, connection))[1]
    path = publish(upstream)
    with shared.connect() as one:
        one.sendall(head(path))
        until(lambda: upstream.closed == 1, what="the end of the upstream's connection")


@pytest.mark.core
def test_an_idle_connection(shared, publish, upstream):
    path = publish(upstream)
    with shared.connect() as one:
        assert exchange(one, head(path)).status == 200
        assert is_closed(one)


@pytest.mark.core
def test_requests_of_a_connection(shared, publish, upstream):
    path = publish(upstream)
    with shared.connect() as one:
        assert [exchange(one, head(path)).get("Connection") for _ in range(3)] == [None, None, "close"]
        assert is_closed(one)


@pytest.mark.core
def test_connections(upstream):
    """Beyond the most there may be, further ones are closed; when some end, there is room again."""
    with Gateway(max_connections=16, workers=1) as gateway:
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/services/app/routes", {"paths": ["/"]})
        inside = [gateway.connect() for _ in range(16)]
        for one in inside:
            assert exchange(one, head("/")).status == 200
        with gateway.connect() as one:
            assert is_closed(one)
        assert exchange(inside[0], head("/")).status == 200
        inside.pop().close()

        def is_served():
            with gateway.connect() as one:
                try:
                    one.sendall(head("/"))
                    got = read_answer(one.makefile("rb"))
                except ConnectionError:
                    return False
                return got is not None and got.status == 200
        until(is_served, what="room for another")
        for one in inside:
            one.close()


# Not under sanitizers: UBSan opens a pipe to look at memory, and reports faults of its own when it cannot.
def test_descriptors_run_short(upstream):
    """Without a free descriptor new clients are let go, those inside are served, and all is well afterwards."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (120, 120))  # noqa: E731
    with Gateway(preexec=limit, workers=1, max_connections=1000) as gateway:
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/services/app/routes", {"paths": ["/"]})
        first = gateway.connect()
        assert exchange(first, head("/")).status == 200
        crowd = [gateway.connect() for _ in range(150)]
        until(lambda: "limit of open files" in gateway.errors(), what="a word about it")
        assert exchange(first, head("/")).status == 200
        for one in crowd:
            one.close()
        with gateway.connect() as later:
            until(lambda: "accepting connections again" in gateway.errors(), what="the end of it")
            later.close()
        with gateway.connect() as later:
            assert exchange(later, head("/")).status == 200
        first.close()


@pytest.mark.core
def test_an_admin_body(upstream):
    with Gateway(admin_client_max_body_size="1k") as gateway:
        got = gateway.admin.call("POST", "/consumers", {"username": "x" * 2000})
        assert got.status_code == 413
        gateway.admin.post("/consumers", {"username": "x"})
