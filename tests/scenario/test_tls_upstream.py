# SPDX-License-Identifier: Apache-2.0
"""https upstreams: who is believed, who is refused and with which words, which name is asked for."""
import os
import socket
import ssl

import pytest

from support.certificates import Authority, self_signed
from support.gateway import Gateway
from support.raw import RawUpstream
from support.upstream import Upstream, answer
from support.waiting import until
from support.wire import exchange, read_answer

HOSTS = ["app.test", "app.wild.test"]


class Asked:
    """Remembers the server names that clients asked for, in order."""

    def __init__(self, context):
        self.names = []
        context.sni_callback = lambda connection, name, _: self.names.append(name)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A directory with a file of names that lead here."""
    directory = tmp_path_factory.mktemp("upstreams")
    (directory / "hosts").write_text("".join(f"127.0.0.1 {name}\n" for name in HOSTS))
    return directory


@pytest.fixture(scope="module")
def root():
    return Authority("A Trusted Authority")


@pytest.fixture(scope="module")
def shared(place, root):
    """One core, so that connections to upstreams are shared by all clients."""
    with Gateway(workers="1", dns_hostsfile=str(place / "hosts"),
                 ssl_trusted_certificate=root.save_root(place)) as gateway:
        yield gateway


@pytest.fixture
def serve(place):
    """serve(issued, **what) is an https upstream that shows that certificate; it goes with the test."""
    begun = []

    def one(issued, behave=None, **changes):
        context = issued.server_context(place)
        for name, value in changes.items():
            setattr(context, name, value)
        upstream = Upstream(behave, context)
        upstream.asked = Asked(context)
        begun.append(upstream)
        return upstream.__enter__()

    yield one
    for upstream in begun:
        upstream.__exit__()


class At:
    """An upstream under a name."""

    def __init__(self, upstream, name="app.test", scheme="https"):
        self.url = f"{scheme}://{name}:{upstream.port}"


def ask(gateway, path, host="client.test"):
    with gateway.connect() as one:
        return exchange(one, f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())


def line_of(gateway, got):
    return gateway.access_line(id=got.get("X-Kong-Request-Id"))


@pytest.mark.core
def test_believes_who_is_vouched_for(shared, publish, serve, root):
    upstream = serve(root.issue("app.test"))
    path = publish(At(upstream))
    assert [ask(shared, path).status for _ in range(5)] == [200] * 5
    assert upstream.connections == 1
    assert upstream.asked.names == ["app.test"]
    assert upstream.last().get("Host") == f"app.test:{upstream.port}"


def test_believes_an_address_in_a_certificate(shared, publish, serve, root):
    upstream = serve(root.issue("127.0.0.1"))
    assert ask(shared, publish(At(upstream, "127.0.0.1"))).status == 200
    assert upstream.asked.names == [None]


def test_believes_a_wildcard(shared, publish, serve, root):
    assert ask(shared, publish(At(serve(root.issue("*.wild.test")), "app.wild.test"))).status == 200


REFUSED = {
    "unknown authority": (lambda root: Authority("Nobody").issue("app.test"), "unable to get local issuer"),
    "wrong name": (lambda root: root.issue("wrong.test"), "hostname mismatch"),
    "name of a client's": (lambda root: root.issue("client.test"), "hostname mismatch"),
    "expired": (lambda root: root.issue("app.test", days=(-30, -1)), "expired"),
    "not yet valid": (lambda root: root.issue("app.test", days=(1, 30)), "not yet valid"),
    "self-signed": (lambda root: self_signed("app.test"), "self-signed|self signed"),
    "no certificate authority": (lambda root: _issued_by_a_leaf(root), "invalid CA|issuer"),
}


def _issued_by_a_leaf(root):
    """Signed by a certificate that may not sign."""
    leaf = root.issue("signer.test")
    false = Authority("False", parent=root)
    false.certificate, false.key, false.is_root = leaf.certificate, leaf.key, False
    return false.issue("app.test")


@pytest.mark.core
@pytest.mark.parametrize("case", REFUSED)
def test_refuses_the_rest_and_says_why(shared, publish, serve, root, case):
    make, reason = REFUSED[case]
    upstream = serve(make(root))
    got = ask(shared, publish(At(upstream), retries=0))
    assert got.status == 502
    assert b"invalid response was received from the upstream" in got.body
    line = line_of(shared, got)
    assert line["reason"] == "upstream.failed"
    assert "the certificate of" in line["fault"] and any(one in line["fault"] for one in reason.split("|")), line
    assert upstream.seen == []


@pytest.mark.parametrize("case", REFUSED)
def test_believes_anybody_when_told_so(shared, publish, serve, root, case):
    upstream = serve(REFUSED[case][0](root))
    assert ask(shared, publish(At(upstream), tls_verify=False)).status == 200


def test_a_change_of_mind_is_in_force_at_once(shared, publish, serve):
    """Also for connections that were made before."""
    upstream = serve(self_signed("app.test"))
    path = publish(At(upstream), tls_verify=False, retries=0)
    for _ in range(3):
        assert ask(shared, path).status == 200
        shared.admin.patch(f"/services{path}", {"tls_verify": True})
        assert ask(shared, path).status == 502
        shared.admin.patch(f"/services{path}", {"tls_verify": None})
        assert ask(shared, path).status == 502
        shared.admin.patch(f"/services{path}", {"tls_verify": False})


def test_the_preset_can_be_no_verification(serve, upstream):
    with Gateway(upstream_tls_verify="off") as gateway:
        strict, lax = serve(self_signed("a.test")), serve(self_signed("a.test"))
        for name, one, fields in [("strict", strict, {"tls_verify": True, "retries": 0}), ("lax", lax, {})]:
            gateway.admin.post("/services", {"name": name, "url": one.url, **fields})
            gateway.admin.post(f"/services/{name}/routes", {"paths": [f"/{name}"]})
        assert (ask(gateway, "/strict").status, ask(gateway, "/lax").status) == (502, 200)


def test_the_systems_authorities_are_the_preset(serve):
    with Gateway() as gateway:
        upstream = serve(Authority().issue("127.0.0.1"))
        gateway.admin.post("/services", {"name": "app", "url": upstream.url, "retries": 0})
        gateway.admin.post("/services/app/routes", {"paths": ["/"]})
        got = ask(gateway, "/")
        assert got.status == 502
        assert "issuer" in line_of(gateway, got)["fault"]


def test_intermediates_and_how_many(shared, publish, serve, root):
    first = Authority("First", parent=root)
    upstream = serve(first.issue("app.test"))
    assert ask(shared, publish(At(upstream), tls_verify=True, tls_verify_depth=1, retries=0)).status == 200
    got = ask(shared, publish(At(upstream), tls_verify=True, tls_verify_depth=0, retries=0))
    assert got.status == 502
    assert "too long" in line_of(shared, got)["fault"]
    incomplete = first.issue("app.test")
    incomplete.above = ()  # the intermediate is not sent
    assert ask(shared, publish(At(serve(incomplete)), retries=0)).status == 502


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=lambda one: one.name)
def test_speaks_both_versions(shared, publish, serve, root, version):
    upstream = serve(root.issue("app.test"), minimum_version=version, maximum_version=version)
    assert ask(shared, publish(At(upstream))).status == 200


@pytest.mark.core
def test_an_upstream_that_speaks_no_tls(shared, publish):
    def speak_plain(connection, _):
        connection.recv(10)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    with RawUpstream(speak_plain) as upstream:
        got = ask(shared, publish(At(upstream), retries=0))
        assert got.status == 502
        assert "TLS" in line_of(shared, got)["fault"]


def test_a_handshake_that_is_cut_off(shared, publish):
    with RawUpstream(lambda connection, _: connection.recv(10)) as upstream:
        got = ask(shared, publish(At(upstream), retries=2))
        assert (got.status, upstream.connections) == (502, 3)  # nothing was sent yet: each try is safe


def test_a_handshake_that_never_ends(shared, publish):
    def listen(connection, _):
        while connection.recv(65536):
            pass

    with RawUpstream(listen) as upstream:
        got = ask(shared, publish(At(upstream), connect_timeout=300, retries=0))
        assert got.status == 504
        assert b"timing out" in got.body


def test_an_answer_without_a_proper_end_is_cut_off(shared, publish, serve, root):
    """Without a length its end is close_notify; a mere FIN may be anybody's."""
    def cut(seen, connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\npart")
        seen.close = True
        os.close(connection.detach())

    upstream = serve(root.issue("app.test"), cut)
    with shared.connect() as one:
        path = publish(At(upstream))
        one.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        with pytest.raises(ConnectionResetError):
            read_answer(one.makefile("rb"))


def test_streams_both_ways(shared, publish, serve, root):
    upstream = serve(root.issue("app.test"), lambda seen, connection: answer(seen.body))
    path = publish(At(upstream))
    body = os.urandom(3_000_000)
    with shared.connect() as one:
        one.sendall(f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        assert read_answer(one.makefile("rb")).body == body


@pytest.mark.core
def test_a_preserved_host_is_the_name_asked_for(shared, publish, serve, root):
    """As Kong does it: SNI and the certificate's name follow the Host that is sent."""
    upstream = serve(root.issue("app.test", "first.test", "second.test", "127.0.0.1"))
    path = publish(At(upstream), {"preserve_host": True}, retries=0)
    for host in ["First.test", "second.test:8443", "first.test", "second.test", "127.0.0.1", "first.test:1"]:
        assert ask(shared, path, host).status == 200
        assert upstream.last().get("Host") == host
    # One connection a name, and each was used again.
    assert upstream.asked.names == ["first.test", "second.test", None]
    assert upstream.connections == 3
    got = ask(shared, path, "third.test")
    assert got.status == 502
    assert "third.test" in line_of(shared, got)["fault"] and "hostname mismatch" in line_of(shared, got)["fault"]


def test_a_connection_carries_only_its_own_name(shared, publish, serve, root):
    """Names that clients choose share neither a connection with others nor with the service's own name."""
    used = {}

    def note(seen, connection):
        used.setdefault(id(connection), set()).add(seen.get("Host").split(":")[0])
        return answer()

    upstream = serve(root.issue("app.test", "first.test", "second.test"), note)
    kept = publish(At(upstream))
    path = publish(At(upstream), {"preserve_host": True})
    for _ in range(4):
        for asked, host in [(path, "first.test"), (kept, "first.test"), (path, "second.test"), (path, "app.test")]:
            assert ask(shared, asked, host).status == 200
    assert all(len(hosts) == 1 for hosts in used.values()), used


def test_names_that_clients_choose_do_not_pile_up_connections(place, serve, root):
    upstream = serve(root.issue("*.wild.test"))
    with Gateway(workers="1", dns_hostsfile=str(place / "hosts"), upstream_keepalive_pool_size="4",
                 ssl_trusted_certificate=root.save_root(place)) as gateway:
        gateway.admin.post("/services", {"name": "app", "url": At(upstream).url})
        gateway.admin.post("/services/app/routes", {"paths": ["/"], "preserve_host": True})
        for number in range(20):
            assert ask(gateway, "/", f"n{number}.wild.test").status == 200
        until(lambda: upstream.connections - upstream.closed == 4, what="the end of surplus connections")


def test_old_clients_without_a_host_get_the_services_name(shared, publish, serve, root):
    upstream = serve(root.issue("app.test"))
    path = publish(At(upstream), {"preserve_host": True}, retries=0)
    with socket.create_connection(shared.proxy, 10) as one:
        assert exchange(one, f"GET {path} HTTP/1.0\r\n\r\n".encode()).status == 200
    assert upstream.asked.names == ["app.test"]
    assert upstream.last().get("Host") == f"app.test:{upstream.port}"
