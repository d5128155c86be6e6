# SPDX-License-Identifier: Apache-2.0
"""cors: what browsers are told about other origins, against the real binary."""
import pytest

from conftest import SECRET
from support.asking import ask, ask_on, give, values
from support.gateway import Gateway
from support.tokens import bearer, token
from support.upstream import Upstream, answer

ALL = "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS,TRACE,CONNECT"
FROM_A = "Origin: https://a.example"
PREFLIGHT = (FROM_A, "Access-Control-Request-Method: PUT")


def said(got):
    """What an answer says about origins."""
    return {name.lower().removeprefix("access-control-"): value for name, value in got.headers
            if name.lower().startswith("access-control-") or name.lower() == "vary"}


@pytest.fixture
def crossed(shared, publish):
    """crossed(upstream, **config) gives the path of a route with the plugin."""
    def one(upstream, **config):
        path = publish(upstream)
        give(shared, f"/routes{path}", "cors", **config)
        return path
    return one


@pytest.mark.core
def test_answers_preflights_itself(shared, crossed, upstream):
    path = crossed(upstream)
    with shared.connect() as client:
        got = ask_on(client, path, *PREFLIGHT, "Access-Control-Request-Headers: X-A, X-B", method="OPTIONS")
        assert (got.status, got.body, got.get("Content-Length"), got.get("Content-Type")) == (200, b"", "0", None)
        assert said(got) == {"allow-origin": "*", "allow-methods": ALL, "allow-headers": "X-A, X-B"}
        assert upstream.seen == []
        assert ask_on(client, path, FROM_A).body == b"ok"  # the connection goes on
    line = shared.access_line(id=got.get("X-Kong-Request-Id"))
    assert (line["status"], line["reason"]) == (200, "cors.preflight")
    # It is no denial, and is not kept among them.
    assert shared.admin.call("GET", f"/decisions/{got.get('X-Kong-Request-Id')}").status_code == 404


@pytest.mark.core
def test_answers_preflights_before_authentication(guarded, upstream):
    give(guarded, "/routes/guarded", "cors", origins=["https://a.example", "https://b.example"], credentials=True)
    got = ask(guarded, "/guarded", *PREFLIGHT, method="OPTIONS")
    assert (got.status, upstream.seen) == (200, [])
    assert said(got) == {"allow-origin": "https://a.example", "allow-methods": ALL, "allow-credentials": "true",
                         "vary": "Origin"}
    # What is no preflight needs a token like any other request, and its refusal can be read by the page.
    got = ask(guarded, "/guarded", FROM_A, method="OPTIONS")
    assert (got.status, got.get("WWW-Authenticate")) == (401, "Bearer")
    assert said(got) == {"allow-origin": "https://a.example", "allow-credentials": "true", "vary": "Origin"}
    got = ask(guarded, "/guarded", FROM_A, f"Authorization: {bearer(token('alice-key', SECRET))['Authorization']}")
    assert (got.status, said(got)["allow-origin"]) == (200, "https://a.example")


def test_leaves_preflights_to_the_upstream_where_told_to(shared, crossed):
    theirs = ["Access-Control-Allow-Origin: theirs", "Vary: Accept"]
    with Upstream(lambda seen, _: answer(headers=theirs)) as upstream:
        path = crossed(upstream, preflight_continue=True)
        got = ask(shared, path, *PREFLIGHT, method="OPTIONS")
        assert said(got) == {"allow-origin": "theirs", "vary": "Accept"}
        assert upstream.last().method == "OPTIONS"
        assert said(ask(shared, path, FROM_A)) == {"allow-origin": "*", "vary": "Accept"}
        # With a lock behind it, the lock decides about preflights.
        lock = give(shared, f"/routes{path}", "jwt")
        assert ask(shared, path, *PREFLIGHT, method="OPTIONS").status == 401
        shared.admin.patch(f"/plugins/{lock['id']}", {"config": {"run_on_preflight": False}})
        assert ask(shared, path, *PREFLIGHT, method="OPTIONS").status == 200
        assert ask(shared, path, FROM_A).status == 401


def test_preflights_say_what_is_configured(shared, crossed, upstream):
    path = crossed(upstream, origins=["https://.*\\.example"], methods=["GET", "PUT"], headers=["X-A", "X-B"],
                   exposed_headers=["X-C"], max_age=3600, private_network=True)
    got = ask(shared, path, *PREFLIGHT, "Access-Control-Request-Headers: X-Z",
              "Access-Control-Request-Private-Network: true", method="OPTIONS")
    assert said(got) == {"allow-origin": "https://a.example", "allow-methods": "GET,PUT", "allow-headers": "X-A,X-B",
                         "max-age": "3600", "allow-private-network": "true", "vary": "Origin"}


