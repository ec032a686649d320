"""Certificates and private keys: making one for a business, and reading what an authority issued.

What is read comes from outside, so `read_container` runs confined (platform/confined.py). Not here: where keys are
kept, and that they are encrypted there.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, pkcs12
from msgspec import Struct

from hanse.kit.structs import from_json, to_json

LIFETIME: Final = timedelta(days=5 * 365)
BACKDATE: Final = timedelta(minutes=5)
"""Readers whose clocks are a little behind take the first seals too."""
NAME_LIMIT: Final = 64
RSA_BITS: Final = 2_048
CURVES: Final = frozenset({"secp256r1", "secp384r1", "secp521r1"})


class KeyPair(Struct, frozen=True, kw_only=True):
    """A certificate with its key. `key` is PKCS#8 in the clear: it is encrypted before it is kept, and never shown."""

    certificate: str
    chain: str
    key: bytes
    name: str
    issuer: str
    algorithm: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime

    def __repr__(self) -> str:
        return f"KeyPair({self.fingerprint})"


class Container(Struct, frozen=True, kw_only=True):
    """What the child is asked to open."""

    content: bytes
    password: str


class Opened(Struct, frozen=True, kw_only=True):
    """What the child found: the pair, or a sentence why there is none."""

    problem: str = ""
    pair: KeyPair | None = None


def make_pair(name: str, now: datetime) -> KeyPair:
    """A key on the curve P-256 with a certificate that it signed itself, good for five years."""
    key = ec.generate_private_key(ec.SECP256R1())
    whom = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name[:NAME_LIMIT])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(whom)
        .issuer_name(whom)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATE)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_sealing(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    return _pair(certificate, [], key)


def read_container(request: bytes) -> bytes:
    """Open a PKCS#12 file; both sides are JSON (Container, Opened). Runs confined."""
    asked = from_json(request, Container)
    return to_json(_open(asked))


def _open(asked: Container) -> Opened:
    password = asked.password.encode() or None
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(asked.content, password)
    except ValueError:
        return Opened(problem="The file is no PKCS#12 file (.p12, .pfx), or its password is another one")
    if key is None or certificate is None:
        return Opened(problem="The file needs a certificate together with its private key; export both")
    if not isinstance(key, (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey)) or not _is_strong(key):
        return Opened(problem="The key must be RSA of at least 2048 bits, or one on the curve P-256, P-384 or P-521")
    if _public(key) != _public(certificate):
        return Opened(problem="The private key is not the one of the certificate")
    if not _may_sign(certificate):
        return Opened(problem="The certificate is not issued for signing documents; ask for one that is")
    return Opened(pair=_pair(certificate, others, key))


def _is_strong(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bool:
    return key.key_size >= RSA_BITS if isinstance(key, rsa.RSAPrivateKey) else key.curve.name in CURVES


def _public(of: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | x509.Certificate) -> bytes:
    return of.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    except ValueError:
        return False
    return usage.digital_signature or usage.content_commitment


def _sealing() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pair(
    certificate: x509.Certificate, chain: list[x509.Certificate], key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
) -> KeyPair:
    kind = f"RSA {key.key_size}" if isinstance(key, rsa.RSAPrivateKey) else f"ECDSA P-{key.key_size}"
    return KeyPair(
        certificate=_pem(certificate),
        chain="".join(_pem(one) for one in chain[:10]),
        key=key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        name=_called(certificate.subject),
        issuer=_called(certificate.issuer),
        algorithm=kind,
        fingerprint=certificate.fingerprint(SHA256()).hex(),
        valid_from=certificate.not_valid_before_utc.astimezone(UTC),
        valid_until=certificate.not_valid_after_utc.astimezone(UTC),
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def _called(name: x509.Name) -> str:
    """What people call it: the common name, else the organization, else the whole name."""
    for kind in (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME):
        if found := name.get_attributes_for_oid(kind):
            return str(found[0].value)[:200]
    return name.rfc4514_string()[:200] or "Unnamed"


def encode_container(content: bytes, password: str) -> bytes:
    """What `read_container` takes."""
    return to_json(Container(content=content, password=password))
