# SPDX-License-Identifier: Apache-2.0
"""Tokens that must not pass, each refused with 401 and its own reason: confusions of algorithms, keys brought along,
signatures that are none, codings, JSON, claims, places. All are sent to one gateway before the first test asks."""
import dataclasses
import json
import re
import time
import typing
import urllib.parse

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding

from conftest import SECRET
from support.forge import (ED25519_ORDER, FIELD_BYTES, HASHES, ORDERS, as_bytes, b64, ecdsa_numbers, hs, joined,
                           length_of, raw, registered, signature)
from support.gateway import Gateway
from support.tokens import ALGORITHMS, key_pair
from support.upstream import Upstream
from support.waiting import until
from support.wire import exchange

pytestmark = pytest.mark.core

SIGNERS = [*ALGORITHMS, "Ed448"]  # each is a credential of alice, whose key is that name
NOW = int(time.time())
LATER = NOW + 3600
TIMES = re.compile(r"\b1[789]\d{8}\b")


@dataclasses.dataclass
class Case:
    """What is sent (made when it is sent), and the reason that must stand in the access line."""
    token: typing.Callable[[], typing.Any]
    reason: str
    path: str = "/t"
    place: str = "header"  # header; query: percent-encoded, for bytes that no field may hold; head: the raw lines


CASES: dict[str, Case] = {}


def case(name, token, reason, **more):
    name = TIMES.sub("T", name)  # the same names in every process
    assert name not in CASES, name
    CASES[name] = Case(token if callable(token) else lambda: token, "jwt." + reason, **more)


def private_of(signer):
    """What the signer signs with: the secret, or a private key; one RSA key serves RS and PS."""
    if signer.startswith("HS"):
        return SECRET
    return key_pair("RS256" if signer[:2] in ("RS", "PS") else signer)[0]


def public_of(signer):
    return key_pair("RS256" if signer[:2] in ("RS", "PS") else signer)[1]


def header_of(signer, **more):
    return {"alg": registered(signer), "typ": "JWT", **more}


def claims_of(signer="HS256", **more):
    return {"iss": signer, "exp": LATER, **more}


def sign(signer, header=None, payload=None, key=None):
    """Header and payload may be anything; the signature is right, under the signer's own key or another."""
    return joined(header_of(signer) if header is None else header, claims_of(signer) if payload is None else payload,
                  lambda data: signature(signer, private_of(signer) if key is None else key, data))


def with_signature(signer, made):
    """A token of the signer whose signature is `made(data)`."""
    return joined(header_of(signer), claims_of(signer), made)


# --- the algorithm -----------------------------------------------------------------------------------------------

NO_ALGORITHMS = ["none", "None", "NONE", "nOnE", " none", "none ", "", " ", "null", None, 0, 1, 256, True, False, [],
                 {},
                 ["none"], ["HS256"], {"alg": "HS256"}, "hs256", "HS256 ", " HS256", "HS 256", "HS256\n", "HS256\x00",
                 "HS1", "HS257", "HS2566", "HMACSHA256", "SHA256", "RS1", "ES256K", "ES257", "Ed25519", "EDDSA",
                 "eddsa",
                 "dir", "A256KW", "A256GCM", "RSA-OAEP", "ECDH-ES", "PBES2-HS256+A128KW", "\uff28\uff33256",
                 "HS256,none"]
for one in NO_ALGORITHMS:
    word = json.dumps(one)
    case(f"alg {word} with an empty signature", lambda one=one: joined({"alg": one}, claims_of(), b""),
         "algorithm_unknown")
    case(f"alg {word} with a right HMAC", lambda one=one: sign("HS256", header={"alg": one}), "algorithm_unknown")
case("alg is missing", lambda: sign("HS256", header={"typ": "JWT"}), "algorithm_unknown")
case("alg in capitals", lambda: sign("HS256", header={"ALG": "HS256"}), "algorithm_unknown")
case("alg only in the payload", lambda: sign("HS256", header={}, payload=claims_of(alg="HS256")),
     "algorithm_unknown")
for one in ("[]", "null", "1", '"HS256"', "true", '["alg","HS256"]'):
    case(f"header is {one}", lambda one=one: sign("HS256", header=one), "algorithm_unknown")


def confused(signer, other):
    """A token that names the signer's credential under another algorithm. With HS it is signed with the text of the
    public key, the classic confusion; otherwise with the attacker's own key."""
    if not other.startswith("HS"):
        return sign(other, payload=claims_of(signer))
    key = SECRET if signer.startswith("HS") else public_of(signer)
    return sign(other, payload=claims_of(signer), key=key)


