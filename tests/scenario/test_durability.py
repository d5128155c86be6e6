# SPDX-License-Identifier: Apache-2.0
"""What was answered stays; what is cached is served when the store cannot be had; and who looks is told why."""
import os
import resource
import signal
import sqlite3
import stat
import subprocess
import threading
import uuid

import pytest
import requests

from conftest import SECRET
from support.gateway import Gateway, run
from support.tokens import bearer, key_pair, token
from support.waiting import until

ROUNDS = 10


def status(gateway, key="alice-key", secret=SECRET, path="/guarded"):
    return requests.get(gateway.url + path, headers=bearer(token(key, secret)), timeout=10).status_code


class Writers:
    """Threads that create, change and delete consumers until the gateway is gone, and know what was answered."""

    def __init__(self, gateway, round):
        self.gateway, self.round = gateway, round
        self.kept, self.deleted = {}, set()
        self.threads = [threading.Thread(target=self._write, args=(i,)) for i in range(4)]
        for one in self.threads:
            one.start()

    def _write(self, number):
        session = requests.Session()
        url = self.gateway.admin.url + "/consumers"
        try:
            for turn in range(10_000):
                name, changed = f"r{self.round}-{number}-{turn}", f"changed {self.round}-{number}-{turn}"
                assert session.post(url, json={"username": name, "custom_id": name}, timeout=10).status_code == 201
                answer = session.patch(f"{url}/{name}", json={"custom_id": changed}, timeout=10)
                assert answer.status_code == 200
                if turn % 3:
                    self.kept[name] = changed
                else:
                    assert session.delete(f"{url}/{name}", timeout=10).status_code == 204
                    self.deleted.add(name)
        except requests.RequestException:
            pass

    def join(self):
        for one in self.threads:
            one.join(30)


def everything(gateway):
    found, page = {}, "/consumers?size=1000"
    while page:
        answer = gateway.admin.get(page)
        found.update({one["username"]: one["custom_id"] for one in answer["data"]})
        page = answer["next"]
    return found


def test_kill_under_write_load_loses_nothing_that_was_answered(guarded):
    kept, deleted = {}, set()
    for round in range(ROUNDS):
        writers = Writers(guarded, round)
        until(lambda: len(writers.kept) > 3 * (round + 1), what="answered writes")
        guarded.stop(signal.SIGKILL)
        writers.join()
        assert not any(one.is_alive() for one in writers.threads)
        kept.update(writers.kept)
        deleted |= writers.deleted
        guarded.start()
        there = everything(guarded)
        assert {name: there.get(name) for name in kept} == kept
        assert not deleted & set(there)
        assert status(guarded) == 200
    with sqlite3.connect(f"file:{guarded.data}/cardea.db?mode=ro", uri=True) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_second_gateway_is_told_who_holds_the_store(gateway):
    ran = run("serve", "--set", f"data_dir={gateway.data}", "--set", "proxy_listen=127.0.0.1:0", "--set",
              "admin_listen=off", "--set", "status_listen=off")
    assert ran.returncode == 1
    assert f"the datastore is in use by process {gateway.process.pid} (started 20" in ran.stderr
    gateway.admin.post("/consumers", {"username": "alice"})  # and the first one is none the worse


def limit_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))


def fill(gateway):
    """Writes until one is refused; returns what was answered, and the refusal."""
    names = []
    for number in range(2000):
        name = f"filler-{number}"
        got = gateway.admin.call("POST", "/consumers", {"username": name, "custom_id": name + "x" * 4000})
        if got.status_code != 201:
            return names, got
        names.append(name)
    raise AssertionError("it never gets full")


def assert_serves_without_room(gateway, names, refusal, reason):
    """What is expected of a gateway whose store cannot grow."""
    assert refusal.status_code == 503, refusal.text
    assert refusal.headers["Retry-After"] and reason in refusal.json()["message"]
    assert status(gateway) == 200  # from memory
    assert status(gateway, "bob-key") == 200  # was never asked for before: reading still works
    assert status(gateway, secret="wrong") == 401
    told = gateway.admin.get("/status")
    assert told["database"]["reachable"] is False and reason in told["database"]["problem"]
    assert gateway.process.poll() is None
    there = everything(gateway)
    assert [name for name in names if name not in there] == []
    assert f"filler-{len(names)}" not in there


