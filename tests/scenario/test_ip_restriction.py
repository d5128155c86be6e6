# SPDX-License-Identifier: Apache-2.0
"""ip-restriction: who may pass, by the client's address, also behind proxies that are trusted."""
import json
import socket

import pytest

from conftest import SECRET
from support.asking import ask, ask_on, give
from support.gateway import Gateway
from support.tokens import bearer, token

STRANGERS = "192.0.2.0/24"


@pytest.mark.core
def test_denies_and_allows(shared, publish, upstream):
    path = publish(upstream)
    one = give(shared, f"/routes{path}", "ip-restriction", deny=["127.0.0.0/8"])

    def statuses(**config):
        shared.admin.patch(f"/plugins/{one['id']}", {"config": {"allow": None, "deny": None, **config}})
        return ask(shared, path).status

    assert ask(shared, path).status == 403
    assert statuses(deny=[STRANGERS]) == 200
    assert statuses(deny=["127.0.0.1"]) == 403
    assert statuses(allow=["127.0.0.1"]) == 200
    assert statuses(allow=[STRANGERS, "::1"]) == 403
    assert statuses(allow=["127.0.0.0/8"], deny=["127.0.0.1/32"]) == 403
    assert statuses(allow=["::ffff:127.0.0.0/104"]) == 200
    assert statuses(allow=["::/0"]) == 403  # IPv6 blocks hold no IPv4 addresses


@pytest.mark.core
def test_says_who_was_refused(shared, publish, upstream):
    path = publish(upstream)
    give(shared, f"/routes{path}", "ip-restriction", allow=[STRANGERS])
    got = ask(shared, path)
    assert (got.status, got.get("Content-Type")) == (403, "application/json; charset=utf-8")
    assert got.body.decode() == ('{\n  "message":"IP address not allowed: 127.0.0.1",\n  "request_id":"%s"\n}'
                                 % got.get("X-Kong-Request-Id"))
    assert ask(shared, path, "Accept: text/plain").body.startswith(b"IP address not allowed: 127.0.0.1\nrequest_id: ")
    assert shared.access_line(id=got.get("X-Kong-Request-Id"))["reason"] == "ip_restriction.not_allowed"
    assert upstream.seen == []


def test_says_what_is_configured(shared, publish, upstream):
    path = publish(upstream)
    give(shared, f"/routes{path}", "ip-restriction", deny=["127.0.0.1"], status=429, message='Nö, "nicht" <hier>')
    got = ask(shared, path)
    assert (got.status, json.loads(got.body)["message"]) == (429, 'Nö, "nicht" <hier>')
    assert "Nö, \"nicht\" &lt;hier&gt;." in ask(shared, path, "Accept: text/html").body.decode()


@pytest.mark.core
def test_judges_the_real_client_behind_trusted_proxies(upstream):
    with Gateway(trusted_ips="127.0.0.0/8, 10.0.0.0/8", real_ip_header="X-Forwarded-For",
                 real_ip_recursive="on") as gateway:
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/services/app/routes", {"name": "app", "paths": ["/"]})
        give(gateway, "/routes/app", "ip-restriction", allow=["203.0.113.0/24", "2001:db8::/32"],
             deny=["203.0.113.66"])
        for client, status in (("203.0.113.1", 200), ("203.0.113.66", 403), ("198.51.100.1", 403),
                               ("2001:DB8::5", 200), ("2001:db9::5", 403), ("::ffff:203.0.113.1", 200),
                               ("[2001:db8::5]:4711", 200), ("203.0.113.1:4711", 200), ("nonsense", 403)):
            got = ask(gateway, "/", f"X-Forwarded-For: 1.2.3.4, {client}, 10.0.0.9")
            assert got.status == status, client
        got = ask(gateway, "/", "X-Forwarded-For: ::ffff:198.51.100.1")
        assert json.loads(got.body)["message"] == "IP address not allowed: 198.51.100.1"


def test_a_stranger_cannot_choose_an_address(shared, publish, upstream):
    path = publish(upstream)
    give(shared, f"/routes{path}", "ip-restriction", allow=["203.0.113.1"])
    assert ask(shared, path, "X-Forwarded-For: 203.0.113.1", "X-Real-IP: 203.0.113.1").status == 403


def test_ipv4_clients_of_an_ipv6_listener(upstream):
    try:
        with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True):
            pass
    except (OSError, ValueError):
        pytest.skip("no IPv6 on this machine")
    with Gateway(proxy_listen="[::]:0") as gateway:
        port = gateway.proxy[1]
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/services/app/routes", {"name": "app", "paths": ["/"]})
        give(gateway, "/routes/app", "ip-restriction", allow=["127.0.0.1"])

        def asked(host):
            with socket.create_connection((host, port), 10) as client:
                return ask_on(client, "/").status
        assert asked("::1") == 403
        try:
            assert asked("127.0.0.1") == 200
        except ConnectionRefusedError:
            pytest.skip("this machine's IPv6 sockets take no IPv4")


def test_comes_behind_authentication(guarded):
    """In Kong's order: who has no token learns that first."""
    give(guarded, "/routes/guarded", "ip-restriction", deny=["127.0.0.1"])
    assert ask(guarded, "/guarded").status == 401
    good = bearer(token("alice-key", SECRET))["Authorization"]
    assert ask(guarded, "/guarded", f"Authorization: {good}").status == 403


def test_long_lists(shared, publish, upstream):
    path = publish(upstream)
    blocks = [f"10.{i // 256}.{i % 256}.0/24" for i in range(0, 20000, 2)]
    one = give(shared, f"/routes{path}", "ip-restriction", deny=blocks)
    assert ask(shared, path).status == 200
    shared.admin.patch(f"/plugins/{one['id']}", {"config": {"deny": blocks + ["127.0.0.1"]}})
    assert ask(shared, path).status == 403


def test_refuses_bad_settings(shared):
    for config, text in (({}, "at least one of these fields must be non-empty: 'config.allow', 'config.deny'"),
                         ({"allow": [], "deny": []}, "at least one of these fields"),
                         ({"allow": ["10.0.0.0/33"]}, "invalid ip or cidr range: '10.0.0.0/33'"),
                         ({"deny": ["example.com"]}, "invalid ip or cidr range: 'example.com'"),
                         ({"deny": ["127.0.0.1"], "status": 200}, "value should be between 400 and 599")):
        refused = shared.admin.call("POST", "/plugins", {"name": "ip-restriction", "config": config})
        assert refused.status_code == 400 and text in refused.text, refused.text


def test_one_for_streams_alone_does_nothing(shared, publish, upstream):
    path = publish(upstream)
    give(shared, f"/services{path}", "ip-restriction", deny=["127.0.0.1"])
    assert ask(shared, path).status == 403
    shared.admin.post(f"/routes{path}/plugins", {"name": "ip-restriction", "protocols": ["http"],
                                                 "config": {"deny": [STRANGERS]}})
    assert ask(shared, path).status == 200
