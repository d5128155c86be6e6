# SPDX-License-Identifier: Apache-2.0
"""Decisions: each denial can be looked up by its id, passes when asked for, in bounded memory."""
import concurrent.futures
import re

import pytest
import requests

from conftest import SECRET
from support.gateway import Gateway
from support.tokens import bearer, token
from support.upstream import Upstream
from support.waiting import until
from support.wire import exchange

UNKNOWN = {"message": "This decision is not here (any more): newer ones have taken its place, or the request passed "
                      "and passes are not kept (settings decisions, decisions_memory)"}


def ask(gateway, path="/guarded", **options):
    """The id of a request that was answered, and the answer."""
    answer = requests.get(gateway.url + path, timeout=10, **options)
    return answer.headers["X-Kong-Request-Id"], answer


def decision(gateway, request_id):
    return gateway.admin.get(f"/decisions/{request_id}")


def checks(record):
    """(name, outcome, reason) of each check, in order."""
    return [(one["check"], one["outcome"], one.get("reason")) for one in record["checks"]]


@pytest.mark.core
def test_a_denial_says_what_was_checked(guarded):
    request_id, answer = ask(guarded, "/guarded/orders?secret=in-the-query", headers={"Cookie": "session=in-a-cookie"})
    assert answer.status_code == 401
    record = decision(guarded, request_id)
    line = guarded.access_line(id=request_id)
    assert (record["id"], record["reason"], record["status"]) == (request_id, line["reason"], 401)
    assert (record["method"], record["path"], record["outcome"]) == ("GET", "/guarded/orders", "denied")
    assert record["client"] == "127.0.0.1"
    assert record["host"] == "%s:%d" % guarded.proxy
    assert record["route"] == {"id": guarded.admin.get("/routes/guarded")["id"], "name": "guarded"}
    assert record["service"]["name"] == "app"
    assert record["meaning"] and record["causes"] and record["fix"]
    assert record["who"] == "client developer"
    assert checks(record) == [("route", "passed", None), ("jwt", "denied", "jwt.no_token")]
    plugin = next(p for p in guarded.admin.get("/routes/guarded/plugins")["data"] if p["name"] == "jwt")
    assert record["checks"][1]["plugin"] == plugin["id"]
    assert record["checks"][1]["bound_to"] == {"route": record["route"]["id"]}
    assert record["configuration"]["revision"] >= 1
    assert "in-the-query" not in str(record) and "in-a-cookie" not in str(record)


def test_the_client_sees_kongs_message_and_the_id_alone(guarded):
    request_id, answer = ask(guarded)
    assert answer.json() == {"message": "Unauthorized"}
    assert re.fullmatch("[0-9a-f]{32}", request_id)
    assert set(answer.headers) <= {"Date", "Content-Type", "Content-Length", "WWW-Authenticate", "Server",
                                   "X-Kong-Response-Latency", "X-Kong-Request-Id"}


def test_checks_that_passed_before_the_denial_are_told(guarded):
    guarded.admin.delete("/consumers/alice/acls/friends")
    request_id, answer = ask(guarded, headers=bearer(token("alice-key", SECRET)))
    assert answer.status_code == 403
    record = decision(guarded, request_id)
    assert checks(record) == [("route", "passed", None), ("jwt", "passed", None),
                              ("acl", "denied", "acl.not_in_group")]
    assert record["consumer"] == {"id": guarded.admin.get("/consumers/alice")["id"], "name": "alice"}
    assert record["credential"] == "alice-key"
    assert record["who"] == "API team"