def build_guarded(gateway, upstream):
    admin = gateway.admin
    admin.post("/services", {"name": "app", "url": upstream.url})
    admin.post("/services/app/routes", {"name": "guarded", "paths": ["/guarded"]})
    admin.post("/routes/guarded/plugins", {"name": "jwt"})
    for name in ("alice", "bob"):
        admin.post("/consumers", {"username": name})
        admin.post(f"/consumers/{name}/jwt", {"key": f"{name}-key", "secret": SECRET})
    assert status(gateway) == 200
    return gateway


def test_files_that_may_not_grow(upstream):
    """A limit of file sizes (ulimit -f) also sends a signal that would end the process."""
    with Gateway(preexec=limit_files, workers="1") as gateway:
        build_guarded(gateway, upstream)
        names, refusal = fill(gateway)
        assert_serves_without_room(gateway, names, refusal, "file size limit")


@pytest.fixture
def tiny_disk(tmp_path):
    """A file system of 1 MB. Only root may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(place)], capture_output=True).returncode:
        pytest.skip("no right to mount a file system")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk(tiny_disk, tmp_path, upstream):
    ballast = tiny_disk / "ballast"
    ballast.write_bytes(b"x" * 400_000)
    with Gateway(data=tmp_path, data_dir=str(tiny_disk), proxy_access_log=str(tiny_disk / "access.log"),
                 error_log=str(tiny_disk / "error.log")) as gateway:
        build_guarded(gateway, upstream)
        names, refusal = fill(gateway)
        assert_serves_without_room(gateway, names, refusal, "its disk is full")
        ballast.unlink()
        until(lambda: gateway.admin.get("/status")["database"]["reachable"], what="the store's return")
        gateway.admin.post("/consumers", {"username": "after"})
        gateway.restart()
        assert set(names) | {"after", "alice", "bob"} == set(everything(gateway))
        assert status(gateway) == 200


def as_nobody():
    os.setgid(65534)
    os.setuid(65534)


def refused_start(data, preexec=None):
    ran = run("serve", "--set", f"data_dir={data}", "--set", "proxy_listen=127.0.0.1:0", "--set", "admin_listen=off",
              "--set", "status_listen=off", "--set", "proxy_access_log=off", preexec_fn=preexec)
    assert ran.returncode == 1, ran.stdout
    assert "cardea: cannot start: " in ran.stderr and "ready" not in ran.stdout
    return ran.stderr


def test_a_directory_that_may_not_be_written(gateway):
    gateway.stop()
    if os.geteuid() == 0:
        os.chmod(gateway.data, 0o755)
        assert "cannot be opened (Permission denied)" in refused_start(gateway.data, as_nobody)
    else:
        os.chmod(gateway.data, 0o500)
        assert str(gateway.data) in refused_start(gateway.data)
        os.chmod(gateway.data, 0o700)


def garble(path, first=4096):
    with open(path, "r+b") as file:
        size = file.seek(0, 2)
        for at in range(first, size - 16, 512):
            file.seek(at)
            file.write(b"0123456789abcdef")


def test_a_damaged_file_is_refused_at_the_start(gateway):
    for number in range(50):
        gateway.admin.post("/consumers", {"username": f"c{number}"})
    gateway.stop()
    garble(gateway.data / "cardea.db")
    before = (gateway.data / "cardea.db").read_bytes()
    told = refused_start(gateway.data)
    assert "is damaged" in told and "backup" in told
    assert (gateway.data / "cardea.db").read_bytes() == before


def test_a_file_that_is_damaged_while_it_is_used(upstream):
    with Gateway() as gateway:
        build_guarded(gateway, upstream)
        for number in range(300):
            gateway.admin.post("/consumers", {"username": f"c{number}", "custom_id": f"{number}" + "x" * 1000})
        file = gateway.data / "cardea.db"
        subprocess.run(["sqlite3", str(file), "PRAGMA wal_checkpoint(TRUNCATE)"], check=True, capture_output=True)
        garble(file)
        assert status(gateway) == 200  # from memory
        for _ in range(5):
            assert status(gateway, "bob-key") in (200, 503)  # never 401: nobody knows that it is wrong
        got = gateway.admin.call("GET", "/consumers?size=1000")
        assert got.status_code == 503 and "damaged" in got.json()["message"], got.text
        got = gateway.admin.call("POST", "/consumers", {"username": "later"})
        assert got.status_code == 503, got.text
        assert status(gateway) == 200
        assert gateway.process.poll() is None


def shell(gateway, *statements):
    """What an operator types."""
    ran = subprocess.run(["sqlite3", "-bail", str(gateway.data / "cardea.db")], capture_output=True, text=True,
                         timeout=30, input="PRAGMA foreign_keys = ON;\n" + ";\n".join(statements) + ";\n")
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.core
def test_sql_that_an_operator_types_is_in_force_soon(guarded):
    """Consumers, credentials, groups, plugins and routes: made, changed and deleted behind the Admin API's back."""
    private, public = key_pair("RS256")
    carol, credential, plugin = (str(uuid.uuid4()) for _ in range(3))
    text = token("carol-key", private, "RS256")

    def soon(expected, path="/guarded"):
        until(lambda: requests.get(guarded.url + path, headers=bearer(text), timeout=10).status_code == expected,
              what=f"{expected} for {path}")

    soon(401)
    shell(guarded, f"INSERT INTO consumers (id, username, created_at, updated_at) VALUES ('{carol}', 'carol', 1, 1)",
          "INSERT INTO jwt_secrets (id, created_at, consumer_id, key, algorithm, rsa_public_key) VALUES "
          f"('{credential}', 1, '{carol}', 'carol-key', 'RS256', '{public}')")
    soon(403)
    shell(guarded, "INSERT INTO acls (id, created_at, consumer_id, \"group\") VALUES "
          f"('{uuid.uuid4()}', 1, '{carol}', 'friends')")
    soon(200)
    assert guarded.admin.get("/consumers/carol")["id"] == carol
    shell(guarded, "UPDATE jwt_secrets SET key = 'other' WHERE key = 'carol-key'")
    soon(401)
    shell(guarded, "UPDATE jwt_secrets SET key = 'carol-key' WHERE key = 'other'")
    soon(200)
    shell(guarded, "DELETE FROM consumers WHERE username = 'carol'")
    soon(401)
    soon(200, "/open")
    shell(guarded, "INSERT INTO plugins (id, name, created_at, updated_at, config, protocols, enabled) VALUES "
          f"('{plugin}', 'jwt', 1, 1, (SELECT config FROM plugins WHERE name = 'jwt'), "
          "(SELECT protocols FROM plugins WHERE name = 'jwt'), 1)")
    soon(401, "/open")
    shell(guarded, f"DELETE FROM plugins WHERE id = '{plugin}'")
    soon(200, "/open")
    shell(guarded, "UPDATE routes SET paths = '[\"/moved\"]' WHERE name = 'open'")
    soon(404, "/open")
    soon(200, "/moved")


