"""Keeping search true: the documents of orders, written after the change by a job."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from hanse.domains.orders.rules.life import word_of
from hanse.domains.orders.types import MemberId, OrderId, OrderStatus
from hanse.platform.context import Ctx
from hanse.platform.search import SearchDocument

ROWS: Final = """
SELECT o.id, o.number, o.status, o.organization_name, o.buyer_member_id, o.po_number, o.updated_at,
    (SELECT array_agg(c.ancestor_id ORDER BY c.depth) FROM organization_closure c
        WHERE c.tenant_id = o.tenant_id AND c.descendant_id = o.organization_id) AS path
FROM orders o WHERE o.id = ANY (%(ids)s::uuid[]) ORDER BY o.id
"""
NEXT_IDS: Final = """
SELECT id FROM orders WHERE (%(after)s::uuid IS NULL OR id > %(after)s) ORDER BY id LIMIT %(limit)s
"""


async def index_orders(ctx: Ctx, ids: Sequence[UUID]) -> None:
    """Write the documents of these orders anew."""
    await ctx.services.search.index(ctx, *await documents_of(ctx, ids))


async def documents_of(ctx: Ctx, ids: Sequence[UUID]) -> list[SearchDocument]:
    """The documents of these orders, in the order of their ids."""
    return [_document(row) for row in await ctx.db.all(ROWS, {"ids": list(ids)})]


async def reindex_orders(ctx: Ctx, after: UUID | None, limit: int) -> Sequence[SearchDocument]:
    """The next documents after an id; what a rebuild of the search index asks for."""
    return await documents_of(ctx, await ctx.db.values(NEXT_IDS, {"after": after, "limit": limit}))


def _document(row: dict[str, Any]) -> SearchDocument:
    po_number = row["po_number"]
    buyer = row["buyer_member_id"]
    return SearchDocument(
        kind="order",
        subject_id=OrderId(row["id"]),
        title=f"Order {row['number']}",
        subtitle=" · ".join(
            filter(
                None, (row["organization_name"], po_number and f"PO {po_number}", word_of(OrderStatus(row["status"])))
            )
        ),
        body=row["organization_name"],
        url=f"/orders/{OrderId(row['id'])}",
        codes=tuple(filter(None, (row["number"], po_number))),
        organizations=tuple(row["path"] or ()),
        owner_member_id=MemberId(buyer).uuid if buyer else None,
        facets={"status": row["status"]},
        updated_at=row["updated_at"],
    )
