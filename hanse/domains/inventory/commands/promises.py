"""What becomes of promised stock: given back, shipped, or found at last for those who waited.

Locks are taken in one order everywhere: allocations, then levels by key, then the variants' own rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from hanse.domains.inventory.commands.levels import Change, change_levels
from hanse.domains.inventory.errors import InsufficientStock
from hanse.domains.inventory.events import BackordersAllocated
from hanse.domains.inventory.rules.allocating import part_of, take_back, units_covered
from hanse.domains.inventory.types import AllocationSource, CoveredLine, ShipAllocated, StockPortion, StockSource
from hanse.kit.errors import FieldError
from hanse.kit.ids import uuid7
from hanse.kit.quantity import Quantity
from hanse.platform.commands import command, query
from hanse.platform.context import Ctx

FILL_LIMIT: Final = 200
HELD: Final = """
SELECT id, line_key, variant_id, location_id, quantity, per_unit FROM allocations
WHERE source_kind = %(source_kind)s AND source_id = %(source_id)s AND quantity > 0
    AND (%(keys)s::int[] IS NULL OR line_key = ANY (%(keys)s::int[]))
ORDER BY id FOR UPDATE
"""
CHANGE_HELD: Final = """
UPDATE allocations a SET quantity = a.quantity - c.quantity, shipped = a.shipped + c.shipped, updated_at = %(now)s
FROM unnest(%(ids)s::uuid[], %(quantities)s::bigint[], %(shipped)s::bigint[]) AS c (id, quantity, shipped)
WHERE a.id = c.id
"""
COVERED: Final = """
SELECT line_key, variant_id, per_unit,
    coalesce(sum(quantity + shipped) FILTER (WHERE location_id IS NOT NULL), 0)::bigint AS covered
FROM allocations WHERE source_kind = %(source_kind)s AND source_id = %(source_id)s
GROUP BY line_key, variant_id, per_unit ORDER BY line_key
"""
LESS_BACKORDERED: Final = """
WITH fewer AS MATERIALIZED (
    SELECT i.variant_id, c.quantity FROM stock_items i
    JOIN unnest(%(variants)s::uuid[], %(quantities)s::bigint[]) AS c (variant_id, quantity)
        ON c.variant_id = i.variant_id
    ORDER BY i.variant_id FOR UPDATE OF i
)
UPDATE stock_items i SET backordered = greatest(i.backordered - f.quantity, 0) FROM fewer f
WHERE i.variant_id = f.variant_id
"""
# The oldest of every variant, so that many who wait for one do not keep those of another from theirs.
WAITING: Final = f"""
SELECT w.* FROM unnest(%(variants)s::uuid[]) AS v (id) CROSS JOIN LATERAL (
    SELECT a.id, a.source_kind, a.source_id, a.line_key, a.variant_id, a.quantity, a.per_unit FROM allocations a
    WHERE a.variant_id = v.id AND a.location_id IS NULL AND a.quantity > 0
    ORDER BY a.id LIMIT {FILL_LIMIT} FOR UPDATE SKIP LOCKED
) w
"""  # noqa: S608 - a constant
LOCK_FREE: Final = """
WITH locked AS MATERIALIZED (
    SELECT * FROM stock_levels WHERE variant_id = ANY (%(variants)s::uuid[])
    ORDER BY variant_id, location_id FOR UPDATE
)
SELECT s.variant_id, s.location_id, s.on_hand - s.allocated - s.reserved - s.safety AS free
FROM locked s JOIN locations p ON p.tenant_id = s.tenant_id AND p.id = s.location_id AND p.is_active
ORDER BY p.priority, s.location_id
"""
PROMISE: Final = """
INSERT INTO allocations AS a (id, source_kind, source_id, line_key, variant_id, location_id, quantity, per_unit,
    created_at, updated_at)
SELECT *, %(now)s::timestamptz, %(now)s::timestamptz FROM unnest(%(ids)s::uuid[], %(source_kinds)s::text[],
    %(source_ids)s::text[], %(keys)s::int[], %(variants)s::uuid[], %(locations)s::uuid[], %(quantities)s::bigint[],
    %(per_units)s::bigint[])
