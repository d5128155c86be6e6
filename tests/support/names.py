# SPDX-License-Identifier: Apache-2.0
"""A name server for IPv4 addresses, whose answers a test decides."""
import socket
import struct
import threading

SERVFAIL, NXDOMAIN = 2, 3


class NameServer:
    """Answers A queries over UDP. `records`: name -> addresses in this order, a code such as SERVFAIL, or None for no
    answer at all; what is not there does not exist. Names may be given as words too, with _ for dots."""

    def __init__(self, records=(), ttl=60, **names):
        self.records = {**dict(records), **{name.replace("_", "."): found for name, found in names.items()}}
        self.ttl, self.asked = ttl, []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                query, peer = self.socket.recvfrom(512)
            except OSError:
                return
            reply = self._answer(query) if query else None
            if reply:
                self.socket.sendto(reply, peer)

    def _answer(self, query):
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode())
            at += 1 + query[at]
        name = ".".join(labels).lower()
        self.asked.append(name)
        found = self.records.get(name, NXDOMAIN)
        if found is None:
            return None
        addresses = () if isinstance(found, int) else found
        flags = 0x8180 | (found if isinstance(found, int) else 0)
        records = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, self.ttl, 4) + socket.inet_aton(one)
                           for one in addresses)
        return query[:2] + struct.pack("!HHHHH", flags, 1, len(addresses), 0, 0) + query[12:at + 5] + records

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it is not connected; whoever receives wakes all the same
        self.socket.close()
