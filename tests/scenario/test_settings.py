# SPDX-License-Identifier: Apache-2.0
"""What a gateway is told before it starts: where from, what wins, what is refused and in which words."""
import re

import pytest
import requests

from support.gateway import Gateway, run

QUIET = ["--set", "status_listen=off"]


def shown(*words, env=None):
    """--print-settings: name -> (value, origin)."""
    ran = run("serve", "--print-settings", *words, env=env)
    assert ran.returncode == 0, ran.stderr
    found = {}
    for line in ran.stdout.splitlines():
        name, value, origin = re.fullmatch(r"(\w+) = (.*?) *# (.*)", line).groups()
        found[name] = (value, origin)
    return found


def problems(*words, env=None):
    """What `check` finds; `serve` says the same and does not start."""
    told = [run(command, *words, env=env) for command in ("check", "serve")]
    assert [one.returncode for one in told] == [2, 2]
    assert told[0].stderr == told[1].stderr
    return told[0].stderr


@pytest.mark.core
def test_the_stronger_source_wins(tmp_path):
    file, later = tmp_path / "cardea.conf", tmp_path / "later.conf"
    file.write_text("# mine\n\nlog_level = error\n")
    later.write_text("log_level=crit\n")
    assert shown()["log_level"] == ("notice", "default")
    words, env = ["-c", str(file)], {}
    assert shown(*words)["log_level"] == ("error", f"{file}:3")
    words += ["-c", str(later)]
    assert shown(*words)["log_level"] == ("crit", f"{later}:1")
    env["KONG_LOG_LEVEL"] = "warn"
    assert shown(*words, env=env)["log_level"] == ("warn", "KONG_LOG_LEVEL")
    env["CARDEA_LOG_LEVEL"] = "info"
    assert shown(*words, env=env)["log_level"] == ("info", "CARDEA_LOG_LEVEL")
    words += ["--set", "log_level=debug"]
    assert shown(*words, env=env)["log_level"] == ("debug", "--set")


def test_what_is_shown_can_be_read_again(tmp_path):
    words = ["--set", "trusted_ips=10.0.0.0/8, ::1", "--set", "workers=3", "--set", "headers=off"]
    file = tmp_path / "shown.conf"
    file.write_text(run("serve", "--print-settings", *words).stdout)
    again = shown("-c", str(file))
    assert {name: value for name, (value, _) in again.items()} == {
        name: value for name, (value, _) in shown(*words).items()}
    assert again["workers"][1].startswith(f"{file}:")


def test_secrets_are_not_shown(tmp_path):
    token = "a-token-that-nobody-may-see"
    for words, env in [(["--set", f"admin_token={token}"], {}), ([], {"CARDEA_ADMIN_TOKEN": token})]:
        ran = run("serve", "--print-settings", *words, env=env)
        assert "admin_token = ******" in ran.stdout
        assert token not in ran.stdout + ran.stderr
    assert "hush" not in problems("--set", "admin_token=hush")


@pytest.mark.core
def test_a_gateway_from_a_kong_conf(tmp_path):
    """Kong's file, with what means the same and what means nothing here."""
    file = tmp_path / "kong.conf"
    file.write_text("""
# Kong configuration file
prefix = /usr/local/kong/
log_level = debug          # and a comment
proxy_listen = 127.0.0.1:0 reuseport backlog=16384, 127.0.0.1:0 http2 ssl reuseport backlog=16384
admin_listen = 127.0.0.1:0
status_listen = off
database = sqlite
pg_host = 127.0.0.1
pg_password = a-password-of-the-old-database
nginx_worker_processes = 2
nginx_http_client_max_body_size = 1k
trusted_ips = 127.0.0.0/8
real_ip_header = X-Forwarded-For
upstream_keepalive_pool_size = 512
mem_cache_size = 64m
plugins = bundled
lua_package_path = ./?.lua
""")
    ours = {"proxy_listen": None, "admin_listen": None, "status_listen": None, "workers": None}
    with Gateway(words=["-c", str(file)], **ours) as gateway:
        assert gateway.proxy and gateway.proxy_tls
        told = gateway.errors()
        for line, name, reason in [(3, "prefix", "data_dir"), (9, "pg_host", "SQLite"), (10, "pg_password", "SQLite"),
                                   (17, "plugins", "built in"), (18, "lua_package_path", "no Lua")]:
            assert re.search(rf"warning: {file}:{line}: {name} has no effect: .*{reason}", told), told
        assert "a-password" not in told
        answer = requests.post(gateway.url + "/x", data=b"x" * 2000, timeout=10)
        assert answer.status_code in (404, 413)  # no route, or too large


@pytest.mark.core
def test_a_gateway_from_the_environment(upstream):
    env = {"KONG_PROXY_LISTEN": "127.0.0.1:0", "KONG_ADMIN_LISTEN": "off", "CARDEA_ADMIN_LISTEN": "127.0.0.1:0",
           "KONG_STATUS_LISTEN": "off", "KONG_NGINX_HTTP_CLIENT_MAX_BODY_SIZE": "1k", "KONG_PG_HOST": "db",
           "KONG_VERSION": "3.9.1", "CARDEA_SERVICE_HOST": "10.0.0.1", "CARDEA_PORT": "tcp://10.0.0.1:8000"}
    ours = {"proxy_listen": None, "admin_listen": None, "status_listen": None}
    with Gateway(env=env, **ours) as gateway:
        gateway.admin.post("/services", {"name": "app", "url": upstream.url})
        gateway.admin.post("/services/app/routes", {"paths": ["/"]})
        assert requests.post(gateway.url, data=b"x" * 1000, timeout=10).status_code == 200
        assert requests.post(gateway.url, data=b"x" * 1100, timeout=10).status_code == 413
        told = gateway.errors()
        assert "KONG_PG_HOST: pg_host has no effect" in told
        assert "KONG_VERSION" not in told and "CARDEA_PORT" not in told


