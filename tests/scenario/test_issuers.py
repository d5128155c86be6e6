# SPDX-License-Identifier: Apache-2.0
"""Tokens of trusted issuers through the jwt plugin: whose they are, by which keys, and what happens while keys change
or cannot be had."""
import concurrent.futures
import contextlib
import hmac
import itertools
import json
import re
import subprocess
import threading
import time

import pytest
import requests
from cryptography.hazmat.primitives import serialization

from conftest import SECRET
from support.gateway import ROOT, Gateway, environment
from support.issuer import IssuerServer, Key, base64url, certificate
from support.tokens import bearer, token
from support.upstream import Upstream
from support.waiting import until

NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def house():
    """A gateway that trusts the certificate of the tests' issuers, and an upstream."""
    with Upstream() as upstream, Gateway(ssl_trusted_certificate=certificate()[0]) as gateway:
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/consumers", {"username": "guest"})
        gateway.upstream = upstream
        yield gateway


class Stage:
    """One issuer with its server, a route with the jwt plugin, and a consumer alice whose custom_id is the `sub`."""

    def __init__(self, house, server):
        self.house, self.admin, self.server = house, house.admin, server
        self.name = f"t{next(NUMBERS)}"
        self.iss = f"{server.url}/{self.name}"
        self.sub = f"alice-{self.name}"
        self.path = f"/issuers/{self.name}"
        self.made = [self.path]
        self.admin.post("/consumers", {"username": self.sub, "custom_id": self.sub})
        self.made.append(f"/consumers/{self.sub}")
        self.route = self.guard()

    def trust(self, **fields):
        body = {"name": self.name, "issuer": self.iss, "jwks_url": self.server.jwks_url, **fields}
        self.admin.post("/issuers", {k: v for k, v in body.items() if v is not None})
        return self

    def trusted(self, **fields):
        """The same, with its keys fetched."""
        self.trust(**fields)
        until(lambda: self.keys()["state"] in ("good", "fixed"), 15, what="the issuer's keys")
        return self

    def guard(self, acl=None, **config):
        """Makes a route with the plugin, and gives its path."""
        name = f"g{next(NUMBERS)}"
        self.admin.post("/services/app/routes", {"name": name, "paths": [f"/{name}"]})
        self.admin.post(f"/routes/{name}/plugins", {"name": "jwt", "config": config})
        if acl:
            self.admin.post(f"/routes/{name}/plugins", {"name": "acl", "config": acl})
        self.made.insert(0, f"/routes/{name}")
        return f"/{name}"

    def keys(self):
        return self.admin.get(self.path + "/keys")

    def token(self, key=None, **claims):
        return (key or self.server.keys[-1]).sign(**{"iss": self.iss, "sub": self.sub, **claims})

    def get(self, text=None, route=None, session=None):
        call = (session or requests).get
        return call(self.house.url + (route or self.route), headers=bearer(text or self.token()), timeout=15)

    def status(self, *words, **options):
        return self.get(*words, **options).status_code

    def reason(self, answer):
        return self.house.access_line(id=answer.headers["X-Kong-Request-Id"]).get("reason")

    def refused(self, text, status=401, **options):
        """The reason code of a token that is refused."""
        answer = self.get(text, **options)
        assert answer.status_code == status, answer.text
        return self.reason(answer)

    def seen(self):
        return self.house.upstream.seen[-1]


@pytest.fixture
def stage(house):
    """stage(keys) opens a Stage whose server has these keys."""
    with contextlib.ExitStack() as stack:
        def one(keys=None, **server):
            made = Stage(house, stack.enter_context(IssuerServer(keys, **server)))

            def clean():
                for path in made.made:
                    house.admin.delete(path)
            stack.callback(clean)
            return made
        yield one


@pytest.mark.core
@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA", "Ed448"])
def test_tokens_of_a_trusted_issuer_pass_as_their_consumer(stage, algorithm):
    one = stage([Key("ES256"), Key(algorithm)]).trusted()
    for _ in range(3):  # at first sight, and remembered
        answer = one.get()
        assert answer.status_code == 200, answer.text
    assert one.seen().get("X-Consumer-Username") == one.sub
    assert one.seen().get("X-Consumer-Custom-ID") == one.sub
    assert one.seen().get("X-Credential-Identifier") == one.iss
    assert one.seen().get("X-Anonymous-Consumer") is None


