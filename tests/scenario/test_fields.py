# SPDX-License-Identifier: Apache-2.0
"""What is added to, taken from and changed in the fields and targets that go through."""
import re

import pytest

from support.gateway import Gateway
from support.upstream import Upstream, answer
from support.wire import exchange

pytestmark = pytest.mark.core
VERSION = re.compile(r"^cardea/\d+\.\d+\.\d+$")


def ask(shared, path, *fields, method="GET", host="a.example", version="1.1"):
    head = "\r\n".join([f"{method} {path} HTTP/{version}", f"Host: {host}", *fields, "", ""])
    with shared.connect() as client:
        return exchange(client, head.encode("latin-1"), method)


class Plain:
    """Where nobody listens, for routes that never get there."""
    url = "http://127.0.0.1:9"


def test_strips_what_is_for_the_next_hop_only(shared, publish, upstream):
    path = publish(upstream)
    ask(shared, path, "Connection: keep-alive, X-Mine, x-other", "X-Mine: 1", "X-Other: 2", "Keep-Alive: 5",
        "Proxy-Connection: keep-alive", "Proxy: x", "TE: gzip, trailers", "Upgrade: h2c", "X-Kept: 3")
    seen = upstream.last()
    for name in ("X-Mine", "X-Other", "Keep-Alive", "Proxy-Connection", "Proxy", "Upgrade"):
        assert seen.get(name) is None, name
    assert (seen.get("TE"), seen.get("X-Kept")) == ("trailers", "3")


def test_strips_the_upstreams_hop_too(shared, publish):
    fields = ["Connection: X-Mine", "X-Mine: 1", "Keep-Alive: timeout=5", "Upgrade: h2c", "Proxy-Connection: x",
              "X-Kept: 2", "Trailer: X-End", "Date: Mon, 01 Jan 2024 00:00:00 GMT", "Set-Cookie: a=1",
                    "Set-Cookie: b=2"]
    with Upstream(lambda seen, _: answer(headers=fields)) as upstream:
        got = ask(shared, publish(upstream))
    for name in ("Connection", "X-Mine", "Keep-Alive", "Upgrade", "Proxy-Connection", "Trailer"):
        assert got.get(name) is None, name
    assert (got.get("X-Kept"), got.get("Date")) == ("2", "Mon, 01 Jan 2024 00:00:00 GMT")
    assert [v for n, v in got.headers if n == "Set-Cookie"] == ["a=1", "b=2"]


def test_fields_in_connection_cannot_remove_what_the_gateway_says(shared, publish, upstream):
    path = publish(upstream)
    ask(shared, path, "Connection: close, X-Forwarded-For, X-Real-IP, Host, X-Kong-Request-Id, Content-Length")
    seen = upstream.last()
    assert (seen.get("X-Forwarded-For"), seen.get("X-Real-IP")) == ("127.0.0.1", "127.0.0.1")
    assert seen.get("Host") == f"127.0.0.1:{upstream.port}"
    assert seen.get("X-Kong-Request-Id")


def test_says_where_a_request_came_from(shared, publish, upstream):
    path = publish(upstream)
    ask(shared, path + "/x?y=1", host="shop.example:8000")
    seen = upstream.last()
    assert {name: seen.get("X-Forwarded-" + name) for name in ("For", "Proto", "Host", "Port", "Path", "Prefix")} == {
        "For": "127.0.0.1", "Proto": "http", "Host": "shop.example", "Port": str(shared.proxy[1]), "Path": path + "/x",
        "Prefix": path}
    assert seen.get("X-Real-IP") == "127.0.0.1"


FORGED = ["X-Forwarded-For: 9.9.9.9", "X-Forwarded-Proto: https", "X-Forwarded-Host: forged", "X-Forwarded-Port: 1",
          "X-Forwarded-Path: /forged", "X-Forwarded-Prefix: /forged", "X-Real-IP: 9.9.9.9", "X-Kong-Request-Id: forged"]


def test_believes_no_stranger(shared, publish, upstream):
    path = publish(upstream)
    got = ask(shared, path, *FORGED)
    seen = upstream.last()
    assert seen.get("X-Forwarded-For") == "9.9.9.9, 127.0.0.1"
    assert all("forged" not in value for _, value in seen.headers)
    assert (seen.get("X-Forwarded-Proto"), seen.get("X-Forwarded-Port")) == ("http", str(shared.proxy[1]))
    assert seen.get("X-Real-IP") == "127.0.0.1"
    assert re.fullmatch("[0-9a-f]{32}", seen.get("X-Kong-Request-Id"))
    assert got.get("X-Kong-Request-Id") == seen.get("X-Kong-Request-Id")


