# SPDX-License-Identifier: Apache-2.0
"""Every reason that a client can cause, caused: the access line and the decision name it, the client is not told."""
import base64
import json
import pathlib
import re
import time

import jwt
import pytest

from conftest import SECRET
from support.gateway import ROOT, Gateway, run
from support.tokens import token
from support.upstream import Upstream
from support.wire import read_answer

# Reasons whose cause is a client, and where else each is tested.
ELSEWHERE = {"client.left": "test_decisions.py", "auth.too_many_unknown": "test_unknown_keys.py",
             "jwt.unknown_kid": "test_issuers.py", "jwt.kid_not_text": "test_issuers.py"}


def part(value):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def made(header=None, payload=None, signature=b"x" * 32):
    """A token of these parts, each JSON or bytes."""
    header = {"alg": "HS256"} if header is None else header
    return ".".join(map(part, (header, {"iss": "alice-key"} if payload is None else payload, signature)))


def get(path, *fields, method="GET", body=b""):
    lines = [f"{method} {path} HTTP/1.1", "Host: api.example", "Connection: close", *fields]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def bearing(text, path="/jwt"):
    return get(path, f"Authorization: Bearer {text}")


def login(user, password):
    return get("/basic", "Authorization: Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())


def good(**claims):
    return token(claims.pop("iss", "alice-key"), SECRET, **claims)


def far(seconds):
    return int(time.time()) + seconds


# reason -> (status, function that gives the bytes of a request)
CASES = {
    "request.malformed": (400, lambda: b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    "request.bad_path": (400, lambda: get("/a%zz/%0")),
    "request.timeout": (408, lambda: b"GET / HTTP/1.1\r\nHost: a\r\n"),
    "request.too_large": (413, lambda: get("/open", "Content-Length: 100000", method="POST")),
    "request.too_large_to_read": (413, lambda: get(
        "/key-in-body", "Content-Type: application/json", "Transfer-Encoding: chunked", method="POST",
        body=b"".join(b"4000\r\n" + b" " * 0x4000 + b"\r\n" for _ in range(5)) + b"0\r\n\r\n")),
    "request.malformed_body": (400, lambda: get("/open", "Transfer-Encoding: chunked", method="POST", body=b"zz\r\n")),
    "route.none": (404, lambda: get("/nowhere")),
    "route.https_required": (426, lambda: get("/https")),
    "service.none": (503, lambda: get("/nothing")),
    "jwt.no_token": (401, lambda: get("/jwt")),
    "jwt.several_tokens": (401, lambda: get(f"/jwt?jwt={good(jti='1')}", f"Authorization: Bearer {good(jti='2')}")),
    "jwt.token_without_text": (401, lambda: get("/jwt?jwt")),
    "jwt.too_large": (401, lambda: bearing(made(payload={"iss": "a" * 9000}))),
    "jwt.not_three_parts": (401, lambda: bearing("opaque")),
    "jwt.encrypted": (401, lambda: bearing("a.b.c.d.e")),
    "jwt.header_not_base64": (401, lambda: bearing("a+b." + part({}) + ".AAAA")),
    "jwt.header_not_json": (401, lambda: bearing(made(b"{"))),
    "jwt.payload_not_base64": (401, lambda: bearing(part({"alg": "HS256"}) + ".a+b.AAAA")),
    "jwt.payload_not_json": (401, lambda: bearing(made(payload=b'{"iss":"a","iss":"a"}'))),
    "jwt.payload_not_object": (401, lambda: bearing(made(payload=b"[]"))),
    "jwt.algorithm_unknown": (401, lambda: bearing(jwt.encode({"iss": "alice-key"}, None, algorithm="none"))),
    "jwt.critical_unknown": (401, lambda: bearing(made({"alg": "HS256", "crit": ["exp"]}))),
    "jwt.signature_not_base64": (401, lambda: bearing(good() + "=")),
    "jwt.key_absent": (401, lambda: bearing(good(iss=None))),
    "jwt.key_not_text": (401, lambda: bearing(made(payload={"iss": 5}))),
    "jwt.unknown_key": (401, lambda: bearing(good(iss="nobody"))),
    "jwt.algorithm_differs": (401, lambda: bearing(token("alice-key", SECRET, "HS512"))),
    "jwt.key_unusable": (401, lambda: bearing(good(), "/base64")),
    "jwt.signature_invalid": (401, lambda: bearing(token("alice-key", "wrong"))),
    "jwt.exp_not_number": (401, lambda: bearing(good(exp=None), "/times")),
    "jwt.expired": (401, lambda: bearing(good(exp=1))),
    "jwt.exp_too_far": (401, lambda: bearing(good(exp=far(9000), nbf=1), "/times")),
    "jwt.nbf_not_number": (401, lambda: bearing(good(exp=far(100)), "/times")),
    "jwt.not_yet_valid": (401, lambda: bearing(good(nbf=far(9000)))),
    "jwt.audience_absent": (401, lambda: bearing(good(), "/audience")),
    "jwt.audience_differs": (401, lambda: bearing(good(aud="others"), "/audience")),
    "jwt.claim_absent": (401, lambda: bearing(good(), "/claims")),
    "jwt.claim_differs": (401, lambda: bearing(good(role="user"), "/claims")),
    "jwt.claim_unsendable": (401, lambda: bearing(good(role="admin", name="a\nb"), "/claims")),
    "key_auth.no_key": (401, lambda: get("/key")),
    "key_auth.several_keys": (401, lambda: get("/key", "apikey: a", "apikey: b")),
    "key_auth.unknown_key": (401, lambda: get("/key", "apikey: an-api-key-of-nobody")),
    "basic_auth.no_login": (401, lambda: get("/basic")),
    "basic_auth.malformed": (401, lambda: get("/basic", "Authorization: Basic !")),
    "basic_auth.unknown_user": (401, lambda: login("nobody", "x")),
    "basic_auth.wrong_password": (401, lambda: login("alice", "wrong")),
    "acl.no_consumer": (401, lambda: get("/nobody")),
    "acl.not_in_group": (403, lambda: bearing(good(), "/allow")),
    "acl.denied_group": (403, lambda: bearing(good(), "/deny")),
    "auth.no_anonymous_consumer": (500, lambda: get("/lost")),
    "cors.preflight": (200, lambda: get("/cors", "Origin: https://a.example", "Access-Control-Request-Method: PUT",
                                        method="OPTIONS")),
    "ip_restriction.denied": (403, lambda: get("/ip-deny")),
    "ip_restriction.not_allowed": (403, lambda: get("/ip-allow")),
    "request_termination.answered": (503, lambda: get("/closed")),
}

# path -> plugins of its route
ROUTES = {
    "/open": [], "/jwt": [("jwt", {})], "/base64": [("jwt", {"secret_is_base64": True})],
    "/times": [("jwt", {"claims_to_verify": ["exp", "nbf"], "maximum_expiration": 300})],
    "/audience": [("jwt", {"audiences": ["us"]})],
    "/claims": [("jwt", {"claims": {"role": {"required": True, "equals": "admin"}, "name": {"to_header": "X-Name"}}})],
    "/key": [("key-auth", {})], "/key-in-body": [("key-auth", {"key_in_body": True})],
    "/basic": [("basic-auth", {})],
    "/nobody": [("acl", {"allow": ["friends"]})], "/allow": [("jwt", {}), ("acl", {"allow": ["friends"]})],
    "/deny": [("jwt", {}), ("acl", {"deny": ["foes"]})], "/lost": [("jwt", {"anonymous": "nobody-at-all"})],
    "/cors": [("cors", {})], "/ip-deny": [("ip-restriction", {"deny": ["127.0.0.1"]})],
    "/ip-allow": [("ip-restriction", {"allow": ["10.0.0.0/8"]})], "/closed": [("request-termination", {})],
}


@pytest.fixture(scope="module")
def house():
    settings = {"client_max_body_size": "50k", "client_header_timeout": "1s", "decisions": "all"}
    with Upstream() as upstream, Gateway(**settings) as gateway:
        admin = gateway.admin
        admin.post("/services", {"name": "app", "url": upstream.url})
        admin.post("/consumers", {"username": "alice"})
        admin.post("/consumers/alice/jwt", {"key": "alice-key", "secret": SECRET})
        admin.post("/consumers/alice/basic-auth", {"username": "alice", "password": "her own"})
        admin.post("/consumers/alice/acls", {"group": "foes"})
        for path, plugins in ROUTES.items():
            route = admin.post("/services/app/routes", {"paths": [path]})
            for name, config in plugins:
                admin.post(f"/routes/{route['id']}/plugins", {"name": name, "config": config})
        admin.post("/routes", {"paths": ["/nothing"]})
        admin.post("/services/app/routes", {"paths": ["/https"], "protocols": ["https"]})
        yield gateway


def codes():
    """Code -> who can fix it, as the table has them."""
    return dict(re.findall(r'^REASON\("([^"]+)", (\w+),', (ROOT / "src/reasons.def").read_text(), re.M))


def test_every_reason_that_a_client_can_mend_is_caused_here():
    mended = {code for code, who in codes().items() if who == "client" and not code.startswith("upstream.")}
    assert mended <= set(CASES) | set(ELSEWHERE), "add a case"
    assert set(CASES) | set(ELSEWHERE) <= set(codes()), "a case for a reason that is none"
    folder = pathlib.Path(__file__).parent
    for code, name in ELSEWHERE.items():
        assert code in (folder / name).read_text(), f"{name} does not cause {code}"


@pytest.mark.parametrize("reason", CASES)
def test_is_named_in_line_and_decision_and_not_to_the_client(house, reason):
    status, request = CASES[reason]
    with house.connect() as connection:
        connection.sendall(request())
        answer = read_answer(connection.makefile("rb"))
    assert answer.status == status
    shown = json.dumps(answer.headers) + answer.body.decode()
    assert reason not in shown and "token_sha256" not in shown
    request_id = answer.get("X-Kong-Request-Id")
    assert house.access_line(id=request_id)["reason"] == reason
    decision = house.admin.get(f"/decisions/{request_id}")
    outcome = "answered" if reason == "cors.preflight" else "denied"  # what the browser asked for
    assert (decision["reason"], decision["status"], decision["outcome"]) == (reason, status, outcome)
    assert decision["checks"][-1]["reason"] == reason
    assert "truncated" not in decision
    assert decision["meaning"] and decision["fix"]


def test_the_page_of_the_manual_is_the_one_in_docs():
    assert run("manual", "reasons").stdout == (ROOT / "docs/reference/reasons.md").read_text()
