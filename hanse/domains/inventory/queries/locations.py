"""Reads of the places where stock lies."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.inventory.types import ListLocations, Location, LocationId
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT: Final = "SELECT id, code, name, line1, postal_code, city, country, priority, is_active, version FROM locations "
GET: Final = SELECT + "WHERE id = %(id)s"
LIST: Final = (
    SELECT
    + """
WHERE (%(is_active)s::boolean IS NULL OR is_active = %(is_active)s)
    AND (%(after_id)s::uuid IS NULL OR (priority, id) > (%(after_priority)s::int, %(after_id)s))
ORDER BY priority, id LIMIT %(limit)s
"""
)


@query("location.list", permission="inventory.view")
async def list_locations(ctx: Ctx, query: ListLocations) -> Page[Location]:
    """List the places where stock lies, those taken from first on top."""
    ctx.authorize("inventory.view")
    after = decode_cursor(query.cursor, int, UUID) or (None, None)
    rows = await ctx.db.all(
        LIST,
        {
            "is_active": query.is_active,
            "after_priority": after[0],
            "after_id": after[1],
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["priority"], row["id"]))
    return Page([_build(ctx, row) for row in page.items], page.next)


@query("location.get", permission="inventory.view")
async def get_location(ctx: Ctx, location_id: LocationId) -> Location:
    """Read one place. Raises NotFound."""
    ctx.authorize("inventory.view")
    return await load_location(ctx, location_id)


async def load_location(ctx: Ctx, location_id: LocationId) -> Location:
    """Read one place without asking for a right. Raises NotFound."""
    row = await ctx.db.maybe(GET, {"id": location_id})
    if row is None:
        raise NotFound()
    return _build(ctx, row)


def _build(ctx: Ctx, row: dict[str, Any]) -> Location:
    location = from_row(row, Location)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["inventory"], location)
    return msgspec.structs.replace(location, allowed_actions=actions)