for one in SIGNERS:
    for two in SIGNERS:
        if registered(one) != registered(two):
            case(f"{two} for the credential of {one}", lambda one=one, two=two: confused(one, two),
                 "algorithm_differs")
case("Ed448 for a key of Ed25519", lambda: sign("Ed448", payload=claims_of("EdDSA")), "signature_invalid")
case("Ed25519 for a key of Ed448", lambda: sign("EdDSA", payload=claims_of("Ed448")), "signature_invalid")

# --- the signature -----------------------------------------------------------------------------------------------


def changed(data, at, bit=1):
    data = bytearray(data)
    data[at] ^= bit
    return bytes(data)


def right(signer, data):
    return signature(signer, private_of(signer), data)


for one in SIGNERS:
    broken = {
        "no signature": lambda data, one=one: b"",
        "one byte as signature": lambda data, one=one: b"\x01",
        "a signature cut short": lambda data, one=one: right(one, data)[:-1],
        "half a signature": lambda data, one=one: right(one, data)[:length_of(one) // 2],
        "a signature with a byte more": lambda data, one=one: right(one, data) + b"\x00",
        "a signature with a zero before it": lambda data, one=one: b"\x00" + right(one, data),
        "a signature twice": lambda data, one=one: right(one, data) * 2,
        "a signature of zeros": lambda data, one=one: bytes(length_of(one)),
        "a signature of ones": lambda data, one=one: b"\xff" * length_of(one),
        "a signature with its first bit changed": lambda data, one=one: changed(right(one, data), 0, 0x80),
        "a signature with its last bit changed": lambda data, one=one: changed(right(one, data), -1),
        "a signature of another payload": lambda data, one=one: right(one, data + b"x"),
        "a signature of the payload alone": lambda data, one=one: right(one, data.split(b".")[1]),
    }
    for name, make in broken.items():
        case(f"{one}: {name}", lambda one=one, make=make: with_signature(one, make), "signature_invalid")


def der(number):
    digits = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes([len(digits)]) + digits


def der_signature(signer, data):
    body = b"".join(map(der, ecdsa_numbers(private_of(signer), signer, data)))
    return b"\x30" + (bytes([len(body)]) if len(body) < 128 else bytes([0x81, len(body)])) + body


for one in ("ES256", "ES384", "ES512"):
    order = ORDERS[one]
    psychic = {"r = s = 0": (0, 0), "r = 0": (0, 1), "s = 0": (1, 0), "r = s = 1": (1, 1), "r = s = n": (order, order),
               "r = n": (order, 1), "s = n": (1, order), "r = n, s = 0": (order, 0), "s = n - 1": (1, order - 1),
               "r = s = n - 1": (order - 1, order - 1)}
    for name, numbers in psychic.items():
        case(f"{one}: {name}", lambda one=one, numbers=numbers: with_signature(one, raw(one, *numbers)),
             "signature_invalid")
    halves = {
        "s before r": lambda r, s, n: (s, r),
        "r the same, s = 0": lambda r, s, n: (r, 0),
        "s the same, r = 0": lambda r, s, n: (0, s),
        "r negated": lambda r, s, n: (n - r, s),
    }
    for name, change in halves.items():
        case(f"{one}: {name}", lambda one=one, change=change: with_signature(
            one, lambda data: raw(one, *change(*ecdsa_numbers(private_of(one), one, data), ORDERS[one]))),
            "signature_invalid")
    case(f"{one}: as DER", lambda one=one: with_signature(one, lambda data: der_signature(one, data)),
         "signature_invalid")
    case(f"{one}: as DER, cut to the right length", lambda one=one: with_signature(
        one, lambda data: der_signature(one, data)[:2 * FIELD_BYTES[one]]), "signature_invalid")
    case(f"{one}: numbers padded by a byte each", lambda one=one: with_signature(
        one, lambda data: b"".join(b"\0" + number.to_bytes(FIELD_BYTES[one], "big")
                                   for number in ecdsa_numbers(private_of(one), one, data))), "signature_invalid")
    case(f"{one}: signed by a stranger", lambda one=one: sign(one, key=stranger(one)), "signature_invalid")


def stranger(signer):
    """A private key that nobody here knows."""
    return ec.generate_private_key({"ES256": ec.SECP256R1, "ES384": ec.SECP384R1, "ES512": ec.SECP521R1}[signer]())


def pss(digest, mask, salt):
    """Makes RSA signatures with any mask and salt."""
    return lambda data: private_of("RS256").sign(data, padding.PSS(padding.MGF1(mask()), salt), digest())


def pkcs1(digest):
    return lambda data: private_of("RS256").sign(data, padding.PKCS1v15(), digest())


SHA256, SHA384, SHA512 = HASHES["256"], HASHES["384"], HASHES["512"]
case("PS256: no salt", lambda: with_signature("PS256", pss(SHA256, SHA256, 0)), "signature_invalid")
case("PS256: a short salt", lambda: with_signature("PS256", pss(SHA256, SHA256, 31)), "signature_invalid")
case("PS256: a long salt", lambda: with_signature("PS256", pss(SHA256, SHA256, 222)), "signature_invalid")
case("PS256: the mask of SHA-512", lambda: with_signature("PS256", pss(SHA256, SHA512, 32)),
     "signature_invalid")
case("PS256: the digest of SHA-512", lambda: with_signature("PS256", pss(SHA512, SHA512, 64)),
     "signature_invalid")
case("PS384: a salt for SHA-256", lambda: with_signature("PS384", pss(SHA384, SHA384, 32)),
     "signature_invalid")
case("PS512: no salt", lambda: with_signature("PS512", pss(SHA512, SHA512, 0)), "signature_invalid")
case("PS256: PKCS #1 padding", lambda: with_signature("PS256", pkcs1(SHA256)), "signature_invalid")
case("RS256: PSS padding", lambda: with_signature("RS256", pss(SHA256, SHA256, 32)), "signature_invalid")
case("RS256: the digest of SHA-384", lambda: with_signature("RS256", pkcs1(SHA384)), "signature_invalid")
case("RS512: the digest of SHA-256", lambda: with_signature("RS512", pkcs1(SHA256)), "signature_invalid")
case("RS256: the modulus as signature", lambda: with_signature(
    "RS256", public_number("RS256").to_bytes(256, "big")), "signature_invalid")
case("RS256: the signature 1", lambda: with_signature("RS256", (1).to_bytes(256, "big")), "signature_invalid")


def public_number(signer):
    return private_of(signer).public_key().public_numbers().n


def malleable(data):
    """The same Ed25519 signature with S + L, which RFC 8032 section 5.1.7 refuses."""
    good = right("EdDSA", data)
    number = int.from_bytes(good[32:], "little") + ED25519_ORDER
    return good[:32] + number.to_bytes(32, "little")


case("EdDSA: S + L", lambda: with_signature("EdDSA", malleable), "signature_invalid")
case("EdDSA: R is the neutral element", lambda: with_signature("EdDSA", b"\x01" + bytes(63)), "signature_invalid")
for name, secret in {"an empty secret": "", "the wrong secret": "wrong", "the key's name": "HS256", "secret": "secret",
                     "the secret in base64": b64(SECRET)}.items():
    case(f"HS256: signed with {name}", lambda secret=secret: sign("HS256", key=secret), "signature_invalid")
for name, key in {"RS256": "RS256", "ES256": "ES256", "EdDSA": "EdDSA"}.items():
    case(f"HS256: signed with the public key of {name}", lambda key=key: sign("HS256", key=public_of(key)),
         "signature_invalid")
case("HS256: a secret that is a JSON text", lambda: sign("HS256", key=json.dumps(SECRET)), "signature_invalid")

# --- what the header brings along --------------------------------------------------------------------------------


BROUGHT = {
    "jwk": {"kty": "oct", "k": b64("attacker")}, "jku": "https://attacker.example/jwks.json",
    "x5u": "https://attacker.example/x5u.pem",
    "x5c": ["MIIB"], "x5t": b64("x" * 20), "x5t#S256": b64("x" * 32), "kid": "attacker", "zip": "DEF", "cty": "JWT",
    "url": "https://attacker.example/", "nonce": "1", "keys": [{"kty": "oct", "k": b64("attacker")}],
}
for name, value in BROUGHT.items():
    case(f"{name} of the attacker, signed with what it names", lambda name=name, value=value: sign(
        "HS256", header=header_of("HS256", **{name: value}), key="attacker"), "signature_invalid")
for kid in ["../../../../dev/null", "/dev/null", "/etc/passwd", "| sleep 9", "' OR 1=1 --", "x' UNION SELECT 'attacker",
            "${jndi:ldap://x}", "file:///dev/null", "\0", "RS256", "a" * 2000, "%00", "{{7*7}}"]:
    case(f"kid {kid[:20]!r}, signed with nothing", lambda kid=kid: sign(
        "HS256", header=header_of("HS256", kid=kid), key=""), "signature_invalid")
for name, value in {"of b64": ["b64"], "of exp": ["exp"], "of alg": ["alg"], "empty": [], "null": None, "text": "b64",
                    "of nothing known": ["x"], "of numbers": [1]}.items():
    case(f"crit {name}", lambda value=value: sign("HS256", header=header_of("HS256", crit=value)),
         "critical_unknown")
for value in (False, None, "false", "true", 0, 1):
    case(f"b64 is {value!r}", lambda value=value: sign("HS256", header=header_of("HS256", b64=value)),
         "critical_unknown")
case("b64=false with crit, over the bare payload", lambda: joined(
    header_of("HS256", crit=["b64"], b64=False), claims_of(),
    lambda data: hs("HS256", SECRET, data.split(b".")[0] + b"." + as_bytes(claims_of()))), "critical_unknown")

# --- the form ----------------------------------------------------------------------------------------------------

GOOD = sign("HS256")
FIRST, SECOND, THIRD = GOOD.split(".")
FORMS = {
    "abc": "not_three_parts", "a.b": "not_three_parts", FIRST: "not_three_parts",
    FIRST + "." + SECOND: "not_three_parts", "..": "header_not_json", ".": "not_three_parts",
    "...": "header_not_json", "....": "encrypted", "." + GOOD: "header_not_json",
    GOOD + ".": "signature_not_base64", GOOD + ".a": "signature_not_base64", GOOD + "." + GOOD: "signature_not_base64",
    FIRST + ".." + THIRD: "payload_not_json", "." + SECOND + "." + THIRD: "header_not_json",
    FIRST + "." + SECOND + "..": "signature_not_base64", SECOND + "." + FIRST + "." + THIRD: "algorithm_unknown",
    THIRD + "." + SECOND + "." + FIRST: "header_not_json", FIRST + ".." + SECOND + "." + THIRD: "payload_not_json",
    "A" * 8193: "too_large", GOOD + "A" * 8192: "too_large", "null": "not_three_parts",
    "undefined": "not_three_parts", "{}": "not_three_parts", "e30.e30.": "algorithm_unknown",
    "Bearer " + GOOD: "header_not_base64", "bearer " + GOOD: "header_not_base64", '"' + GOOD + '"': "header_not_base64",
    GOOD + " " + GOOD: "encrypted", GOOD + ", " + GOOD: "encrypted",
    "<" + GOOD + ">": "header_not_base64",
    json.dumps({"payload": SECOND, "protected": FIRST, "signature": THIRD}): "not_three_parts",
    b64('{"alg":"dir","enc":"A256GCM"}') + "..AAAA.AAAA.AAAA": "encrypted",
    b64('{"alg":"RSA-OAEP","enc":"A256GCM"}') + ".AAAA.AAAA.AAAA.AAAA": "encrypted",
    GOOD + ".AAAA.AAAA": "encrypted",
}
for number, (text, reason) in enumerate(FORMS.items()):
    case(f"form {number}: {text[:12]!r}, {reason}" if text[:2] == "ey" else f"form {number}", text, reason)
for size in (1, 10, len(FIRST), len(FIRST) + 1, len(GOOD) - len(THIRD) - 1):
    cut = GOOD[:size]
    reason = "not_three_parts" if cut.count(".") < 2 else "signature_invalid"
    case(f"cut after {size} characters of {len(GOOD)}", cut, reason)
case("cut before the signature", GOOD[:-len(THIRD)], "signature_invalid")
# 42 characters: the last one has four bits too many, which must be zero; in one signature of sixteen they would be.
case("cut by a character", GOOD[:-2] + "B", "signature_not_base64")
case("cut by four characters", lambda: GOOD[:-4] if len(THIRD) % 4 == 0 else GOOD[:-3], "signature_invalid")

# --- base64url ---------------------------------------------------------------------------------------------------


def uncanonical(part):
    """The part with bits set that decoding drops; None where there are none."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return part[:-1] + alphabet[alphabet.index(part[-1]) | 1] if len(part) % 4 else None


HEADER_OF_16 = '{"alg":"HS256" }'  # 16 bytes: the last character holds four bits that mean nothing
PAYLOAD_OF_16N = json.dumps(claims_of(pad="x")).ljust(64)
PARTS = sign("HS256", header=HEADER_OF_16, payload=PAYLOAD_OF_16N).split(".")
NOT_BASE64 = {"padded": lambda p: p + "=", "padded twice": lambda p: p + "==", "with a plus": lambda p: p[:-2] + "+A",
              "with a slash": lambda p: p[:-2] + "/A", "not canonical": uncanonical, "with a blank": lambda p: p + " ",
              "with a blank inside": lambda p: p[:4] + " " + p[4:], "with a line feed": lambda p: p[:4] + "\n" + p[4:],
              "with CR LF at its end": lambda p: p + "\r\n", "with a tab": lambda p: p + "\t",
              "with a NUL": lambda p: p + "\0",
              "with a letter of Latin-1": lambda p: p[:4] + "\u00e9" + p[4:],
              "with a percent sign": lambda p: p + "%3D",
              "with a star": lambda p: p[:-1] + "*", "a character too long": lambda p: p[:len(p) // 4 * 4] + "A"}
for place, part in enumerate(("header", "payload", "signature")):
    for name, change in NOT_BASE64.items():
        def broken_part(place=place, change=change):
            parts = list(PARTS)
            parts[place] = change(parts[place])
            return ".".join(parts)
        case(f"{part} {name}", broken_part, f"{part}_not_base64", place="query")

# --- JSON --------------------------------------------------------------------------------------------------------

H = '"alg":"HS256"'
NOT_JSON = ["", " ", "{", "}", "{]", "HS256", "'alg'", "{" + H + ",}", "{," + H + "}", "{" + H, "{" + H + "}}",
            "{" + H + "}x",
            "{" + H + "}{}", "{" + H + "}\0", "\ufeff{" + H + "}", "/**/{" + H + "}", "{" + H + "}//",
            "{'alg':'HS256'}",
            "{alg:\"HS256\"}", "{" + H + " " + H + "}", "{" + H + ",\"x\":}", "{" + H + ",\"x\"}", "{" + H + ",1:2}",
            "{" + H + ",\"x\":NaN}", "{" + H + ",\"x\":Infinity}", "{" + H + ",\"x\":-Infinity}",
            "{" + H + ",\"x\":1e400}",
            "{" + H + ",\"x\":-1e400}", "{" + H + ",\"x\":0x10}", "{" + H + ",\"x\":01}", "{" + H + ",\"x\":+1}",
            "{" + H + ",\"x\":.5}", "{" + H + ",\"x\":1.}", "{" + H + ",\"x\":1e}", "{" + H + ",\"x\":True}",
            "{" + H + ",\"x\":nul}", "{" + H + ",\"x\":undefined}", "{" + H + ",\"x\":\"a\nb\"}",
            "{" + H + ",\"x\":\"\t\"}",
            "{" + H + ",\"x\":\"\\x41\"}", "{" + H + ",\"x\":\"\\u12\"}", "{" + H + ",\"x\":\"\\ud800\"}",
            "{" + H + ",\"x\":\"\\udc00\\ud800\"}", "{" + H + ",\"x\":\"a}", "{" + H + ",\"x\":[1,]}",
            "{" + H + ",\"x\":[1}",
            "{" + H + "," + H + "}", "{" + H + ",\"\\u0061lg\":\"none\"}", "{" + H + ",\"a\":1,\"a\":1}",
            "{" + H + ",\"a\":{\"b\":1,\"b\":2}}", "{" + H + ",\"x\":" + "[" * 40 + "]" * 40 + "}",
            "{" + H + ",\"x\":" + "{\"a\":" * 40 + "1" + "}" * 40 + "}",
            "{" + H + "," + ",".join(f'"m{i}":1' for i in range(128)) + "}"]
NOT_UTF8 = {"a lone byte": b"\xff", "a cut character": b"\xc3", "an overlong NUL": b"\xc0\x80",
            "an overlong slash": b"\xe0\x80\xaf",
            "a surrogate": b"\xed\xa0\x80", "beyond Unicode": b"\xf4\x90\x80\x80",
            "five bytes": b"\xf8\x88\x80\x80\x80"}
for number, text in enumerate(NOT_JSON):
    case(f"header {number}: {text[:40]!r}", lambda text=text: sign("HS256", header=text), "header_not_json")
    as_claims = text.replace(H, f'"iss":"HS256","exp":{LATER}').replace("\\u0061lg", "\\u0065xp")
    case(f"payload {number}: {text[:40]!r}", lambda as_claims=as_claims: sign("HS256", payload=as_claims),
         "payload_not_json")
for name, text in NOT_UTF8.items():
    case(f"header with {name}", lambda text=text: sign("HS256", header=b'{"alg":"HS256","x":"' + text + b'"}'),
         "header_not_json")
    case(f"payload with {name}", lambda text=text: sign("HS256", payload=b'{"iss":"HS256","x":"' + text + b'"}'),
         "payload_not_json")
case("payload in UTF-16", lambda: sign("HS256", payload=json.dumps(claims_of()).encode("utf-16")), "payload_not_json")
case("payload compressed", lambda: sign("HS256", header=header_of("HS256", zip="DEF"), payload=b"\x78\x9c\x03\x00"),
     "payload_not_json")
case("payload is a token", lambda: sign("HS256", header=header_of("HS256", cty="JWT"), payload=GOOD),
     "payload_not_json")
for text in ("false", "true", "null", "0", "1", '"x"', '"{}"', "[]", '[{"iss":"HS256"}]'):
    case(f"payload is {text}", lambda text=text: sign("HS256", payload=text), "payload_not_object")

# --- claims ------------------------------------------------------------------------------------------------------

NO_NUMBERS = ['"1"', f'"{LATER}"', '""', "null", "true", "false", "[]", "{}", f"[{LATER}]", f'{{"t":{LATER}}}',
              '"tomorrow"']
for text in NO_NUMBERS:
    case(f"exp is {text}", lambda text=text: sign("HS256", payload=f'{{"iss":"HS256","exp":{text}}}'), "exp_not_number")
    case(f"nbf is {text}", lambda text=text: sign("HS256", payload=f'{{"iss":"HS256","nbf":{text}}}'), "nbf_not_number")
for text in ["0", "-0", "-1", "1", str(NOW - 1), str(NOW - 0.5), "-1e300", "1e-300", "1e-400", "0.0",
             "-9223372036854775808",
             "1e3", "1E+3"]:
    case(f"exp is {text}, past", lambda text=text: sign("HS256", payload=f'{{"iss":"HS256","exp":{text}}}'), "expired")
for text in ["1e400", "-1e400", "9" * 400, "1e99999", "NaN", "Infinity", "0x7fffffff", "1_000"]:
    case(f"exp is {text[:12]}, no JSON", lambda text=text: sign("HS256", payload=f'{{"iss":"HS256","exp":{text}}}'),
         "payload_not_json")
for text in [str(NOW + 3600), "9007199254740993", "1e300", "18446744073709551615", str(NOW + 1800.5)]:
    case(f"nbf is {text}, ahead", lambda text=text: sign("HS256", payload=f'{{"iss":"HS256","nbf":{text}}}'),
         "not_yet_valid")
case("exp twice, the last one good", lambda: sign("HS256", payload=f'{{"iss":"HS256","exp":1,"exp":{LATER}}}'),
     "payload_not_json")
case("iss twice", lambda: sign("HS256", payload=f'{{"iss":"nobody","iss":"HS256","exp":{LATER}}}'), "payload_not_json")
case("exp of the header does not count",
     lambda: sign("HS256", header=header_of("HS256", exp=LATER), payload=claims_of(exp=1)),
     "expired")
case("EXP does not count", lambda: sign("HS256", payload={"iss": "HS256", "EXP": LATER, "exp": 1}), "expired")
case("exp past and nbf ahead", lambda: sign("HS256", payload=claims_of(exp=1, nbf=LATER)), "expired")
for one in SIGNERS:
    case(f"{one}: expired, though signed well", lambda one=one: sign(one, payload=claims_of(one, exp=NOW - 1)),
         "expired")
    case(f"{one}: expired and signed badly", lambda one=one: joined(header_of(one), claims_of(one, exp=1),
                                                                     lambda data: bytes(length_of(one))),
                                                                     "signature_invalid")
for text in ["1", "null", "true", "[]", "{}", '""', '["HS256"]', '{"key":"HS256"}', "0", "1e3"]:
    case(f"iss is {text}", lambda text=text: sign("HS256", payload=f'{{"iss":{text},"exp":{LATER}}}'), "key_not_text")
for text in ["hs256", "HS256 ", " HS256", "HS256\0", "HS256\n", "nobody", "*", "%", "' OR 1=1 --", "../HS256",
             "\uff28\uff33256", "x" * 4000, "HS256::::", "\ud83d\ude00"]:
    case(f"iss is unknown: {text[:20]!r}", lambda text=text: sign("HS256", payload=claims_of(text)), "unknown_key")
case("no iss", lambda: sign("HS256", payload={"exp": LATER}), "key_absent")
case("ISS", lambda: sign("HS256", payload={"ISS": "HS256", "exp": LATER}), "key_absent")
case("iss is the id of a consumer", lambda: sign("HS256", payload=claims_of("alice")), "unknown_key")
case("claims required: none", lambda: sign("HS256", payload={"iss": "HS256"}), "exp_not_number", path="/strict")
case("claims required: no nbf", lambda: sign("HS256", payload=claims_of(exp=NOW + 250)), "nbf_not_number",
     path="/strict")
case("claims required: exp too far", lambda: sign("HS256", payload=claims_of(nbf=1)), "exp_too_far", path="/strict")
case("claims required: exp far beyond", lambda: sign("HS256", payload=claims_of(nbf=1, exp=1e300)), "exp_too_far",
     path="/strict")
case("a secret in base64, used as it stands", lambda: sign("HS256", payload=claims_of("coded"), key=b64("bytes!")),
     "signature_invalid", path="/base64")
case("a secret in base64, decoded where it should not be",
     lambda: sign("HS256", payload=claims_of("coded"), key="bytes!"), "signature_invalid")
case("a secret that is no base64", lambda: sign("HS256", payload=claims_of("no base64")), "key_unusable",
     path="/base64")

# --- rules of our own --------------------------------------------------------------------------------------------

OURS = {"aud": "api", "tenant": "acme", "level": 3, "roles": ["reader"], "name": "Alice"}
OWN = {
    "no aud": ({"aud": None}, "audience_absent"), "another aud": ({"aud": "other"}, "audience_differs"),
    "aud in capitals": ({"aud": "API"}, "audience_differs"), "aud is a number": ({"aud": 1}, "audience_differs"),
    "aud holds a number": ({"aud": ["api", 1]}, "audience_differs"), "aud is empty": ({"aud": []}, "audience_differs"),
    "aud joined by commas": ({"aud": "api,other"}, "audience_differs"),
    "aud is an object": ({"aud": {"api": 1}}, "audience_differs"),
    "no tenant": ({"tenant": None}, "claim_absent"), "another tenant": ({"tenant": "other"}, "claim_differs"),
    "tenant in capitals": ({"tenant": "ACME"}, "claim_differs"),
    "tenant in a list": ({"tenant": ["acme"]}, "claim_differs"),
    "level is text": ({"level": "3"}, "claim_differs"), "level is another": ({"level": 3.5}, "claim_differs"),
    "level is true": ({"level": True}, "claim_differs"), "no role": ({"roles": None}, "claim_absent"),
    "no role that counts": ({"roles": ["guest"]}, "claim_differs"), "no roles": ({"roles": []}, "claim_differs"),
    "roles in a text": ({"roles": "guest reader"}, "claim_differs"),
    "roles nested": ({"roles": [["reader"]]}, "claim_differs"),
    "a name with a line feed": ({"name": "a\nX-Consumer-ID: root"}, "claim_unsendable"),
    "a name with CR LF": ({"name": "a\r\n\r\nGET /admin HTTP/1.1"}, "claim_unsendable"),
    "a name with NUL": ({"name": "a\0b"}, "claim_unsendable"),
    "a name with DEL": ({"name": "a\x7f"}, "claim_unsendable"),
    "a name with NEL": ({"name": "a\u0085b"}, "claim_unsendable"),
    "a name with a tab": ({"name": "a\tb"}, "claim_unsendable"),
    "a name with blanks around": ({"name": " root "}, "claim_unsendable"),
}
for name, (changes, reason) in OWN.items():
    case(f"own rules: {name}", lambda changes=changes: sign(
        "HS256", payload={k: v for k, v in {**claims_of(), **OURS, **changes}.items() if v is not None}), reason,
        path="/own")
case("own rules: the signature comes first", lambda: joined(header_of("HS256"), claims_of(aud="other"), b"x" * 32),
     "signature_invalid", path="/own")
case("own rules: the times come first", lambda: sign("HS256", payload=claims_of(exp=1, aud="other")), "expired",
     path="/own")

# --- places ------------------------------------------------------------------------------------------------------

OTHER = sign("HS256", payload=claims_of(jti="2"))
HEADS = {
    "no Authorization": ([], "no_token"), "an empty one": (["Authorization:"], "no_token"),
    "Bearer alone": (["Authorization: Bearer"], "no_token"),
    "Bearer and blanks": (["Authorization: Bearer   "], "no_token"),
    "BEARER": ([f"Authorization: BEARER {GOOD}"], "no_token"),
    "the bare token": ([f"Authorization: {GOOD}"], "no_token"),
    "Basic": (["Authorization: Basic YTpi"], "no_token"), "Token": ([f"Authorization: Token {GOOD}"], "no_token"),
    "Bearer without blank": ([f"Authorization: Bearer{GOOD}"], "no_token"),
    "in another field": ([f"X-Authorization: Bearer {GOOD}"], "no_token"),
    "in a cookie": ([f"Cookie: jwt={GOOD}"], "no_token"),
    "bad before good": (["Authorization: Bearer bad", f"Authorization: Bearer {GOOD}"], "not_three_parts"),
    "Basic before Bearer": (["Authorization: Basic YTpi", f"Authorization: Bearer {GOOD}"], "no_token"),
}
for name, (lines, reason) in HEADS.items():
    case(f"place: {name}", lambda lines=lines: lines, reason, place="head")
QUERIES = {
    "?jwt": "token_without_text", "?jwt=": "no_token", "?JWT=" + GOOD: "no_token", "?jwt=&jwt": "token_without_text",
    f"?jwt={GOOD}&jwt={OTHER}": "several_tokens", f"?jwt={GOOD}&jwt": "several_tokens",
    f"?jwt={GOOD}%20": "signature_not_base64", f"?jwt=Bearer%20{GOOD}": "header_not_base64",
    f"?jwt[]={GOOD}": "no_token",
}
for number, (query, reason) in enumerate(QUERIES.items()):
    case(f"place: query {number}, {query[:8]}", lambda: [], reason, place="head", path="/t" + query)
case("place: two tokens in two places", lambda: [f"Authorization: Bearer {GOOD}"], "several_tokens", place="head",
     path="/t?jwt=" + OTHER)


def request_of(one):
    """The bytes to send."""
    made = one.token()
    path, lines = one.path, []
    if one.place == "head":
        lines = made
    elif one.place == "query":
        path += "?jwt=" + urllib.parse.quote_from_bytes(made.encode(), safe="")
    else:
        lines = [f"Authorization: Bearer {made}"]
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: a", *lines, "", ""]).encode("latin-1")


@pytest.fixture(scope="module")
def target():
    """A gateway with a credential for each signer, and its upstream."""
    with Upstream() as upstream, Gateway() as gateway:
        admin = gateway.admin
        admin.post("/services", {"name": "app", "url": upstream.url})
        configs = {"t": {}, "strict": {"claims_to_verify": ["exp", "nbf"], "maximum_expiration": 300},
                   "base64": {"secret_is_base64": True},
                   "own": {"audiences": ["api", "web"],
                           "claims": {"tenant": {"equals": "acme"}, "level": {"in": [1, 2, 3]},
                                      "roles": {"in": ["reader", "writer"]}, "name": {"to_header": "X-Token-Name"}}}}
        for name, config in configs.items():
            admin.post("/services/app/routes", {"name": name, "paths": [f"/{name}"]})
            admin.post(f"/routes/{name}/plugins", {"name": "jwt", "config": config})
        admin.post("/consumers", {"username": "alice"})
        for one in SIGNERS:
            key = {"secret": SECRET} if one.startswith("HS") else {"rsa_public_key": public_of(one)}
            admin.post("/consumers/alice/jwt", {"key": one, "algorithm": registered(one), **key})
        admin.post("/consumers/alice/jwt", {"key": "no base64", "secret": "not base64!"})
        admin.post("/consumers/alice/jwt", {"key": "coded", "secret": b64("bytes!")})
        yield gateway, upstream


@pytest.fixture(scope="module")
def outcomes(target):
    """Name -> (answer, access line), after all cases were sent one after the other on one connection; and how many
    requests the upstream got."""
    gateway, upstream = target
    answers = {}
    with gateway.connect(30) as connection:
        for name, one in CASES.items():
            answers[name] = exchange(connection, request_of(one))
            assert answers[name] is not None, f"the connection ended at: {name}"
    ids = {answer.get("X-Kong-Request-Id") for answer in answers.values()}
    assert len(ids) == len(CASES)

    def written():
        lines = {line["id"]: line for line in gateway.access()}
        return lines if ids <= lines.keys() else None

    lines = until(written, seconds=30, what="all access lines")
    found = {name: (answer, lines[answer.get("X-Kong-Request-Id")]) for name, answer in answers.items()}
    return found, len(upstream.seen)


def test_there_are_enough_cases():
    assert len(CASES) >= 300
    assert len({one.reason for one in CASES.values()}) >= 25


@pytest.mark.parametrize("name", CASES)
def test_is_refused_with_its_reason(outcomes, name):
    answer, line = outcomes[0][name]
    assert answer.status == 401
    assert line["reason"] == CASES[name].reason
    challenge = "Bearer" if line["reason"] == "jwt.no_token" else 'Bearer error="invalid_token"'
    assert answer.get("WWW-Authenticate") == challenge
    assert isinstance(json.loads(answer.body), dict)


def test_the_upstream_sees_none_of_them(outcomes):
    assert outcomes[1] == 0


def passes(gateway, text, path="/t"):
    with gateway.connect() as connection:
        one = Case(lambda: text, "", path)
        return exchange(connection, request_of(one)).status == 200


@pytest.mark.parametrize("signer", SIGNERS)
def test_the_forger_can_sign(target, signer):
    """What the cases above break is whole when nothing is broken."""
    assert passes(target[0], sign(signer))


def test_the_parts_that_are_broken_are_good_themselves(target):
    gateway, _ = target
    assert passes(gateway, ".".join(PARTS))
    assert all(uncanonical(part) for part in PARTS)
    assert passes(gateway, sign("HS256", payload={**claims_of(), **OURS}), "/own")
    assert passes(gateway, sign("HS256", payload=claims_of(exp=NOW + 250, nbf=1)), "/strict")
    assert passes(gateway, sign("HS256", payload=claims_of("coded"), key="bytes!"), "/base64")
    assert passes(gateway, sign("HS256", payload=claims_of("coded"), key=b64("bytes!")))
    assert passes(gateway, sign("HS256", header=header_of("HS256", kid="x", typ="at+jwt", b64=True)))
