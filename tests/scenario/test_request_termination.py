# SPDX-License-Identifier: Apache-2.0
"""request-termination: answers instead of the upstream's."""
import json

import pytest

from support.asking import ask, ask_on, give
from support.wire import read_answer

JSON = "application/json; charset=utf-8"


@pytest.fixture
def terminated(shared, publish):
    """terminated(upstream, **config) gives the path of a route with the plugin."""
    def one(upstream, **config):
        path = publish(upstream)
        give(shared, f"/routes{path}", "request-termination", **config)
        return path
    return one


@pytest.mark.core
@pytest.mark.parametrize("config,status,type,body", [
    ({}, 503, JSON, b'{"message":"Service unavailable"}'),
    ({"status_code": 401}, 401, JSON, b'{"message":"Unauthorized"}'),
    ({"status_code": 404}, 404, JSON, b'{"message":"Not found"}'),
    ({"status_code": 405}, 405, JSON, b'{"message":"Method not allowed"}'),
    ({"status_code": 500}, 500, JSON, b'{"message":"An unexpected error occurred"}'),
    ({"status_code": 502}, 502, JSON, b'{"message":"Bad Gateway"}'),
    ({"status_code": 200}, 200, None, b""),
    ({"status_code": 599}, 599, None, b""),
    ({"status_code": 403, "message": "So not/here \"ä\" \u20ac \U0001f6d1"}, 403, JSON,
     '{"message":"So not/here \\"ä\\" \u20ac \U0001f6d1"}'.encode()),
    ({"body": "<h1>Closed</h1>", "content_type": "text/html"}, 503, "text/html", b"<h1>Closed</h1>"),
    ({"body": "{}"}, 503, JSON, b"{}"),
    ({"status_code": 204, "body": "none of this"}, 204, None, b""),
    ({"status_code": 304, "message": "none of this"}, 304, None, b""),
])
def test_answers(shared, terminated, upstream, config, status, type, body):
    path = terminated(upstream, **config)
    with shared.connect() as client:
        for _ in range(2):  # the connection goes on: nothing was sent that does not belong to the answer
            got = ask_on(client, path, "Accept: text/html")
            assert (got.status, got.get("Content-Type"), got.body) == (status, type, body)
            has_length = got.get("Content-Length") == str(len(body))
            assert has_length or (status in (204, 304) and got.get("Content-Length") is None)
        assert ask_on(client, path, method="HEAD").status == status
    assert upstream.seen == []


@pytest.mark.core
def test_waits_for_its_trigger(shared, terminated, upstream):
    path = terminated(upstream, trigger="X-Stop", status_code=404)
    assert ask(shared, path).status == 200
    assert ask(shared, path + "?x-stop=1").status == 200  # names of arguments have their case
    for target, fields in ((path + "?X-Stop", []), (path + "?a=b&X-Stop=", []), (path, ["x-STOP: 0"]),
                           (path, ["X-Stop:"])):
        assert ask(shared, target, *fields).status == 404


def test_echoes_requests(shared, terminated, upstream):
    path = terminated(upstream, echo=True, status_code=404)
    name = path[1:]
    got = ask(shared, path + "/x%7e?a=1&a=2&b", "X-One: 1", "x-one: 2", "Content-Type: application/json",
              method="POST", host="Shop.example:81", body=b'{"hello": ["there"]}')
    assert (got.status, got.get("Content-Type")) == (404, JSON)
    document = json.loads(got.body)
    assert document["message"] == "Not found"
    assert document["kong"]["worker_pid"] == shared.process.pid
    assert document["kong"]["node_id"] == shared.admin.get("/")["node_id"]
    assert document["kong"]["hostname"] == shared.admin.get("/")["hostname"]
    assert document["request"] == {
        "method": "POST", "scheme": "http", "host": "shop.example", "port": shared.proxy[1], "path": path + "/x~",
        "query": {"a": ["1", "2"], "b": True}, "body": {"hello": ["there"]}, "raw_body": '{"hello": ["there"]}',
        "headers": {"host": "Shop.example:81", "x-one": ["1", "2"], "content-type": "application/json",
                    "content-length": "20"},
        "uri_captures": {"named": {}, "unnamed": []}}
    assert document["matched_route"] == shared.admin.get(f"/routes/{name}")
    assert document["matched_service"] == shared.admin.get(f"/services/{name}")


def test_echoes_what_is_in_force(shared, terminated, upstream):
    path = terminated(upstream, echo=True, trigger="X-Echo")
    for tags in (["one"], ["two"], None):
        shared.admin.patch(f"/routes{path}", {"tags": tags})
        assert json.loads(ask(shared, path, "X-Echo: 1").body)["matched_route"]["tags"] == tags
    assert ask(shared, path, method="POST", body=b"x").body == b"ok"


def test_echoes_what_a_path_holds(shared, publish, upstream):
    publish(upstream, {"paths": ["/plain", r"~/(?<kind>[a-z]+)/(\d+)"], "hosts": ["captures.x"], "name": "captures"})
    give(shared, "/routes/captures", "request-termination", echo=True)
    got = ask(shared, "/shoes/17/x", host="captures.x")
    assert json.loads(got.body)["request"]["uri_captures"] == {"named": {"kind": "shoes"}, "unnamed": ["shoes", "17"]}
    shared.admin.delete("/routes/captures")


