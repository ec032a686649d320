"""Keeping search true: the documents of quotes, with nothing in them that one of the sides may not know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from hanse.domains.organizations.events import OrganizationMoved
from hanse.domains.organizations.types import Side
from hanse.domains.quotes.rules.life import shown_status, word_of
from hanse.domains.quotes.types import Quote, QuoteId, QuoteStatus
from hanse.platform.context import Ctx
from hanse.platform.search import SearchDocument

_DOCUMENTS: Final = """
SELECT q.id, q.number, q.title, q.status, q.reference, q.order_number, q.updated_at, q.seller_member_id,
    o.name AS organization, (SELECT array_agg(c.ancestor_id ORDER BY c.depth) FROM organization_closure c
        WHERE c.tenant_id = q.tenant_id AND c.descendant_id = q.organization_id) AS path
FROM quotes q JOIN organizations o ON o.tenant_id = q.tenant_id AND o.id = q.organization_id
"""
_SENT: Final = "WHERE q.shown_version_id IS NOT NULL AND "
OF_IDS: Final = _DOCUMENTS + _SENT + "q.id = ANY(%(ids)s) ORDER BY q.id"
NEXT: Final = _DOCUMENTS + _SENT + "(%(after)s::uuid IS NULL OR q.id > %(after)s) ORDER BY q.id LIMIT %(limit)s"


_BELOW: Final = """q.organization_id IN (
    SELECT b.descendant_id FROM organization_closure b WHERE b.ancestor_id = %(organization)s) AND """
BELOW: Final = NEXT.replace(_SENT, _SENT + _BELOW)
BATCH: Final = 500


async def index_below(ctx: Ctx, event: OrganizationMoved) -> None:
    """An organization has another place in the tree, so who may find its quotes is said anew, before anybody looks."""
    after: UUID | None = None
    while True:
        values = {"organization": event.organization_id, "after": after, "limit": BATCH}
        documents = await ctx.db.all(BELOW, values, into=_document)
        if documents:
            await ctx.services.search.index(ctx, *documents)
            after = documents[-1].subject_id.uuid
        if len(documents) < BATCH:
            return


async def index_quote(ctx: Ctx, quote: Quote) -> None:
    """Write the document of one quote anew, once something of it went out."""
    documents = await ctx.db.all(OF_IDS, {"ids": [quote.id.uuid]}, into=_document)
    if documents:
        await ctx.services.search.index(ctx, *documents)


async def reindex_quotes(ctx: Ctx, after: UUID | None, limit: int) -> Sequence[SearchDocument]:
    """The next documents after an id; what a rebuild of the search index asks for."""
    return await ctx.db.all(NEXT, {"after": after, "limit": limit}, into=_document)


def _document(row: dict[str, Any]) -> SearchDocument:
    """Number, title and organization only: lines and prices are found on the quote itself. What nobody sent yet is in
    no index, because only one side may know of it."""
    status = shown_status(QuoteStatus(row["status"]), Side.BUYER)
    return SearchDocument(
        kind="quote",
        subject_id=QuoteId(row["id"]),
        title=f"{row['number']} {row['title']}".strip(),
        subtitle=f"{row['organization']} · {word_of(status)}",
        body=row["reference"],
        url=f"/quotes/{QuoteId(row['id'])}",
        codes=tuple(filter(None, (row["number"], row["order_number"]))),
        organizations=tuple(row["path"] or ()),
        owner_member_id=row["seller_member_id"],
        facets={"status": status.value},
        updated_at=row["updated_at"],
    )
