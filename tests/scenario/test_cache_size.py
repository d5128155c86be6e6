# SPDX-License-Identifier: Apache-2.0
"""What is kept in memory of the store stays within `mem_cache_size`, and whoever was dropped is looked up again."""
import requests

from conftest import SECRET
from support.gateway import Gateway
from support.tokens import bearer, token

COUNT, LIMIT = 200, 1 << 20


def test_memory_stays_within_its_size_and_nobody_is_refused(upstream):
    with Gateway(workers="1", mem_cache_size="1m") as gateway:
        admin = gateway.admin
        admin.post("/services", {"name": "app", "url": upstream.url})
        admin.post("/services/app/routes", {"name": "app", "paths": ["/"]})
        admin.post("/routes/app/plugins", {"name": "jwt"})
        for number in range(COUNT):
            admin.post("/consumers", {"username": f"c{number}", "custom_id": f"{number}-" + "x" * 8000})
            admin.post(f"/consumers/c{number}/jwt", {"key": f"k{number}", "secret": SECRET})
        with requests.Session() as session:
            for number in [*range(COUNT), *range(COUNT)]:
                answer = session.get(gateway.url, headers=bearer(token(f"k{number}", SECRET)), timeout=10)
                assert answer.status_code == 200, answer.text
                assert upstream.last().get("X-Consumer-Username") == f"c{number}"
        cache = admin.get("/status")["cardea"]["near_cache"]
    assert 0 < cache["bytes"] <= LIMIT
    assert cache["evicted_for_room"] > 0
