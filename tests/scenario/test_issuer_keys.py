# SPDX-License-Identifier: Apache-2.0
"""How the keys of token issuers are fetched, kept and shown: /issuers and /issuers/{issuer}/keys."""
import itertools
import json
import time

import pytest

from support.gateway import Gateway
from support.issuer import IssuerServer, Key, certificate
from support.waiting import until

NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def trusting():
    """A gateway that trusts the certificate of the tests' issuers."""
    with Gateway(ssl_trusted_certificate=certificate()[0]) as one:
        yield one


@pytest.fixture
def make(trusting):
    """make(server, **fields) creates an issuer with a jwks_url there and returns its path."""
    made = []

    def one(server, **fields):
        name = f"i{next(NUMBERS)}"
        body = {"name": name, "issuer": server.url + "#" + name, "jwks_url": server.jwks_url, **fields}
        trusting.admin.post("/issuers", {k: v for k, v in body.items() if v is not None})
        made.append(f"/issuers/{name}")
        return made[-1]

    yield one
    for path in made:
        trusting.admin.delete(path)


@pytest.fixture
def keys(trusting):
    """keys(path, state) waits until the issuer is in that state and returns what is shown of it."""
    def wait(path, state, seconds=15):
        def look():
            shown = trusting.admin.get(path + "/keys")
            return shown if shown["state"] == state else None
        return until(look, seconds, what=f"{path} in state {state}")
    return wait


@pytest.mark.core
def test_keys_are_fetched_in_the_background_and_shown(make, keys, trusting):
    with IssuerServer([Key("ES256", "one"), Key("RS256", "two"), Key("EdDSA", "three")]) as server:
        path = make(server)
        shown = keys(path, "good")
        assert [key["kid"] for key in shown["keys"]] == ["one", "two", "three"]
        assert [key["kty"] for key in shown["keys"]] == ["EC", "RSA", "OKP"]
        assert shown["keys"][1]["algorithms"] == ["RS256", "PS256"]
        assert shown["url"] == server.jwks_url
        assert shown["source"] == "jwks_url"
        assert shown["last_error"] is None
        assert 0 <= shown["age"] <= 20 and all(0 <= key["age"] <= 20 for key in shown["keys"])
        assert 0 < shown["next_fetch_in"] <= 600
        assert server.fetches() == 1
        fields = server.asked[0][2]
        assert fields["User-Agent"].startswith("cardea/") and "Authorization" not in fields
        by_id = trusting.admin.get(f"/issuers/{trusting.admin.get(path)['id']}/keys")
        assert [key["kid"] for key in by_id["keys"]] == ["one", "two", "three"]
    assert trusting.admin.call("GET", "/issuers/nobody/keys").status_code == 404
    assert trusting.admin.call("POST", path + "/keys", {}).status_code == 405
    assert trusting.admin.call("OPTIONS", path + "/keys").headers["Allow"] == "GET, HEAD, OPTIONS"


def test_the_entity_obeys_all_verbs(trusting):
    admin = trusting.admin
    key = Key()
    row = admin.put("/issuers/verbs", {"issuer": "verbs", "keys": {"keys": [key.jwk()]}})
    assert row["keys"]["keys"][0]["kid"] == key.kid
    assert admin.get("/issuers/verbs")["algorithms"] == ["RS256", "PS256", "ES256", "EdDSA"]
    assert [one["name"] for one in admin.get("/issuers")["data"] if one["name"] == "verbs"] == ["verbs"]
    assert admin.patch("/issuers/verbs", {"audiences": ["a"]})["audiences"] == ["a"]
    twice = {"name": "other", "issuer": "verbs", "jwks_url": "https://x/"}
    assert admin.call("POST", "/issuers", twice).status_code == 409
    shown = admin.get("/issuers/verbs/keys")
    assert shown["state"] == "fixed" and shown["source"] == "keys" and shown["keys"][0]["kid"] == key.kid
    admin.delete("/issuers/verbs")
    assert admin.call("GET", "/issuers/verbs").status_code == 404
    assert admin.call("GET", "/issuers/verbs/keys").status_code == 404


