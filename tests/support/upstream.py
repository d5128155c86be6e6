# SPDX-License-Identifier: Apache-2.0
"""An upstream that a test holds in its hand: it records what comes and answers what it is told."""
import socket
import socketserver
import threading

from support.waiting import until


class Seen:
    """One request as it came."""

    def __init__(self, line, headers, body):
        self.line, self.headers, self.body = line, headers, body
        self.method, self.target, self.version = line.split(" ")

    def all(self, name):
        return [v for n, v in self.headers if n.lower() == name.lower()]

    def get(self, name):
        values = self.all(name)
        assert len(values) <= 1, f"{name} came {len(values)} times"
        return values[0] if values else None


def read_head(stream):
    line = stream.readline()
    if not line:
        return None
    headers = []
    while True:
        field = stream.readline()
        if field in (b"\r\n", b""):
            break
        name, _, value = field.decode("latin-1").rstrip("\r\n").partition(":")
        headers.append((name, value.strip()))
    return line.decode("latin-1").rstrip("\r\n"), headers


def read_body(stream, headers):
    fields = {n.lower(): v for n, v in headers}
    if fields.get("transfer-encoding", "").lower() == "chunked":
        pieces = []
        while True:
            size = int(stream.readline().split(b";")[0], 16)
            if size == 0:
                while stream.readline() not in (b"\r\n", b""):
                    pass
                return b"".join(pieces)
            pieces.append(stream.read(size))
            stream.readline()
    return stream.read(int(fields.get("content-length", "0")))


def answer(body=b"ok", status="200 OK", headers=()):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


class Upstream:
    """Serves on a free port. `behave(seen, connection)` may send anything itself and return None, or return the bytes
    to send. The default answers 200 `ok`."""

    def __init__(self, behave=None, context=None):
        self.seen = []
        self.connections = 0
        self.closed = 0
        self.behave = behave or (lambda seen, connection: answer())
        self.context = context
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                outer._serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            request_queue_size = 512

            def handle_error(self, request, client_address):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    @property
    def url(self):
        return ("https" if self.context else "http") + f"://127.0.0.1:{self.port}"

    def _serve(self, connection):
        connection.settimeout(30)
        if self.context:
            connection = self.context.wrap_socket(connection, server_side=True)
        self.connections += 1
        try:
            stream = connection.makefile("rb")
            while True:
                head = read_head(stream)
                if head is None:
                    break
                line, headers = head
                early = getattr(self.behave, "before_body", None)
                if early and early(connection, line):
                    break
                seen = Seen(line, headers, read_body(stream, headers))
                self.seen.append(seen)
                reply = self.behave(seen, connection)
                if reply is not None:
                    connection.sendall(reply)
                if getattr(seen, "close", False):
                    break
        except (OSError, ValueError):
            pass
        finally:
            self.closed += 1
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            connection.close()

    def last(self):
        until(lambda: self.seen, what="a request at the upstream")
        return self.seen[-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
