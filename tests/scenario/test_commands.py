# SPDX-License-Identifier: Apache-2.0
"""The commands of the binary: what they say, what they do, and that they talk to the gateway that runs."""
import concurrent.futures
import glob
import re
import shlex
import signal
import sqlite3
import subprocess
import threading

import jwt
import pytest
import requests

from conftest import SECRET
from support.gateway import BINARY, environment, run
from support.tokens import bearer, token
from support.waiting import until

COMMANDS = ["serve", "demo", "token", "check", "explain", "effective", "keyring rotate", "manual", "version"]
TOPICS = ["settings", "reasons", "services", "routes", "consumers", "plugins", "jwt_secrets", "acls", "issuers",
          "keyauth_credentials"]


@pytest.mark.core
def test_version():
    ran = run("version")
    assert ran.returncode == 0
    assert re.match(r"cardea \d+\.\d+\.\d+\nclang 19\..*OpenSSL 3\.", ran.stdout)
    assert run("--version").stdout == ran.stdout.splitlines()[0] + "\n"


def test_help():
    every = run("--help")
    assert every.returncode == 0 and every.stderr == ""
    listed = re.search(r"^Commands:\n((?:  .*\n)+)", every.stdout, re.M).group(1)
    assert set(re.findall(r"^  (\w+)", listed, re.M)) == {command.split()[0] for command in COMMANDS}
    assert "`cardea COMMAND --help`" in every.stdout
    none = run()
    assert (none.returncode, none.stderr) == (2, every.stdout)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command(command):
    ran = run(*command.split(), "--help")
    assert ran.returncode == 0
    assert f"cardea {command}" in ran.stdout
    assert all(len(line) <= 100 for line in ran.stdout.splitlines())
    if command in ("serve", "token", "check", "keyring rotate"):
        assert "--config" in ran.stdout and "--set" in ran.stdout
    if command not in ("version", "manual"):
        assert len(ran.stdout.split("\n\n")[-1]) > 60  # it explains itself below the options


@pytest.mark.parametrize("words, told", [
    (["sevre"], "there is no command sevre; did you mean serve?"), (["zzzzzzzz"], "`cardea --help` lists all"),
    (["serve", "--prnt"], "--prnt"), (["token"], "--consumer is required"), (["keyring"], "subcommand is required"),
    (["token", "--consumer", "a", "--ttl", "soon"], "--ttl takes a time"),
    (["token", "--consumer", "a", "--ttl", "0s"], "--ttl takes a time"),
    (["token", "--consumer", "a", "--ttl", "10000h"], "--ttl takes a time"),
    (["manual", "nothing"], "there is no page 'nothing'")])
def test_what_is_wrong_with_a_command_line(words, told):
    ran = run(*words)
    assert ran.returncode == 2
    assert told in ran.stderr and ran.stdout == ""


@pytest.mark.parametrize("topic", TOPICS)
def test_manual(topic):
    ran = run("manual", topic)
    assert ran.returncode == 0
    assert re.match(r"(<!--.*-->\n)?# ", ran.stdout)
    assert "``" not in ran.stdout  # what is empty has a word


def test_every_page_that_is_named_is_there():
    told = run("manual", "nothing").stderr
    topics = told.partition("There are: ")[2].strip().split(", ")
    assert set(TOPICS) <= set(topics)
    for topic in topics:
        assert run("manual", topic).returncode == 0, topic


def test_check(tmp_path):
    ran = run("check", "--set", f"data_dir={tmp_path}/data", "--set", "workers=1")
    assert ran.returncode == 0
    assert re.match(r"The settings are valid: 2 given, \d+ by default\.\n", ran.stdout)
    assert "proxy_listen   0.0.0.0:8000" in ran.stdout
    assert not (tmp_path / "data").exists()
    assert run("check", "--set", "workers=0").returncode == 2


@pytest.mark.core
def test_demo_once():
    before = set(glob.glob("/tmp/cardea-demo-*"))
    ran = run("demo", "--once")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    for line in (r"alice, with her token +200", r"nobody, no token +401", r"mallory, wrong group +403",
                 r"All three are as they should be\."):
        assert re.search(rf"^ *{line}$", ran.stdout, re.M), ran.stdout
    assert len(ran.stdout.splitlines()) <= 24  # one screen
    assert set(glob.glob("/tmp/cardea-demo-*")) <= before


def test_demo_keeps_serving(tmp_path):
    """What it prints can be typed."""
    out = tmp_path / "out"
    with open(out, "wb") as to:
        process = subprocess.Popen([BINARY, "demo"], stdout=to, stderr=to, stdin=subprocess.DEVNULL, env=environment())
    try:
        until(lambda: "Serving until Ctrl-C" in out.read_text(), 30, "the demo")
        text = out.read_text()
        secret = re.search(r"^  TOKEN=(\S+)$", text, re.M).group(1)

        def typed(start):
            command = re.search(rf"^  ({start}.*)$", text, re.M).group(1).split("   #")[0].replace("$TOKEN", secret)
            words = shlex.split(command)
            words[0] = {"cardea": BINARY}.get(words[0], words[0])
            return subprocess.run(words, capture_output=True, text=True, timeout=20,
                                  env={**environment(), "no_proxy": "*"}).stdout

        assert typed("curl -i -H").startswith("HTTP/1.1 200")
        assert typed("curl -i http").startswith("HTTP/1.1 401")
        assert typed("cardea token").count(".") == 2
        typed("curl -X DELETE")
        assert typed("curl -i -H").startswith("HTTP/1.1 403")
        assert process.poll() is None
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert not glob.glob(f"/tmp/cardea-demo-*/{process.pid}")


