"""Counting stock: a sheet is drawn up, filled in, and its differences are posted."""

from __future__ import annotations

from typing import Final

from hanse.domains.inventory.commands.levels import Change, announce_change, change_levels, ensure_levels
from hanse.domains.inventory.commands.promises import fill_backorders
from hanse.domains.inventory.commands.stock import check_lines
from hanse.domains.inventory.errors import CountInvalidTransition
from hanse.domains.inventory.queries.locations import load_location
from hanse.domains.inventory.queries.papers import load_count
from hanse.domains.inventory.types import CountStatus, EnterCount, StartCount, StockChange, StockCount, StockCountId
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.quantity import Quantity
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx

INSERT: Final = """
INSERT INTO stock_counts (id, location_id, note, created_at, updated_at)
VALUES (%(id)s, %(location)s, %(note)s, %(now)s, %(now)s)
"""
INSERT_LINES: Final = """
INSERT INTO stock_count_lines (stock_count_id, variant_id, expected)
SELECT %(id)s, v.id, coalesce(s.on_hand, 0) FROM variants v
LEFT JOIN stock_levels s ON s.tenant_id = v.tenant_id AND s.variant_id = v.id AND s.location_id = %(location)s
WHERE v.is_stocked AND CASE WHEN %(all)s THEN s.location_id IS NOT NULL ELSE v.id = ANY (%(variants)s::uuid[]) END
ON CONFLICT DO NOTHING
"""
ENTER: Final = """
INSERT INTO stock_count_lines AS k (stock_count_id, variant_id, expected, counted)
SELECT %(id)s, c.variant_id, coalesce(s.on_hand, 0), c.counted
FROM unnest(%(variants)s::uuid[], %(counted)s::bigint[]) AS c (variant_id, counted)
LEFT JOIN stock_levels s ON s.variant_id = c.variant_id AND s.location_id = %(location)s
ON CONFLICT (tenant_id, stock_count_id, variant_id) DO UPDATE SET counted = excluded.counted
"""
LOCK: Final = "SELECT id FROM stock_counts WHERE id = %(id)s FOR UPDATE"
CLOSE: Final = """
UPDATE stock_counts SET status = %(status)s, version = version + 1, updated_at = %(now)s,
    posted_at = CASE WHEN %(status)s = 'posted' THEN %(now)s END
WHERE id = %(id)s
"""
TOUCH: Final = "UPDATE stock_counts SET version = version + 1, updated_at = %(now)s WHERE id = %(id)s"


@command("stock_count.start", permission="inventory.count")
async def start_count(ctx: Ctx, data: StartCount) -> StockCount:
    """Draw up a sheet with what the books say now. Raises NotFound, Invalid when there is nothing to count."""
    ctx.authorize("inventory.count")
    location = await load_location(ctx, data.location_id)
    count_id = StockCountId.new()
    await ctx.db.run(INSERT, {"id": count_id, "location": location.id, "note": clean_line(data.note), "now": ctx.now})
    variants = [variant.uuid for variant in data.variant_ids]
    await ctx.db.run(INSERT_LINES, {"id": count_id, "location": location.id, "all": not variants, "variants": variants})
    sheet = await load_count(ctx, count_id)
    if len(sheet.lines) < len(set(variants)):
        raise Invalid.field("variant_ids", "Some of these products are not there or not stocked", "not_found")
    ctx.record("stock_count", count_id, label=f"Count at {location.name}", after=sheet)
    return sheet


@command("stock_count.enter", permission="inventory.count")
async def enter_count(ctx: Ctx, stock_count_id: StockCountId, data: EnterCount) -> StockCount:
    """Write down what was found; zero is a finding too. Raises CountInvalidTransition, Invalid by line."""
    ctx.authorize("inventory.count")
    before = await _lock(ctx, stock_count_id)
    ctx.check_version(before.version)
    problems = [
        FieldError(f"lines.{position}.quantity", "An amount found is zero or more", "negative")
        for position, line in enumerate(data.lines)
        if line.quantity.units < 0
    ]
    if problems:
        raise Invalid("Some lines cannot be entered", fields=problems)
    await check_lines(ctx, [_present(line) for line in data.lines])
    found = {line.variant_id.uuid: line.quantity.units for line in data.lines}
    await ctx.db.run(
        ENTER,
        {
            "id": stock_count_id,
            "location": before.location_id,
            "variants": list(found),
            "counted": list(found.values()),
        },
    )
    await ctx.db.run(TOUCH, {"id": stock_count_id, "now": ctx.now})
    after = await load_count(ctx, stock_count_id)
    ctx.record("stock_count", stock_count_id, label=f"Count at {after.location_name}", before=before, after=after)
    return after


def _present(line: StockChange) -> StockChange:
    """The line as if something was found: nothing is a finding, though no amount to book."""
    return (
        line
        if line.quantity.units
        else StockChange(variant_id=line.variant_id, quantity=Quantity(1, line.quantity.unit))
    )


@command("stock_count.post", permission="inventory.post_count")
async def post_count(ctx: Ctx, stock_count_id: StockCountId) -> StockCount:
    """Book the differences between the sheet and what the books said when it was drawn up.

    What was sold or received meanwhile stays booked. Raises CountInvalidTransition; Invalid when less is left than
    is missing.
    """
    ctx.authorize("inventory.post_count")
    before = await _lock(ctx, stock_count_id)
    ctx.check_version(before.version)
    location = before.location_id.uuid
    changed = [line for line in before.lines if line.difference is not None and line.difference.units]
    variants = [line.variant_id.uuid for line in changed]
    await ensure_levels(ctx, [(variant, location) for variant in variants])
    changes = [
        Change(
            line.variant_id.uuid,
            location,
            on_hand=line.difference.units,
            reason=before.note or "Count",
            reference=("stock_count", str(stock_count_id)),
        )
        for line in changed
        if line.difference is not None
    ]
    await change_levels(ctx, "count", changes)
    await ctx.db.run(CLOSE, {"id": stock_count_id, "status": CountStatus.POSTED, "now": ctx.now})
    await fill_backorders(ctx, [change.variant_id for change in changes if change.on_hand > 0])
    return await _closed(ctx, before)


@command("stock_count.cancel", permission="inventory.count")
async def cancel_count(ctx: Ctx, stock_count_id: StockCountId) -> StockCount:
    """Throw a sheet away; nothing is booked. Raises CountInvalidTransition."""
    ctx.authorize("inventory.count")
    before = await _lock(ctx, stock_count_id)
    await ctx.db.run(CLOSE, {"id": stock_count_id, "status": CountStatus.CANCELLED, "now": ctx.now})
    return await _closed(ctx, before)


async def _closed(ctx: Ctx, before: StockCount) -> StockCount:
    after = await load_count(ctx, before.id)
    ctx.record("stock_count", before.id, label=f"Count at {after.location_name}", before=before, after=after)
    if after.status is CountStatus.POSTED:
        announce_change(ctx, [line.variant_id.uuid for line in after.lines])
    return after


async def _lock(ctx: Ctx, stock_count_id: StockCountId) -> StockCount:
    await ctx.db.maybe(LOCK, {"id": stock_count_id})
    sheet = await load_count(ctx, stock_count_id)
    if sheet.status is not CountStatus.OPEN:
        raise CountInvalidTransition()
    return sheet