ON CONFLICT (tenant_id, source_kind, source_id, line_key, variant_id, location_id)
DO UPDATE SET quantity = a.quantity + excluded.quantity, updated_at = excluded.updated_at
"""


@command("inventory.release", permission="inventory.allocate", own_trail=True)
async def release_allocation(ctx: Ctx, data: AllocationSource) -> list[CoveredLine]:
    """Give promised stock back: all a source holds, or parts of lines (in their stock unit), back-orders first.

    Gives what every line of the source is covered with now. Those who wait for the stock get it at once.
    """
    ctx.authorize("inventory.allocate")
    keys = None if data.lines is None else [line.line_key for line in data.lines]
    held = await ctx.db.all(HELD, {**_source(data), "keys": keys})
    taken = [row["quantity"] for row in held] if data.lines is None else _given_back(held, data.lines)
    await _change_held(ctx, held, taken, shipped=False)
    changes = [
        Change(
            row["variant_id"],
            row["location_id"],
            allocated=-quantity,
            reason=data.reason[:500],
            reference=(data.source_kind, data.source_id),
        )
        for row, quantity in zip(held, taken, strict=True)
        if quantity and row["location_id"] is not None
    ]
    await change_levels(ctx, "release", changes)
    waiting: dict[UUID, int] = defaultdict(int)
    for row, quantity in zip(held, taken, strict=True):
        if row["location_id"] is None:
            waiting[row["variant_id"]] += quantity
    await _fewer_backordered(ctx, waiting)
    await fill_backorders(ctx, [change.variant_id for change in changes])
    return await _covered(ctx, data.source_kind, data.source_id)


def _given_back(held: Sequence[Mapping[str, Any]], lines: Sequence[StockPortion]) -> list[int]:
    """One amount for each row held."""
    wanted = {line.line_key: line.quantity.units for line in lines}
    groups: dict[tuple[int, UUID], list[int]] = defaultdict(list)
    for position, row in enumerate(held):
        groups[row["line_key"], row["variant_id"]].append(position)
    taken = [0] * len(held)
    for (key, _), positions in groups.items():
        quantity = part_of(wanted[key], held[positions[0]]["per_unit"])
        parts = take_back(quantity, [(held[at]["quantity"], held[at]["location_id"] is None) for at in positions])
        for at, part in zip(positions, parts, strict=True):
            taken[at] = part
    return taken


@command("inventory.ship", permission="inventory.allocate", own_trail=True)
async def ship_allocated(ctx: Ctx, data: ShipAllocated) -> list[CoveredLine]:
    """Let promised stock leave the house, the named place's first. Lines without stock are passed over.

    Raises InsufficientStock when less of a line is promised from a place than is to leave.
    """
    ctx.authorize("inventory.allocate")
    held = await ctx.db.all(HELD, {**_source(data), "keys": [line.line_key for line in data.lines]})
    taken = _leaving(held, data)
    await _change_held(ctx, held, taken, shipped=True)
    changes = [
        Change(
            row["variant_id"],
            row["location_id"],
            on_hand=-quantity,
            allocated=-quantity,
            reason=data.reason[:500],
            reference=(data.source_kind, data.source_id),
        )
        for row, quantity in zip(held, taken, strict=True)
        if quantity
    ]
    await change_levels(ctx, "shipment", changes)
    return await _covered(ctx, data.source_kind, data.source_id)


def _leaving(held: Sequence[Mapping[str, Any]], data: ShipAllocated) -> list[int]:
    groups: dict[tuple[int, UUID], list[int]] = defaultdict(list)
    for position, row in enumerate(held):
        groups[row["line_key"], row["variant_id"]].append(position)
    positions_of = {line.line_key: position for position, line in enumerate(data.lines)}
    wanted = {line.line_key: line.quantity for line in data.lines}
    taken, problems = [0] * len(held), []
    preferred = data.location_id.uuid if data.location_id else None
    for (key, _), positions in groups.items():
        open_quantity = part_of(wanted[key].units, held[positions[0]]["per_unit"])
        here = sorted(positions, key=lambda at: (held[at]["location_id"] != preferred, at))
        for at in here:
            if held[at]["location_id"] is not None:
                taken[at] = min(open_quantity, held[at]["quantity"])
                open_quantity -= taken[at]
        if open_quantity > 0:
            covered = sum(taken[at] for at in positions) * 10_000 // held[positions[0]]["per_unit"]
            sentence = f"Only {Quantity(covered, wanted[key].unit)} are allocated and can be shipped"
            problems.append(FieldError(f"lines.{positions_of[key]}.quantity", sentence, "insufficient_stock"))
    if problems:
        raise InsufficientStock("Not everything is there to be shipped", fields=problems)
    return taken


async def fill_backorders(ctx: Ctx, variants: Sequence[UUID]) -> None:
    """Promise stock that became free to those who wait for it, oldest first, and tell their domains."""
    open_variants = sorted(set(variants))
    sources: dict[tuple[str, str], None] = {}
    while open_variants:
        waiting = await ctx.db.all(WAITING, {"variants": open_variants})
        if not waiting:
            break
        levels = await ctx.db.all(LOCK_FREE, {"variants": sorted({row["variant_id"] for row in waiting})})
        served = _serve(waiting, levels)
        if not served:
            break
        await _promise(ctx, served)
        sources |= dict.fromkeys((row["source_kind"], row["source_id"]) for row, _, _ in served)
        counts = Counter(row["variant_id"] for row in waiting)
        open_variants = sorted(variant for variant, count in counts.items() if count == FILL_LIMIT)
    for kind, identity in sources:
        lines = await _covered(ctx, kind, identity)
        ctx.emit(BackordersAllocated(source_kind=kind, source_id=identity, lines=lines))


Served = list[tuple[Mapping[str, Any], UUID, int]]


def _serve(waiting: Sequence[Mapping[str, Any]], levels: Sequence[Mapping[str, Any]]) -> Served:
    free: dict[UUID, list[list[Any]]] = defaultdict(list)
    for level in levels:
        free[level["variant_id"]].append([level["location_id"], level["free"]])
    served: Served = []
    for row in sorted(waiting, key=lambda row: row["id"]):
        wanted = row["quantity"]
        for place in free[row["variant_id"]]:
            quantity = min(place[1], wanted)
            if quantity > 0:
                served.append((row, place[0], quantity))
                place[1] -= quantity
                wanted -= quantity
    return served


async def _promise(ctx: Ctx, served: Served) -> None:
    taken: dict[UUID, int] = defaultdict(int)
    for row, _, quantity in served:
        taken[row["id"]] += quantity
    await ctx.db.run(
        CHANGE_HELD,
        {"ids": list(taken), "quantities": list(taken.values()), "shipped": [0] * len(taken), "now": ctx.now},
    )
    await ctx.db.run(
        PROMISE,
        {
            "ids": [uuid7() for _ in served],
            "source_kinds": [row["source_kind"] for row, _, _ in served],
            "source_ids": [row["source_id"] for row, _, _ in served],
            "keys": [row["line_key"] for row, _, _ in served],
            "variants": [row["variant_id"] for row, _, _ in served],
            "locations": [place for _, place, _ in served],
            "quantities": [quantity for _, _, quantity in served],
            "per_units": [row["per_unit"] for row, _, _ in served],
            "now": ctx.now,
        },
    )
    changes = [
        Change(row["variant_id"], place, allocated=quantity, reference=(row["source_kind"], row["source_id"]))
        for row, place, quantity in served
    ]
    await change_levels(ctx, "allocation", changes)
    gone: dict[UUID, int] = defaultdict(int)
    for row, _, quantity in served:
        gone[row["variant_id"]] += quantity
    await _fewer_backordered(ctx, gone)


async def _change_held(ctx: Ctx, held: Sequence[Mapping[str, Any]], taken: Sequence[int], *, shipped: bool) -> None:
    parts = [(row["id"], quantity) for row, quantity in zip(held, taken, strict=True) if quantity]
    if parts:
        quantities = [quantity for _, quantity in parts]
        gone = quantities if shipped else [0] * len(parts)
        ids = [identity for identity, _ in parts]
        await ctx.db.run(CHANGE_HELD, {"ids": ids, "quantities": quantities, "shipped": gone, "now": ctx.now})


async def _fewer_backordered(ctx: Ctx, totals: Mapping[UUID, int]) -> None:
    found = sorted((variant, quantity) for variant, quantity in totals.items() if quantity)
    if found:
        variants, quantities = [item[0] for item in found], [item[1] for item in found]
        await ctx.db.run(LESS_BACKORDERED, {"variants": variants, "quantities": quantities})


@query("inventory.covered", permission="inventory.view")
async def list_covered(ctx: Ctx, data: StockSource) -> list[CoveredLine]:
    """Say how much of each line of a source stock covers now."""
    ctx.authorize("inventory.view")
    return await _covered(ctx, data.source_kind, data.source_id)


async def _covered(ctx: Ctx, source_kind: str, source_id: str) -> list[CoveredLine]:
    rows = await ctx.db.all(COVERED, {"source_kind": source_kind, "source_id": source_id})
    parts: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        parts[row["line_key"]].append((row["covered"], row["per_unit"]))
    return [CoveredLine(line_key=key, covered=units_covered(items)) for key, items in parts.items()]


def _source(data: AllocationSource | ShipAllocated) -> dict[str, Any]:
    return {"source_kind": data.source_kind, "source_id": data.source_id}
