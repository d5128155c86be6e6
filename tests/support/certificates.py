# SPDX-License-Identifier: Apache-2.0
"""Certificates as an operator would have them, made by python-cryptography."""
import datetime
import functools
import ipaddress
import itertools
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

SERIALS = itertools.count(1000)


def new_key(kind="ec"):
    return ec.generate_private_key(ec.SECP256R1()) if kind == "ec" else spare_rsa_key(next(SERIALS) % 2)


@functools.lru_cache
def spare_rsa_key(_):
    """RSA keys take long to make, and the tests need only that there are some."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def named(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def alternative(text):
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


class Issued:
    """A certificate with its key and what signed it, in memory and as files."""

    def __init__(self, certificate, key, above=()):
        self.certificate, self.key, self.above = certificate, key, above

    def pem(self):
        """The chain as servers are given it: the leaf first."""
        return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (self.certificate, *self.above))

    def key_pem(self, password=None):
        lock = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        return self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)

    def save(self, directory, name="cert"):
        """Writes both; returns (certificate's path, key's path)."""
        chain, key = directory / f"{name}.pem", directory / f"{name}.key"
        chain.write_bytes(self.pem())
        key.write_bytes(self.key_pem())
        return str(chain), str(key)

    def server_context(self, directory, name="upstream"):
        """For an upstream of Python's."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.save(directory, name))
        return context


def build(subject, issuer_name, key, signer, days=(-1, 30), names=(), authority=False):
    now = datetime.datetime.utcnow()
    made = (x509.CertificateBuilder().subject_name(named(subject)).issuer_name(issuer_name)
            .public_key(key.public_key()).serial_number(next(SERIALS))
            .not_valid_before(now + datetime.timedelta(days=days[0]))
            .not_valid_after(now + datetime.timedelta(days=days[1]))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True))
    if names:
        made = made.add_extension(x509.SubjectAlternativeName([alternative(one) for one in names]), critical=False)
    return made.sign(signer, hashes.SHA256())


class Authority(Issued):
    """Signs certificates. `parent` makes it an intermediate one."""

    def __init__(self, name="Test Authority", parent=None):
        key = new_key()
        issuer, signer = (parent.certificate.subject, parent.key) if parent else (named(name), key)
        above = (parent.certificate, *parent.above) if parent and not parent.is_root else ()  # without the root
        super().__init__(build(name, issuer, key, signer, days=(-30, 300), authority=True), key, above)
        self.is_root = parent is None

    def issue(self, *names, kind="ec", days=(-1, 30)):
        """A certificate for host names or IP addresses."""
        key = new_key(kind)
        made = build(names[0], self.certificate.subject, key, self.key, days, names)
        return Issued(made, key, () if self.is_root else (self.certificate, *self.above))

    def save_root(self, directory, name="ca"):
        path = directory / f"{name}.pem"
        path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return str(path)


def self_signed(*names):
    key = new_key()
    return Issued(build(names[0], named(names[0]), key, key, names=names), key)
