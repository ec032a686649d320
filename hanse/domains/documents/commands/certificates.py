"""The certificate a business seals with: made here, or brought as a file. Its key is encrypted before it is kept.

A new one takes the place of the present one at once; old ones stay, because their seals are checked by them.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from hanse.domains.documents.adapters.keys import KeyPair, Opened, encode_container, make_pair
from hanse.domains.documents.errors import CertificateNotUsable, NoValidCertificate
from hanse.domains.documents.events import SigningCertificateChanged
from hanse.domains.documents.queries.certificates import certificate_of
from hanse.domains.documents.types import (
    CreateCertificate,
    SigningCertificate,
    SigningCertificateId,
    UploadCertificate,
)
from hanse.domains.identity.errors import ConfirmItIsYou
from hanse.kit.structs import from_json
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.confined import ConfinedWorkFailed, run_confined
from hanse.platform.context import Ctx

KEY_PURPOSE: Final = "documents.signing_key"
MADE: Final = "made"
UPLOADED: Final = "uploaded"
_OPENER: Final = "hanse.domains.documents.adapters.keys:read_container"
LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('signing_certificate' || app_tenant_id()::text, 0))"
PRESENT: Final = "SELECT id, origin, valid_until FROM signing_certificates WHERE retired_at IS NULL"
KNOWN: Final = "SELECT id FROM signing_certificates WHERE fingerprint = %(fingerprint)s"
RETIRE: Final = "UPDATE signing_certificates SET retired_at = %(now)s WHERE retired_at IS NULL"
INSERT: Final = """
INSERT INTO signing_certificates (id, name, issuer, origin, algorithm, fingerprint, certificate, chain, key_sealed,
    valid_from, valid_until, created_by, created_at)
VALUES (%(id)s, %(name)s, %(issuer)s, %(origin)s, %(algorithm)s, %(fingerprint)s, %(certificate)s, %(chain)s,
    %(key)s, %(from)s, %(until)s, %(by)s, %(now)s)
"""


@command("signing_certificate.create")
async def create_certificate(ctx: Ctx, data: CreateCertificate) -> SigningCertificate:
    """Have a certificate made, and seal with it from now on. Raises ConfirmItIsYou."""
    ctx.authorize("signing_certificate.create")
    _require_proof(ctx)
    identity = await _keep(
        ctx, make_pair(clean_line(data.name) or ctx.tenant.name, ctx.now), MADE, ctx.principal.member_id
    )
    return await certificate_of(ctx, identity)


@command("signing_certificate.upload")
async def upload_certificate(ctx: Ctx, data: UploadCertificate) -> SigningCertificate:
    """Bring a certificate with its key as a PKCS#12 file, and seal with it from now on.

    Raises CertificateNotUsable with what is wrong with it, ConfirmItIsYou.
    """
    ctx.authorize("signing_certificate.upload")
    _require_proof(ctx)
    pair = await _read(data)
    if not pair.valid_from <= ctx.now < pair.valid_until:
        days = f"from {pair.valid_from:%d %B %Y} to {pair.valid_until:%d %B %Y}"
        raise CertificateNotUsable.field("content", f"This certificate is valid {days}, so not today", "expired")
    await ctx.db.run(LOCK)
    if await ctx.db.value(KNOWN, {"fingerprint": pair.fingerprint}) is not None:
        raise CertificateNotUsable.field("content", "This certificate is here already", "taken")
    return await certificate_of(ctx, await _keep(ctx, pair, UPLOADED, ctx.principal.member_id))


async def ensure_certificate(ctx: Ctx) -> SigningCertificateId:
    """The certificate to seal with now; the first one, and the follower of one made here, is made by itself.

    The caller authorised. Raises NoValidCertificate when the one that was uploaded is over.
    """
    row = await ctx.db.maybe(PRESENT)
    if row is None or not row["valid_until"] > ctx.now:
        await ctx.db.run(LOCK)
        row = await ctx.db.maybe(PRESENT)
    if row is not None and row["valid_until"] > ctx.now:
        return SigningCertificateId(row["id"])
    if row is not None and row["origin"] == UPLOADED:
        raise NoValidCertificate()
    return await _keep(ctx, make_pair(ctx.tenant.name, ctx.now), MADE)


async def _read(data: UploadCertificate) -> KeyPair:
    """The file is opened confined: who sends one decides how much work its protection makes."""
    try:
        opened = from_json(await run_confined(_OPENER, encode_container(data.content, data.password)), Opened)
    except ConfinedWorkFailed:
        raise CertificateNotUsable.field(
            "content", "This file is protected in a way that takes too long to open; export it again", "too_hard"
        ) from None
    if opened.pair is None:
        raise CertificateNotUsable.field("content", opened.problem)
    return opened.pair


async def _keep(ctx: Ctx, pair: KeyPair, origin: str, by: UUID | None = None) -> SigningCertificateId:
    identity = SigningCertificateId.new()
    await ctx.db.run(LOCK)
    await ctx.db.run(RETIRE, {"now": ctx.now})
    await ctx.db.run(
        INSERT,
        {
            "id": identity,
            "name": pair.name,
            "issuer": pair.issuer,
            "origin": origin,
            "algorithm": pair.algorithm,
            "fingerprint": pair.fingerprint,
            "certificate": pair.certificate,
            "chain": pair.chain,
            "key": ctx.services.crypto.encrypt(KEY_PURPOSE, pair.key, identity.uuid.bytes),
            "from": pair.valid_from,
            "until": pair.valid_until,
            "by": by,
            "now": ctx.now,
        },
    )
    shown = {"name": pair.name, "origin": origin, "fingerprint": pair.fingerprint, "valid_until": pair.valid_until}
    ctx.record("signing_certificate", identity, label=pair.name, after=shown)
    ctx.emit(SigningCertificateChanged(certificate_id=identity, fingerprint=pair.fingerprint))
    return identity


def _require_proof(ctx: Ctx) -> None:
    """Who changes what a business signs with proves that it is they; a program has no such proof to give."""
    if ctx.principal.session_id is not None and not ctx.principal.authenticated_strongly:
        raise ConfirmItIsYou()
