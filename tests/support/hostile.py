# SPDX-License-Identifier: Apache-2.0
"""An upstream and clients that behave well, badly, or not at all, by dice. Whatever they do, an answer belongs to the
request that it is given for, and no byte of a body is ever a request."""
import hashlib
import itertools
import random
import socket
import ssl
import struct
import threading
import time

from support.raw import RawUpstream
from support.upstream import read_body, read_head
from support.wire import read_answer

EVIL = b"\r\n\r\nGET /evil HTTP/1.1\r\nHost: a\r\nX-Id: evil\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nX-Id: evil\r\n\r\n"
GOOD = ["length", "chunked", "until close", "dribbled", "hinted", "large"]
BAD = ["silent", "reset", "cut off", "early", "early and reset", "garbage", "broken chunks", "late"]


def digest(data):
    return hashlib.sha1(data).hexdigest()


def body_of(number, size):
    """A body that looks like requests and answers, and like no other."""
    piece = b"%d" % number + EVIL
    return (piece * (size // len(piece) + 1))[:size]


def in_chunks(body, dice):
    pieces = []
    while body:
        size = dice.choice([1, 7, 100, 4000, 20000])
        pieces.append(b"%x\r\n%s\r\n" % (len(body[:size]), body[:size]))
        body = body[size:]
    return b"".join(pieces) + b"0\r\n\r\n"


def reset(connection):
    """Closes it with a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def dribble(connection, data, dice):
    while data:
        size = dice.choice([1, 2, 30, 1000])
        connection.sendall(data[:size])
        data = data[size:]
        if dice.random() < 0.2:
            time.sleep(0.001)


class HostileUpstream(RawUpstream):
    """Does what each request's X-Do says; what is wrong about a request goes to `errors`."""

    def __init__(self, seed, context=None):
        self.seed, self.context, self.requests, self.wrong = seed, context, 0, []
        super().__init__(self._serve, backlog=512)

    def _serve(self, connection, number):
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            connection.settimeout(20)
            stream = connection.makefile("rb")
            dice = random.Random(f"{self.seed} {number}")
            while self._one(connection, stream, dice):
                pass
        except (OSError, ValueError):
            pass  # the gateway gave up, or its client did

    def _one(self, connection, stream, dice):
        head = read_head(stream)
        if not head or not head[0].endswith(" HTTP/1.1"):
            return False  # the end, or a head cut off
        line, headers = head
        fields = {n.lower(): v for n, v in headers}
        self.requests += 1
        if not line.split(" ")[1].startswith("/good/") or fields.get("x-id") != line.split("/")[2].split(" ")[0]:
            self.wrong.append(f"no request that was sent: {line} {headers}")
            return False
        do = fields["x-do"]
        if do.startswith("early"):
            connection.sendall(self._answer(fields["x-id"], b"early", b""))
            if do == "early and reset":
                reset(connection)
                return False
        if do == "echo":
            return self._echo(connection, stream, fields)
        body = read_body(stream, headers)
        if "transfer-encoding" not in fields and len(body) < int(fields.get("content-length", "0")):
            return False
        if digest(body) != fields["x-digest"]:
            self.wrong.append(f"a body of {len(body)} bytes that was not sent: {line}")
        return do == "early" or self._act(connection, do, fields, body, dice)

    @staticmethod
    def _echo(connection, stream, fields):
        """Sends the body back while it comes."""
        left = int(fields["content-length"])
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Id: %s\r\nX-Got: %s\r\n\r\n"
                           % (fields["x-id"].encode(), fields["x-digest"].encode()))
        while left:
            piece = stream.read1(min(left, 50000))
            if not piece:
                return False
            left -= len(piece)
            connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
        connection.sendall(b"0\r\n\r\n")
        return True

    def _answer(self, number, body, got, framing=None, dice=None):
        fields = b"X-Id: %s\r\nX-Got: %s\r\n" % (number.encode(), digest(got).encode())
        if framing == "chunked":
            return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + fields + b"\r\n" + in_chunks(body, dice)
        if framing == "until close":
            return b"HTTP/1.1 200 OK\r\n" + fields + b"\r\n" + body
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n" % len(body) + fields + b"\r\n" + body

    def _act(self, connection, do, fields, got, dice):
        number, size = fields["x-id"], int(fields["x-size"])
        body = body_of(int(number), size)
        if do == "until close" and self.context:
            do = "length"  # closing a socket here says nothing of TLS's end: it would be an answer cut off
        if do in ("length", "large", "chunked", "until close"):
            connection.sendall(self._answer(number, body, got, do, dice))
            return do != "until close"
        if do == "dribbled":
            dribble(connection, self._answer(number, body, got, "chunked", dice), dice)
            return True
        if do == "hinted":
            connection.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + self._answer(number, body, got))
            return True
        if do == "late":
            time.sleep(dice.random() * 0.05)
            connection.sendall(self._answer(number, body, got))
            return True
        if do == "reset":
            reset(connection)
        elif do == "cut off":
            connection.sendall(self._answer(number, body, got)[:dice.randrange(1, 200)])
        elif do == "garbage":
            connection.sendall(EVIL)
        elif do == "broken chunks":
            connection.sendall(self._answer(number, body, got, "chunked", dice)[:-5] + b"zz\r\n")
        return False