@pytest.mark.parametrize("header,recursive,given,client", [
    ("X-Real-IP", "off", "X-Real-IP: 9.9.9.9", "9.9.9.9"),
    ("X-Real-IP", "off", "X-Real-IP: nonsense", "127.0.0.1"),
    ("X-Forwarded-For", "off", "X-Forwarded-For: 1.1.1.1, 2.2.2.2, 10.0.0.1", "10.0.0.1"),
    ("X-Forwarded-For", "on", "X-Forwarded-For: 1.1.1.1, 2.2.2.2, 10.0.0.1", "2.2.2.2"),
    ("X-Forwarded-For", "on", "X-Forwarded-For: 10.0.0.2, 10.0.0.1", "10.0.0.2"),
])
def test_believes_trusted_peers(upstream, header, recursive, given, client):
    with Gateway(trusted_ips="127.0.0.0/8, 10.0.0.0/8", real_ip_header=header, real_ip_recursive=recursive) as gateway:
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/services/app/routes", {"paths": ["/"]})
        ask(gateway, "/", given)
        seen = upstream.last()
        assert seen.get("X-Real-IP") == client
        assert gateway.access_line(client=client)["status"] == 200
        ask(gateway, "/", *FORGED)
        seen = upstream.last()
        assert [seen.get("X-Forwarded-" + n) for n in ("Proto", "Host", "Port", "Path", "Prefix")] == [
            "https", "forged", "1", "/forged", "/forged"]


def test_names_itself(shared, publish, upstream):
    path = publish(upstream)
    got = ask(shared, path, "Via: 1.0 before")
    assert VERSION.match(got.get("Server"))
    assert got.get("Via") == "1.1 " + got.get("Server")
    assert upstream.last().get("Via") == "1.0 before, 1.1 " + got.get("Server")
    assert re.fullmatch(r"\d+", got.get("X-Kong-Upstream-Latency")) and re.fullmatch(r"\d+",
          got.get("X-Kong-Proxy-Latency"))
    assert got.get("X-Kong-Response-Latency") is None and got.get("X-Kong-Upstream-Status") is None


def test_an_upstreams_server_and_via_stay(shared, publish):
    with Upstream(lambda seen, _: answer(headers=["Server: mine", "Via: 1.1 other"])) as upstream:
        got = ask(shared, publish(upstream))
    assert got.get("Server") == "mine"
    assert got.get("Via").startswith("1.1 other, 1.1 cardea/")


def test_answers_of_its_own_say_so(shared):
    got = ask(shared, "/nowhere")
    assert got.status == 404
    assert VERSION.match(got.get("Server")) and got.get("Via") is None and got.get("Date")
    assert re.fullmatch(r"\d+", got.get("X-Kong-Response-Latency"))
    assert got.get("X-Kong-Upstream-Latency") is None
    assert re.fullmatch("[0-9a-f]{32}", got.get("X-Kong-Request-Id"))


def test_adds_nothing_when_told_so(upstream):
    with Gateway(headers="off", headers_upstream="off") as gateway:
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/services/app/routes", {"paths": ["/a"]})
        for path in ("/a", "/b"):
            names = {n.lower() for n, _ in ask(gateway, path).headers}
            assert not names & {"server", "via", "x-kong-request-id", "x-kong-proxy-latency", "x-kong-response-latency"}
        assert upstream.last().get("X-Kong-Request-Id") is None


BODIES = {
    "application/json; charset=utf-8": '{{\n  "message":"{0}",\n  "request_id":"{1}"\n}}',
    "text/plain; charset=utf-8": "{0}\nrequest_id: {1}\n",
    "application/xml; charset=utf-8": '<?xml version="1.0" encoding="UTF-8"?>\n<error>\n  <message>{0}</message>\n'
                                      "  <requestid>{1}</requestid>\n</error>\n",
    "text/html; charset=utf-8": '<!doctype html>\n<html>\n  <head>\n    <meta charset="utf-8">\n'
                                '    <title>Error</title>\n'
                                "  </head>\n  <body>\n    <h1>Error</h1>\n    <p>{0}.</p>\n"
                                "    <p>request_id: {1}</p>\n  </body>\n</html>\n",
}
JSON, PLAIN, XML, HTML = BODIES


@pytest.mark.parametrize("fields,form", [
    ([], JSON), (["Accept: */*"], JSON), (["Accept: application/json"], JSON), (["Accept: text/html"], HTML),
    (["Accept: application/xml"], XML), (["Accept: text/plain"], PLAIN), (["Accept: image/png"], JSON),
    (["Accept: text/html;q=0.2, application/xml;q=0.9"], XML), (["Content-Type: text/html"], JSON),
])
def test_forms_of_answers_by_the_gateway(shared, fields, form):
    got = ask(shared, "/nowhere", *fields)
    assert got.get("Content-Type") == form
    assert got.body.decode() == BODIES[form].format("no Route matched with those values", got.get("X-Kong-Request-Id"))


@pytest.mark.parametrize("fields,form", [
    ([], PLAIN), (["Accept: */*"], JSON), (["Accept: application/json"], JSON), (["Accept: text/html"], HTML),
    (["Content-Type: application/json"], JSON), (["Content-Type: text/html", "Accept: text/plain"], PLAIN),
])
def test_forms_of_answers_about_the_upstream(shared, publish, fields, form):
    got = ask(shared, publish(Plain, connect_timeout=2000), *fields)
    assert (got.status, got.get("Content-Type")) == (502, form)
    assert got.body.decode() == BODIES[form].format("An invalid response was received from the upstream server",
                                                   got.get("X-Kong-Request-Id"))


