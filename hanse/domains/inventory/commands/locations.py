"""Keeping the places where stock lies."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.inventory.errors import LocationInUse
from hanse.domains.inventory.queries.locations import load_location
from hanse.domains.inventory.types import Location, LocationId, SaveLocation
from hanse.kit.errors import Invalid
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx

INSERT: Final = """
INSERT INTO locations (id, code, code_key, name, line1, postal_code, city, country, priority, is_active,
    created_at, updated_at)
VALUES (%(id)s, %(code)s, %(code_key)s, %(name)s, %(line1)s, %(postal_code)s, %(city)s, %(country)s, %(priority)s,
    %(is_active)s, %(now)s, %(now)s)
"""
UPDATE: Final = """
UPDATE locations SET code = %(code)s, code_key = %(code_key)s, name = %(name)s, line1 = %(line1)s,
    postal_code = %(postal_code)s, city = %(city)s, country = %(country)s, priority = %(priority)s,
    is_active = %(is_active)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
LOCK: Final = "SELECT id FROM locations WHERE id = %(id)s FOR UPDATE"
PROMISED: Final = """
SELECT EXISTS (SELECT FROM stock_levels s WHERE s.location_id = %(id)s AND (s.allocated > 0 OR s.reserved > 0))
"""


@command("location.create", permission="inventory.manage")
async def create_location(ctx: Ctx, data: SaveLocation) -> Location:
    """Add a place where stock lies. Raises AlreadyExists for a short name that is taken."""
    ctx.authorize("inventory.manage")
    location_id = LocationId.new()
    await ctx.db.run(INSERT, {**_row(ctx, data), "id": location_id})
    location = await load_location(ctx, location_id)
    ctx.record("location", location_id, label=location.name, after=location)
    return location


@command("location.update", permission="inventory.manage")
async def update_location(ctx: Ctx, location_id: LocationId, data: SaveLocation) -> Location:
    """Change a place. Raises LocationInUse when one with promised stock is to be closed, PreconditionFailed."""
    ctx.authorize("inventory.manage")
    await ctx.db.maybe(LOCK, {"id": location_id})
    before = await load_location(ctx, location_id)
    ctx.check_version(before.version)
    if before.is_active and not data.is_active and await ctx.db.value(PROMISED, {"id": location_id}):
        raise LocationInUse("Stock here is promised to orders; ship or release it before the place is closed")
    await ctx.db.run(UPDATE, {**_row(ctx, data), "id": location_id})
    after = await load_location(ctx, location_id)
    ctx.record("location", location_id, label=after.name, before=before, after=after)
    return after


def _row(ctx: Ctx, data: SaveLocation) -> dict[str, Any]:
    code, name = clean_line(data.code), clean_line(data.name)
    if not code:
        raise Invalid.field("code", "Give the place a short name", "required")
    if not name:
        raise Invalid.field("name", "Give the place a name", "required")
    return {
        "code": code,
        "code_key": "".join(code.split()).upper(),
        "name": name,
        "line1": clean_line(data.line1),
        "postal_code": clean_line(data.postal_code),
        "city": clean_line(data.city),
        "country": data.country,
        "priority": data.priority,
        "is_active": data.is_active,
        "now": ctx.now,
    }