@pytest.mark.parametrize("body, why", [
    ({"issuer": "x", "jwks_url": "http://127.0.0.1/jwks"}, "http is not safe here"),
    ({"issuer": "x", "jwks_url": "file:///etc/passwd"}, "must be a URL"),
    ({"issuer": "x"}, "without jwks_url and keys"),
    ({"issuer": "x", "keys": {"keys": []}}, "without keys"),
    ({"issuer": "x", "keys": {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}}, "shared secret"),
    ({"issuer": "x", "jwks_url": "https://x/", "algorithms": ["HS256"]}, "must not be one of"),
])
def test_what_cannot_be_trusted_is_not_written(trusting, body, why):
    answer = trusting.admin.call("POST", "/issuers", {"name": "refused", **body})
    assert answer.status_code == 400
    assert why in answer.json()["message"]
    assert "c2VjcmV0" not in answer.text


def test_keys_are_discovered_from_the_issuer(make, keys):
    with IssuerServer() as server:
        path = make(server, issuer=server.url, jwks_url=None)
        shown = keys(path, "good")
        assert shown["source"] == "discovery" and shown["url"] == server.jwks_url


def test_metadata_of_another_issuer_is_not_believed(make, keys):
    with IssuerServer() as server:
        path = make(server, issuer=server.url + "/", jwks_url=None)
        shown = keys(path, "unavailable")
        assert "must be the same to the letter" in shown["last_error"]["message"]
        assert server.fetches() == 0


def test_metadata_may_stand_where_rfc_8414_puts_it(make, keys):
    with IssuerServer() as server:
        issuer = server.url + "/tenant"

        def behave(handler, path):
            if path == "/.well-known/oauth-authorization-server/tenant":
                body = {"issuer": issuer, "jwks_uri": server.jwks_url}
                return server.answer(handler, json.dumps(body).encode()) or True
            return path == "/tenant/.well-known/openid-configuration" and (server.answer(handler, b"no", 404) or True)

        server.behave = behave
        assert keys(make(server, issuer=issuer, jwks_url=None), "good")["url"] == server.jwks_url


def test_metadata_cannot_lead_to_plain_http(make, keys):
    with IssuerServer() as server:
        def behave(handler, path):
            body = {"issuer": server.url, "jwks_uri": server.jwks_url.replace("https", "http")}
            return server.answer(handler, json.dumps(body).encode()) or True

        server.behave = behave
        shown = keys(make(server, issuer=server.url, jwks_url=None), "unavailable")
        assert "http is not safe here" in shown["last_error"]["message"]


def plain(server, body, status=200, **headers):
    return lambda handler, path: server.answer(handler, body, status, **headers) or True


def slowly(server):
    def behave(handler, path):
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b" ")
                time.sleep(0.1)
        except OSError:
            pass
        return True
    return behave


def redirect(server):
    return plain(server, b"", 302, Location="https://127.0.0.1:1/secret")


FAULTS = [
    ("status", lambda server: plain(server, b"{}", 500), "answered 500, not 200"),
    ("garbage", lambda server: plain(server, b"\x00\xff" * 50), "no JWK Set"),
    ("html", lambda server: plain(server, b"<html>", Content_Type="text/html"), "text/html"),
    ("no set", lambda server: plain(server, b"[]"), "must be an object"),
    ("no keys", lambda server: plain(server, b'{"keys":[]}'), "without keys"),
    ("huge", lambda server: plain(server, b'{"keys":[' + b" " * 600_000 + b"]}"), "larger than the 524288 bytes"),
    ("many", lambda server: plain(server, json.dumps({"keys": [Key().jwk()] * 101}).encode()), "101 keys; 100 are"),
    ("compressed", lambda server: plain(server, b"xx", Content_Encoding="gzip"), "the coding gzip"),
    ("slow", slowly, "in time"),
    ("redirect", redirect, "redirects are not followed"),
    ("unasked 304", lambda server: plain(server, b"", 304), "answered 304"),
]


@pytest.mark.parametrize("fault, why", [one[1:] for one in FAULTS], ids=[one[0] for one in FAULTS])
def test_a_failed_fetch_shows_its_cause(make, keys, trusting, fault, why):
    with IssuerServer() as server:
        server.behave = fault(server)
        path = make(server, timeout=500)
        shown = keys(path, "unavailable")
        assert why in shown["last_error"]["message"] and server.jwks_url in shown["last_error"]["message"]
        assert shown["keys"] == [] and shown["last_error"]["failures"] >= 1
    lines = [line for line in trusting.errors().splitlines() if f"issuer {path[9:]}:" in line]
    assert len([line for line in lines if "there are no keys" in line]) == 1, lines


