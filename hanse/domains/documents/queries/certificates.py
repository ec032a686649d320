"""Reads of the certificates a business seals with. No statement here reads a private key."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.documents.types import ListCertificates, SigningCertificate, SigningCertificateId
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT: Final = """
SELECT c.id, c.name, c.issuer, c.origin, c.algorithm, c.fingerprint, c.certificate, c.valid_from, c.valid_until,
    c.created_by, m.display_name AS created_by_name, c.created_at, c.retired_at,
    (SELECT count(*) FROM document_seals s WHERE s.tenant_id = c.tenant_id AND s.certificate_id = c.id) AS seal_count
FROM signing_certificates c LEFT JOIN members m ON m.tenant_id = c.tenant_id AND m.id = c.created_by
"""
ONE: Final = SELECT + "WHERE c.id = %(id)s"
LIST: Final = SELECT + "WHERE %(before)s::uuid IS NULL OR c.id < %(before)s ORDER BY c.id DESC LIMIT %(limit)s"


@query("signing_certificate.list", permission="signing_certificate.view")
async def list_certificates(ctx: Ctx, query: ListCertificates) -> Page[SigningCertificate]:
    """List the certificates of the business, newest first; the active one seals."""
    ctx.authorize("signing_certificate.view")
    after = decode_cursor(query.cursor, UUID)
    rows = await ctx.db.all(LIST, {"before": after[0] if after else None, "limit": query.limit + 1})
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["id"]))
    return Page([_shown(ctx, row) for row in page.items], page.next)


async def certificate_of(ctx: Ctx, certificate_id: SigningCertificateId) -> SigningCertificate:
    """One certificate. The caller authorised."""
    return _shown(ctx, await ctx.db.one(ONE, {"id": certificate_id}))


def _shown(ctx: Ctx, row: dict[str, Any]) -> SigningCertificate:
    is_active = row["retired_at"] is None and row["valid_until"] > ctx.now
    return from_row({**row, "is_active": is_active}, SigningCertificate)