def echoed_body(shared, path, head, *pieces):
    """Sends a head and then pieces of a body, each after what is expected before it."""
    with shared.connect() as client:
        stream = client.makefile("rb")
        client.sendall(f"POST {path} HTTP/1.1\r\nHost: a\r\n{head}\r\n".encode())
        if "100-continue" in head:
            assert read_answer(stream).status == 100
        for piece in pieces:
            client.sendall(piece)
        got = read_answer(stream)
        assert got.status == 503, got.body
        # The body is used up: the next request is understood.
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nX-Second: 1\r\n\r\n".encode())
        assert json.loads(read_answer(stream).body)["request"]["headers"]["x-second"] == "1"
        return json.loads(got.body)["request"]


@pytest.mark.core
def test_echoes_bodies_of_all_kinds(shared, terminated, upstream):
    path = terminated(upstream, echo=True)
    assert echoed_body(shared, path, "Content-Length: 4\r\n", b"ab", b"cd")["raw_body"] == "abcd"
    assert echoed_body(shared, path, "Content-Length: 0\r\n")["raw_body"] == ""
    chunked = echoed_body(shared, path, "Transfer-Encoding: chunked\r\n", b"2\r\nab\r", b"\n3;x=y\r\ncde\r\n0\r\n",
                          b"X-Trailer: 1\r\n\r\n")
    assert chunked["raw_body"] == "abcde"
    assert echoed_body(shared, path, "Content-Length: 4\r\nExpect: 100-continue\r\n", b"abcd")["raw_body"] == "abcd"
    form = echoed_body(shared, path, "Content-Length: 12\r\nContent-Type: application/x-www-form-urlencoded\r\n",
                       b"a=%C3%A4&b=+")
    assert (form["body"], form["raw_body"]) == ({"a": "ä", "b": " "}, "a=%C3%A4&b=+")
    odd = echoed_body(shared, path, "Content-Length: 4\r\n", b"\xff\x00\"\xc3")
    assert odd["raw_body"] == "\ufffd\x00\"\ufffd"
    assert echoed_body(shared, path, "Content-Length: 8192\r\n", b"x" * 8192)["raw_body"] == "x" * 8192


def test_leaves_long_bodies_out(shared, terminated, upstream):
    path = terminated(upstream, echo=True)
    assert "raw_body" not in echoed_body(shared, path, "Content-Length: 200000\r\n", b"x" * 200000)
    assert "raw_body" not in echoed_body(shared, path, "Transfer-Encoding: chunked\r\n", b"4000\r\n", b"x" * 0x4000,
                                         b"\r\n0\r\n\r\n")


def test_echoes_odd_requests_as_json(shared, terminated, upstream):
    path = terminated(upstream, echo=True)
    got = ask(shared, path + "?%ff=%00&%22=%5c&=&&a", "X-Odd: \xff\"\\\xc3", "Cookie: \xe4=1")
    request = json.loads(got.body)["request"]
    assert request["headers"]["x-odd"] == "\ufffd\"\\\ufffd"
    assert request["query"] == {"\ufffd": "\0", '"': "\\", "": "", "a": True}


def test_refuses_bad_settings(shared):
    message = "message cannot be used with content_type or body"
    for config, text in (({"message": "m", "body": "b"}, message), ({"message": "m", "content_type": "t"}, message),
                         ({"content_type": "t"}, "content_type requires a body"),
                         ({"echo": True, "body": "b"}, "echo cannot be used with content_type and body"),
                         ({"status_code": 99}, "value should be between 100 and 599"),
                         ({"status_code": 600}, "value should be between 100 and 599"),
                         ({"status_code": 101}, "an interim status (1xx) cannot end a request"),
                         ({"status_code": "x"}, "expected an integer"), ({"trigger": "a b"}, "bad header name 'a b'"),
                         ({"body": "b", "content_type": "a\r\nX-Injected: 1"}, "must not hold line breaks")):
        refused = shared.admin.call("POST", "/plugins", {"name": "request-termination", "config": config})
        assert refused.status_code == 400 and text in refused.text, refused.text
    refused = shared.admin.call("POST", "/plugins", {"name": "request-termination", "config": {"content_type": "t"}})
    assert refused.json()["fields"] == {"config": "content_type requires a body"}
    assert refused.json()["message"] == "schema violation (config: content_type requires a body)"


def test_judges_what_a_patch_comes_to(shared, terminated, upstream):
    path = terminated(upstream, body="b", content_type="text/plain")
    plugin = shared.admin.get(f"/routes{path}/plugins")["data"][0]["id"]
    for config in ({"echo": True}, {"message": "m"}, {"body": None}):
        refused = shared.admin.call("PATCH", f"/plugins/{plugin}", {"config": config})
        assert refused.status_code == 400, config
    assert ask(shared, path).body == b"b"
    shared.admin.patch(f"/plugins/{plugin}", {"config": {"body": None, "content_type": None, "message": "m"}})
    assert ask(shared, path).body == b'{"message":"m"}'


def test_on_a_route_without_a_service(shared):
    shared.admin.post("/routes", {"name": "closed", "paths": ["/closed"]})
    assert ask(shared, "/closed").status == 503
    give(shared, "/routes/closed", "request-termination", status_code=200, body="open", content_type="text/plain")
    assert ask(shared, "/closed").body == b"open"
