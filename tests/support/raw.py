# SPDX-License-Identifier: Apache-2.0
"""An upstream whose connections a test writes and reads byte by byte."""
import socket
import threading

from support.upstream import read_head
from support.waiting import until


class RawUpstream:
    """Calls `script(connection, number)` for each connection, in a thread of its own; closes it afterwards."""

    def __init__(self, script, backlog=64, receive=None):
        self.script = script
        self.connections = 0
        self.closed = 0
        self.heads = []
        self.errors = []
        self.listener = socket.socket()
        if receive:
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(backlog)
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._run, args=(connection, self.connections), daemon=True).start()

    def _run(self, connection, number):
        connection.settimeout(30)
        try:
            self.script(connection, number)
        except Exception as error:  # shown by tests that care
            self.errors.append(error)
        finally:
            self.closed += 1
            connection.close()

    def head(self, stream):
        """Reads a head and remembers it; None at the connection's end."""
        head = read_head(stream)
        if head:
            self.heads.append(head)
        return head

    def wait_closed(self, count=1):
        until(lambda: self.closed >= count, what="the end of the connections")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def once(data, reset=False):
    """A script: a head is read, `data` sent, the connection closed (or reset)."""
    def script(connection, _):
        read_head(connection.makefile("rb"))
        if data:
            connection.sendall(data)
        if reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    return script
