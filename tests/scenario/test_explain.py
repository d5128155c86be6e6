# SPDX-License-Identifier: Apache-2.0
"""cardea explain and cardea effective, and the Admin API's pages behind them."""
import base64
import hashlib
import json
import os
import pty
import re
import subprocess
import time

import pytest
import requests

from conftest import SECRET
from support.gateway import BINARY, Gateway, environment, run
from support.tokens import bearer, key_pair, token
from support.upstream import Upstream


@pytest.fixture(scope="module")
def upstream():
    with Upstream() as one:
        yield one


@pytest.fixture(scope="module")
def house(upstream):
    """alice is in friends, bob is not; /guarded asks for friends, /open for nothing, /soft takes strangers for bob."""
    with Gateway(admin_auth="token", admin_token="an-operators-own-token") as gateway:
        gateway.admin.session.headers["Authorization"] = "Bearer an-operators-own-token"
        admin = gateway.admin
        admin.post("/services", {"name": "app", "url": upstream.url})
        for name in ("alice", "bob"):
            admin.post("/consumers", {"username": name})
            admin.post(f"/consumers/{name}/jwt", {"key": f"{name}-key", "secret": SECRET})
        admin.post("/consumers/alice/acls", {"group": "friends"})
        admin.post("/consumers/bob/acls", {"group": "foes"})
        for name, anonymous in (("guarded", None), ("soft", "bob")):
            admin.post("/services/app/routes", {"name": name, "paths": [f"/{name}"]})
            admin.post(f"/routes/{name}/plugins", {"name": "jwt", "config": {"anonymous": anonymous}})
            admin.post(f"/routes/{name}/plugins", {"name": "acl", "config": {"allow": ["friends"]}})
        admin.post("/services/app/routes", {"name": "open", "paths": ["/open"]})
        yield gateway


def explained(gateway, **body):
    return gateway.admin._expect(200, gateway.admin.call("POST", "/explain", body))


def command(gateway, *words, **options):
    return run(*words, "--set", f"data_dir={gateway.data}", **options)


def facts(record, name):
    return next(one for one in record["checks"] if one["check"] == name).get("facts", {})


def test_a_good_token_would_pass(house, upstream):
    seen = len(upstream.seen)
    record = explained(house, url="https://api.example/guarded/x?a=b", token=token("alice-key", SECRET))
    assert (record["outcome"], record["imagined"]) == ("passed", True)
    assert "id" not in record and "status" not in record
    assert [(c["check"], c["outcome"]) for c in record["checks"]] == [
        ("route", "passed"), ("jwt", "passed"), ("acl", "passed"), ("service", "passed")]
    assert record["consumer"]["name"] == "alice"
    assert facts(record, "jwt")["key"] == "alice-key"
    assert facts(record, "acl") == {"groups": "friends", "groups_wanted": "friends"}
    assert facts(record, "service") == {"scheme": "http", "host": "127.0.0.1", "port": upstream.port}
    assert (record["scheme"], record["host"], record["path"]) == ("https", "api.example", "/guarded/x")
    assert len(upstream.seen) == seen