@pytest.mark.core
@pytest.mark.parametrize("config,fields,expected", [
    ({}, [FROM_A], {"allow-origin": "*"}),
    ({}, [], {"allow-origin": "*"}),
    ({"credentials": True}, [FROM_A], {"allow-origin": "https://a.example", "allow-credentials": "true",
                                       "vary": "Origin"}),
    ({"credentials": True}, [], {"allow-origin": "*"}),
    ({"origins": ["https://a.example"]}, ["Origin: https://evil.example"],
     {"allow-origin": "https://a.example", "vary": "Origin"}),
    ({"origins": ["https://a.example", "b.example"]}, ["Origin: http://b.example:81"],
     {"allow-origin": "http://b.example:81", "vary": "Origin"}),
    ({"origins": ["https://a.example", "b.example"]}, ["Origin: https://evil.example"], {"vary": "Origin"}),
    ({"origins": ["https://a.example", "b.example"]}, ["Origin: null"], {"vary": "Origin"}),
    ({"origins": ["https://a.example", "b.example"]}, [], {"vary": "Origin"}),
    ({"origins": ["https://a\\.example|https://b\\.example"]}, ["Origin: https://a.example.evil"], {"vary": "Origin"}),
    ({"origins": ["https://x.example", "*"]}, [FROM_A], {"allow-origin": "*"}),
    ({"exposed_headers": ["X-A", "X-B"]}, [FROM_A], {"allow-origin": "*", "expose-headers": "X-A,X-B"}),
    ({"allow_origin_absent": False}, [], {"vary": "Origin"}),
    ({"allow_origin_absent": False}, [FROM_A], {"allow-origin": "*", "vary": "Origin"}),
])
def test_answers_of_upstreams(shared, crossed, config, fields, expected):
    with Upstream(lambda seen, _: answer(headers=["Access-Control-Allow-Origin: theirs", "X-Other: 1"])) as upstream:
        got = ask(shared, crossed(upstream, **config), *fields)
        if not config.get("allow_origin_absent", True) and not fields:
            expected = {**expected, "allow-origin": "theirs"}  # it leaves such answers alone
        assert (said(got), got.body, got.get("X-Other")) == (expected, b"ok", "1")
        assert len(values(got, "Access-Control-Allow-Origin")) <= 1


def test_adds_to_vary(shared, crossed):
    with Upstream(lambda seen, _: answer(headers=["Vary: Accept", "vary: User-Agent"])) as upstream:
        path = crossed(upstream, origins=["https://a.example", "https://b.example"])
        assert values(ask(shared, path, FROM_A), "Vary") == ["Accept", "User-Agent", "Origin"]
        assert values(ask(shared, path, FROM_A, method="HEAD"), "Vary") == ["Accept", "User-Agent", "Origin"]


def test_pages_can_read_the_gateways_own_answers(upstream):
    with Gateway() as gateway:
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/services/app/routes", {"name": "app", "paths": ["/app"], "protocols": ["https"]})
        give(gateway, "", "cors", origins=["https://a.example", "https://b.example"])
        for path, status in (("/app", 426), ("/nowhere", 404)):
            got = ask(gateway, path, FROM_A)
            assert (got.status, said(got)) == (status, {"allow-origin": "https://a.example", "vary": "Origin"})
        # No route: there is nothing to preflight, and the answer says which.
        got = ask(gateway, "/nowhere", *PREFLIGHT, method="OPTIONS")
        assert (got.status, said(got)["allow-origin"]) == (404, "https://a.example")


def test_refuses_bad_settings(shared):
    for config, text in (({"origins": ["("]}, "'(' is not a valid regex"), ({"methods": ["GIT"]}, "expected one of"),
                         ({"max_age": "long"}, "expected a number"), ({"origin": "*"}, "unknown field")):
        refused = shared.admin.call("POST", "/plugins", {"name": "cors", "config": config})
        assert refused.status_code == 400 and text in refused.text, refused.text
    shared.admin.post("/consumers", {"username": "cors-consumer"})
    refused = shared.admin.call("POST", "/consumers/cors-consumer/plugins", {"name": "cors"})
    assert refused.status_code == 400 and "value must be null" in refused.text


@pytest.mark.parametrize("origin", [
    "https://" + "a" * 3000 + "!", "https://a.example\t", "https://\xe4.example", "//a.example",
    "https://a.example@evil", "https://[::1", "%00", "https://a.example, https://b.example", "HTTPS://A.EXAMPLE",
    "javascript://a.example",
], ids=range(10))
def test_odd_origins_get_nothing(shared, crossed, upstream, origin):
    path = crossed(upstream, origins=["https://a.example:443", "(a+)+b", "(https://(a+)+)+!!"])
    with shared.connect() as client:
        got = ask_on(client, path, f"Origin: {origin}")
        allowed = {"allow-origin": "https://a.example"} if origin.strip() == "https://a.example" else {}
        assert (got.status, said(got)) == (200, {**allowed, "vary": "Origin"})
        assert ask_on(client, path, f"Origin: {origin}", "Access-Control-Request-Method: X",
                      method="OPTIONS").status == 200


def test_settings_cannot_break_out_of_their_line(shared, crossed, upstream):
    path = crossed(upstream, exposed_headers=["X-A\r\nX-Injected: 1"], headers=["X\r\n\r\nevil"])
    with shared.connect() as client:
        for got in (ask_on(client, path, FROM_A), ask_on(client, path, *PREFLIGHT, method="OPTIONS")):
            assert (got.status, got.get("X-Injected")) == (200, None)
        assert ask_on(client, path, FROM_A).body == b"ok"