class Request:
    numbers = itertools.count(1)

    def __init__(self, dice, do, size=None, body=None):
        self.number, self.do = next(self.numbers), do
        self.size = size if size is not None else dice.choice([0, 1, 300, 5000, 40000])
        self.body = body or b""
        if body is None and dice.random() < 0.5:
            self.body = body_of(self.number, dice.choice([1, 200, 10000, 70000]))
        framing = f"Content-Length: {len(self.body)}" if self.body else "X-No: body"
        data = self.body
        if self.body and body is None and dice.random() < 0.5:
            framing, data = "Transfer-Encoding: chunked", in_chunks(self.body, dice)
        method = "POST" if self.body else "GET"
        self.head = "\r\n".join([f"{method} /good/{self.number} HTTP/1.1", f"Host: {dice.choice('ab')}",
                                 f"X-Id: {self.number}", f"X-Do: {do}", f"X-Size: {self.size}",
                                 f"X-Digest: {digest(self.body)}", framing, "", ""]).encode()
        self.data = self.head + data

    def right(self, answer):
        """Whether this is the whole answer to it."""
        return (answer is not None and answer.status == 200 and answer.get("X-Id") == str(self.number)
                and answer.get("X-Got") == digest(self.body) and answer.body == body_of(self.number, self.size))

    def possible(self, answer):
        """Whether this may be an answer to it, where not everybody does as he should."""
        return answer is None or answer.get("X-Id") in (None, str(self.number))


