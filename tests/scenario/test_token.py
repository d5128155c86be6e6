# SPDX-License-Identifier: Apache-2.0
"""A token goes through: the main job."""
import time

import jwt
import pytest
import requests

from conftest import SECRET
from support.tokens import bearer, key_pair, token

pytestmark = pytest.mark.core


def get(gateway, path="/guarded", **options):
    return requests.get(gateway.url + path, timeout=10, **options)


def test_lets_a_good_token_through_and_says_who_it_is(guarded, upstream):
    answer = get(guarded, headers=bearer(token("alice-key", SECRET)))
    assert answer.status_code == 200
    seen = upstream.last()
    alice = guarded.admin.get("/consumers/alice")
    assert seen.get("X-Consumer-ID") == alice["id"]
    assert seen.get("X-Consumer-Username") == "alice"
    assert seen.get("X-Consumer-Custom-ID") == "A-1"
    assert seen.get("X-Credential-Identifier") == "alice-key"
    assert seen.get("X-Consumer-Groups") == "friends"
    assert seen.get("X-Anonymous-Consumer") is None


def test_refuses_without_a_token(guarded, upstream):
    answer = get(guarded)
    assert answer.status_code == 401
    assert answer.json() == {"message": "Unauthorized"}
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert upstream.seen == []
    line = guarded.access_line(status=401)
    assert line["reason"] == "jwt.no_token"
    assert line["id"] == answer.headers["X-Kong-Request-Id"]


def test_refuses_the_wrong_group(guarded, upstream):
    guarded.admin.post("/consumers", {"username": "mallory"})
    guarded.admin.post("/consumers/mallory/jwt", {"key": "m", "secret": SECRET})
    answer = get(guarded, headers=bearer(token("m", SECRET)))
    assert answer.status_code == 403
    assert answer.json()["message"] == "You cannot consume this service"
    assert upstream.seen == []


@pytest.mark.parametrize("name", [
    "X-Consumer-ID", "X-Consumer-Username", "X-Consumer-Groups", "X-Credential-Identifier", "X-Anonymous-Consumer",
    "x-consumer-custom-id", "X_Consumer_ID", "X-Authenticated-Groups"])
@pytest.mark.parametrize("path", ["/open", "/guarded"])
def test_never_lets_forged_identity_through(guarded, upstream, name, path):
    headers = {name: "forged", **bearer(token("alice-key", SECRET))}
    assert get(guarded, path, headers=headers).status_code == 200
    assert all("forged" not in value for _, value in upstream.last().headers)


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_knows_shared_secrets(guarded, algorithm):
    guarded.admin.post("/consumers/alice/jwt", {"key": algorithm, "secret": SECRET, "algorithm": algorithm})
    assert get(guarded, headers=bearer(token(algorithm, SECRET, algorithm))).status_code == 200
    assert get(guarded, headers=bearer(token(algorithm, SECRET + "x", algorithm))).status_code == 401


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"])
def test_knows_public_keys(guarded, algorithm):
    private, public = key_pair(algorithm)
    guarded.admin.post("/consumers/alice/jwt",
                       {"key": algorithm, "algorithm": algorithm, "rsa_public_key": public})
    assert get(guarded, headers=bearer(token(algorithm, private, algorithm))).status_code == 200
    good = token(algorithm, private, algorithm)
    forged = good[:-8] + ("AAAAAAAA" if good[-8:] != "AAAAAAAA" else "BBBBBBBB")
    assert get(guarded, headers=bearer(forged)).status_code == 401


def test_finds_the_token_where_the_plugin_looks(guarded):
    good = token("alice-key", SECRET)
    assert get(guarded, params={"jwt": good}).status_code == 200
    plugin = next(p for p in guarded.admin.get("/routes/guarded/plugins")["data"] if p["name"] == "jwt")
    assert get(guarded, cookies={"session": good}).status_code == 401
    guarded.admin.patch(f"/plugins/{plugin['id']}", {"config": {"cookie_names": ["session"]}})
    assert get(guarded, cookies={"session": good}).status_code == 200
    other = token("alice-key", SECRET, jti="2")
    answer = get(guarded, params={"jwt": other}, headers=bearer(good))
    assert (answer.status_code, answer.json()) == (401, {"message": "Multiple tokens provided"})
    assert get(guarded, params={"jwt": good}, headers=bearer(good)).status_code == 200


CASES = {
    "no dots": ("abc", "Bad token; invalid JSON"),
    "empty parts": ("..", "Bad token; invalid JSON"),
    "not base64": ("a+b.e30.AAAA", "Bad token; invalid JSON"),
    "none": (jwt.encode({"iss": "alice-key"}, None, algorithm="none"), "Bad token; invalid alg"),
    "no issuer": (token(None, SECRET), "No mandatory 'iss' in claims"),
    "unknown issuer": (token("nobody", SECRET), "No credentials found for given 'iss'"),
    "number as issuer": (token(None, SECRET, iss=5), "Invalid 'iss' in claims"),
    "other algorithm": (token("alice-key", SECRET, "HS512"), "Invalid algorithm"),
    "bad signature": (token("alice-key", "wrong"), "Invalid signature"),
    "padded": (token("alice-key", SECRET) + "=", "Bad token; invalid signature"),
}


@pytest.mark.parametrize("case", CASES)
def test_refuses_bad_tokens_in_kongs_words(guarded, upstream, case):
    text, message = CASES[case]
    answer = get(guarded, headers=bearer(text))
    assert answer.status_code == 401
    assert answer.json() == {"message": message}
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert upstream.seen == []


def test_honours_times(guarded):
    now = int(time.time())
    answer = get(guarded, headers=bearer(token("alice-key", SECRET, exp=now - 1)))
    assert (answer.status_code, answer.json()) == (401, {"exp": "token expired"})
    answer = get(guarded, headers=bearer(token("alice-key", SECRET, nbf=now + 100)))
    assert (answer.status_code, answer.json()) == (401, {"nbf": "token not valid yet"})


def test_a_remembered_token_expires_all_the_same(guarded):
    short = bearer(token("alice-key", SECRET, exp=int(time.time()) + 2))
    assert get(guarded, headers=short).status_code == 200
    from support.waiting import until
    until(lambda: get(guarded, headers=short).status_code == 401, what="the token's end")