def test_an_answer_of_its_own_to_head_has_no_body(shared, publish, upstream):
    path = publish(upstream)
    with shared.connect() as client:
        got = exchange(client, b"HEAD /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD")
        assert (got.status, int(got.get("Content-Length")) > 0) == (404, True)
        assert exchange(client, f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()).body == b"ok"


# service path, route path, request, kept, stripped (kong-proxy 4.6)
PATHS = [
    ("/", "/r1", "/r1", "/r1", "/"), ("/", "/r2", "/r2/", "/r2/", "/"), ("/", "/r3", "/r3eq", "/r3eq", "/eq"),
    ("/srv", "/r4", "/r4eq", "/srv/r4eq", "/srv/eq"), ("/srv/", "/r5", "/r5", "/srv/r5", "/srv"),
    ("/srv", "/r6", "/r6/", "/srv/r6/", "/srv/"), ("/srv", "/r7/", "/r7/req", "/srv/r7/req", "/srv/req"),
    ("/srv/", "/r8", "/r8/req", "/srv/r8/req", "/srv/req"), ("/srv", "/r9", "/r9../req", "/srv/r9../req", "/srv/req"),
    ("/srv", "/r10", "/r10%2E%2E/req", "/srv/r10../req", "/srv/req"),
]


@pytest.mark.parametrize("base,route,request_path,kept,stripped", PATHS)
def test_joins_paths_as_kong_does(shared, publish, upstream, base, route, request_path, kept, stripped):
    for strip in (False, True):
        publish(upstream, {"paths": [route], "strip_path": strip, "hosts": [f"strip{strip}.x"]},
              url=upstream.url + base)
        ask(shared, request_path + "?q=%2f&%20", host=f"strip{strip}.x")
        assert upstream.last().target == (stripped if strip else kept) + "?q=%2f&%20"


@pytest.mark.parametrize("given,sent", [
    ("/a/../b", "/b"), ("/a/./b//c", "/a/b/c"), ("/%7euser/%41", "/~user/A"), ("/a%2fb", "/a%2Fb"), ("/a%2e%2e/b",
          "/a../b"),
    ("/a/%2e%2e/b", "/b"), ("/%e2%82%ac", "/%E2%82%AC"), ("/a?", "/a?"), ("/a?x=/../y&z=%zz", "/a?x=/../y&z=%zz"),
    ("/a b".replace(" ", "%20"), "/a%20b"), ("/../../x", "/x"), ("/a;p=1,2", "/a;p=1,2"),
])
def test_normalises_paths_and_leaves_queries(shared, publish, upstream, given, sent):
    publish(upstream, {"paths": ["/"], "strip_path": False, "hosts": ["n.x"]})
    assert ask(shared, given, host="n.x").status == 200
    assert upstream.last().target == sent


def test_a_path_cannot_climb_out_of_its_route(shared, publish, upstream):
    publish(upstream, {"paths": ["/public"], "hosts": ["c.x"]})
    for path in ("/public/../private", "/public/%2e%2e/private", "/public/..%2fprivate/../../private"):
        assert ask(shared, path, host="c.x").status == 404, path


def test_an_absolute_target(shared, publish, upstream):
    path = publish(upstream)
    assert ask(shared, f"http://a.example{path}/x", host="a.example").status == 200
    assert upstream.last().target == "/x"


def test_hosts(shared, publish, upstream):
    publish(upstream, {"paths": ["/kept"], "preserve_host": True})
    publish(upstream, {"paths": ["/own"]})
    ask(shared, "/kept", host="Shop.example:81")
    assert upstream.last().get("Host") == "Shop.example:81"
    ask(shared, "/own", host="Shop.example:81")
    assert upstream.last().get("Host") == f"127.0.0.1:{upstream.port}"


def test_matches_hosts_and_methods(shared, publish, upstream):
    publish(upstream, {"paths": ["/m"], "hosts": ["*.wild.x"], "methods": ["PUT"]})
    assert ask(shared, "/m", host="A.Wild.X:80", method="PUT").status == 200
    assert ask(shared, "/m", host="wild.x", method="PUT").status == 404
    assert ask(shared, "/m", host="a.wild.x").status == 404


def test_routes_for_https_only(shared, publish, upstream):
    publish(upstream, {"paths": ["/s426"], "protocols": ["https"]})
    publish(upstream, {"paths": ["/s301"], "protocols": ["https"], "https_redirect_status_code": 301})
    got = ask(shared, "/s426")
    assert (got.status, got.get("Upgrade")) == (426, "TLS/1.2, HTTP/1.1")
    assert "Upgrade" in got.get("Connection")
    assert b'"message":"Please use HTTPS protocol"' in got.body
    got = ask(shared, "/s301/x?y=%20", host="shop.example:8000")
    assert (got.status, got.get("Location"), got.body) == (301, "https://shop.example/s301/x?y=%20", b"")
    assert upstream.seen == []


def test_a_route_without_a_service(shared):
    shared.admin.post("/routes", {"name": "lost", "paths": ["/lost"]})
    got = ask(shared, "/lost")
    assert (got.status, b"no Service found with those values" in got.body) == (503, True)