def test_sql_that_breaks_a_rule_is_refused(guarded):
    for statement in ["UPDATE routes SET path_handling = 'v9'", "UPDATE plugins SET config = 'no json'",
                      "UPDATE jwt_secrets SET consumer_id = '00000000-0000-0000-0000-000000000000'"]:
        with pytest.raises(AssertionError, match="constraint failed|breaks the rule"):
            shell(guarded, statement)
    assert status(guarded) == 200


@pytest.mark.parametrize("table, column, value", [
    ("plugins", "config", "[]"), ("plugins", "config", "{}"), ("plugins", "config", '{"allow": 5}'),
    ("plugins", "config", "null"), ("plugins", "protocols", '"http"'), ("plugins", "name", "nothing"),
    ("routes", "paths", "[5]"), ("routes", "paths", "{}"), ("routes", "paths", '["~("]'), ("routes", "methods", "7"),
    ("routes", "protocols", '["gopher"]'), ("services", "host", ""), ("services", "port", "70000"),
    ("services", "protocol", "gopher"), ("jwt_secrets", "secret", "not sealed"), ("jwt_secrets", "algorithm", "none")])
def test_rows_that_make_no_sense_open_nothing(guarded, table, column, value):
    """The checks of the database are fewer than those of the Admin API. What gets past them harms its own row only."""
    where = {"plugins": "name IN ('jwt', 'nothing')", "routes": "name = 'guarded'", "services": "name = 'app'",
             "jwt_secrets": "key = 'alice-key'"}[table]
    with sqlite3.connect(guarded.data / "cardea.db") as file:
        try:
            file.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (value,))
        except sqlite3.Error:
            return  # refused: as good
    file.close()
    guarded.admin.post("/consumers", {"username": "bob"})  # its answer means that what was before it is in force too
    unknown = requests.get(guarded.url + "/guarded", timeout=10).status_code
    assert unknown in (401, 404, 500, 503), unknown
    good = status(guarded)
    assert good in (200, 401, 404, 500, 502, 503), good
    if table not in ("services", "routes"):
        assert requests.get(guarded.url + "/open", timeout=10).status_code == 200
    assert guarded.process.poll() is None
    guarded.restart()  # and it is no reason not to start
    assert requests.get(guarded.url + "/guarded", timeout=10).status_code == unknown


