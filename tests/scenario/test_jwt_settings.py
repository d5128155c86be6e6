# SPDX-License-Identifier: Apache-2.0
"""What the jwt plugin can be told beyond Kong's settings: leeway, audiences, rules for claims and claims for upstreams;
how secrets are read; several credentials at once; Kong's way with times."""
import contextlib
import itertools
import time

import pytest
import requests

from conftest import SECRET
from support.gateway import Gateway, run
from support.tokens import bearer, key_pair, token
from support.upstream import Upstream

pytestmark = pytest.mark.core
NUMBERS = itertools.count(1)
FULL = {"audiences": ["api"], "leeway": 30,
        "claims": {"tenant": {"required": True, "equals": "acme", "in": None, "to_header": "X-Token-Tenant"}}}


@pytest.fixture(scope="module")
def house():
    """A gateway with alice and her credential, and an upstream."""
    with Upstream() as upstream, Gateway() as gateway:
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/consumers", {"username": "alice"})
        gateway.admin.post("/consumers", {"username": "guest"})
        gateway.admin.post("/consumers/alice/jwt", {"key": "k", "secret": SECRET})
        gateway.upstream = upstream
        yield gateway


@pytest.fixture
def guard(house):
    """guard(**config) makes a route with the plugin, and gives its path and the plugin's id."""
    made = []

    def one(**config):
        name = f"r{next(NUMBERS)}"
        house.admin.post("/services/app/routes", {"name": name, "paths": [f"/{name}"]})
        made.append(name)
        plugin = house.admin.post(f"/routes/{name}/plugins", {"name": "jwt", "config": config})
        return f"/{name}", plugin["id"]

    yield one
    for name in made:
        house.admin.delete(f"/routes/{name}")


def get(gateway, path, headers=None, method="GET", **claims):
    fields = {**bearer(token("k", SECRET, **claims)), **(headers or {})}
    return requests.request(method, gateway.url + path, headers=fields, timeout=10)


def reason(gateway, answer):
    return gateway.access_line(id=answer.headers["X-Kong-Request-Id"]).get("reason")


def seen(gateway, answer):
    """What the upstream got of the request that was answered so."""
    assert answer.status_code == 200
    return gateway.upstream.seen[-1]


def test_leeway_forgives_clocks_that_differ(house, guard):
    path, plugin = guard(leeway=60)
    now = int(time.time())
    assert get(house, path, exp=now - 30).status_code == 200
    assert get(house, path, nbf=now + 30).status_code == 200
    assert get(house, path, exp=now - 90).status_code == 401
    assert get(house, path, nbf=now + 90).status_code == 401
    house.admin.patch(f"/plugins/{plugin}", {"config": {"leeway": None}})
    assert get(house, path, exp=now - 30).status_code == 401


def test_an_audience_must_be_shared(house, guard):
    path, _ = guard(audiences=["api", "https://api.example/"])
    assert get(house, path, aud="api").status_code == 200
    assert get(house, path, aud=["x", "https://api.example/"]).status_code == 200
    wrong = get(house, path, aud="https://api.example")
    assert (wrong.status_code, wrong.json()) == (401, {"message": "Invalid 'aud' in claims"})
    line = house.access_line(id=wrong.headers["X-Kong-Request-Id"])
    assert line["reason"] == "jwt.audience_differs"
    assert line["fault"] == "the token's aud names none of config.audiences: api, https://api.example/"
    none = get(house, path)
    assert (none.status_code, none.json()) == (401, {"message": "No mandatory 'aud' in claims"})
    assert reason(house, none) == "jwt.audience_absent"


def test_claims_must_be_what_the_plugin_says(house, guard):
    path, _ = guard(claims={"tenant": {"equals": "acme"}, "level": {"in": [1, 2.5]},
                            "roles": {"in": ["admin", "editor"]}, "beta": {"equals": True, "required": False},
                            "sub": {"required": True}})
    good = {"tenant": "acme", "level": 1, "roles": ["x", "editor"], "sub": "s"}
    assert get(house, path, **good).status_code == 200
    assert get(house, path, **good, beta=True).status_code == 200
    denials = [({"tenant": "other"}, "jwt.claim_differs", "Invalid 'tenant' in claims"),
               ({"tenant": None}, "jwt.claim_absent", "No mandatory 'tenant' in claims"),
               ({"level": 2}, "jwt.claim_differs", "Invalid 'level' in claims"),
               ({"roles": "guest"}, "jwt.claim_differs", "Invalid 'roles' in claims"),
               ({"beta": False}, "jwt.claim_differs", "Invalid 'beta' in claims"),
               ({"sub": None}, "jwt.claim_absent", "No mandatory 'sub' in claims")]
    for change, code, message in denials:
        answer = get(house, path, **{**good, **change})
        assert (answer.status_code, answer.json()) == (401, {"message": message})
        assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
        line = house.access_line(id=answer.headers["X-Kong-Request-Id"])
        assert line["reason"] == code
        assert f"'{next(iter(change))}'" in line["fault"] and "config.claims" in line["fault"]