def test_a_discovered_issuer(stage):
    one = stage()
    one.iss = one.server.url
    one.trusted(jwks_url=None)
    assert one.status() == 200


def test_tokens_that_nobody_signed(stage):
    ours, theirs = Key("RS256"), Key("RS256", number=1)
    one = stage([ours]).trusted(algorithms=["RS256", "PS256"])
    claims = {"iss": one.iss, "sub": one.sub, "exp": int(time.time()) + 600}
    pem = ours.private.public_key().public_bytes(serialization.Encoding.PEM,
                                                 serialization.PublicFormat.SubjectPublicKeyInfo)

    def forged(header, signature=b"x" * 256):
        parts = [base64url(json.dumps(part).encode()) for part in (header, claims)]
        return ".".join(parts + [base64url(signature)])

    theirs.kid = ours.kid
    assert one.refused(theirs.sign(**claims)) == "jwt.signature_invalid"
    assert one.refused(ours.sign(**{**claims, "iss": one.iss + "/"})) == "jwt.unknown_key"
    assert one.refused(ours.sign(algorithm="RS512", **claims)) == "jwt.algorithm_differs"
    assert one.refused(ours.sign(**{**claims, "exp": 1})) == "jwt.expired"
    # The public key as a shared secret, no algorithm, and keys that the token brings itself.
    signed = forged({"alg": "HS256", "kid": ours.kid}).rsplit(".", 1)[0]
    for secret in (pem, json.dumps(ours.jwk()).encode()):
        mac = base64url(hmac.new(secret, signed.encode(), "sha256").digest())
        assert one.refused(f"{signed}.{mac}") == "jwt.algorithm_differs"
    assert one.refused(forged({"alg": "none"}, b"")) == "jwt.algorithm_unknown"
    own = {"jwk": theirs.jwk(), "jku": one.server.url + "/other", "x5u": one.server.url + "/other"}
    assert one.refused(theirs.sign(headers=own, **claims)) == "jwt.signature_invalid"
    for kid in (7, None, ["a"], {"a": 1}):
        reason = "jwt.kid_not_text"
        assert one.refused(forged({"alg": "RS256", "kid": kid})) == reason
    assert one.refused(forged({"alg": "RS256", "kid": ours.kid}, b"short")) == "jwt.signature_invalid"
    assert one.status(ours.sign(**claims)) == 200
    assert one.server.fetches("/other") == 0


def test_algorithms_and_audiences_are_bound_to_the_issuer_and_in_force_at_once(stage):
    key = Key("RS256")
    one = stage([key]).trusted(algorithms=["RS256"])
    text, other = one.token(aud="api"), key.sign(algorithm="PS256", iss=one.iss, sub=one.sub)
    for _ in range(5):
        assert one.status(text) == 200
        assert one.refused(other) == "jwt.algorithm_differs"
        one.admin.patch(one.path, {"algorithms": ["PS256"]})
        assert one.refused(text) == "jwt.algorithm_differs"
        assert one.status(other) == 200
        one.admin.patch(one.path, {"algorithms": ["RS256"]})
    one.admin.patch(one.path, {"audiences": ["web", "api"]})
    assert one.status(text) == 200
    assert one.refused(one.token(aud=["x", "y"])) == "jwt.audience_differs"
    assert one.refused(one.token()) == "jwt.audience_absent"
    one.admin.patch(one.path, {"audiences": ["web"]})
    assert one.refused(text) == "jwt.audience_differs"


@pytest.mark.core
def test_what_an_issuer_proved_ends_with_it_at_once(stage):
    one = stage().trusted()
    text = one.token()
    sessions = [requests.Session() for _ in range(6)]  # on both cores
    for _ in range(4):
        assert {one.status(text, session=session) for session in sessions} == {200}
        one.admin.delete(one.path)
        assert {one.status(text, session=session) for session in sessions} == {401}
        one.trusted()
    assert one.refused(one.token(iss="nobody")) == "jwt.unknown_key"


