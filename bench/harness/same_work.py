# SPDX-License-Identifier: Apache-2.0
"""Proves, before anything is measured, that the proxies do the same work: the upstream gets the headers that each is
said to add, the client gets its own back, and where tokens are checked, only good ones pass. A comparison with a
proxy that skips a step would be worth nothing."""
import http.client
import http.server
import threading
import time

from harness.machine import CannotMeasure

UPSTREAM_HEADERS = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port",
                    "X-Forwarded-Path", "X-Real-IP", "Via", "X-Kong-Request-Id")
CLIENT_HEADERS = ("Via", "X-Kong-Request-Id", "X-Kong-Upstream-Latency", "X-Kong-Proxy-Latency")
IDENTITY_HEADERS = ("X-Consumer-ID", "X-Consumer-Username", "X-Credential-Identifier")


class _Recorder(http.server.BaseHTTPRequestHandler):
    """Keeps the last request's headers in its server."""
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen = self.headers
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.send_header("Connection", "close")  # no proxy keeps a connection into the measurement
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format, *args):
        pass


class _Upstream(http.server.ThreadingHTTPServer):
    daemon_threads = True
    seen = None


def _ask(target, token):
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=5)
    headers = {"Host": "api.bench.example", "Connection": "close"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        connection.request("GET", target.path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer
    finally:
        connection.close()


def _bad_tokens(issuer):
    """Tokens that must not pass, by what is wrong with them."""
    stranger = issuer.stranger()
    good = issuer.token()
    signature_at = good.rindex(".") + 1
    flipped = "A" if good[signature_at] != "A" else "B"
    return {
        "no token": None,
        "a signature changed": good[:signature_at] + flipped + good[signature_at + 1:],
        "an expired token": issuer.token(exp=int(time.time()) - 10),
        "an unknown issuer": stranger.token(),
        "another issuer's key": stranger.sign(issuer.claims()),
        "another algorithm": issuer.sign(issuer.claims(), issuer.other_algorithm),
    }


def _missing(wanted, headers):
    return [name for name in wanted if not headers.get(name)]


def _faults_of(target, upstream):
    answer = _ask(target, target.issuers[0].token())
    if answer.status != 200:
        yield f"a good request got {answer.status}"
        return
    if target.adds_headers:
        yield from (f"upstream lacks {name}" for name in _missing(UPSTREAM_HEADERS, upstream.seen))
        yield from (f"client lacks {name}" for name in _missing(CLIENT_HEADERS, answer.headers))
        if upstream.seen["Host"] != "api.bench.example":
            yield f"upstream got Host {upstream.seen['Host']}"
    if target.checks_tokens:
        yield from (f"upstream lacks {name}" for name in _missing(IDENTITY_HEADERS, upstream.seen))
        yield from _faults_with_tokens(target, target.issuers)


def _faults_with_tokens(target, issuers):
    for what, token in _bad_tokens(issuers[0]).items():
        status = _ask(target, token).status
        if status != 401:
            yield f"{what} got {status} instead of 401"
    for issuer in (issuers[len(issuers) // 2], issuers[-1]):
        status = _ask(target, issuer.token()).status
        if status != 200:
            yield f"the token of {issuer.name} got {status}"


def check(targets, upstream_port):
    """Ends the run with every fault found."""
    with _Upstream(("127.0.0.1", upstream_port), _Recorder) as upstream:
        threading.Thread(target=upstream.serve_forever, args=(0.05,), daemon=True).start()
        faults = [f"{target.name}: {fault}" for target in targets for fault in _faults_of(target, upstream)]
        upstream.shutdown()
    if faults:
        raise CannotMeasure("the proxies do not do the same work:\n  " + "\n  ".join(faults))
