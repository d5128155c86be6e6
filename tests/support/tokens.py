# SPDX-License-Identifier: Apache-2.0
"""Tokens and keys made by PyJWT and python-cryptography, independent of the product."""
import functools
import time

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa

ALGORITHMS = ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384",
              "PS512", "EdDSA"]
CURVES = {"ES256": ec.SECP256R1, "ES384": ec.SECP384R1, "ES512": ec.SECP521R1}


@functools.lru_cache
def key_pair(algorithm):
    """(private key, public key in PEM) for an algorithm with public keys; `Ed448` is EdDSA's other curve."""
    if algorithm == "EdDSA":
        private = ed25519.Ed25519PrivateKey.generate()
    elif algorithm == "Ed448":
        private = ed448.Ed448PrivateKey.generate()
    elif algorithm in CURVES:
        private = ec.generate_private_key(CURVES[algorithm]())
    else:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key().public_bytes(serialization.Encoding.PEM,
                                               serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, public.decode()


def token(key, secret, algorithm="HS256", **claims):
    """A token that is good for ten minutes unless the claims say otherwise."""
    wanted = {"iss": key, "exp": int(time.time()) + 600, **claims}
    return jwt.encode({k: v for k, v in wanted.items() if v is not None}, secret, algorithm=algorithm)


def bearer(text):
    return {"Authorization": f"Bearer {text}"}