def test_inline_keys_are_replaced_at_once(stage):
    old, new = Key(), Key()
    one = stage([old]).trusted(jwks_url=None, keys={"keys": [old.jwk()]})
    text = one.token(old)
    assert one.status(text) == 200
    assert one.refused(one.token(new)) == "jwt.unknown_kid"
    one.admin.patch(one.path, {"keys": {"keys": [new.jwk()]}})
    assert one.status(one.token(new)) == 200
    assert one.refused(text) == "jwt.unknown_kid"
    assert one.server.asked == []


def test_a_token_without_a_key_name_is_tried_with_the_keys_that_fit(stage):
    keys = [Key("RS256", number=0), Key("ES256"), Key("ES256")]
    one = stage(keys).trusted()
    for key in keys:
        key.kid = None
        assert one.status(one.token(key)) == 200


@pytest.mark.core
def test_rotation_under_load_refuses_nobody(stage):
    one = stage([Key("ES256"), Key("RS256")]).trusted()
    stop, wrong, passed = threading.Event(), [], []

    def ask():
        with requests.Session() as session:
            while not stop.is_set():
                answer = one.get(one.token(jti=str(next(NUMBERS))), session=session)
                (passed if answer.status_code == 200 else wrong).append(answer)

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        for _ in range(6):
            pool.submit(ask)
        try:
            for _ in range(2):
                count = len(passed)
                until(lambda: len(passed) > count + 30, 30, what="answers between rotations")
                # Published and used in the same moment; the key before stays for what is under way.
                one.server.keys = [one.server.keys[-1], Key("ES256")]
                newest = one.server.keys[-1].kid
                until(lambda: newest in [key["kid"] for key in one.keys()["keys"]], 30, what="the new key")
        finally:
            stop.set()
    assert not wrong, [(answer.status_code, answer.text) for answer in wrong[:3]]


def test_a_flood_of_made_up_keys_is_bounded_and_harms_nobody(stage):
    one = stage().trusted()
    fetched, began = one.server.fetches(), time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(60) as pool:
        flood = [pool.submit(one.get, one.token(Key("EdDSA"))) for _ in range(100)]
        with requests.Session() as session:
            until(lambda: one.keys()["requests_waiting"] > 20, what="made-up keys that wait")
            for _ in range(20):
                assert one.status(one.token(jti=str(next(NUMBERS))), session=session) == 200
        answers = [one.result() for one in flood]
    assert {answer.status_code for answer in answers} == {401}
    assert one.reason(answers[0]) == "jwt.unknown_kid"
    assert answers[0].headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    most = (time.monotonic() - began) / 3 + 2
    assert 1 <= one.server.fetches() - fetched <= most


def test_no_answer_of_the_issuer_is_never_401(stage):
    one = stage()
    key = one.server.keys[0]
    one.server.behave = lambda handler, path: one.server.answer(handler, b"down", 500) or True
    one.trust(refresh=5, keep=8)
    # No keys yet.
    answer = one.get()
    assert answer.status_code == 503 and int(answer.headers["Retry-After"]) >= 1
    assert one.reason(answer) == "jwt.issuer_unavailable"
    assert "answered 500" in one.house.access_line(id=answer.headers["X-Kong-Request-Id"])["fault"]
    assert one.status(route=one.guard(anonymous="guest")) == 503
    # Keys, then none can be had: known keys go on, unknown ones cannot be judged.
    one.server.behave = None
    until(lambda: one.status() == 200, what="keys again")
    one.server.behave = lambda handler, path: one.server.answer(handler, b"down", 500) or True
    assert one.refused(one.token(Key()), 503) == "jwt.issuer_unavailable"
    assert one.keys()["state"] == "failing"
    remembered = one.token(key)
    assert one.status(remembered) == 200
    # Until the keys may be kept no longer.
    until(lambda: one.keys()["state"] == "unavailable", 15, what="the end of keep")
    answer = one.get(remembered)
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    one.server.behave = None
    until(lambda: one.status(remembered) == 200, what="keys again")


