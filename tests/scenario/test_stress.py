# SPDX-License-Identifier: Apache-2.0
"""Everything that peers can do to each other, at once and at random. CARDEA_STRESS=<seconds>[:<seed>] runs it longer,
or again."""
import os
import random
import re
import ssl
import time

import pytest

from support.gateway import Gateway
from support.hostile import HostileClient, HostileUpstream
from support.waiting import until

SECONDS, _, SEED = os.environ.get("CARDEA_STRESS", "4").partition(":")
CLIENTS = 8


def gauge(gateway, name):
    return int(re.search(rf"^cardea_{name} (\d+)", gateway.admin.call("GET", "/metrics").text, re.M).group(1))


@pytest.mark.core
def test_every_request_gets_its_own_answer_or_none():
    seed = SEED or str(random.randrange(1 << 32))
    print("seed", seed)
    with Gateway(tls=True, client_body_timeout="5s", upstream_tls_verify="off") as gateway:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(gateway.data / "self-signed.crt", gateway.data / "self-signed.key")
        with HostileUpstream(seed) as plain, HostileUpstream(seed, context) as secured:
            for name, url, host in ("plain", plain.url, "a"), ("tls", secured.url.replace("http", "https"), "b"):
                gateway.admin.post("/services", {"name": name, "url": url, "read_timeout": 2000, "retries": 2})
                gateway.admin.post(f"/services/{name}/routes",
                                   {"paths": ["/good"], "hosts": [host], "strip_path": False})
            deadline = time.monotonic() + float(SECONDS)
            clients = [HostileClient(gateway, f"{seed} {i}", deadline) for i in range(CLIENTS)]
            for client in clients:
                client.start()
            for client in clients:
                client.join(float(SECONDS) + 60)
                assert not client.is_alive(), client.plans
            wrong = [one for peer in (plain, secured, *clients) for one in peer.wrong]
            assert not wrong, "\n".join(wrong[:5]) + gateway.errors()[-5000:]
            until(lambda: gauge(gateway, "requests_open") == 0, 30, "the end of all requests")
            until(lambda: gauge(gateway, "connections_open") == 0, 30, "the end of all connections")
            counted = gauge(gateway, "requests_total")
            until(lambda: len(gateway.access()) == counted, 30, "a line for each request")
            assert len({line["id"] for line in gateway.access()}) == counted
            print(sum(client.good for client in clients), "good requests of", counted)
        assert gateway.stop() == 0, gateway.errors()
        assert "fault in" not in gateway.errors()
