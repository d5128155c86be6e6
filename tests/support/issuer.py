# SPDX-License-Identifier: Apache-2.0
"""A token issuer: a small https server with a JWK Set, discovery, and keys that sign. Its keys and answers are in the
test's hand; it remembers what it was asked."""
import base64
import datetime
import functools
import hashlib
import http.server
import ipaddress
import itertools
import json
import pathlib
import socket
import ssl
import tempfile
import threading
import time

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa

CURVES = {"ES256": (ec.SECP256R1, "P-256", 32), "ES384": (ec.SECP384R1, "P-384", 48),
          "ES512": (ec.SECP521R1, "P-521", 66)}
NUMBERS = itertools.count(1)


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@functools.lru_cache
def certificate():
    """(path of the certificate, path of its key) for 127.0.0.1, signed with its own key; one for the test run."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "issuer of the tests")])
    now = datetime.datetime.utcnow()
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
            .sign(key, hashes.SHA256()))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cardea-issuer-"))
    (folder / "crt.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return str(folder / "crt.pem"), str(folder / "key.pem")


@functools.lru_cache
def rsa_key(number):
    """RSA keys take long to make: the n-th is shared by all tests."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Key:
    """A key pair that signs with one algorithm."""

    def __init__(self, algorithm="ES256", kid=None, number=0):
        self.algorithm = algorithm
        self.kid = f"k{next(NUMBERS)}" if kid is None else kid
        if algorithm in CURVES:
            self.private = ec.generate_private_key(CURVES[algorithm][0]())
        elif algorithm == "EdDSA":
            self.private = ed25519.Ed25519PrivateKey.generate()
        elif algorithm == "Ed448":
            self.algorithm, self.private = "EdDSA", ed448.Ed448PrivateKey.generate()
        else:
            self.private = rsa_key(number)

    def jwk(self, **members):
        public = self.private.public_key()
        if isinstance(public, rsa.RSAPublicKey):
            numbers = public.public_numbers()
            made = {"kty": "RSA", "n": base64url(numbers.n.to_bytes(256, "big")), "e": "AQAB"}
        elif isinstance(public, ec.EllipticCurvePublicKey):
            numbers = public.public_numbers()
            _, curve, size = CURVES[self.algorithm]
            made = {"kty": "EC", "crv": curve, "x": base64url(numbers.x.to_bytes(size, "big")),
                    "y": base64url(numbers.y.to_bytes(size, "big"))}
        else:
            raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
            made = {"kty": "OKP", "crv": "Ed25519" if len(raw) == 32 else "Ed448", "x": base64url(raw)}
        if self.kid:
            made["kid"] = self.kid
        return {**made, **members}

    def sign(self, algorithm=None, headers=None, **claims):
        """A token that is good for ten minutes unless the claims say otherwise; a claim that is None is left out."""
        wanted = {"exp": int(time.time()) + 600, **claims}
        header = {"kid": self.kid} if self.kid else {}
        return jwt.encode({k: v for k, v in wanted.items() if v is not None}, self.private,
                          algorithm=algorithm or self.algorithm, headers={**header, **(headers or {})})


class IssuerServer:
    """Serves /jwks and /.well-known/openid-configuration. `behave(handler, path)` may answer itself and return True."""

    def __init__(self, keys=None, tls=True, port=0):
        self.keys = [Key()] if keys is None else keys
        self.extra = []  # further JWKs, as they are
        self.behave = None
        self.headers = {}
        self.asked = []  # (time, path, header fields)
        self.serves_etag = False
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                outer.serve(self)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            allow_reuse_address = True
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate())
            # The handshake is made in the connection's own thread, when it first reads.
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                     do_handshake_on_connect=False)
        self.url = ("https" if tls else "http") + f"://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def jwks_url(self):
        return self.url + "/jwks"

    def jwks(self):
        return {"keys": [key.jwk() for key in self.keys] + self.extra}

    def serve(self, handler):
        path = handler.path
        self.asked.append((time.monotonic(), path, dict(handler.headers)))
        if self.behave and self.behave(handler, path):
            return
        if path == "/jwks":
            self.answer(handler, json.dumps(self.jwks()).encode())
        elif path == "/.well-known/openid-configuration":
            self.answer(handler, json.dumps({"issuer": self.url, "jwks_uri": self.jwks_url}).encode())
        else:
            self.answer(handler, b"not here", 404)

    def answer(self, handler, body, status=200, **headers):
        etag = '"%s"' % hashlib.sha256(body).hexdigest()[:16]
        if self.serves_etag and status == 200 and handler.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        handler.send_response(status)
        fields = {"Content-Type": "application/json", **self.headers,
                  **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.serves_etag:
            fields["ETag"] = etag
        for name, value in fields.items():
            handler.send_header(name, value)
        if status != 304:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def fetches(self, path="/jwks"):
        return len([one for one in self.asked if one[1] == path])

    def stop(self):
        """Nothing listens there any more."""
        self.server.shutdown()
        try:
            self.server.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