def test_claims_are_told_to_the_upstream(house, guard):
    path, _ = guard(claims={"tenant": {"to_header": "X-Token-Tenant"}, "roles": {"to_header": "x-token-roles"},
                            "level": {"to_header": "X-Token-Level"}, "ok": {"to_header": "X-Token-Ok"},
                            "who": {"to_header": "X-Token-Who"}})
    told = seen(house, get(house, path, tenant="acme", roles=["a, b", "c"], level=2.5, ok=True, who="Zo\u00eb"))
    assert told.get("X-Token-Tenant") == "acme"
    assert told.get("X-Token-Roles") == '["a, b","c"]'
    assert told.get("X-Token-Level") == "2.5"
    assert told.get("X-Token-Ok") == "true"
    assert told.get("X-Token-Who").encode("latin-1").decode() == "Zo\u00eb"
    told = seen(house, get(house, path, tenant="", roles=None))
    assert told.get("X-Token-Tenant") is None and told.get("X-Token-Roles") is None


@pytest.mark.parametrize("name", ["X-Token-Tenant", "x-token-tenant", "X_Token_Tenant", "X-Token_Tenant",
                                  "X_TOKEN_TENANT"])
def test_a_clients_own_header_never_gets_through(house, guard, name):
    path, _ = guard(claims={"tenant": {"to_header": "X-Token-Tenant"}})
    forged = {name: "forged"}
    assert seen(house, get(house, path, forged, tenant="acme")).get("X-Token-Tenant") == "acme"
    for answer in (get(house, path, forged, tenant="acme"), get(house, path, forged)):
        assert all("forged" not in value for _, value in seen(house, answer).headers)


def test_a_clients_own_header_never_gets_through_without_a_token(house, guard):
    config = {"claims": {"tenant": {"to_header": "X-Token-Tenant", "equals": "acme"}}, "run_on_preflight": False}
    path, _ = guard(**config, anonymous="guest")
    forged = {"X-Token-Tenant": "forged", "X_Token_Tenant": "forged"}
    nobody = requests.get(house.url + path, headers=forged, timeout=10)
    told = seen(house, nobody)
    assert told.get("X-Consumer-Username") == "guest"
    assert all("forged" not in value for _, value in told.headers)
    told = seen(house, get(house, path, forged, tenant="other"))  # refused, so the guest stands in
    assert told.get("X-Anonymous-Consumer") == "true"
    assert all(name.lower() != "x-token-tenant" for name, _ in told.headers)
    path, _ = guard(**config)
    preflight = requests.options(house.url + path, headers=forged, timeout=10)
    assert all("forged" not in value for _, value in seen(house, preflight).headers)


def test_a_remembered_token_is_judged_anew(house, guard):
    path, plugin = guard()
    words = bearer(token("k", SECRET, aud="api", tenant="acme"))

    def ask():
        return {requests.get(house.url + path, headers=words, timeout=10).status_code for _ in range(6)}

    assert ask() == {200}
    for config, status in [({"audiences": ["other"]}, 401), ({"audiences": ["api"]}, 200),
                           ({"claims": {"tenant": {"equals": "other"}}}, 401),
                           ({"claims": {"tenant": {"equals": "acme"}}}, 200),
                           ({"claims": {"x": {"required": True}}}, 401), ({"claims": None, "audiences": None}, 200)]:
        house.admin.patch(f"/plugins/{plugin}", {"config": config})
        assert ask() == {status}, config


def config_of(gateway, plugin):
    return gateway.admin.get(f"/plugins/{plugin}")["config"]


