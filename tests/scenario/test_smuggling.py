# SPDX-License-Identifier: Apache-2.0
"""What two readers could understand differently is refused, the connection closed, and nothing of it goes upstream."""
import pytest

from support.raw import RawUpstream
from support.upstream import read_head
from support.waiting import until
from support.wire import exchange, read_answer

pytestmark = pytest.mark.core
BAD, LARGE = "Bad request", "Request header or cookie too large"
NEXT = b"GET /%s/smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

# Behind `POST <path> HTTP/1.1` and `Host: a`: fields and what follows them.
FIELDS = {
    "obs-fold": "X: a\r\n b\r\n\r\n",
    "obs-fold with a tab": "X: a\r\n\tb\r\n\r\n",
    "obs-fold in the coding": "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "bare LF": "X: a\nY: b\r\n\r\n",
    "bare LF at the end": "X: a\r\n\n",
    "bare CR": "X: a\rY: b\r\n\r\n",
    "CR CR LF": "X: a\r\r\n\r\n",
    "NUL": "X: a\0b\r\n\r\n",
    "NUL in a name": "X\0: a\r\n\r\n",
    "DEL": "X: a\x7fb\r\n\r\n",
    "escape": "X: \x1b[1m\r\n\r\n",
    "space before the colon": "Content-Length : 0\r\n\r\n",
    "tab before the colon": "Content-Length\t: 0\r\n\r\n",
    "space in a name": "X Y: a\r\n\r\n",
    "no colon": "X\r\n\r\n",
    "no name": ": a\r\n\r\n",
    "length and chunks": "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and length": "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "two lengths": "Content-Length: 0\r\nContent-Length: 5\r\n\r\n",
    "the same length twice": "Content-Length: 0\r\ncontent-length: 0\r\n\r\n",
    "a list of lengths": "Content-Length: 0, 0\r\n\r\n",
    "negative length": "Content-Length: -1\r\n\r\n",
    "signed length": "Content-Length: +0\r\n\r\n",
    "hexadecimal length": "Content-Length: 0x0\r\n\r\n",
    "empty length": "Content-Length:\r\n\r\n",
    "length with junk": "Content-Length: 0;a\r\n\r\n",
    "quoted length": 'Content-Length: "0"\r\n\r\n',
    "length with an exponent": "Content-Length: 0e1\r\n\r\n",
    "enormous length": "Content-Length: 99999999999999999999\r\n\r\n",
    "length behind a tab": "Content-Length:\t0\r\n\r\n",
    "length behind a vertical tab": "Content-Length: \x0b0\r\n\r\n",
    "chunked twice": "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunked twice in a list": "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "chunked not last": "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "chunked with a vertical tab": "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "empty coding": "Transfer-Encoding:\r\n\r\n0\r\n\r\n",
    "coding before a space": "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "two hosts": "Host: b\r\n\r\n",
    "the same host twice": "Host: a\r\n\r\n",
    "first chunk size is junk": "Transfer-Encoding: chunked\r\n\r\nzz\r\n0\r\n\r\n",
    "chunk size with 0x": "Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
    "signed chunk size": "Transfer-Encoding: chunked\r\n\r\n+1\r\na\r\n0\r\n\r\n",
    "chunk size with spaces": "Transfer-Encoding: chunked\r\n\r\n 1\r\na\r\n0\r\n\r\n",
    "empty chunk size": "Transfer-Encoding: chunked\r\n\r\n\r\n0\r\n\r\n",
    "enormous chunk size": "Transfer-Encoding: chunked\r\n\r\n10000000000000001\r\na\r\n0\r\n\r\n",
    "chunk size line ends with LF": "Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n",
    "bare LF in an extension": "Transfer-Encoding: chunked\r\n\r\n1;\na\r\na\r\n0\r\n\r\n",
    "chunk without its CRLF": "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
    "chunk longer than it says": "Transfer-Encoding: chunked\r\n\r\n1\r\naXX0\r\n\r\n",
    "chunk ends with LF": "Transfer-Encoding: chunked\r\n\r\n1\r\na\n0\r\n\r\n",
    "long extension": "Transfer-Encoding: chunked\r\n\r\n1;" + "e" * 20000 + "\r\na\r\n0\r\n\r\n",
    "framing in the trailers": "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n",
    "junk in the trailers": "Transfer-Encoding: chunked\r\n\r\n0\r\nX\r\n\r\n",
}

