# SPDX-License-Identifier: Apache-2.0
"""The issuers, their secrets and tokens, and the request heads that carry them. Made from the standard library
alone and the same for every proxy: one HS256 token of 233 bytes for each issuer, sent in rotation."""
import base64
import hashlib
import hmac
import json
import secrets
import time
import uuid

LIFETIME = 3600  # seconds; longer than any run
TOKEN_SIZE = 233


def _encode(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sign(claims, secret, algorithm="HS256"):
    """A compact JWS (RFC 7515) under HMAC-SHA-256, whatever its header claims."""
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in ({"alg": algorithm, "typ": "JWT"}, claims)]
    signed = ".".join(map(_encode, parts))
    return signed + "." + _encode(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest())


class Issuer:
    """One consumer with one credential; its name is also the token's `iss`."""

    def __init__(self, number):
        self.name = f"bench-{number:04d}"
        self.secret = secrets.token_hex(16)

    def claims(self, **changed):
        now = int(time.time())
        claims = {"iss": self.name, "iat": now, "exp": now + LIFETIME, "sub": uuid.uuid4().hex, "name": "A. Person"}
        return {**claims, **changed}

    def token(self, **changed):
        return sign(self.claims(**changed), self.secret)


def make_issuers(count):
    return [Issuer(number) for number in range(count)]


def request_head(path, token):
    """463 bytes, six fields, as a browser's script might send it."""
    return (
        f"GET {path} HTTP/1.1\r\n"
        "Host: api.bench.example\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n"
        "Accept: application/json\r\n"
        "Accept-Encoding: gzip, deflate, br\r\n"
        "Accept-Language: en-GB,en;q=0.8\r\n"
        f"Authorization: Bearer {token}\r\n\r\n")


def write_heads(file, path, issuers):
    with open(file, "w", encoding="ascii", newline="") as output:
        for issuer in issuers:
            output.write(request_head(path, issuer.token()))