def test_own_settings_are_absent_by_default_and_kept_when_a_put_omits_them(house, guard):
    path, plugin = guard()
    assert [config_of(house, plugin)[name] for name in FULL] == [None, None, None]
    house.admin.patch(f"/plugins/{plugin}", {"config": FULL})
    route = {"id": house.admin.get(f"/plugins/{plugin}")["route"]["id"]}
    house.admin.put(f"/plugins/{plugin}", {"name": "jwt", "route": route, "config": {"realm": "r"}})
    config = config_of(house, plugin)
    assert {name: config[name] for name in FULL} == FULL and config["realm"] == "r"
    assert get(house, path, aud="api", tenant="acme").status_code == 200
    cleared = {name: None for name in FULL}
    house.admin.put(f"/plugins/{plugin}", {"name": "jwt", "route": route, "config": cleared})
    assert [config_of(house, plugin)[name] for name in FULL] == [None, None, None]


TARGETS = ["Host", "content-length", "Transfer-Encoding", "Connection", "TE", "Trailer", "Upgrade", "Keep-Alive",
           "Expect", "Proxy-Connection", "Proxy", "HTTP2-Settings", "Authorization", "Proxy-Authorization", "Cookie",
           "Via",
           "Forwarded", "X-Forwarded-For", "X_Forwarded_For", "X-Forwarded-Proto", "X-Real-IP", "X-Consumer-ID",
           "x_consumer_id", "X-Consumer-Username", "X-Consumer-Custom-ID", "X-Consumer-Groups",
           "X-Credential-Identifier",
           "X-Anonymous-Consumer", "X-Authenticated-Groups", "X-Authenticated-Userid", "X-Kong-Request-Id"]
BAD = [{"claims": {"t": {"to_header": name}}} for name in
       [*TARGETS, "", "a b", "a:b", "a\r\nb", "\u00e9", "x" * 65]]
BAD += [{"leeway": -1}, {"leeway": 601}, {"leeway": 1.5}, {"leeway": "1"}, {"audiences": []}, {"audiences": "api"},
        {"audiences": [""]}, {"audiences": [1]}, {"claims": []}, {"claims": {"t": {}}},
        {"claims": {"t": None}}, {"claims": {"t": "acme"}}, {"claims": {"": {"required": True}}},
        {"claims": {"t": {"required": "yes"}}}, {"claims": {"t": {"equals": ["a"]}}},
        {"claims": {"t": {"equals": {"a": 1}}}},
        {"claims": {"t": {"in": []}}}, {"claims": {"t": {"in": "a"}}}, {"claims": {"t": {"in": [["a"]]}}},
        {"claims": {"t": {"in": [None]}}}, {"claims": {"t": {"nonsense": 1}}},
        {"claims": {f"c{i}": {"required": True} for i in range(33)}},
        {"claims": {"a": {"to_header": "X-Same"}, "b": {"to_header": "x_same"}}}]


@pytest.mark.parametrize("config", BAD, ids=lambda config: str(config)[:60])
def test_bad_settings_are_refused(house, config):
    answer = house.admin.call("POST", "/plugins", {"name": "jwt", "config": config})
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"] == 2
    assert next(iter(config)) in str(answer.json()["fields"]["config"])


def test_a_header_with_a_meaning_is_refused_in_words(house):
    answer = house.admin.call("POST", "/plugins", {"name": "jwt", "config": {"claims": {"t": {"to_header": "Host"}}}})
    assert "'Host' has a meaning of its own to HTTP or to the gateway; use another name" in answer.json()["message"]


@pytest.mark.parametrize("algorithm", ["PS256", "PS384", "PS512", "EdDSA", "Ed448"])
def test_knows_the_other_public_keys(house, guard, algorithm):
    path, _ = guard()
    private, public = key_pair(algorithm)
    registered = "EdDSA" if algorithm == "Ed448" else algorithm
    key = f"{algorithm}-{next(NUMBERS)}"
    house.admin.post("/consumers/alice/jwt", {"key": key, "algorithm": registered, "rsa_public_key": public})
    good = bearer(token(key, private, registered))
    for _ in range(3):
        assert requests.get(house.url + path, headers=good, timeout=10).status_code == 200


def test_secrets_in_base64_may_have_either_alphabet(house, guard):
    path, _ = guard(secret_is_base64=True)
    secret = b"\xfb\xff\xfe?>secret!"
    for text in ["-__-Pz5zZWNyZXQh", "+//+Pz5zZWNyZXQh"]:
        key = f"coded-{next(NUMBERS)}"
        house.admin.post("/consumers/alice/jwt", {"key": key, "secret": text})
        good = requests.get(house.url + path, headers=bearer(token(key, secret)), timeout=10)
        assert good.status_code == 200
        plain = requests.get(house.url + path, headers=bearer(token(key, text)), timeout=10)
        assert (plain.status_code, plain.json()) == (401, {"message": "Invalid signature"})