def test_requests_that_never_reach_a_plugin_are_told_too(guarded):
    request_id, _ = ask(guarded, "/nowhere")
    assert checks(decision(guarded, request_id)) == [("route", "denied", "route.none")]
    with guarded.connect() as connection:
        answer = exchange(connection, b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
    assert answer.status == 400
    record = decision(guarded, answer.get("X-Kong-Request-Id"))
    assert checks(record) == [("request", "denied", "request.malformed")]
    assert "path" not in record


def test_a_failing_upstream_is_told(guarded, upstream):
    guarded.admin.patch("/services/app", {"url": "http://127.0.0.1:1", "retries": 1})
    request_id, answer = ask(guarded, headers=bearer(token("alice-key", SECRET)))
    assert answer.status_code == 502
    record = decision(guarded, request_id)
    assert checks(record)[-1] == ("upstream", "failed", "upstream.failed")
    facts = record["checks"][-1]["facts"]
    assert (facts["address"], facts["port"], facts["tries"]) == ("127.0.0.1", 1, 2)
    assert "refused" in facts["fault"]


@pytest.mark.core
def test_passes_are_kept_only_for_a_while_and_on_request(guarded):
    good = bearer(token("alice-key", SECRET))
    request_id, _ = ask(guarded, headers=good)
    answer = guarded.admin.call("GET", f"/decisions/{request_id}")
    assert (answer.status_code, answer.json()) == (404, UNKNOWN)
    guarded.admin.patch("/decisions", {"keep_passes_for": 600})
    request_id, answer = ask(guarded, headers=good)
    assert answer.status_code == 200
    record = decision(guarded, request_id)
    assert checks(record) == [("route", "passed", None), ("jwt", "passed", None), ("acl", "passed", None),
                              ("upstream", "passed", None)]
    assert record["outcome"] == "passed" and "reason" not in record and "meaning" not in record
    assert [one["id"] for one in guarded.admin.get("/decisions?outcome=passed")["data"]] == [request_id]
    guarded.admin.patch("/decisions", {"keep_passes_for": 0})
    request_id, _ = ask(guarded, headers=good)
    assert guarded.admin.call("GET", f"/decisions/{request_id}").status_code == 404


@pytest.mark.parametrize("body", [{}, {"keep_passes_for": -1}, {"keep_passes_for": "1"}, {"keep_passes_for": 1.5},
                                  {"keep_passes_for": 86401}, {"keep_passes_for": 1, "other": 2}])
def test_the_switch_for_passes_is_checked(shared, body):
    answer = shared.admin.call("PATCH", "/decisions", body)
    assert answer.status_code == 400
    assert "keep_passes_for" in answer.json()["message"]


def test_decisions_are_listed_by_reason_and_consumer(guarded):
    bad, _ = ask(guarded, headers=bearer(token("nobody", SECRET)))
    none, _ = ask(guarded)
    guarded.admin.delete("/consumers/alice/acls/friends")
    group, _ = ask(guarded, headers=bearer(token("alice-key", SECRET)))
    alice = guarded.admin.get("/consumers/alice")["id"]

    def ids(query):
        return [one["id"] for one in guarded.admin.get("/decisions" + query)["data"]]
    assert ids("") == [group, none, bad]
    assert ids("?size=2") == [group, none]
    assert ids("?reason=jwt.unknown_key") == [bad]
    assert ids("?reason=jwt") == [none, bad]
    assert ids("?consumer=alice") == ids(f"?consumer={alice}") == [group]
    assert ids("?consumer=alice&reason=jwt") == []
    assert ids("?outcome=passed") == []
    for query, status in {"?reason=jwt.expird": 400, "?reason=jw": 400, "?size=0": 400, "?size=1001": 400,
                          "?size=x": 400, "?consumer=bob": 404, "?outcome=x": 400}.items():
        answer = guarded.admin.call("GET", "/decisions" + query)
        assert answer.status_code == status and answer.json()["message"], query


def test_an_id_of_another_node_or_none_says_so(shared):
    own, _ = ask(shared, "/nowhere")
    cases = {"0" * 32: "node 00000000", own[:8] + "fff" + own[11:]: "node", own[:-1]: "no request id",
             own.upper().replace("0", "A"): "no request id", "x": "no request id",
             own[:-4] + "0000": "not here (any more)"}
    for request_id, words in cases.items():
        answer = shared.admin.call("GET", f"/decisions/{request_id}")
        assert answer.status_code == 404 and words in answer.json()["message"], request_id


def test_methods_are_checked(shared):
    for method, path, status in [("POST", "/decisions", 405), ("DELETE", "/decisions/x", 405),
                                 ("PATCH", "/decisions/x", 405), ("OPTIONS", "/decisions", 204),
                                 ("HEAD", "/decisions", 200)]:
        assert shared.admin.call(method, path).status_code == status, (method, path)
    assert "PATCH" in shared.admin.call("OPTIONS", "/decisions").headers["Allow"]


def test_a_huge_request_leaves_a_small_record(shared):
    path = "/" + "p" * 7000
    request_id, _ = ask(shared, path, headers={"Host": "h" * 200 + ".example"})
    text = shared.admin.call("GET", f"/decisions/{request_id}").text
    assert len(text) < 3000
    assert path[:512] + "..." in text


def test_memory_is_bounded_and_the_newest_are_kept():
    with Gateway(workers="1", decisions_memory="64k") as gateway, requests.Session() as session:
        ids = [session.get(gateway.url + f"/nowhere/{i}").headers["X-Kong-Request-Id"] for i in range(500)]
        kept = [one["id"] for one in gateway.admin.get("/decisions?size=1000")["data"]]
        assert 20 < len(kept) < 120
        assert kept == ids[::-1][:len(kept)]
        assert decision(gateway, ids[-1])["path"] == "/nowhere/499"
        assert gateway.admin.call("GET", f"/decisions/{ids[0]}").json() == UNKNOWN


def test_off_keeps_nothing_and_all_keeps_passes(upstream):
    with Gateway(decisions="off") as gateway:
        request_id, _ = ask(gateway, "/nowhere")
        answer = gateway.admin.call("GET", f"/decisions/{request_id}")
        assert answer.status_code == 404 and "off" in answer.json()["message"]
        assert gateway.admin.call("PATCH", "/decisions", {"keep_passes_for": 1}).status_code == 409
    with Gateway(decisions="all") as gateway:
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/services/app/routes", {"paths": ["/"]})
        request_id, _ = ask(gateway, "/x")
        assert decision(gateway, request_id)["outcome"] == "passed"


@pytest.mark.core
def test_reading_while_requests_come():
    """Readers ask each core by message while it writes: every answer is a whole record, and the right one."""
    with Gateway(decisions_memory="64k") as gateway:
        def requests_of(number):
            with requests.Session() as session:
                return [session.get(gateway.url + f"/n/{number}/{i}").headers["X-Kong-Request-Id"] for i in range(100)]

        def read(_):
            listed = gateway.admin.get("/decisions?size=50")["data"]
            for one in listed:
                assert one["reason"] == "route.none" and one["path"].startswith("/n/")
            return len(listed)
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            writers = [pool.submit(requests_of, number) for number in range(4)]
            readers = [pool.submit(read, number) for number in range(20)]
            ids = [one for writer in writers for one in writer.result()]
            assert max(reader.result() for reader in readers) > 0
        for one in gateway.admin.get("/decisions?size=1000")["data"]:
            assert one["id"] in ids
            assert decision(gateway, one["id"])["path"] == one["path"]


def test_a_client_that_leaves_is_told(gateway):
    with Upstream(lambda seen, connection: until(lambda: False, seconds=2)) as slow:
        gateway.admin.post("/services", {"name": "slow", "url": slow.url})
        gateway.admin.post("/services/slow/routes", {"paths": ["/slow"]})
        with gateway.connect() as connection:
            connection.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            until(lambda: slow.seen, what="the request at the upstream")
        line = gateway.access_line(reason="client.left")
        record = decision(gateway, line["id"])
        assert (record["outcome"], record["status"]) == ("broken", 499)
        assert checks(record)[-1] == ("upstream", "failed", "client.left")
