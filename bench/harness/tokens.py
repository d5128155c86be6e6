# SPDX-License-Identifier: Apache-2.0
"""The issuers, their keys and tokens, and the request heads that carry them, the same for every proxy: one HS256
token of 233 bytes for each of many issuers, or many RS256 tokens of one key, sent in rotation."""
import base64
import dataclasses
import hashlib
import hmac
import json
import secrets
import time
import uuid

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

LIFETIME = 3600  # seconds; longer than any run
TOKEN_SIZE = 233


def _encode(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _compact(claims, algorithm, sign):
    """A compact JWS (RFC 7515); `sign` makes the signature, whatever the header claims."""
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in ({"alg": algorithm, "typ": "JWT"}, claims)]
    signed = ".".join(map(_encode, parts))
    return signed + "." + _encode(sign(signed.encode()))


class _Issuer:
    """One consumer with one credential; its name is also the token's `iss`."""
    algorithm = other_algorithm = ""

    def __init__(self, name):
        self.name = name

    def claims(self, **changed):
        now = int(time.time())
        claims = {"iss": self.name, "iat": now, "exp": now + LIFETIME, "sub": uuid.uuid4().hex, "name": "A. Person"}
        return {**claims, **changed}

    def sign(self, claims, algorithm=None):
        return _compact(claims, algorithm or self.algorithm, self._signature)

    def token(self, **changed):
        return self.sign(self.claims(**changed))

    def _signature(self, signed):
        raise NotImplementedError


class SharedSecret(_Issuer):
    """HS256 (RFC 7518, 3.2)."""
    algorithm = "HS256"
    other_algorithm = "HS512"

    def __init__(self, name):
        super().__init__(name)
        self.secret = secrets.token_hex(16)

    def _signature(self, signed):
        return hmac.new(self.secret.encode(), signed, hashlib.sha256).digest()

    def credential(self):
        return {"key": self.name, "secret": self.secret, "algorithm": self.algorithm}

    def stranger(self):
        return SharedSecret("bench-9999")


class KeyPair(_Issuer):
    """RS256 (RFC 7518, 3.3) with a modulus of 2048 bits."""
    algorithm = "RS256"
    other_algorithm = "RS512"

    def __init__(self, name):
        super().__init__(name)
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def _signature(self, signed):
        return self._key.sign(signed, padding.PKCS1v15(), hashes.SHA256())

    @property
    def public_pem(self):
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self._key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()

    def credential(self):
        return {"key": self.name, "rsa_public_key": self.public_pem, "algorithm": self.algorithm}

    def stranger(self):
        return KeyPair("bench-rsa-9999")


@dataclasses.dataclass(frozen=True)
class Cast:
    """Who asks: `hmac` in turn, one token each, or `rsa` alone with `rsa_tokens` different tokens."""
    hmac: tuple
    rsa: KeyPair
    rsa_tokens: int = 100

    @property
    def all(self):
        return (*self.hmac, self.rsa)


def make_cast(count):
    return Cast(tuple(SharedSecret(f"bench-{number:04d}") for number in range(count)), KeyPair("bench-rsa"))


def request_head(path, token):
    """463 bytes with an HS256 token, six fields, as a browser's script might send it."""
    return (
        f"GET {path} HTTP/1.1\r\n"
        "Host: api.bench.example\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n"
        "Accept: application/json\r\n"
        "Accept-Encoding: gzip, deflate, br\r\n"
        "Accept-Language: en-GB,en;q=0.8\r\n"
        f"Authorization: Bearer {token}\r\n\r\n")


def write_heads(file, path, issuers):
    """One head for each of the issuers, in turn; the same one may stand there many times."""
    with open(file, "w", encoding="ascii", newline="") as output:
        for issuer in issuers:
            output.write(request_head(path, issuer.token()))
