# SPDX-License-Identifier: Apache-2.0
"""Connections to upstreams are kept as the settings `upstream_keepalive_*` say, which are Kong's."""
import pytest
import requests

from support.gateway import Gateway
from support.waiting import until

COUNT = 6


def connections(upstream, **settings):
    """How many connections that many requests took, one after another."""
    with Gateway(workers="1", **settings) as gateway:
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/services/app/routes", {"paths": ["/"]})
        for _ in range(COUNT):
            assert requests.get(gateway.url, timeout=10).text == "ok"
        return upstream.connections


@pytest.mark.parametrize("settings, expected", [
    ({}, 1), ({"upstream_keepalive_pool_size": "0"}, COUNT), ({"upstream_keepalive_max_requests": "1"}, COUNT),
    ({"upstream_keepalive_max_requests": "2"}, COUNT // 2), ({"upstream_keepalive_max_requests": "0"}, 1),
], ids=str)
def test_how_many_and_for_how_many_requests(upstream, settings, expected):
    assert connections(upstream, **settings) == expected


def test_for_how_long(upstream):
    with Gateway(workers="1", upstream_keepalive_idle_timeout="100ms") as gateway:
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/services/app/routes", {"paths": ["/"]})
        assert requests.get(gateway.url, timeout=10).text == "ok"
        until(lambda: upstream.closed == 1, what="the end of the idle connection")
        assert requests.get(gateway.url, timeout=10).text == "ok"