def test_a_server_that_is_down_or_not_trusted_shows_its_cause(make, keys):
    with IssuerServer() as server:
        pass
    assert "nothing listens there" in keys(make(server), "unavailable")["last_error"]["message"]
    with IssuerServer() as server, Gateway() as wary:
        wary.admin.post("/issuers", {"name": "i", "issuer": "i", "jwks_url": server.jwks_url})
        failed = until(lambda: wary.admin.get("/issuers/i/keys")["last_error"], what="a failed fetch")
        assert "certificate" in failed["message"]
        assert server.fetches() == 0


def test_the_last_good_keys_are_kept_as_long_as_stated(make, keys, trusting):
    with IssuerServer() as server:
        path = make(server, refresh=5, keep=8)
        keys(path, "good")
        server.behave = plain(server, b"", 503)
        shown = keys(path, "failing")
        assert len(shown["keys"]) == 1 and shown["usable_for"] <= 8
        shown = keys(path, "unavailable")
        assert shown["keys"] == [] and shown["usable_for"] is None
        metrics = trusting.admin.call("GET", "/metrics").text
        name = path.rsplit("/", 1)[1]
        assert f'cardea_issuer_fetches_total{{issuer="{name}",outcome="failed"}}' in metrics
        assert "cardea_issuers_unavailable 1" in metrics
        server.behave = None
        keys(path, "good")
    lines = [line for line in trusting.errors().splitlines() if f"issuer {path[9:]}:" in line]
    for words in ("the last good ones are used", "there are no keys", "can be fetched again"):
        assert len([line for line in lines if words in line]) == 1, lines


def test_answers_are_asked_for_again_only_when_they_changed(make, keys, trusting):
    with IssuerServer() as server:
        server.serves_etag = True
        path = make(server, refresh=5)
        first = keys(path, "good")["keys"]
        until(lambda: server.fetches() >= 2, 15, what="the second fetch")
        assert server.asked[-1][2]["If-None-Match"]
        shown = keys(path, "good")
        assert [key["thumbprint"] for key in shown["keys"]] == [key["thumbprint"] for key in first]
        assert shown["age"] <= 4 <= shown["keys"][0]["age"]
    assert 'outcome="unchanged"' in trusting.admin.call("GET", "/metrics").text


def test_freshness_is_honoured_within_bounds(make, keys):
    with IssuerServer() as server:
        server.headers = {"Cache-Control": "max-age=60"}
        assert 50 <= keys(make(server), "good")["next_fetch_in"] <= 60
        server.headers = {"Cache-Control": "max-age=864000"}
        assert 500 <= keys(make(server), "good")["next_fetch_in"] <= 600
        server.headers = {"Cache-Control": "no-store"}
        assert 20 <= keys(make(server), "good")["next_fetch_in"] <= 30


def test_bad_keys_are_left_out_with_a_warning(make, keys, trusting):
    good, disclosed = Key(kid="good"), Key(kid="disclosed")
    with IssuerServer([good]) as server:
        server.extra = [Key(kid="enc").jwk(use="enc"), {"kty": "oct", "kid": "shared", "k": "c2VjcmV0"}, 7,
                        {**Key(kid="off").jwk(), "y": Key().jwk()["y"]}, disclosed.jwk(d="c2VjcmV0LWQ")]
        shown = keys(make(server), "good")
        assert [key["kid"] for key in shown["keys"]] == ["good", "disclosed"]
        assert [one["kid"] for one in shown["left_out"]] == ["enc", "shared", None, "off"]
        assert [one["kid"] for one in shown["warnings"]] == ["disclosed"]
        assert "private half" in shown["warnings"][0]["reason"]
        assert "c2VjcmV0" not in json.dumps(shown) and "c2VjcmV0" not in trusting.errors()


def test_plain_http_where_it_is_allowed(make, keys):
    with IssuerServer(tls=False) as server:
        assert keys(make(server, allow_http=True), "good")["url"] == server.jwks_url


def test_keys_are_fetched_again_after_a_restart(trusting):
    with IssuerServer() as server, Gateway(ssl_trusted_certificate=certificate()[0]) as gateway:
        gateway.admin.post("/issuers", {"name": "i", "issuer": "i", "jwks_url": server.jwks_url})
        until(lambda: gateway.admin.get("/issuers/i/keys")["state"] == "good", what="keys")
        gateway.restart()
        until(lambda: gateway.admin.get("/issuers/i/keys")["state"] == "good", what="keys")
        assert server.fetches() == 2