def test_a_transaction_left_open_in_a_shell(guarded):
    """Writes wait and are then refused with the reason; requests go on; afterwards all is well."""
    held = sqlite3.connect(guarded.data / "cardea.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    got = guarded.admin.call("POST", "/consumers", {"username": "bob"})
    assert got.status_code == 503 and "open transaction" in got.json()["message"], got.text
    assert status(guarded) == 200
    held.execute("ROLLBACK")
    held.close()
    guarded.admin.post("/consumers", {"username": "bob"})


def test_a_store_for_newer_programs_only(gateway):
    shell(gateway, "UPDATE cardea_store SET schema_version = 1000")
    gateway.restart()  # a newer program's, and it lets older ones read
    gateway.admin.post("/consumers", {"username": "alice"})
    gateway.stop()
    shell(gateway, "UPDATE cardea_store SET min_reader_version = 999")
    told = refused_start(gateway.data)
    assert "999" in told and "newer" in told
    shell(gateway, "UPDATE cardea_store SET min_reader_version = 0")
    gateway.start()
    assert gateway.admin.get("/consumers/alice")["username"] == "alice"


def test_a_keyring_that_cannot_be_used(guarded):
    guarded.stop()
    keyring = guarded.data / "keyring"
    os.chmod(keyring, 0o644)
    told = refused_start(guarded.data)
    assert f"chmod 600 {keyring}" in told
    os.chmod(keyring, 0o600)
    text = keyring.read_text()
    keyring.write_text(text[:-8])
    told = refused_start(guarded.data)
    assert str(keyring) in told and not any(line in told for line in text.split() if len(line) > 20)
    keyring.write_text(text)
    guarded.start()
    assert status(guarded) == 200
    assert stat.S_IMODE(keyring.stat().st_mode) == 0o600


def test_a_backup_can_be_restored(guarded):
    copy = guarded.data / "copy.db"
    subprocess.run(["sqlite3", str(guarded.data / "cardea.db"), f".backup {copy}"], check=True)  # while it is served
    guarded.admin.delete("/consumers/alice")
    assert status(guarded) == 401
    guarded.stop()
    copy.rename(guarded.data / "cardea.db")
    guarded.start()
    assert status(guarded) == 200