# Whole heads; {} is the path.
HEADS = {
    "no Host": "GET {} HTTP/1.1\r\n\r\n",
    "bad Host": "GET {} HTTP/1.1\r\nHost: a b\r\n\r\n",
    "Host with a path": "GET {} HTTP/1.1\r\nHost: a/b\r\n\r\n",
    "Host with user": "GET {} HTTP/1.1\r\nHost: u@a\r\n\r\n",
    "Host with a bad port": "GET {} HTTP/1.1\r\nHost: a:80x\r\n\r\n",
    "target of another host": "GET http://b{} HTTP/1.1\r\nHost: a\r\n\r\n",
    "space before a field": "GET {} HTTP/1.1\r\n Host: a\r\n\r\n",
    "line ends with LF": "GET {} HTTP/1.1\nHost: a\r\n\r\n",
    "all lines end with LF": "GET {} HTTP/1.1\nHost: a\n\n",
    "HTTP/0.9": "GET {}\r\n\r\n",
    "two spaces": "GET  {} HTTP/1.1\r\nHost: a\r\n\r\n",
    "tab for a space": "GET\t{} HTTP/1.1\r\nHost: a\r\n\r\n",
    "space behind the version": "GET {} HTTP/1.1 \r\nHost: a\r\n\r\n",
    "space in the target": "GET {}/a b HTTP/1.1\r\nHost: a\r\n\r\n",
    "NUL in the target": "GET {}\0 HTTP/1.1\r\nHost: a\r\n\r\n",
    "fragment": "GET {}#x HTTP/1.1\r\nHost: a\r\n\r\n",
    "target without a slash": "GET x HTTP/1.1\r\nHost: a\r\n\r\n",
    "bad method": "G(ET {} HTTP/1.1\r\nHost: a\r\n\r\n",
    "small letters": "GET {} http/1.1\r\nHost: a\r\n\r\n",
    "chunks in HTTP/1.0": "POST {} HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "asterisk": "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
    "TLS": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
}

