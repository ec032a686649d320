"""A time-stamp authority (RFC 3161) on loopback, and all the ways in which it can be wrong. No assertions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import core, keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec.structs import replace
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from hanse.testing.installation import Installation
from hanse.testing.outbound import LocalServer, client_for, local_server

REFUSAL = bytes.fromhex("30053003020102")  # a status of 2 and no token


@dataclass
class Vouched:
    """A certificate for time-stamps with its key, and the authority that vouches for it."""

    root: x509.Certificate
    own: x509.Certificate
    key: rsa.RSAPrivateKey

    def answers(self, at: datetime) -> DummyTimeStamper:
        """Stamps everything with this certificate."""
        private = keys.PrivateKeyInfo.load(self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
        own = asn1.Certificate.load(self.own.public_bytes(Encoding.DER))
        return DummyTimeStamper(own, private, fixed_dt=at)


def vouched(now: datetime, usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING) -> Vouched:
    """An authority, and a certificate that it made for one use."""
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root_name, name = _name("Harbour root"), _name("Harbour time-stamps")
    root = (
        _certificate(root_name, root_name, root_key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    own = (
        _certificate(name, root_name, key, now)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    return Vouched(root, own, key)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
    )


class Authority:
    """Answers questions for time-stamps over HTTP, as `mood` says."""

    def __init__(self, own: Vouched, at: datetime) -> None:
        self.own = own
        self.at = at
        self.mood = "good"
        self.server: LocalServer

    async def answer(self, writer: asyncio.StreamWriter) -> None:
        """One answer to what was asked last."""
        if self.mood == "slow":
            await asyncio.sleep(60)
        body = await self._body(self.server.requests[-1].partition(b"\r\n\r\n")[2])
        status = "500 Internal Server Error" if self.mood == "broken" else "200 OK"
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)

    async def _body(self, sent: bytes) -> bytes:
        request = tsp.TimeStampReq.load(sent)
        asked: dict[str, Any] = {name: request[name] for name in ("version", "message_imprint", "nonce", "cert_req")}
        if self.mood == "nonsense":
            return b"<html>maintenance</html>"
        if self.mood == "huge":
            return b"\x30" * 1_000_000
        if self.mood == "refusing":
            return REFUSAL
        if self.mood == "wrong number":
            asked["nonce"] = core.Integer(request["nonce"].native + 1)
        if self.mood == "wrong document":
            imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)}
            asked["message_imprint"] = tsp.MessageImprint(imprint)
        answer = await self.own.answers(self.at).async_request_tsa_response(tsp.TimeStampReq(asked))
        if self.mood == "forged":
            signed = answer["time_stamp_token"]["content"]["signer_infos"][0]
            signed["signature"] = bytes(len(signed["signature"].native))
        return bytes(answer.dump())


@asynccontextmanager
async def authority(site: Installation, folder: Path) -> AsyncIterator[Authority]:
    """Let contracts of an installation be stamped by an authority of the test."""
    now = site.clock.now()
    own = vouched(now)
    file = folder / "authorities.pem"
    file.write_bytes(own.root.public_bytes(Encoding.PEM))
    found = Authority(own, now + timedelta(minutes=3))
    http, settings = site.services.http, site.services.settings
    async with local_server(found.answer) as server, client_for(server, clock=site.clock) as client:
        found.server = server
        site.services.http = client
        site.services.settings = replace(settings, timestamp_url=f"{server.url}/tsa", timestamp_ca_file=str(file))
        try:
            yield found
        finally:
            site.services.http, site.services.settings = http, settings
