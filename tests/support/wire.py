# SPDX-License-Identifier: Apache-2.0
"""HTTP by hand, for what no client library would send."""
from support.upstream import read_body, read_head


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def get(self, name):
        for n, v in self.headers:
            if n.lower() == name.lower():
                return v
        return None


def read_answer(stream, method="GET"):
    """The next answer on a binary stream, or None at its end."""
    head = read_head(stream)
    if head is None:
        return None
    line, headers = head
    status = int(line.split(" ")[1])
    fields = {n.lower(): v for n, v in headers}
    if status < 200 or status in (204, 304) or method == "HEAD":
        return Answer(status, headers, b"")
    if "content-length" not in fields and "transfer-encoding" not in fields:
        return Answer(status, headers, stream.read())
    return Answer(status, headers, read_body(stream, headers))


def exchange(connection, request, method="GET"):
    """Sends bytes and reads one answer."""
    connection.sendall(request)
    return read_answer(connection.makefile("rb"), method)


def is_closed(connection):
    """Whether the peer ends the connection (waits for the socket's timeout at most)."""
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True
