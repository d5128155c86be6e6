# SPDX-License-Identifier: Apache-2.0
"""Tokens put together by hand, so that every byte of them can be wrong. Signatures are python3-cryptography's."""
import base64
import hashlib
import hmac
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

from support.tokens import key_pair

HASHES = {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}
# Orders of the curves' groups (FIPS 186-4), and of Ed25519's (RFC 8032).
ORDERS = {
    "ES256": 2**256 - 0xffffffff00000000000000004319055258e8617b0c46353d039cdaaf,
    "ES384": 2**384 - 0x389cb27e0bc8d220a7e5f24db74f58851313e695333ad68d,
    "ES512": 2**521 - 0x5ae79787c40d069948033feb708f65a2fc44a36477663b851449048e16ec79bf7,
}
FIELD_BYTES = {"ES256": 32, "ES384": 48, "ES512": 66}
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
SIGNATURE_BYTES = {"HS256": 32, "HS384": 48, "HS512": 64, "ES256": 64, "ES384": 96, "ES512": 132,
                   "EdDSA": 64, "Ed448": 114}


def b64(data):
    """base64url without padding."""
    data = data.encode() if isinstance(data, str) else data
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def as_bytes(part):
    """A part of a token: bytes and text as they are, anything else as JSON."""
    if isinstance(part, bytes):
        return part
    return part.encode() if isinstance(part, str) else json.dumps(part).encode()


def registered(algorithm):
    """The `alg` of one of our names, which tell the two curves of EdDSA apart."""
    return "EdDSA" if algorithm == "Ed448" else algorithm


def hs(algorithm, secret, data):
    secret = secret.encode() if isinstance(secret, str) else secret
    return hmac.new(secret, data, getattr(hashlib, "sha" + algorithm[2:])).digest()


def ecdsa_numbers(private, algorithm, data):
    """R and S."""
    return utils.decode_dss_signature(private.sign(data, ec.ECDSA(HASHES[algorithm[2:]]())))


def raw(algorithm, r, s):
    """ECDSA's numbers side by side (RFC 7518 section 3.4)."""
    size = FIELD_BYTES[algorithm]
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def signature(algorithm, key, data):
    """The right signature of `data`: `key` is a secret or a private key."""
    if algorithm.startswith("HS"):
        return hs(algorithm, key, data)
    if algorithm.startswith("ES"):
        return raw(algorithm, *ecdsa_numbers(key, algorithm, data))
    if algorithm.startswith("Ed"):
        return key.sign(data)
    digest = HASHES[algorithm[2:]]()
    if algorithm.startswith("RS"):
        return key.sign(data, padding.PKCS1v15(), digest)
    return key.sign(data, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)


def joined(header, payload, signed):
    """A token of these parts. `signed` makes the signature of what is signed, or is the signature."""
    data = (b64(as_bytes(header)) + "." + b64(as_bytes(payload))).encode()
    last = signed(data) if callable(signed) else signed
    return data.decode() + "." + b64(last)


def length_of(algorithm, private=None):
    """How long its signatures are, in bytes."""
    if algorithm[:2] in ("RS", "PS"):
        return (private or key_pair("RS256")[0]).key_size // 8
    return SIGNATURE_BYTES[algorithm]