OTHERS = {
    "unknown coding": ("POST {} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 501, "Not implemented"),
    "coding beside chunked": ("POST {} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501,
          "Not implemented"),
    "identity": ("POST {} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 501, "Not implemented"),
    "HTTP/2 preface": ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "HTTP version not supported"),
    "HTTP/3": ("GET {} HTTP/3.0\r\nHost: a\r\n\r\n", 505, "HTTP version not supported"),
    "HTTP/1.2": ("GET {} HTTP/1.2\r\nHost: a\r\n\r\n", 505, "HTTP version not supported"),
    "tunnel": ("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 405, "Method not allowed"),
    "long method": ("M" * 33 + " {} HTTP/1.1\r\nHost: a\r\n\r\n", 501, "Not implemented"),
    "expectation": ("POST {} HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n", 417, "Expectation failed"),
    "long target": ("GET {}/" + "x" * 9000 + " HTTP/1.1\r\nHost: a\r\n\r\n", 414, "URI too long"),
    "long field": ("GET {} HTTP/1.1\r\nHost: a\r\nX: " + "x" * 40000 + "\r\n\r\n", 400, LARGE),
    "many fields": ("GET {} HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n" * 300 + "\r\n", 400, LARGE),
    "large head": ("GET {} HTTP/1.1\r\nHost: a\r\n" + ("X: " + "y" * 1000 + "\r\n") * 40 + "\r\n", 400, LARGE),
}


def assert_refused(shared, path, upstream, request, status, message):
    with shared.connect() as client:
        client.sendall(request + NEXT % path[1:].encode())
        stream = client.makefile("rb")
        got = read_answer(stream)
        assert (got.status, got.get("Connection")) == (status, "close")
        assert got.get("Content-Type") == "text/plain; charset=utf-8"
        assert got.body.decode() == f"{message}\nrequest_id: {got.get('X-Kong-Request-Id')}\n"
        assert stream.read() == b""  # nor was the rest taken for a request
    assert upstream.seen == []


@pytest.mark.parametrize("case", FIELDS)
def test_refuses_fields(shared, publish, upstream, case):
    path = publish(upstream)
    request = f"POST {path} HTTP/1.1\r\nHost: a\r\n{FIELDS[case]}".encode("latin-1")
    assert_refused(shared, path, upstream, request, 400, BAD)


@pytest.mark.parametrize("case", HEADS)
def test_refuses_heads(shared, publish, upstream, case):
    path = publish(upstream)
    assert_refused(shared, path, upstream, HEADS[case].replace("{}", path).encode("latin-1"), 400, BAD)


@pytest.mark.parametrize("case", OTHERS)
def test_refuses_with_other_statuses(shared, publish, upstream, case):
    path = publish(upstream)
    text, status, message = OTHERS[case]
    assert_refused(shared, path, upstream, text.replace("{}", path).encode("latin-1"), status, message)


@pytest.mark.parametrize("tail", ["/%zz", "/%0", "/%", "/%00"])
def test_refuses_paths_that_cannot_be_decoded(shared, publish, upstream, tail):
    path = publish(upstream)
    with shared.connect() as client:
        assert exchange(client, f"GET {path}{tail} HTTP/1.1\r\nHost: a\r\n\r\n".encode()).status == 400
    assert upstream.seen == []


def test_says_which_rule_in_the_access_log(shared, publish, upstream):
    path = publish(upstream)
    with shared.connect() as client:
        got = exchange(client, f"GET {path} HTTP/1.1\r\n\r\n".encode())
    line = shared.access_line(id=got.get("X-Kong-Request-Id"))
    assert (line["status"], line["reason"]) == (400, "request.malformed")


@pytest.mark.parametrize("junk", ["zz\r\n", "5\r\nhelloX\r\n", "0\r\nHost: b\r\n\r\n"])
def test_a_body_that_turns_bad_upstream_is_never_whole(shared, publish, junk):
    ends = []

    def script(connection, _):
        stream = connection.makefile("rb")
        read_head(stream)
        try:
            ends.append(stream.read())
        except ConnectionError:
            ends.append(b"")

    with RawUpstream(script) as upstream:
        path = publish(upstream)
        with shared.connect() as client:
            client.sendall(f"POST {path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                           "5\r\nhello\r\n".encode())
            until(lambda: upstream.connections, what="the begin upstream")
            client.sendall(junk.encode())
            stream = client.makefile("rb")
            assert read_answer(stream).status == 400
            assert stream.read() == b""
        until(lambda: ends, what="the upload's end")
        assert b"0\r\n\r\n" not in ends[0]


def test_empty_lines_before_a_request_are_forgiven_once(shared, publish, upstream):
    path = publish(upstream)
    with shared.connect() as client:
        assert exchange(client, f"\r\nGET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()).body == b"ok"
        assert exchange(client, f"\r\n\r\nGET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()).status == 400


def test_a_slow_head_is_given_up(upstream):
    from support.gateway import Gateway
    with Gateway(client_header_timeout="300ms") as gateway, gateway.connect() as client, gateway.connect() as silent:
        client.sendall(b"GET / HTTP/1.1\r\nHo")
        got = read_answer(client.makefile("rb"))
        assert (got.status, got.body.split(b"\n")[0]) == (408, b"Request timeout")
        assert silent.recv(1) == b""  # who says nothing gets no answer
