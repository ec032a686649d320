"""Planned changes of a list: drafted, scheduled, cancelled.

Scheduling writes entries that begin at the instant and ends those they replace, so that nothing has to run when the
instant comes, and what will be paid can be asked for beforehand. Cancelling before it undoes exactly that.
"""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.pricing.commands.entries import TOUCH, place, read_all
from hanse.domains.pricing.errors import ChangeInvalidTransition
from hanse.domains.pricing.events import PriceChangeCancelled, PriceChangeScheduled
from hanse.domains.pricing.queries.changes import load_change
from hanse.domains.pricing.queries.lists import lock_list
from hanse.domains.pricing.types import PriceChangeId
from hanse.domains.pricing.types.changes import CreatePriceChange, PriceChange, PriceChangeStatus
from hanse.kit.errors import FieldError, Invalid, NotFound
from hanse.kit.ids import uuid7
from hanse.kit.structs import to_json
from hanse.kit.text import clean_line, clean_text
from hanse.platform.commands import command
from hanse.platform.context import Ctx

INSERT: Final = """
INSERT INTO price_changes (id, price_list_id, name, effective_at, notes, created_at, updated_at)
VALUES (%(id)s, %(list)s, %(name)s, %(effective_at)s, %(notes)s, %(now)s, %(now)s)
"""
INSERT_ITEMS: Final = """
INSERT INTO price_change_items (change_id, position, target_kind, target_id, unit, minimum, kind, amount_micros,
    percent_micros, factors, formula, sums_variants)
SELECT %(change)s, n.position, n.target_kind, n.target_id, n.unit, n.minimum, n.kind, n.amount_micros,
    n.percent_micros, n.factors::jsonb, n.formula, n.sums_variants
FROM unnest(%(positions)s::int[], %(target_kinds)s::text[], %(target_ids)s::uuid[], %(units)s::text[],
    %(minimums)s::bigint[], %(kinds)s::text[], %(amounts)s::bigint[], %(percents)s::bigint[], %(factors)s::text[],
    %(formulas)s::text[], %(sums)s::boolean[])
    AS n (position, target_kind, target_id, unit, minimum, kind, amount_micros, percent_micros, factors, formula,
        sums_variants)
"""
SET_STATUS: Final = """
UPDATE price_changes SET status = %(status)s, version = version + 1, updated_at = %(now)s WHERE id = %(id)s
"""
LOCK: Final = "SELECT price_list_id FROM price_changes WHERE id = %(id)s FOR UPDATE"
# The entry that holds at the instant, the one that began last where several do.
NOTE_ENDING: Final = """
UPDATE price_change_items i SET ended_entry_id = f.id, ended_before_at = f.ends_at
FROM (
    SELECT DISTINCT ON (x.position) x.position, e.id, e.ends_at
    FROM price_change_items x
    JOIN price_entries e ON e.tenant_id = x.tenant_id AND e.target_id = x.target_id AND e.unit = x.unit
        AND e.minimum = x.minimum AND e.price_list_id = %(list)s
    WHERE x.change_id = %(change)s AND (e.starts_at IS NULL OR e.starts_at < %(at)s)
        AND (e.ends_at IS NULL OR e.ends_at > %(at)s)
    ORDER BY x.position, e.starts_at DESC NULLS LAST, e.id
) f
WHERE i.change_id = %(change)s AND i.position = f.position
"""
END: Final = """
UPDATE price_entries e SET ends_at = %(at)s, updated_at = %(now)s
FROM price_change_items i
WHERE i.change_id = %(change)s AND e.tenant_id = i.tenant_id AND e.id = i.ended_entry_id
"""
BEGIN_HERE: Final = """
SELECT i.position FROM price_change_items i
JOIN price_entries e ON e.tenant_id = i.tenant_id AND e.target_id = i.target_id AND e.unit = i.unit
    AND e.minimum = i.minimum AND e.price_list_id = %(list)s AND e.starts_at = %(at)s
WHERE i.change_id = %(change)s ORDER BY i.position
"""
# An entry that begins holds as long as the one it replaces would have, or until the next one of its kind begins.
BEGIN: Final = """
INSERT INTO price_entries (id, price_list_id, target_kind, target_id, unit, minimum, kind, amount_micros,
    percent_micros, factors, formula, sums_variants, starts_at, ends_at, change_id, updated_at)
SELECT n.id, %(list)s, i.target_kind, i.target_id, i.unit, i.minimum, i.kind, i.amount_micros, i.percent_micros,
    i.factors, i.formula, i.sums_variants, %(at)s,
    coalesce(i.ended_before_at, (SELECT min(e.starts_at) FROM price_entries e
        WHERE e.tenant_id = i.tenant_id AND e.price_list_id = %(list)s AND e.target_id = i.target_id
            AND e.unit = i.unit AND e.minimum = i.minimum AND e.starts_at > %(at)s)),
    %(change)s, %(now)s
FROM unnest(%(ids)s::uuid[], %(positions)s::int[]) AS n (id, position)
JOIN price_change_items i ON i.change_id = %(change)s AND i.position = n.position
WHERE i.kind <> 'remove'
"""
POSITIONS: Final = "SELECT position FROM price_change_items WHERE change_id = %(change)s ORDER BY position"
BUILT_UPON: Final = """
SELECT c.name FROM price_change_items i
JOIN price_entries e ON e.tenant_id = i.tenant_id AND e.id = i.ended_entry_id AND e.change_id = %(change)s
JOIN price_changes c ON c.tenant_id = i.tenant_id AND c.id = i.change_id AND c.status = 'scheduled'
LIMIT 1
"""
FORGET: Final = "DELETE FROM price_entries WHERE change_id = %(change)s"
RESUME: Final = """
UPDATE price_entries e SET ends_at = i.ended_before_at, updated_at = %(now)s
FROM price_change_items i
WHERE i.change_id = %(change)s AND e.tenant_id = i.tenant_id AND e.id = i.ended_entry_id AND e.ends_at = %(at)s
"""


