# SPDX-License-Identifier: Apache-2.0
"""TLS towards clients: versions, certificates, ALPN, and peers that break off, dawdle or talk nonsense."""
import os
import socket
import ssl
import stat
import struct

import pytest
from cryptography import x509

from support.certificates import Authority, self_signed
from support.gateway import Gateway, run
from support.upstream import answer
from support.waiting import until
from support.wire import exchange, is_closed, read_answer

REQUEST = b"GET /open HTTP/1.1\r\nHost: a\r\n\r\n"


def client(trusted=None, version=None, alpn=None, ciphers=None):
    """A context that trusts the certificates in the file `trusted`, or everybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if trusted:
        context.load_verify_locations(trusted)
    else:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if version:
        context.minimum_version = context.maximum_version = version
    if alpn:
        context.set_alpn_protocols(alpn)
    if ciphers:
        context.set_ciphers(ciphers)
    return context


def connect(gateway, context=None, name="localhost", session=None):
    plain = socket.create_connection(gateway.proxy_tls, 10)
    return (context or client()).wrap_socket(plain, server_hostname=name, session=session)


def shown(gateway, context=None, name=None):
    """The certificate a client is shown."""
    with connect(gateway, context, name) as one:
        return x509.load_der_x509_certificate(one.getpeercert(binary_form=True))


def route(gateway, upstream):
    gateway.admin.post("/services", {"name": "app", "url": upstream.url})
    gateway.admin.post("/services/app/routes", {"name": "open", "paths": ["/open"]})
    return gateway


@pytest.fixture
def tls(upstream):
    with Gateway(tls=True) as one:
        yield route(one, upstream)


@pytest.mark.core
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=lambda one: one.name)
def test_serves_over_tls(tls, upstream, version):
    with connect(tls, client(version=version)) as one:
        for _ in range(3):
            assert exchange(one, REQUEST).status == 200
    assert upstream.last().get("X-Forwarded-Proto") == "https"
    assert upstream.last().get("X-Forwarded-Port") == str(tls.proxy_tls[1])


def test_offers_no_old_version(tls):
    old = client(version=ssl.TLSVersion.TLSv1_1, ciphers="ALL:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError, match="(?i)protocol version"):
        connect(tls, old)


@pytest.mark.parametrize("words, good, bad", [
    ("TLSv1.3", ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2),
    ("TLSv1.2", ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)])
def test_the_versions_can_be_set(words, good, bad):
    with Gateway(tls=True, ssl_protocols=words) as gateway:
        with connect(gateway, client(version=good)) as one:
            assert one.version() == words
        with pytest.raises(ssl.SSLError):
            connect(gateway, client(version=bad))


@pytest.mark.core
def test_makes_a_certificate_of_its_own_once(tls):
    files = [tls.data / "self-signed.crt", tls.data / "self-signed.key"]
    assert [stat.S_IMODE(one.stat().st_mode) for one in files] == [0o600, 0o600]
    before = shown(tls)
    assert before.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(
        x509.DNSName) == ["localhost"]
    with connect(tls, client(trusted=str(files[0]))) as one:  # a client may be told to trust it
        assert exchange(one, REQUEST).status == 200
    tls.restart()
    assert shown(tls) == before


@pytest.mark.core
@pytest.mark.parametrize("word", ["", " http2"])
def test_alpn(upstream, word):
    with Gateway(proxy_listen=f"127.0.0.1:0, 127.0.0.1:0 ssl{word}") as gateway:
        route(gateway, upstream)
        assert ("http2" in gateway.errors()) == bool(word)  # it says that HTTP/1.1 is what there is
        for offered, agreed in [(["h2", "http/1.1"], "http/1.1"), (["http/1.1"], "http/1.1"), (None, None)]:
            with connect(gateway, client(alpn=offered)) as one:
                assert one.selected_alpn_protocol() == agreed
                assert exchange(one, REQUEST).status == 200
        with pytest.raises(ssl.SSLError, match="(?i)application protocol"):
            connect(gateway, client(alpn=["h2"]))


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """A gateway with certificates for several names and of both kinds of keys, and their authority."""
    directory = tmp_path_factory.mktemp("certificates")
    root = Authority()
    between = Authority("Intermediate", parent=root)
    made = {
        "first": root.issue("first.test", kind="rsa"),
        "first-ec": root.issue("first.test"),
        "second": between.issue("second.test"),
        "wild": root.issue("*.wild.test"),
        "exact": root.issue("exact.wild.test"),
    }
    pairs = [one.save(directory, name) for name, one in made.items()]
    with Gateway(tls=True, ssl_cert=",".join(chain for chain, _ in pairs),
                 ssl_cert_key=",".join(key for _, key in pairs)) as gateway:
        gateway.made, gateway.root = made, root.save_root(directory)
        yield gateway


@pytest.mark.parametrize("name, which", [
    ("second.test", "second"), ("SECOND.test", "second"), ("a.wild.test", "wild"), ("exact.wild.test", "exact"),
    ("first.test", "first-ec"), ("a.b.wild.test", "first-ec"), ("unknown.test", "first-ec"), (None, "first-ec")])
def test_shows_the_certificate_of_the_name(several, name, which):
    assert shown(several, name=name) == several.made[which].certificate


@pytest.mark.parametrize("ciphers, which", [("ECDHE-RSA-AES128-GCM-SHA256", "first"),
                                            ("ECDHE-ECDSA-AES128-GCM-SHA256", "first-ec")])
def test_shows_the_certificate_of_the_kind_of_key(several, ciphers, which):
    context = client(version=ssl.TLSVersion.TLSv1_2, ciphers=ciphers)
    assert shown(several, context, "first.test") == several.made[which].certificate
    if which == "first":  # nobody else's RSA certificate stands in where a name has none
        with pytest.raises(ssl.SSLError):
            shown(several, context, "second.test")


def test_sends_the_intermediates(several):
    with connect(several, client(trusted=several.root), "second.test") as one:
        assert exchange(one, REQUEST).status == 404  # verified, and there is no route


def test_refuses_certificates_that_cannot_be_used(tmp_path):
    good, other = self_signed("a.test"), self_signed("b.test")
    chain, key = good.save(tmp_path, "good")
    _, other_key = other.save(tmp_path, "other")
    (tmp_path / "locked.key").write_bytes(good.key_pem(b"a password"))
    (tmp_path / "garbage").write_text("nonsense")
    garbage, locked, absent = (str(tmp_path / name) for name in ("garbage", "locked.key", "absent"))
    for certificate, private, reason in [
            (chain, other_key, "does not belong"), (chain, locked, "unencrypted"), (chain, garbage, "private key"),
            (garbage, key, "no certificate found"), (absent, key, "cannot be read"),
            (f"{chain},{chain}", key, "each certificate needs its key")]:
        for command in ("check", "serve"):
            ran = run(command, "--set", f"data_dir={tmp_path}/data", "--set", f"ssl_cert={certificate}",
                      "--set", f"ssl_cert_key={private}", "--set", "proxy_listen=127.0.0.1:0 ssl",
                      "--set", "admin_listen=off", "--set", "status_listen=off")
            assert ran.returncode != 0, (command, reason)
            assert reason in ran.stderr and "PRIVATE" not in ran.stderr, ran.stderr
    assert not (tmp_path / "data").exists()


def test_resumes_sessions_on_any_core(tls):
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = client(version=version)
        with connect(tls, context) as one:
            assert exchange(one, REQUEST).status == 200
            session = one.session
        for _ in range(8):
            with connect(tls, context, session=session) as one:
                assert one.session_reused
                assert exchange(one, REQUEST).status == 200


@pytest.mark.core
def test_a_handshake_must_end(upstream):
    with Gateway(tls=True, client_header_timeout="300ms") as gateway:
        route(gateway, upstream)
        silent = socket.create_connection(gateway.proxy_tls, 10)
        begun = socket.create_connection(gateway.proxy_tls, 10)
        begun.sendall(b"\x16\x03\x01\x02\x00\x01\x00")  # the first bytes of a ClientHello
        with connect(gateway) as other:  # nobody waits for them
            assert exchange(other, REQUEST).status == 200
        assert is_closed(silent) and is_closed(begun)
        silent.close()
        begun.close()


@pytest.mark.core
def test_nonsense_on_the_tls_port(tls):
    nonsense = [REQUEST, os.urandom(4000), b"\x16\x03\x01\xff\xff" + b"\0" * 70000, b"\x80\x2e\x01\x00\x02" * 20,
                b"\x15\x03\x01\x00\x02\x02\x28", b"\n"]
    for data in nonsense:
        with socket.create_connection(tls.proxy_tls, 10) as one:
            try:
                one.sendall(data)
                one.shutdown(socket.SHUT_WR)
                while one.recv(65536):
                    pass
            except OSError:  # it may be gone before everything is said
                pass
        with connect(tls) as good:
            assert exchange(good, REQUEST).status == 200


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@pytest.mark.core
def test_clients_that_break_off(tls, upstream):
    """In the handshake, in a request, in an answer; with and without a reset. What they held is given back."""
    def big(seen, connection):
        try:
            connection.sendall(answer(b"x" * 4_000_000))
        except OSError:
            pass
        seen.close = True

    upstream.behave = big
    for how in (reset, lambda connection: connection.close()):
        for _ in range(5):
            hello = socket.create_connection(tls.proxy_tls, 10)
            hello.sendall(b"\x16\x03\x01\x02\x00\x01")
            how(hello)
            how(connect(tls))
            part = connect(tls)
            part.sendall(REQUEST[:20])
            how(part)
            body = connect(tls)
            body.sendall(b"POST /open HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc")
            how(body)
            taker = connect(tls)
            taker.sendall(REQUEST)
            assert taker.recv(1000)
            how(taker)
    open_now = lambda: tls.admin.get("/status")["server"]["connections_active"]  # noqa: E731
    until(lambda: open_now() == 0, what="the end of all connections")
    upstream.behave = lambda seen, connection: answer()
    with connect(tls) as good:
        assert exchange(good, REQUEST).status == 200


def test_streams_both_ways(tls, upstream):
    upstream.behave = lambda seen, connection: answer(seen.body)
    body = os.urandom(3_000_000)
    with connect(tls) as one:
        head = b"POST /open HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body)
        one.sendall(head + body)
        got = read_answer(one.makefile("rb"))
    assert got.status == 200
    assert got.body == body


def test_pipelined_requests(tls):
    with connect(tls) as one:
        one.sendall(REQUEST * 20)
        stream = one.makefile("rb")
        assert [read_answer(stream).status for _ in range(20)] == [200] * 20


def test_the_end_is_said(tls):
    """A client can tell an answer's end from a cut connection: close_notify comes before FIN."""
    with connect(tls) as one:
        assert exchange(one, REQUEST.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")).status == 200
        assert one.recv(1) == b""  # a mere FIN would raise


def test_the_admin_api_and_the_status_page_over_tls():
    with Gateway(admin_listen="127.0.0.1:0, 127.0.0.1:0 ssl", status_listen="127.0.0.1:0 ssl") as gateway:
        for kind, path, status in [("admin", b"/services", 200), ("status", b"/status/ready", 200),
                                   ("status", b"/services", 404)]:
            plain = socket.create_connection(gateway.address(kind, "https"), 10)
            with client().wrap_socket(plain, server_hostname="localhost") as one:
                got = exchange(one, b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert got.status == status, got.body


def test_fails_handshakes_with_a_reason_for_who_looks():
    with Gateway(tls=True, log_level="debug") as gateway:
        with socket.create_connection(gateway.proxy_tls, 10) as one:
            one.sendall(REQUEST)
            until(lambda: "http request" in gateway.errors(), what="the reason in the log")


def test_a_listener_without_a_certificate_file_needs_room_for_one(tmp_path):
    """Where none can be made, the start says so."""
    (tmp_path / "self-signed.key.new").mkdir()
    ran = run("serve", "--set", f"data_dir={tmp_path}", "--set", "proxy_listen=127.0.0.1:0 ssl",
              "--set", "admin_listen=off", "--set", "status_listen=off")
    assert ran.returncode == 1
    assert "self-signed.key" in ran.stderr
