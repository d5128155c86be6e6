# SPDX-License-Identifier: Apache-2.0
"""Made-up keys: each is another question to the store, so an address may have only so many looked up, and what
good clients need stays at hand."""
import re
import time

import pytest
import requests

from conftest import SECRET
from support.gateway import Gateway
from support.tokens import bearer, token
from support.waiting import until


@pytest.fixture
def gateway():
    with Gateway(unknown_credential_rate="50") as one:
        yield one


def questions(gateway):
    text = requests.get("http://%s:%d/metrics" % gateway.admin_address, timeout=10).text
    return float(re.search(r"^cardea_store_questions_total (\S+)", text, re.M).group(1))


def ask(session, gateway, key):
    return session.get(gateway.url + "/guarded", headers=bearer(token(key, SECRET)), timeout=10)


@pytest.mark.core
def test_a_flood_of_unknown_keys_costs_the_store_little(guarded):
    with requests.Session() as session:
        assert ask(session, guarded, "alice-key").status_code == 200
        before = questions(guarded)
        begun = time.monotonic()
        answers = [ask(session, guarded, f"made-up-{number}") for number in range(600)]
        seconds = time.monotonic() - begun
        assert {answer.status_code for answer in answers} == {401, 429}
        assert questions(guarded) - before <= 100 + 50 * (seconds + 1)

        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused[0].headers["Retry-After"] == "1"
        assert refused[0].json()["message"] == "Too many unknown credentials, please retry later"
        guarded.access_line(reason="auth.too_many_unknown")

        # What exists and is at hand is served to the same address all the while.
        assert ask(session, guarded, "alice-key").status_code == 200


def test_a_flood_of_unknown_users_is_bounded_alike(upstream):
    # Each name costs a slow hash too, so one connection alone does not outrun the usual rate.
    with Gateway(unknown_credential_rate="1") as gateway, requests.Session() as session:
        admin = gateway.admin
        admin.post("/services", {"name": "app", "url": upstream.url})
        admin.post("/services/app/routes", {"name": "users", "paths": ["/users"]})
        admin.post("/routes/users/plugins", {"name": "basic-auth"})
        admin.put("/consumers/alice")
        admin.post("/consumers/alice/basic-auth", {"username": "alice", "password": "p"})

        def show(user, password="p"):
            return session.get(gateway.url + "/users", auth=(user, password), timeout=30)

        assert show("alice").status_code == 200
        before, begun = questions(gateway), time.monotonic()
        answers = [show(f"made-up-{number}") for number in range(40)]
        assert questions(gateway) - before <= 2 + time.monotonic() - begun + 1
        assert {answer.status_code for answer in answers} == {401, 429}
        assert next(answer for answer in answers if answer.status_code == 429).headers["Retry-After"] == "1"
        gateway.access_line(reason="auth.too_many_unknown")
        # Who exists costs nothing of it, with a good password or a bad one.
        assert (show("alice").status_code, show("alice", "wrong").status_code) == (200, 401)


def test_a_credential_made_just_now_is_found_once_the_flood_ends(guarded):
    with requests.Session() as session:
        until(lambda: ask(session, guarded, f"made-up-{time.monotonic()}").status_code == 429, what="a refusal")
        guarded.admin.post("/consumers/alice/jwt", {"key": "fresh", "secret": SECRET})
        seen = until(lambda: {ask(session, guarded, "fresh").status_code} - {429}, what="another answer than 429")
        assert seen == {200}