@command("price_change.create", permission="price_list.update")
async def create_price_change(ctx: Ctx, data: CreatePriceChange) -> PriceChange:
    """Draft a change of a list; nothing holds yet. Raises Invalid naming every entry that needs mending."""
    try:
        item = await lock_list(ctx, data.price_list_id, "price_list.update")
    except NotFound:
        raise Invalid.field("price_list_id", "There is no such price list", "not_found") from None
    name = clean_line(data.name)
    if not name:
        raise Invalid.field("name", "Write what the change is about", "required")
    dated = [
        FieldError(f"entries.{position}.starts_at", "The change itself says when its entries begin")
        for position, entry in enumerate(data.entries)
        if entry.starts_at is not None or entry.ends_at is not None
    ]
    if dated:
        raise Invalid(dated[0].message, fields=dated)
    placed = await place(ctx, read_all(data.entries, item))
    identity = PriceChangeId.new()
    values = {
        "id": identity,
        "list": item.id,
        "name": name,
        "effective_at": data.effective_at,
        "notes": clean_text(data.notes),
        "now": ctx.now,
    }
    await ctx.db.run(INSERT, values)
    entries = [one.entry for one in placed]
    rows: dict[str, Any] = {
        "change": identity,
        "positions": list(range(len(placed))),
        "target_kinds": [entry.target_kind.value for entry in entries],
        "target_ids": [one.target_id for one in placed],
        "units": [one.unit for one in placed],
        "minimums": [entry.minimum for entry in entries],
        "kinds": [entry.kind.value if entry.kind else "remove" for entry in entries],
        "amounts": [entry.amount_micros for entry in entries],
        "percents": [entry.percent_micros for entry in entries],
        "factors": [to_json(entry.factors).decode() if entry.factors is not None else None for entry in entries],
        "formulas": [entry.formula for entry in entries],
        "sums": [entry.sums_variants for entry in entries],
    }
    await ctx.db.run(INSERT_ITEMS, rows)
    made = await load_change(ctx, identity, "price_list.view")
    ctx.record("price_change", identity, label=made.name, after=_audited(made))
    return made