def test_the_first_tokens_wait_for_the_first_keys(stage):
    one = stage()
    entered, go = threading.Event(), threading.Event()

    def behave(handler, path):
        entered.set()
        go.wait(10)
        return False

    one.server.behave = behave
    one.trust()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(one.status) for _ in range(8)]
        assert entered.wait(10)
        until(lambda: one.keys()["requests_waiting"] >= 4, what="requests that wait")
        go.set()
        assert {one.result() for one in waiting} == {200}
    assert one.server.fetches() == 1


def test_whom_a_token_stands_for(stage):
    one = stage().trusted()
    consumer = one.admin.get(f"/consumers/{one.sub}")
    assert one.refused(one.token(sub="nobody")) == "jwt.issuer_no_consumer"
    assert one.get(one.token(sub="nobody")).json() == {"message": "Could not find consumer for 'iss'"}
    for sub in (None, 7, "", ["a"], "a\nb", "x" * 600):
        # PyJWT signs what it is given; a `sub` that is no text is for the gateway to refuse.
        assert one.refused(one.token(sub=sub)) == "jwt.consumer_claim_unusable", sub
    one.admin.patch(one.path, {"consumer_by": "username", "consumer_claim": "/person/name"})
    assert one.status(one.token(sub=None, person={"name": one.sub})) == 200
    one.admin.patch(one.path, {"consumer_by": "id", "consumer_claim": "uid"})
    assert one.status(one.token(uid=consumer["id"])) == 200
    one.admin.patch(one.path, {"consumer_by": "custom_id", "consumer_claim": "sub", "consumer_prefix": "alice-"})
    assert one.status(one.token(sub=one.name)) == 200
    assert one.refused(one.token()) == "jwt.issuer_no_consumer"
    # A consumer that is deleted is gone at once, also for remembered tokens.
    text = one.token(sub=one.name)
    assert one.status(text) == 200
    one.admin.delete(f"/consumers/{one.sub}")
    assert one.refused(text) == "jwt.issuer_no_consumer"
    assert one.status(text, route=one.guard(anonymous="guest")) == 200
    assert one.seen().get("X-Anonymous-Consumer") == "true"


@pytest.mark.core
def test_two_first_requests_make_one_consumer(stage):
    one = stage().trusted(auto_create=True, consumer_prefix="auto:")
    for _ in range(3):
        sub = f"new-{next(NUMBERS)}"
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            texts = [one.token(sub=sub, jti=str(i)) for i in range(16)]
            assert [answer for answer in pool.map(one.status, texts) if answer != 200] == []
        made = [row for row in one.admin.get("/consumers?size=1000")["data"] if row["custom_id"] == f"auto:{sub}"]
        assert len(made) == 1 and made[0]["tags"] == [one.name] and made[0]["username"] is None
        one.made.append(f"/consumers/{made[0]['id']}")
    assert one.refused(one.token(sub="a\tb")) == "jwt.consumer_claim_unusable"


def test_a_request_that_is_only_explained_makes_no_consumer(stage):
    one = stage().trusted(auto_create=True, consumer_prefix="auto:")
    sub = f"new-{next(NUMBERS)}"
    answer = one.admin.call("POST", "/explain", {"url": one.route, "token": one.token(sub=sub)}).json()
    assert answer["outcome"] == "passed"
    check = next(check for check in answer["checks"] if check["check"] == "jwt")
    assert check["facts"]["consumer_would_be_made"] == f"auto:{sub}"
    assert check["facts"]["issuer"] == one.name
    assert [row for row in one.admin.get("/consumers?size=1000")["data"] if row["custom_id"] == f"auto:{sub}"] == []