def test_unknown_names_are_refused_with_the_nearest(tmp_path):
    file = tmp_path / "cardea.conf"
    file.write_text("log_levle = info\n")
    told = problems("-c", str(file), "--set", "proxy_lisen=off", env={"CARDEA_ADMIN_LISTN": "off"})
    assert f"{file}:1: there is no setting log_levle; did you mean log_level?" in told
    assert "CARDEA_ADMIN_LISTN: there is no setting admin_listn; did you mean admin_listen?" in told
    assert "--set: there is no setting proxy_lisen; did you mean proxy_listen?" in told


@pytest.mark.parametrize("name, value, words", [
    ("log_level", "loud", "must be one of debug, info"), ("workers", "0", "between 1 and 1024"),
    ("workers", "many", "whole number"), ("mem_cache_size", "lots", "must be a size"),
    ("client_body_timeout", "soon", "time"), ("trusted_ips", "10.0.0.0/99", "10.0.0.0/99"),
    ("proxy_listen", "localhost", "is no address to listen on"),
    ("proxy_listen", "127.0.0.1:8000 sssl", "unknown word `sssl`"),
    ("proxy_listen", "127.0.0.1:8000 proxy_protocol", "not built yet"),
    ("database", "postgres", "PostgreSQL"), ("database", "oracle", "must be one of"),
    ("ssl_protocols", "TLSv1.1", "RFC 8996"), ("real_ip_recursive", "maybe", "on or off"),
    ("ssl_cert", "/nonexistent.pem", "cannot be read (/nonexistent.pem)"), ("node_id", "me", "UUID"),
    ("real_ip_header", "two words", "name of a header"), ("upstream_keepalive_pool_size", "-1", "whole number"),
])
def test_bad_values_are_named_with_their_place(tmp_path, name, value, words):
    file = tmp_path / "cardea.conf"
    file.write_text(f"\n{name} = {value}\n")
    for told, origin in [(problems("-c", str(file)), f"{file}:2"),
                         (problems("--set", f"{name}={value}"), "--set"),
                         (problems(env={f"CARDEA_{name.upper()}": value}), f"CARDEA_{name.upper()}"),
                         (problems(env={f"KONG_{name.upper()}": value}), f"KONG_{name.upper()}")]:
        line = next(line for line in told.splitlines() if line.startswith(f"  {origin}: {name} = {value}: "))
        assert words in line


def test_all_mistakes_are_named_at_once(tmp_path):
    file = tmp_path / "cardea.conf"
    file.write_text("no equals sign\nworkers = none\nlog_levle = info\n")
    told = problems("-c", str(file), "-c", "/nonexistent.conf", "--set", "log_format")
    assert told.startswith("cardea: 5 things are to be mended in the settings:\n")
    for words in (f"{file}:1: not `name = value`", f"{file}:2: workers", f"{file}:3: there is no", "/nonexistent.conf",
                  "--set: needs name=value"):
        assert words in told
    assert "no equals sign" not in told  # it may be a piece of a secret


def test_an_admin_api_that_others_reach_must_be_guarded():
    told = problems("--set", "admin_listen=0.0.0.0:8001", *QUIET)
    assert "--set: admin_listen = 0.0.0.0:8001 can be reached by other machines" in told
    assert "admin_auth = token" in told and "admin_auth = none" in told
    assert "needs a token" in problems("--set", "admin_auth=token")
    assert run("check", "--set", "admin_listen=0.0.0.0:8001", "--set", "admin_auth=none").returncode == 0
    for tokens in ("0123456789abcdef", "0123456789abcdef,other-0123456789"):
        assert run("check", "--set", "admin_listen=[::]:8001", "--set", "admin_auth=token",
                   "--set", f"admin_token={tokens}").returncode == 0


def test_listeners_must_not_share_an_address():
    told = problems("--set", "admin_listen=127.0.0.1:8000", "--set", "proxy_listen=127.0.0.1:8000")
    assert "proxy_listen names 127.0.0.1:8000, which admin_listen names already" in told
    with Gateway() as gateway:
        taken = "%s:%d" % gateway.proxy
        ran = run("serve", "--set", f"proxy_listen={taken}", "--set", f"data_dir={gateway.data}/other",
                  "--set", "admin_listen=off", *QUIET)
        assert ran.returncode == 1
        assert f"cannot start: cannot listen on {taken}: the address is in use" in ran.stderr


def test_warnings_come_before_the_start():
    told = run("check", "--set", "database=memory", "--set", "proxy_listen=127.0.0.1:8443 ssl http2").stderr
    assert "warning: --set: database = memory keeps nothing" in told
    assert "warning: --set: proxy_listen wishes http2, which is not built yet" in told


def test_a_directory_that_was_there_keeps_its_mode(tmp_path):
    """It may be anybody's; one that is made is for its owner only."""
    (tmp_path / "there").mkdir(mode=0o755)
    for name, mode in [("there", 0o755), ("new", 0o700)]:
        with Gateway(data=tmp_path, data_dir=str(tmp_path / name)):
            assert (tmp_path / name).stat().st_mode & 0o777 == mode
            for file in ("cardea.db", "keyring", "admin.sock"):
                assert (tmp_path / name / file).stat().st_mode & 0o777 == 0o600