NOW = int(time.time())
BAD = {
    "expired": (dict(exp=NOW - 3600), "jwt.expired", 401, {"claim": "exp", "exp": NOW - 3600}),
    "not yet valid": (dict(nbf=NOW + 3600), "jwt.not_yet_valid", 401, {"claim": "nbf", "nbf": NOW + 3600}),
    "other key": (dict(iss="nobody"), "jwt.unknown_key", 401, {"key": "nobody", "algorithm": "HS256"}),
    "other group": (dict(iss="bob-key"), "acl.not_in_group", 403, {"groups": "foes", "groups_wanted": "friends"}),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_token_is_told_what_is_wrong_with_it(house, name):
    claims, reason, status, wanted = dict(BAD[name][0]), *BAD[name][1:]
    record = explained(house, url="/guarded", token=token(claims.pop("iss", "alice-key"), SECRET, **claims))
    assert (record["outcome"], record["reason"], record["status"]) == ("denied", reason, status)
    found = facts(record, record["checks"][-1]["check"])
    assert wanted.items() <= found.items()
    if "exp" in claims:
        assert found["expired_seconds_ago"] >= 3600
    if "nbf" in claims:
        assert 0 < found["valid_in_seconds"] <= 3600
    assert record["fix"] and record["who"]


def test_a_token_of_another_algorithm_is_told_both(house):
    record = explained(house, url="/guarded", token=token("alice-key", SECRET + SECRET, "HS512"))
    assert record["reason"] == "jwt.algorithm_differs"
    found = facts(record, "jwt")
    assert (found["algorithm"], found["credential_algorithm"]) == ("HS512", "HS256")
    assert record["concerns"] == house.admin.get("/consumers/alice")["id"]


def test_a_token_is_recognised_by_its_fingerprint(house):
    text = token("alice-key", SECRET + "x")
    record = explained(house, url="/guarded", token=text)
    assert record["reason"] == "jwt.signature_invalid"
    shell = subprocess.run(["sh", "-c", "sha256sum | cut -c1-16"], input=text, capture_output=True, text=True)
    assert facts(record, "jwt")["token_sha256"] == shell.stdout.strip()


def test_what_is_no_token_has_no_fingerprint(house):
    record = explained(house, url="/guarded", token="hunter2")
    assert record["reason"] == "jwt.not_three_parts"
    assert facts(record, "jwt") == {"token_bytes": 7, "token_dots": 0}


def test_why_a_stranger_stands_in_is_told(house):
    record = explained(house, url="/soft", token=token("alice-key", SECRET, exp=1))
    assert record["reason"] == "acl.not_in_group"
    jwt, acl = record["checks"][1:]
    assert (jwt["outcome"], jwt["reason"], jwt["who"]) == ("passed_over", "jwt.expired", "client developer")
    assert jwt["facts"]["expired_seconds_ago"] > 1_000_000
    assert (record["consumer"]["name"], record["anonymous"]) == ("bob", True)
    assert (acl["outcome"], acl["facts"]["groups"]) == ("denied", "foes")


def test_headers_method_and_client_count(house):
    admin = house.admin
    route = admin.post("/services/app/routes", {"name": "narrow", "paths": ["/narrow"], "methods": ["POST"],
                                                "hosts": ["a.example"], "headers": {"X-Kind": ["new"]}})
    admin.post("/routes/narrow/plugins", {"name": "ip-restriction", "config": {"deny": ["10.0.0.0/8"]}})
    good = dict(method="POST", url="http://a.example/narrow", headers={"X-Kind": "new"})
    assert explained(house, **good)["route"]["id"] == route["id"]
    for change in ({"method": "GET"}, {"url": "http://b.example/narrow"}, {"headers": {"X-Kind": ["old"]}}):
        assert explained(house, **{**good, **change})["reason"] == "route.none"
    by_header = dict(good, url="/narrow", headers={"X-Kind": "new", "Host": "a.example"})
    assert explained(house, **by_header)["outcome"] == "passed"
    assert explained(house, **good, client="10.1.2.3")["reason"] == "ip_restriction.denied"
    assert explained(house, **good, client="10.1.2.3")["client"] == "10.1.2.3"


def test_nothing_is_counted_or_kept(house, upstream):
    def counts():
        text = house.admin.call("GET", "/metrics").text
        return re.findall(r"^cardea_(?:http_requests|requests|unrouted_requests)_total.*$", text, re.M)
    before = counts(), len(house.access()), len(house.admin.get("/decisions?size=1000")["data"]), len(upstream.seen)
    for url in ("/guarded", "/open", "/nowhere"):
        explained(house, url=url, token=token("alice-key", SECRET))
    after = counts(), len(house.access()), len(house.admin.get("/decisions?size=1000")["data"]), len(upstream.seen)
    assert after == before and before[0]


REFUSED = {
    "no url": ({}, "url"),
    "no path": ({"url": "guarded"}, "url"),
    "another scheme": ({"url": "ftp://host/"}, "url"),
    "a fragment": ({"url": "/a#b"}, "url"),
    "a line end in the url": ({"url": "/a\r\nX: y"}, "url"),
    "a line end in the method": ({"url": "/", "method": "GET /\r\n"}, "method"),
    "a line end in a name": ({"url": "/", "headers": {"a\r\nb": "c"}}, "headers"),
    "a number as header": ({"url": "/", "headers": {"a": 1}}, "headers"),
    "a list in a list": ({"url": "/", "headers": {"a": [["b"]]}}, "headers"),
    "two of them": ({"url": "/", "headers": {"authorization": "Basic x"}, "token": "t"}, "not both"),
    "no address": ({"url": "/", "client": "localhost"}, "client"),
    "a number as token": ({"url": "/", "token": 5}, "token"),
    "an unknown member": ({"url": "/", "tokens": "t"}, "known members"),
    "who asks": ({"url": "/", "as": "alice"}, "/effective"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_wrong_descriptions_are_refused_in_words(house, name):
    body, words = REFUSED[name]
    answer = house.admin.call("POST", "/explain", body)
    assert answer.status_code == 400
    assert words in answer.json()["message"]


def test_values_cannot_break_out_of_their_line(house):
    record = explained(house, url="/open", headers={"X-A": "b\r\nHost: evil\r\n\r\n"})
    assert (record["outcome"], record["host"]) == ("passed", "localhost")


def test_limits_of_requests_hold(house):
    assert explained(house, url="/" + "a" * 10_000)["reason"] == "request.malformed"
    assert explained(house, url="/open", headers={"a": "b" * 40_000})["reason"] == "request.malformed"
    assert explained(house, url="/guarded", token="a.b." + "c" * 9000)["reason"] == "jwt.too_large"


def test_only_operators_may_ask(house):
    for path in ("/explain", "/effective"):
        answer = requests.post(house.admin.url + path, json={"url": "/open"}, timeout=10)
        assert answer.status_code == 401
        assert house.admin.call("GET", path).status_code == 405
        assert "POST" in house.admin.call("OPTIONS", path).headers["Allow"]


def test_public_keys_are_tried_too(house):
    private, public = key_pair("ES256")
    house.admin.post("/consumers/alice/jwt", {"key": "es", "algorithm": "ES256", "rsa_public_key": public})
    assert explained(house, url="/guarded", token=token("es", private, "ES256"))["outcome"] == "passed"
    other = token("es", private, "ES256", exp=NOW + 5000)
    forged = token("es", private, "ES256").rsplit(".", 1)[0] + "." + other.rsplit(".", 1)[1]
    assert explained(house, url="/guarded", token=forged)["reason"] == "jwt.signature_invalid"


def login(user, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def test_users_and_passwords_are_judged_too(house):
    admin = house.admin
    admin.post("/services/app/routes", {"name": "users", "paths": ["/users"]})
    plugin = admin.post("/routes/users/plugins", {"name": "basic-auth"})
    alice = admin.get("/consumers/alice")["id"]
    kongs = hashlib.sha1(f"her own{alice}".encode()).hexdigest()
    admin.post("/consumers/alice/basic-auth?skip_hash=true", {"username": "alice", "password": kongs})
    for _ in range(2):
        record = explained(house, url="/users", headers=login("alice", "her own"))
        assert [(c["check"], c["outcome"]) for c in record["checks"][:2]] == [
            ("route", "passed"), ("basic-auth", "passed")]
        assert (record["consumer"]["name"], facts(record, "basic-auth")) == ("alice", {"username": "alice"})
    wrong = explained(house, url="/users", headers=login("alice", "hers"))
    assert (wrong["reason"], wrong["status"], wrong["concerns"]) == ("basic_auth.wrong_password", 401, alice)
    assert facts(wrong, "basic-auth") == {"username": "alice"}
    unknown = explained(house, url="/users", headers=login("a password typed too early", "x"))
    assert unknown["reason"] == "basic_auth.unknown_user" and "too early" not in json.dumps(unknown)
    odd = explained(house, url="/users", headers={"Authorization": "Basic YWxpY2U="})
    assert (odd["reason"], facts(odd, "basic-auth")) == (
        "basic_auth.malformed", {"fault": "no colon between user and password"})
    # Nothing came of it: the hash is not replaced, the password not remembered.
    text = admin.call("GET", "/metrics").text
    assert "\ncardea_passwords_remembered 0\n" in text and "\ncardea_passwords_renewed_total 0\n" in text
    assert admin.get("/basic-auths/alice")["password"] == kongs
    effective = admin._expect(200, admin.call("POST", "/effective", {"url": "/users", "as": "alice"}))
    assert [(one["name"], one["id"], one["authenticates"]) for one in effective["plugins"]] == [
        ("basic-auth", plugin["id"], True)]
    line = f"Authorization: {login('alice', 'hers')['Authorization']}"
    shown = command(house, "explain", "--header", line, "GET", "/users")
    assert shown.stdout.startswith("Would be refused 401 basic_auth.wrong_password\n") and "hers" not in shown.stdout


def test_effective_lists_plugins_in_order_with_what_they_are_bound_to(house):
    admin = house.admin
    everywhere = admin.post("/plugins", {"name": "correlation-id"})
    service = admin.post("/services/app/plugins", {"name": "correlation-id"})
    alice = admin.get("/consumers/alice")
    hers = admin.post("/plugins", {"name": "request-termination", "consumer": {"id": alice["id"]}, "enabled": True})
    try:
        answer = admin._expect(200, admin.call("POST", "/effective", {"url": "/guarded", "as": "alice"}))
        assert [one["name"] for one in answer["plugins"]] == ["correlation-id", "jwt", "acl", "request-termination"]
        first = answer["plugins"][0]
        assert (first["id"], first["bound_to"]) == (service["id"], {"service": service["service"]["id"]})
        assert first["instead_of"] == [{"id": everywhere["id"], "bound_to": {}}]
        assert answer["plugins"][3]["bound_to"] == {"consumer": alice["id"]}
        assert answer["consumer"] == {"id": alice["id"], "name": "alice"}
        assert answer["consumer_is_known"] is True
        bobs = admin._expect(200, admin.call("POST", "/effective", {"url": "/guarded", "as": "bob"}))
        assert [one["name"] for one in bobs["plugins"]] == ["correlation-id", "jwt", "acl"]
        open_ = admin._expect(200, admin.call("POST", "/effective", {"url": "/open", "as": "alice"}))
        assert [one["name"] for one in open_["plugins"]] == ["correlation-id"]
        assert open_["consumer_is_known"] is False
        shown = command(house, "effective", "GET", "/guarded", "--as", "alice")
        assert shown.returncode == 0
        lines = [re.sub(" +", " ", line.strip()) for line in shown.stdout.splitlines()]
        at = lines.index("Plugins, in the order in which they run")
        assert lines[at + 1:] == [
            f"1 correlation-id of service app {service['id']}",
            f"instead of {everywhere['id']} of all requests (global)",
            f"2 jwt of route guarded {answer['plugins'][1]['id']} proves who asks",
            f"3 acl of route guarded {answer['plugins'][2]['id']}",
            f"4 request-termination of consumer alice {hers['id']}"]
        assert json.loads(command(house, "effective", "GET", "/guarded", "--as", "alice", "--json").stdout) == answer
        assert "nobody is known as a consumer" in re.sub(
            r"\s+", " ", command(house, "effective", "GET", "/open", "--as", "alice").stdout)
    finally:
        for one in (everywhere, service, hers):
            admin.delete(f"/plugins/{one['id']}")


def test_effective_says_when_there_is_nobody_or_nothing(house):
    assert house.admin.call("POST", "/effective", {"url": "/open", "as": "carol"}).status_code == 404
    nobody = command(house, "effective", "GET", "/open", "--as", "carol")
    assert (nobody.returncode, nobody.stderr) == (1, "cardea effective: There is no such consumer\n")
    nowhere = command(house, "effective", "GET", "/nowhere")
    assert nowhere.returncode == 0 and "route.none" in nowhere.stdout


@pytest.mark.core
def test_the_command_explains_an_id(house):
    answer = requests.get(house.url + "/guarded", headers=bearer(token("alice-key", SECRET, exp=NOW - 90)), timeout=10)
    request_id = answer.headers["X-Kong-Request-Id"]
    shown = command(house, "explain", request_id)
    assert shown.returncode == 0 and shown.stderr == ""
    assert shown.stdout.startswith("Refused 401 jwt.expired\nThe token's `exp` has passed.\n")
    assert re.search(r"^Concerns +alice \(", shown.stdout, re.M)
    assert re.search(r"^ +expired_seconds_ago +\d+$", shown.stdout, re.M)
    assert "What to do (who can: client developer)" in shown.stdout
    assert "\x1b" not in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 100
    decision = json.loads(command(house, "explain", request_id, "--json").stdout)
    assert decision == house.admin.get(f"/decisions/{request_id}")
    unknown = command(house, "explain", "0" * 32)
    assert unknown.returncode == 1 and "node" in unknown.stderr and unknown.stdout == ""


def test_the_command_judges_a_token(house, tmp_path):
    good = token("alice-key", SECRET)
    (tmp_path / "token").write_text(good + "\n")
    for words, given in (((good,), None), (("-",), good + "\n"), ((f"@{tmp_path}/token",), None)):
        options = {"input": given} if given else {"stdin": subprocess.DEVNULL}
        done = subprocess.run([BINARY, "explain", "--set", f"data_dir={house.data}", "--token", *words, "GET",
                               "https://host/guarded"], capture_output=True, text=True, timeout=60,
                              env=environment(), **options)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("Would pass\n")
    bad = command(house, "explain", "--token", token("alice-key", "wrong"), "GET", "/guarded")
    assert bad.returncode == 0 and bad.stdout.startswith("Would be refused 401 jwt.signature_invalid\n")
    header = command(house, "explain", "--header", f"Authorization: Bearer {good}", "GET", "/guarded")
    assert header.stdout.startswith("Would pass\n")


@pytest.mark.parametrize("words, complaint", [
    (("explain",), "required"), (("explain", "--token", "t", "0" * 32), "METHOD URL"),
    (("explain", "--header", "no colon", "GET", "/"), "Name: value"),
    (("explain", "--token", "@/nowhere/at/all", "GET", "/"), "cannot be read"),
    (("explain", "--token", " ", "GET", "/"), "empty"), (("effective", "GET"), "required"),
])
def test_wrong_command_lines_are_refused_in_words(house, words, complaint):
    done = command(house, *words)
    assert done.returncode == 2 and complaint in done.stderr


def test_without_a_gateway_there_are_no_decisions(tmp_path):
    done = run("explain", "0" * 32, "--set", f"data_dir={tmp_path}")
    assert done.returncode == 1 and "no gateway runs" in done.stderr


def test_colours_are_for_terminals(house):
    def shown(**more):
        leader, follower = pty.openpty()
        process = subprocess.Popen([BINARY, "explain", "GET", "/guarded", "--set", f"data_dir={house.data}"],
                                   stdout=follower, stdin=subprocess.DEVNULL, env={**environment(), **more})
        os.close(follower)
        text = b""
        try:
            while chunk := os.read(leader, 65536):
                text += chunk
        except OSError:  # the other end is closed
            pass
        os.close(leader)
        assert process.wait(60) == 0
        return text
    assert b"\x1b[1;31mWould be refused" in shown()
    assert b"\x1b" not in shown(NO_COLOR="1")


def test_what_strangers_write_cannot_reach_the_terminal(house):
    escape = "%1b]0;owned%07"
    text = token("\x1b[31mred\x9b31m\x07", SECRET)
    answer = requests.get(house.url + "/guarded/" + escape, headers=bearer(text), timeout=10)
    shown = command(house, "explain", answer.headers["X-Kong-Request-Id"]).stdout
    assert "?[31mred?31m?" in shown
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\x80-\x9f]", shown)


def test_secrets_are_in_no_output(house):
    """Whatever a client or an operator shows us: neither the answers, nor the logs, nor decisions repeat it."""
    secrets = ["a-secret-of-the-query", "a-secret-cookie", "an-opaque-bearer-token", "a-basic-password"]
    tokens = [token("alice-key", SECRET), token("alice-key", SECRET + "!"), token("nobody", SECRET),
              token("bob-key", SECRET), token("alice-key", SECRET, exp=1)]
    house.admin.patch("/decisions", {"keep_passes_for": 600})
    texts = []
    for path in ("/guarded", "/open", "/soft", "/nowhere"):
        for text in tokens + secrets[2:]:
            url = f"{path}?password={secrets[0]}"
            sent = {**bearer(text), "Cookie": f"session={secrets[1]}", "X-Api-Key": secrets[3]}
            answer = requests.get(house.url + url, headers=sent, timeout=10)
            texts.append(answer.text if path != "/open" else "")
            texts.append(house.admin.call("GET", "/decisions/" + answer.headers["X-Kong-Request-Id"]).text)
            texts.append(house.admin.call("POST", "/explain", {"url": url, "token": text}).text)
            texts.append(house.admin.call("POST", "/effective", {"url": url, "token": text}).text)
    for text in tokens:
        for url in (f"/guarded?password={secrets[0]}", "no url"):
            done = command(house, "explain", "--token", text, "GET", url)
            texts += [done.stdout, done.stderr]
    house.admin.patch("/decisions", {"keep_passes_for": 0})
    texts.append(house.admin.call("GET", "/decisions?size=1000").text)
    house.stop()
    texts += [(house.data / name).read_text() for name in ("access.log", "admin.log", "stderr.log")]
    house.start()
    house.admin.session.headers["Authorization"] = "Bearer an-operators-own-token"
    everything = "\n".join(texts)
    assert "alice-key" in everything and "jwt.expired" in everything
    for text in [*secrets, SECRET, *tokens, *(part for one in tokens for part in one.split(".")[1:])]:
        assert text not in everything
