# SPDX-License-Identifier: Apache-2.0
"""Credentials are made, used, changed and deleted while all cores are busy: after each answer of the Admin API not one
request on any core is judged by what was before."""
import concurrent.futures
import contextlib
import functools
import threading

import pytest

from conftest import SECRET
from support.tokens import key_pair, token
from support.waiting import until
from support.wire import exchange

pytestmark = pytest.mark.core
ALGORITHMS = ["HS256", "RS256", "PS256", "ES256", "EdDSA"]
ROUNDS = 6
CONNECTIONS = 8  # over two cores


class Client:
    """Kept connections, spread over the cores."""

    def __init__(self, gateway):
        self.connections = [gateway.connect(30) for _ in range(CONNECTIONS)]

    def statuses(self, text):
        """What each connection is answered."""
        head = f"GET /guarded HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {text}\r\n\r\n".encode()
        return {exchange(one, head).status for one in self.connections}

    def close(self):
        for one in self.connections:
            one.close()


@contextlib.contextmanager
def client_of(gateway):
    one = Client(gateway)
    try:
        yield one
    finally:
        one.close()


@functools.lru_cache
def second_pair(algorithm):
    """Another pair than support.tokens has for the algorithm."""
    return key_pair.__wrapped__(algorithm)


def credential(algorithm, variant):
    """(fields of a credential, what signs for it): two variants for each algorithm."""
    if algorithm == "HS256":
        return {"secret": SECRET + str(variant)}, SECRET + str(variant)
    private, public = second_pair(algorithm) if variant else key_pair(algorithm)
    return {"rsa_public_key": public}, private


def live_and_die(gateway, key, algorithm):
    """A credential's life, with everything that must and must not pass on the way."""
    (fields, signer), (others, successor) = credential(algorithm, 0), credential(algorithm, 1)
    admin = gateway.admin.__class__(gateway.admin_address)
    with client_of(gateway) as client:
        for number in range(ROUNDS):
            old = token(key, signer, algorithm, n=number)
            new = token(key, successor, algorithm, n=number)
            assert client.statuses(old) == {401}  # also leaves "there is none" in the cache
            admin.post("/consumers/alice/jwt", {"key": key, "algorithm": algorithm, **fields})
            assert client.statuses(old) == {200}
            assert client.statuses(new) == {401}
            admin.patch(f"/consumers/alice/jwt/{key}", others)
            assert client.statuses(old) == {401}
            assert client.statuses(new) == {200}
            admin.put(f"/consumers/alice/jwt/{key}", {"algorithm": algorithm, **fields})
            assert client.statuses(new) == {401}
            assert client.statuses(old) == {200}
            admin.delete(f"/consumers/alice/jwt/{key}")
            assert client.statuses(old) == {401}
            assert client.statuses(new) == {401}
    return True


class Storm:
    """Requests that must all pass, without pause, on a thread for each token."""

    def __init__(self, gateway, texts):
        self.gateway, self.texts = gateway, list(texts)
        self.stopping = threading.Event()
        self.rounds = [0] * len(self.texts)
        self.wrong = []
        self.threads = [threading.Thread(target=self._run, args=(index,)) for index in range(len(self.texts))]

    def _run(self, index):
        with client_of(self.gateway) as client:
            while not self.stopping.is_set():
                said = client.statuses(self.texts[index])
                if said != {200}:
                    self.wrong.append(said)
                    return
                self.rounds[index] += 1

    def go_on(self, rounds):
        """Returns when each thread has sent that many whole rounds more, or was answered wrongly."""
        goals = [done + rounds for done in self.rounds]
        until(lambda: self.wrong or all(done >= goal for done, goal in zip(self.rounds, goals)),
              what="more answers of the storm")

    def __enter__(self):
        for one in self.threads:
            one.start()
        self.go_on(1)
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for one in self.threads:
            one.join()


def give(gateway, name, number=0):
    """Alice gets a credential of each kind, whose keys begin with `name`; a token of each."""
    texts = []
    for algorithm in ("HS256", "ES256"):
        fields, signer = credential(algorithm, number % 2)
        key = f"{name}-{algorithm}"
        gateway.admin.post("/consumers/alice/jwt", {"key": key, "algorithm": algorithm, **fields})
        texts.append(token(key, signer, algorithm))
    return texts


def test_credentials_change_under_load_without_one_wrong_answer(guarded):
    with Storm(guarded, give(guarded, "steady")) as storm:
        with concurrent.futures.ThreadPoolExecutor(len(ALGORITHMS)) as pool:
            lives = [pool.submit(live_and_die, guarded, f"life-{one}", one) for one in ALGORITHMS]
            assert all(one.result() for one in lives)
    assert storm.wrong == []
    assert not [line for line in guarded.access() if line["status"] >= 500]


def rotate(gateway, storm, number):
    """One step of all clients to new credentials; the old ones are deleted when nobody sends their tokens any more."""
    admin, old = gateway.admin, list(storm.texts)
    storm.texts[:] = give(gateway, f"rotated-{number}", number)
    storm.go_on(2)  # the first may have begun with the old token
    for algorithm in ("HS256", "ES256"):
        admin.delete(f"/consumers/alice/jwt/rotated-{number - 1}-{algorithm}")
    with client_of(gateway) as client:
        assert [client.statuses(text) for text in old] == [{401}, {401}]


def test_a_rotation_under_load_refuses_nobody(guarded):
    """Two credentials at a time: make the new one, hand it out, delete the old one."""
    with Storm(guarded, give(guarded, "rotated-0")) as storm:
        for number in range(1, ROUNDS + 1):
            rotate(guarded, storm, number)
        storm.go_on(2)
    assert storm.wrong == []


def test_a_token_asked_on_all_cores_at_once_is_right_on_each(guarded):
    """The same new token at the same moment: checked once, let through everywhere."""
    fields, signer = credential("ES256", 0)
    guarded.admin.post("/consumers/alice/jwt", {"key": "same", "algorithm": "ES256", **fields})
    heads = [f"GET /guarded HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token('same', signer, 'ES256', n=n)}\r\n\r\n"
             for n in range(20)]
    with client_of(guarded) as client:
        for head in heads:
            for one in client.connections:
                one.sendall(head.encode())
            assert {exchange(one, b"").status for one in client.connections} == {200}