def command(gateway, *words):
    return run(*words, "--set", f"data_dir={gateway.data}")


def get(gateway, text):
    return requests.get(gateway.url + "/guarded", headers=bearer(text), timeout=10).status_code


@pytest.mark.core
def test_a_token_from_the_running_gateway(guarded):
    ran = command(guarded, "token", "--consumer", "alice", "--ttl", "90s")
    assert ran.returncode == 0, ran.stderr
    text = ran.stdout.strip()
    claims = jwt.decode(text, SECRET, algorithms=["HS256"])
    assert claims["iss"] == "alice-key" and claims["exp"] - claims["iat"] == 90
    assert get(guarded, text) == 200
    by_id = command(guarded, "token", "--consumer", guarded.admin.get("/consumers/alice")["id"])
    assert jwt.decode(by_id.stdout.strip(), SECRET, algorithms=["HS256"])["iss"] == "alice-key"


def test_a_token_makes_the_credential_it_needs(guarded):
    guarded.admin.post("/consumers", {"username": "bob jones"})
    guarded.admin.post("/consumers/bob%20jones/acls", {"group": "friends"})
    assert get(guarded, command(guarded, "token", "--consumer", "bob jones").stdout.strip()) == 200
    assert len(guarded.admin.get("/consumers/bob%20jones/jwt")["data"]) == 1


def test_a_token_of_nobody(guarded):
    ran = command(guarded, "token", "--consumer", "nobody")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "cardea token: there is no such consumer\n"


@pytest.mark.core
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=lambda one: one.name)
def test_without_a_gateway_commands_open_the_store_themselves(guarded, how):
    guarded.stop(how)  # a kill leaves the socket's file behind
    text = command(guarded, "token", "--consumer", "alice").stdout.strip()
    assert jwt.decode(text, SECRET, algorithms=["HS256"])["iss"] == "alice-key"
    assert command(guarded, "keyring", "rotate").returncode == 0
    guarded.start()
    assert get(guarded, text) == 200


def test_commands_never_open_the_store_beside_a_gateway(guarded):
    """Where the gateway cannot be reached, they say who holds the store."""
    (guarded.data / "admin.sock").unlink()
    ran = command(guarded, "token", "--consumer", "alice")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert f"in use by process {guarded.process.pid} " in ran.stderr


def sealed(gateway):
    """The secrets as they stand in the file."""
    with sqlite3.connect(f"file:{gateway.data}/cardea.db?mode=ro", uri=True) as file:
        return {row[0]: row[1] for row in file.execute("SELECT key, secret FROM jwt_secrets")}


@pytest.mark.core
def test_keys_rotate_while_requests_are_served(guarded):
    """None fails, none is late; also what is written meanwhile is sealed under the new key."""
    good = token("alice-key", SECRET)
    stop, seen, written = threading.Event(), [], []

    def ask():
        session = requests.Session()
        while not stop.is_set():
            fresh = token("alice-key", SECRET, jti=str(len(seen)))
            seen.append(session.get(guarded.url + "/guarded", headers=bearer(fresh), timeout=10).status_code)

    def write():
        while not stop.is_set():
            name = f"k{len(written)}"
            guarded.admin.post("/consumers/alice/jwt", {"key": name, "secret": SECRET + name})
            written.append(name)

    threads = [threading.Thread(target=one) for one in (ask, ask, write)]
    for thread in threads:
        thread.start()
    before = sealed(guarded)["alice-key"]
    for number in range(3):
        ran = command(guarded, "keyring", "rotate", *(["--drop-old"] if number == 2 else []))
        assert ran.returncode == 0, ran.stderr
        keys = 1 if number == 2 else number + 2
        assert re.match(rf"New key \S+ is active; \d+ of \d+ rows .* Keys in the file: {keys}\.\n", ran.stdout)
    until(lambda: len(written) > 3, what="some writes")
    stop.set()
    for thread in threads:
        thread.join(30)
    assert seen and set(seen) == {200}
    now = sealed(guarded)
    assert now["alice-key"] != before and SECRET not in "".join(now.values())
    guarded.restart()  # nothing lives on in memory only
    assert get(guarded, good) == 200
    for name in written:
        assert get(guarded, token(name, SECRET + name)) == 200, name


def test_rotations_do_not_meet(guarded):
    """Each either rotates or says that another does; whatever comes of it, every secret opens."""
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        ran = list(pool.map(lambda _: command(guarded, "keyring", "rotate", "--drop-old"), range(4)))
    assert {one.returncode for one in ran} <= {0, 1} and 0 in {one.returncode for one in ran}
    assert all("Another rotation is under way" in one.stderr for one in ran if one.returncode)
    guarded.restart()
    assert get(guarded, token("alice-key", SECRET)) == 200