@command("price_change.schedule", permission="price_list.activate")
async def schedule_price_change(ctx: Ctx, price_change_id: PriceChangeId) -> PriceChange:
    """Let a drafted change hold from its instant on. Raises ChangeInvalidTransition, Invalid when it is past."""
    before = await _lock(ctx, price_change_id)
    if before.status is not PriceChangeStatus.DRAFT:
        raise ChangeInvalidTransition("Only a draft can be scheduled")
    if before.effective_at <= ctx.now:
        raise Invalid.field("effective_at", "The instant of this change is past; draft it anew with a later one")
    wanted = {"change": price_change_id, "list": before.price_list_id, "at": before.effective_at, "now": ctx.now}
    if await ctx.db.value(BEGIN_HERE, wanted) is not None:
        raise ChangeInvalidTransition("Another change of the same entries begins at this very instant; cancel it first")
    await ctx.db.run(NOTE_ENDING, wanted)
    await ctx.db.run(END, wanted)
    positions = await ctx.db.values(POSITIONS, wanted)
    await ctx.db.run(BEGIN, {**wanted, "positions": positions, "ids": [uuid7() for _ in positions]})
    after = await _set_status(ctx, before, PriceChangeStatus.SCHEDULED)
    ctx.emit(PriceChangeScheduled(price_change_id=price_change_id, price_list_id=before.price_list_id), subject=after)
    return after


@command("price_change.cancel", permission="price_list.activate")
async def cancel_price_change(ctx: Ctx, price_change_id: PriceChangeId) -> PriceChange:
    """Give a change up before its instant; what it would have ended goes on. Raises ChangeInvalidTransition."""
    before = await _lock(ctx, price_change_id)
    if before.status not in (PriceChangeStatus.DRAFT, PriceChangeStatus.SCHEDULED):
        raise ChangeInvalidTransition("A change that holds already, or was cancelled, cannot be cancelled")
    if before.status is PriceChangeStatus.SCHEDULED:
        wanted = {"change": price_change_id, "at": before.effective_at, "now": ctx.now}
        later = await ctx.db.value(BUILT_UPON, wanted)
        if later is not None:
            raise ChangeInvalidTransition(f"The change {later} builds upon this one; cancel that first")
        await ctx.db.run(FORGET, wanted)
        await ctx.db.run(RESUME, wanted)
    after = await _set_status(ctx, before, PriceChangeStatus.CANCELLED)
    ctx.emit(PriceChangeCancelled(price_change_id=price_change_id, price_list_id=before.price_list_id), subject=after)
    return after


async def _lock(ctx: Ctx, price_change_id: PriceChangeId) -> PriceChange:
    """Hold the change and its list, so that entries do not move meanwhile."""
    await ctx.db.value(LOCK, {"id": price_change_id})
    before = await load_change(ctx, price_change_id, "price_list.activate")
    ctx.check_version(before.version)
    await lock_list(ctx, before.price_list_id, "price_list.activate")
    return before


async def _set_status(ctx: Ctx, before: PriceChange, status: PriceChangeStatus) -> PriceChange:
    await ctx.db.run(SET_STATUS, {"id": before.id, "status": status, "now": ctx.now})
    await ctx.db.run(TOUCH, {"id": before.price_list_id, "now": ctx.now})
    after = await load_change(ctx, before.id, "price_list.view")
    ctx.record("price_change", before.id, label=after.name, before=_audited(before), after=_audited(after))
    return after


def _audited(item: PriceChange) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ("name", "effective_at", "status", "notes", "item_count")}