def test_a_consumer_rotates_keys_without_a_gap(house, guard):
    path, _ = guard()
    old, new = f"old-{next(NUMBERS)}", f"new-{next(NUMBERS)}"
    ask = {name: (lambda name=name: requests.get(house.url + path, headers=bearer(token(name, SECRET + name)),
                                                  timeout=10).status_code) for name in (old, new)}
    house.admin.post("/consumers/alice/jwt", {"key": old, "secret": SECRET + old})
    assert (ask[old](), ask[new]()) == (200, 401)
    house.admin.post("/consumers/alice/jwt", {"key": new, "secret": SECRET + new})
    assert (ask[old](), ask[new]()) == (200, 200)
    house.admin.delete(f"/consumers/alice/jwt/{old}")
    assert (ask[old](), ask[new]()) == (401, 200)


BAD_KEYS = {
    "the secret is a public key": {"secret": "PUBLIC"}, "the secret is a private key": {"secret": "PRIVATE"},
    "a private key": {"algorithm": "RS256", "rsa_public_key": "PRIVATE"}, "no key": {"algorithm": "RS256"},
    "no key for ES256": {"algorithm": "ES256"}, "RSA for ES256": {"algorithm": "ES256", "rsa_public_key": "PUBLIC"},
    "RSA for EdDSA": {"algorithm": "EdDSA", "rsa_public_key": "PUBLIC"},
    "P-256 for ES384": {"algorithm": "ES384", "rsa_public_key": "P256"},
    "P-256 for RS256": {"algorithm": "RS256", "rsa_public_key": "P256"},
    "nonsense": {"algorithm": "RS256", "rsa_public_key": "nonsense"},
    "RSA of 1024 bits": {"algorithm": "RS256", "rsa_public_key": "SHORT"},
    "an exponent of 3": {"algorithm": "RS256", "rsa_public_key": "THREE"},
    "an empty secret": {"secret": ""}, "none": {"algorithm": "none"}, "an unknown algorithm": {"algorithm": "HS1"},
}


@pytest.mark.parametrize("name", BAD_KEYS)
def test_keys_that_cannot_serve_are_refused_when_written(house, name):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    pem, spki = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    private = key_pair("RS256")[0].private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    texts = {"PUBLIC": lambda: key_pair("RS256")[1], "PRIVATE": private.decode, "P256": lambda: key_pair("ES256")[1],
             "SHORT": lambda: rsa.generate_private_key(65537, 1024).public_key().public_bytes(pem, spki).decode(),
             "THREE": lambda: rsa.generate_private_key(3, 2048).public_key().public_bytes(pem, spki).decode()}
    body = {field: texts.get(value, lambda value=value: value)() for field, value in BAD_KEYS[name].items()}
    answer = house.admin.call("POST", "/consumers/alice/jwt", body)
    assert answer.status_code == 400, answer.text
    assert "PRIVATE KEY" not in answer.text


@contextlib.contextmanager
def kongs_way():
    with Upstream() as upstream, Gateway(jwt_ignore_unlisted_claims="on") as gateway:
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/consumers", {"username": "alice"})
        gateway.admin.post("/consumers/alice/jwt", {"key": "k", "secret": SECRET})
        for name, config in {"open": {}, "strict": {"claims_to_verify": ["exp"]}}.items():
            gateway.admin.post("/services/app/routes", {"name": name, "paths": [f"/{name}"]})
            gateway.admin.post(f"/routes/{name}/plugins", {"name": "jwt", "config": config})
        yield gateway


def test_kongs_way_with_times_is_there_for_a_migration_and_warned_of_at_every_start():
    with kongs_way() as gateway:
        assert get(gateway, "/open", exp=1, nbf=int(time.time()) + 1000).status_code == 200
        assert get(gateway, "/strict", exp=1).status_code == 401
        assert get(gateway, "/strict").status_code == 200
        warning = "jwt_ignore_unlisted_claims = on lets expired tokens through"
        assert gateway.errors().count(warning) == 1
        gateway.restart()
        assert gateway.errors().count(warning) == 2
    checked = run("check", "--set", "jwt_ignore_unlisted_claims=on", "--set", f"data_dir={gateway.data}")
    assert warning in checked.stdout + checked.stderr
