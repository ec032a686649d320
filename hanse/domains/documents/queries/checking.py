"""Checking a PDF that anybody may send: unchanged, changed since it was sealed, or not ours.

Every file we sealed is known by its hash, so the file itself is unchanged when its hash is there. Only what is not
there is looked into, confined, to tell a changed document from a strange one.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

from msgspec import Struct

from hanse.domains.documents.errors import CheckBusy
from hanse.domains.documents.types import CheckDocument, DocumentCheck, Verdict, VerifyDocument
from hanse.kit.errors import Invalid, NotFound
from hanse.kit.structs import from_json
from hanse.platform.authz import TenantRef
from hanse.platform.commands import query
from hanse.platform.confined import ConfinedWorkFailed, ConfinedWorkLate, run_confined
from hanse.platform.context import Ctx
from hanse.platform.limits import Limit, enforce, network_of

CHECKS: Final = Limit(count=60, per_seconds=60)
"""Files that one address may send, known or not."""
LOOKS: Final = Limit(count=12, per_seconds=60)
"""Files that one address may have looked into; those whose hash is known cost nothing and are not counted."""
_INSPECTOR: Final = "hanse.domains.documents.adapters.inspector:inspect_pdf"
SIGNED: Final = b"/ByteRange"
"""Stands in the clear in every signed PDF: it tells which bytes the signature covers."""
BY_HASH: Final = """
SELECT s.title, s.sealed_at, s.stamped_at, s.stamped_by, c.name, c.fingerprint
FROM document_seals s JOIN signing_certificates c ON c.tenant_id = s.tenant_id AND c.id = s.certificate_id
WHERE s.sha256 = %(sha256)s ORDER BY s.id LIMIT 1
"""
BY_PRINTS: Final = """
SELECT name, fingerprint FROM signing_certificates WHERE fingerprint = ANY(%(prints)s) ORDER BY id LIMIT 1
"""


class Signature(Struct, frozen=True, kw_only=True):
    """What the inspector tells about one signature."""

    fingerprint: str
    is_intact: bool
    is_whole: bool


class Inspection(Struct, frozen=True, kw_only=True):
    """What the inspector tells about a file."""

    signatures: list[Signature]


@query("document.check", access="public")
async def check_document(ctx: Ctx, data: CheckDocument) -> DocumentCheck:
    """Tell whether a PDF is one that this business sealed, and whether it is unchanged. The file is not kept.

    Raises Invalid for a file that is no PDF, TooManyRequests, CheckBusy.
    """
    ctx.authorize_anyone("document.check")
    if ctx.tenant_or_none is None:
        raise NotFound()
    return await _checked(ctx, ctx.tenant, data.content)


@query("document.verify", access="public", tenantless=True)
async def verify_document(ctx: Ctx, data: VerifyDocument) -> DocumentCheck:
    """Tell anybody whether a PDF is one that a business sealed, and whether it is unchanged. The file is not kept.

    Raises NotFound for a business that does not exist, Invalid for a file that is no PDF, TooManyRequests, CheckBusy.
    """
    ctx.authorize_anyone("document.verify")
    tenant = await ctx.services.tenants.by_handle(ctx.services, data.business.lower())
    if tenant is None:
        raise NotFound()
    return await _checked(ctx, tenant, data.content)


async def _checked(ctx: Ctx, tenant: TenantRef, content: bytes) -> DocumentCheck:
    await enforce(ctx.services.limits, f"document-verify:{network_of(ctx.ip)}", CHECKS)
    if not content.startswith(b"%PDF-"):
        raise Invalid.field("content", "Choose a PDF; this file is of another kind", "not_pdf")
    sha256 = hashlib.sha256(content).hexdigest()
    # A transaction of its own that ends here: no connection is held while a stranger's file is looked into.
    async with ctx.services.database.transaction(tenant.id) as apart:
        known = await apart.maybe(BY_HASH, {"sha256": sha256})
    if known is not None:
        return _unchanged(tenant, known, sha256)
    if SIGNED not in content:
        return _judged(tenant, Inspection(signatures=[]), None, sha256)
    await enforce(ctx.services.limits, f"document-check:{network_of(ctx.ip)}", LOOKS)
    try:
        found = from_json(await run_confined(_INSPECTOR, content), Inspection)
    except ConfinedWorkLate:
        raise CheckBusy(retry_after=60) from None
    except ConfinedWorkFailed:
        text = "This file could not be read within the limits of this page. It is not a document as it was sealed here."
        return _told(Verdict.NOT_OURS, text, sha256)
    prints = [one.fingerprint for one in found.signatures]
    ours = None
    if prints:
        async with ctx.services.database.transaction(tenant.id) as apart:
            ours = await apart.maybe(BY_PRINTS, {"prints": prints})
    return _judged(tenant, found, ours, sha256)


def _unchanged(tenant: TenantRef, known: dict[str, Any], sha256: str) -> DocumentCheck:
    return DocumentCheck(
        verdict=Verdict.UNCHANGED,
        sentence=f"This is the document as {tenant.name} sealed it. Not one byte was changed.",
        sha256=sha256,
        title=known["title"],
        sealed_by=known["name"],
        sealed_at=known["sealed_at"],
        stamped_at=known["stamped_at"],
        stamped_by=known["stamped_by"] or None,
        fingerprint=known["fingerprint"],
    )


def _judged(tenant: TenantRef, found: Inspection, ours: dict[str, Any] | None, sha256: str) -> DocumentCheck:
    name = tenant.name
    if ours is None:
        text = f"This file carries no seal of {name}."
        if found.signatures:
            text += " It is signed by somebody else; that is not checked here."
        return _told(Verdict.NOT_OURS, text, sha256)
    own = [one for one in found.signatures if one.fingerprint == ours["fingerprint"]]
    if any(one.is_intact and one.is_whole for one in own):
        text = f"The signature is one of {name}, but no document sealed here is this file. Ask {name} about it."
        return _told(Verdict.NOT_OURS, text, sha256, ours["fingerprint"])
    if any(one.is_intact for one in own):
        text = f"Something was added to this document after {name} sealed it. Ask for the sealed document itself."
    else:
        text = (
            f"This file carries a seal of {name} that does not fit its content: it was changed after it was sealed, "
            "or the seal was taken from another document. Do not rely on it."
        )
    return _told(Verdict.CHANGED, text, sha256, ours["fingerprint"], ours["name"])


def _told(
    verdict: Verdict, sentence: str, sha256: str, fingerprint: str | None = None, by: str | None = None
) -> DocumentCheck:
    return DocumentCheck(
        verdict=verdict,
        sentence=sentence,
        sha256=sha256,
        title=None,
        sealed_by=by,
        sealed_at=None,
        stamped_at=None,
        stamped_by=None,
        fingerprint=fingerprint,
    )