def test_groups_of_tokens_are_for_acl_to_judge(stage):
    one = stage().trusted(groups_claim="/access/groups")
    one.admin.post(f"/consumers/{one.sub}/acls", {"group": "own"})
    prefers = one.guard(acl={"allow": ["staff"], "always_use_authenticated_groups": True})
    staff = one.token(access={"groups": ["other", "staff", "a,b"]})
    assert one.status(staff, route=prefers) == 200
    assert one.seen().get("X-Authenticated-Groups") == "other, staff, a%2Cb"
    assert one.seen().get("X-Consumer-Groups") is None
    assert one.status(one.token(access={"groups": ["other"]}), route=prefers) == 403
    assert one.status(one.token(), route=prefers) == 403
    # Without that setting the consumer's own groups decide, as in Kong; with it, where the token has none.
    own = one.guard(acl={"allow": ["own"]})
    assert one.status(staff, route=own) == 200
    assert one.seen().get("X-Consumer-Groups") == "own"
    assert one.seen().get("X-Authenticated-Groups") is None
    falls_back = one.guard(acl={"allow": ["own"], "always_use_authenticated_groups": True})
    assert one.status(one.token(), route=falls_back) == 200
    denies = one.guard(acl={"deny": ["staff"], "always_use_authenticated_groups": True})
    assert one.status(staff, route=denies) == 403
    # What is no list of groups is not "no groups".
    for groups in ({"a": 1}, 7, [1], ["a", None]):
        assert one.refused(one.token(access={"groups": groups}), route=denies) == "jwt.groups_claim_unusable"


def test_groups_decide_where_there_is_no_consumer(stage):
    one = stage().trusted(groups_claim="scope")
    one.admin.patch(one.path, {"consumer_claim": None})
    route = one.guard(acl={"allow": ["read"]})
    assert one.status(one.token(scope="write read"), route=route) == 200
    assert one.seen().get("X-Consumer-ID") is None
    assert one.seen().get("X-Authenticated-Groups") == "write, read"
    assert one.status(one.token(scope="write"), route=route) == 403
    assert one.status(one.token(), route=route) == 403
    assert one.status(one.token(scope="x"), route=one.route) == 200  # jwt alone asks for a good token


@pytest.mark.core
def test_a_credential_goes_before_an_issuer_of_its_name(stage):
    one = stage().trusted()
    text, own = one.token(), token(one.iss, SECRET)
    for _ in range(3):
        assert one.status(text) == 200
        made = one.admin.post("/consumers/guest/jwt", {"key": one.iss, "secret": SECRET})
        assert one.status(own) == 200
        assert one.seen().get("X-Consumer-Username") == "guest"
        assert one.refused(text) == "jwt.algorithm_differs"
        one.admin.delete(f"/consumers/guest/jwt/{made['id']}")
        assert one.refused(own) == "jwt.algorithm_differs"
    assert one.status(text) == 200


def test_the_issuer_is_always_found_by_iss(stage):
    one = stage().trusted()
    route = one.guard(key_claim_name="client_id")
    one.admin.post("/consumers/guest/jwt", {"key": "app-7", "secret": SECRET})
    assert one.status(one.token(), route=route) == 200
    assert one.status(one.token(client_id="app-8"), route=route) == 200
    assert one.refused(one.token(client_id="app-7"), route=route) == "jwt.algorithm_differs"
    assert one.refused(one.token(iss=None), route=route) == "jwt.key_absent"
    assert one.refused(one.token(iss=7, client_id="app-8"), route=route) == "jwt.unknown_key"


def test_the_page_about_issuers_runs_as_it_stands(house, tmp_path):
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "docs/operate/issuers.md").read_text(), re.M | re.S)
    assert len(blocks) == 2
    with IssuerServer([Key("RS256")]) as server:
        house.admin.post("/services/app/routes", {"name": "app", "paths": ["/app"]})
        script = tmp_path / "page.sh"
        script.write_text("set -eux\n" + "".join(blocks))
        variables = {"ISSUER": server.url, "TOKEN": server.keys[0].sign(iss=server.url, sub="bob", aud=["app"]),
                     "ADMIN": "%s:%d" % house.admin_address, "PROXY": "%s:%d" % house.proxy}
        done = subprocess.run(["bash", str(script)], capture_output=True, text=True, timeout=60,
                              env={**environment(), **variables, "no_proxy": "*"})
        assert done.returncode == 0, done.stdout + done.stderr
        assert house.upstream.seen[-1].get("X-Consumer-Username") == "bob"
        for path in ("/routes/app", "/issuers/login", "/consumers/bob"):
            house.admin.delete(path)
