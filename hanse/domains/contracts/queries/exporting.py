"""The list of contracts as a table for a file; that it was taken is itself on record."""

from __future__ import annotations

from typing import Final

import msgspec

from hanse.domains.contracts.queries.contracts import list_contracts
from hanse.domains.contracts.types import ContractFilter, ContractSummary
from hanse.kit.pagination import Page
from hanse.platform.commands import query
from hanse.platform.context import Ctx

EXPORT_LIMIT: Final = 10_000
AT_ONCE: Final = 200


@query("contract.export", sensitive=True)
async def export_contracts(ctx: Ctx, query: ContractFilter) -> Page[ContractSummary]:
    """Read up to 10,000 contracts at once, by the filters of the list."""
    ctx.authorize("contract.export")
    found: list[ContractSummary] = []
    cursor = query.cursor
    while len(found) < EXPORT_LIMIT:
        page = await list_contracts(ctx, msgspec.structs.replace(query, cursor=cursor, limit=AT_ONCE))
        found += page.items
        cursor = page.next
        if cursor is None:
            break
    ctx.record("contract", None, after={"exported": len(found)})
    return Page(found, cursor)