class HostileClient(threading.Thread):
    """Until `deadline`, one connection after the other."""

    def __init__(self, gateway, seed, deadline):
        super().__init__(daemon=True)
        self.gateway, self.deadline, self.dice = gateway, deadline, random.Random(seed)
        self.wrong, self.good, self.plans, self.stream = [], 0, {}, None
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.context.check_hostname, self.context.verify_mode = False, ssl.CERT_NONE

    def run(self):
        plans = [self.one_by_one, self.sent_ahead, self.dribbled, self.echoed, self.half_closed, self.aborted,
                 self.left, self.hasty, self.slow_reader, self.badly_served, self.torn_tls]
        while time.monotonic() < self.deadline:
            plan = self.dice.choice(plans)
            self.plans[plan.__name__] = self.plans.get(plan.__name__, 0) + 1
            try:
                with self._connect() as connection:
                    plan(connection)
            except (OSError, ValueError, IndexError) as error:
                if plan in (self.one_by_one, self.sent_ahead, self.dribbled, self.echoed):
                    self.wrong.append(f"{plan.__name__}: {error!r}")
            except Exception as error:
                self.wrong.append(f"{plan.__name__}: {error!r}")
            finally:
                if self.stream:
                    self.stream.close()  # the socket is closed only then

    def _connect(self):
        self.tls = self.dice.random() < 0.4
        connection = socket.create_connection(self.gateway.proxy_tls if self.tls else self.gateway.proxy, 20)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.context.wrap_socket(connection) if self.tls else connection

    def _good(self):
        do = self.dice.choice(GOOD)
        return Request(self.dice, do, 300000 if do == "large" else None)

    def _check(self, request, answer, possible=False):
        while answer is not None and answer.status == 103:
            answer = read_answer(self.stream)
        if not (request.possible(answer) if possible else request.right(answer)):
            got = answer and (answer.status, answer.headers, len(answer.body))
            self.wrong.append(f"{self.plans}: {request.head!r} was answered {got}")
        self.good += not possible
        return answer is not None and answer.get("Connection") != "close"

    def one_by_one(self, connection):
        self.stream = connection.makefile("rb")
        for _ in range(self.dice.randrange(1, 6)):
            request = self._good()
            connection.sendall(request.data)
            if not self._check(request, read_answer(self.stream)):
                break

    def sent_ahead(self, connection):
        self.stream = connection.makefile("rb")
        if self.tls:  # what sockets hold: this thread cannot read and write at the same time
            requests = [Request(self.dice, "length", 300) for _ in range(2)]
        else:
            requests = [self._good() for _ in range(self.dice.randrange(2, 7))]
        requests = [one for one in requests if one.do != "until close"]
        whole = b"".join(one.data for one in requests)
        if self.tls:
            connection.sendall(whole)
        else:
            threading.Thread(target=self._send_quietly, args=(connection, whole), daemon=True).start()
        for request in requests:
            self._check(request, read_answer(self.stream))

    @staticmethod
    def _send_quietly(connection, data):
        try:
            connection.sendall(data)
        except OSError:
            pass

    def dribbled(self, connection):
        self.stream = connection.makefile("rb")
        request = self._good()
        dribble(connection, request.data[:3000], self.dice)
        connection.sendall(request.data[3000:])
        self._check(request, read_answer(self.stream))

    def echoed(self, connection):
        self.stream = connection.makefile("rb")
        size = 1000 if self.tls else 400000  # what sockets hold, or what takes two threads
        request = Request(self.dice, "echo", size, body_of(0, size))
        if self.tls:
            connection.sendall(request.data)
        else:
            threading.Thread(target=self._send_quietly, args=(connection, request.data), daemon=True).start()
        answer = read_answer(self.stream)
        if not request.possible(answer) or answer.body != request.body:
            self.wrong.append(f"no echo of {request.head!r}: {answer and (answer.status, len(answer.body))}")

    def half_closed(self, connection):
        self.stream = connection.makefile("rb")
        request = self._good()
        connection.sendall(request.data)
        if not self.tls:
            connection.shutdown(socket.SHUT_WR)
        self._check(request, read_answer(self.stream), possible=True)

    def aborted(self, connection):
        whole = b"".join(self._good().data for _ in range(2))
        connection.sendall(whole[:self.dice.randrange(1, len(whole))])
        if self.dice.random() < 0.5:
            reset(connection)

    def left(self, connection):
        connection.sendall(Request(self.dice, self.dice.choice(["late", "silent", "length"])).data)
        time.sleep(self.dice.random() * 0.02)
        if self.dice.random() < 0.5:
            reset(connection)

    def hasty(self, connection):
        """Goes on sending although the answer came early; nothing of that may be a request."""
        self.stream = connection.makefile("rb")
        request = Request(self.dice, "early")
        connection.sendall(request.data[:len(request.head) + 10])
        time.sleep(self.dice.random() * 0.01)
        self._send_quietly(connection, request.data[len(request.head) + 10:] + EVIL)
        self._check(request, read_answer(self.stream), possible=True)

    def slow_reader(self, connection):
        self.stream = connection.makefile("rb")
        request = Request(self.dice, "large", 2000000)
        connection.sendall(request.data)
        time.sleep(self.dice.random() * 0.1)
        if self.dice.random() < 0.5:
            self._check(request, read_answer(self.stream))

    def badly_served(self, connection):
        self.stream = connection.makefile("rb")
        for _ in range(3):
            request = Request(self.dice, self.dice.choice(BAD))
            connection.sendall(request.data)
            if not self._check(request, read_answer(self.stream), possible=True):
                break

    def torn_tls(self, connection):
        """TLS records cut through, or something that is none."""
        with socket.create_connection(self.gateway.proxy_tls, 20) as other:
            other.sendall(self.dice.choice([b"\x16\x03\x01", b"GET / HTTP/1.1\r\n\r\n", b"\x17\x03\x03\x40\x00abc"]))
