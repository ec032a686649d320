"""Promising stock to orders, in the order's transaction: never more than there is, whoever asks at the same time.

The whole basket is summed; its levels are locked in key order by one statement and changed by a second one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from hanse.domains.inventory.commands.reserving import end_expired
from hanse.domains.inventory.errors import InsufficientStock, WrongUnit
from hanse.domains.inventory.queries.settings import shows_amounts
from hanse.domains.inventory.rules.allocating import (
    ITSELF,
    Decision,
    Level,
    Need,
    Portion,
    part_of,
    share_out,
    units_covered,
)
from hanse.domains.inventory.rules.wording import shortage_sentence
from hanse.domains.inventory.types import Allocated, AllocateStock, StockDemand
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.ids import uuid7
from hanse.kit.quantity import Quantity
from hanse.kit.units import get_unit
from hanse.platform.commands import command, query
from hanse.platform.context import Ctx
from hanse.platform.db.errors import DatabaseBusy

_READ: Final = """
SELECT v.id, v.is_stocked, v.stock_unit, s.location_id, s.on_hand - s.allocated - s.reserved - s.safety AS free,
    p.priority, i.is_backorderable, i.backorder_limit - i.backordered AS backorder_left,
    coalesce((SELECT min(e.expected_at) FROM expected_receipts e
        WHERE e.tenant_id = v.tenant_id AND e.variant_id = v.id AND e.status = 'open'), i.expected_at) AS expected_at
FROM variants v
LEFT JOIN stock_items i ON i.tenant_id = v.tenant_id AND i.variant_id = v.id
LEFT JOIN (:levels s JOIN locations p ON p.tenant_id = s.tenant_id AND p.id = s.location_id AND p.is_active)
    ON s.tenant_id = v.tenant_id AND s.variant_id = v.id
WHERE v.id = ANY (%(variants)s::uuid[])
"""
READ: Final = _READ.replace(":levels", "stock_levels")
LOCK: Final = """
WITH locked AS MATERIALIZED (
    SELECT * FROM stock_levels WHERE variant_id = ANY (%(variants)s::uuid[])
    ORDER BY variant_id, location_id FOR UPDATE
):read
""".replace(":read", _READ.replace(":levels", "locked"))
APPLY: Final = """
WITH portion AS MATERIALIZED (
    SELECT * FROM unnest(%(ids)s::uuid[], %(keys)s::int[], %(variants)s::uuid[], %(locations)s::uuid[],
        %(quantities)s::bigint[], %(per_units)s::bigint[])
        AS p (id, line_key, variant_id, location_id, quantity, per_unit)
), summed AS MATERIALIZED (
    SELECT variant_id, location_id, sum(quantity)::bigint AS quantity FROM portion
    WHERE location_id IS NOT NULL GROUP BY variant_id, location_id
), changed AS (
    UPDATE stock_levels s SET allocated = s.allocated + c.quantity, updated_at = %(now)s FROM summed c
    WHERE s.variant_id = c.variant_id AND s.location_id = c.location_id
        AND s.on_hand - s.allocated - s.reserved - s.safety >= c.quantity
    RETURNING s.variant_id
), moved AS (
    INSERT INTO stock_movements (id, variant_id, location_id, kind, allocated_change, reference_kind, reference_id,
        member_id, actor_name, created_at)
    SELECT id, variant_id, location_id, 'allocation', quantity, %(source_kind)s, %(source_id)s, %(member)s, %(actor)s,
        %(now)s
    FROM portion WHERE location_id IS NOT NULL
), promised AS (
    INSERT INTO allocations (id, source_kind, source_id, line_key, variant_id, location_id, quantity, per_unit,
        created_at, updated_at)
    SELECT id, %(source_kind)s, %(source_id)s, line_key, variant_id, location_id, quantity, per_unit, %(now)s, %(now)s
    FROM portion
)
SELECT (SELECT count(*) FROM summed) = (SELECT count(*) FROM changed)
"""
# The plain case in one statement: each line is another variant, none is a bundle, and of each there is a place that has
# all of it. Either every line is served or nothing is changed; what is served is what `share_out` would have given.
# What is free is compared in the locked rows alone: the update finds its rows as they were when the statement began,
# and only then goes on to what was committed meanwhile.
TAKE: Final = """
WITH need AS MATERIALIZED (
    SELECT n.id, n.line_key, n.variant_id, n.quantity
    FROM unnest(%(ids)s::uuid[], %(keys)s::int[], %(variants)s::uuid[], %(units)s::text[], %(quantities)s::bigint[])
        AS n (id, line_key, variant_id, unit, quantity)
    JOIN variants v ON v.id = n.variant_id AND v.is_stocked AND v.stock_unit = n.unit
), locked AS MATERIALIZED (
    SELECT tenant_id, variant_id, location_id, on_hand - allocated - reserved - safety AS free
    FROM stock_levels WHERE variant_id = ANY (%(variants)s::uuid[])
    ORDER BY variant_id, location_id FOR UPDATE
), chosen AS MATERIALIZED (
    SELECT DISTINCT ON (n.line_key) n.id, n.line_key, n.variant_id, n.quantity, l.location_id
    FROM need n JOIN locked l ON l.variant_id = n.variant_id AND l.free >= n.quantity
    JOIN locations p ON p.tenant_id = l.tenant_id AND p.id = l.location_id AND p.is_active
    ORDER BY n.line_key, p.priority, l.location_id
), served AS MATERIALIZED (
    SELECT * FROM chosen WHERE (SELECT count(*) FROM chosen) = %(count)s
), changed AS (
    UPDATE stock_levels s SET allocated = s.allocated + c.quantity, updated_at = %(now)s FROM served c
    WHERE s.variant_id = c.variant_id AND s.location_id = c.location_id
    RETURNING s.variant_id
), moved AS (
    INSERT INTO stock_movements (id, variant_id, location_id, kind, allocated_change, reference_kind, reference_id,
        member_id, actor_name, created_at)
    SELECT id, variant_id, location_id, 'allocation', quantity, %(source_kind)s, %(source_id)s, %(member)s, %(actor)s,
        %(now)s
    FROM served
), promised AS (
    INSERT INTO allocations (id, source_kind, source_id, line_key, variant_id, location_id, quantity, per_unit,
        created_at, updated_at)
    SELECT id, %(source_kind)s, %(source_id)s, line_key, variant_id, location_id, quantity, %(itself)s, %(now)s, %(now)s
    FROM served
)
SELECT (SELECT count(*) FROM served) AS served, (SELECT count(*) FROM changed) AS changed
"""
# Back-orders are counted against their limit under the lock of the variant's own row.
BACKORDER: Final = """
WITH wanted AS MATERIALIZED (
    SELECT i.variant_id, c.quantity FROM stock_items i
    JOIN unnest(%(variants)s::uuid[], %(quantities)s::bigint[]) AS c (variant_id, quantity)
        ON c.variant_id = i.variant_id
    ORDER BY i.variant_id FOR UPDATE OF i
)
UPDATE stock_items i SET backordered = i.backordered + w.quantity FROM wanted w
WHERE i.variant_id = w.variant_id AND i.is_backorderable
    AND (i.backorder_limit IS NULL OR i.backordered + w.quantity <= i.backorder_limit)
"""


@dataclass(frozen=True, slots=True)
class Stocked:
    """What is known of a variant while its levels are held."""

    is_stocked: bool
    unit: str
    backorder_left: int | None
    is_backorderable: bool
    expected_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stock:
    """Levels and facts of the variants of one basket."""

    facts: Mapping[UUID, Stocked]
    levels: Sequence[Level]


@command("inventory.allocate", own_trail=True)
async def allocate_stock(ctx: Ctx, data: AllocateStock) -> list[Allocated]:
    """Promise stock to every line of a basket, or to none; what lacks is back-ordered when both sides allow it.

    Quantities are in the variants' stock units. The answer has the lines in the order given.
    Raises InsufficientStock with one field for each line that cannot be served.
    """
    ctx.authorize("inventory.allocate")
    if not data.lines or await _take_whole(ctx, data):
        return [_whole(line) for line in data.lines]
    stock = await _read(ctx, LOCK, data.lines)
    needs = _needs(data.lines, stock.facts)
    decision = _decide(needs, stock, data.allow_backorder)
    if decision.missing and await end_expired(ctx, [need.variant_id for need in decision.missing]):
        stock = await _read(ctx, LOCK, data.lines)
        decision = _decide(needs, stock, data.allow_backorder)
    if decision.missing:
        raise await _refusal(ctx, data.lines, decision, stock)
    await _apply(ctx, data, decision)
    by_line: dict[int, list[Portion]] = defaultdict(list)
    for portion in decision.portions:
        by_line[portion.need.line_key].append(portion)
    return [_answer(line, by_line[line.line_key], stock.facts) for line in data.lines]


@query("inventory.preview_allocation", permission="inventory.view")
async def preview_allocation(ctx: Ctx, data: AllocateStock) -> list[FieldError]:
    """Say which lines of a basket could not be served now, as `allocate_stock` would; promises nothing."""
    ctx.authorize_anyone("inventory.preview_allocation")
    if not data.lines:
        return []
    stock = await _read(ctx, READ, data.lines)
    decision = _decide(_needs(data.lines, stock.facts), stock, data.allow_backorder)
    return list((await _refusal(ctx, data.lines, decision, stock)).fields) if decision.missing else []


async def _take_whole(ctx: Ctx, data: AllocateStock) -> bool:
    """Promise everything at once where that needs no sharing out; False, and nothing is changed, where it does."""
    lines = data.lines
    is_plain = all(line.quantity.is_positive and not line.components for line in lines)
    if not is_plain or len({line.variant_id for line in lines}) < len(lines):
        return False
    found = await ctx.db.one(
        TAKE,
        {
            "ids": [uuid7() for _ in lines],
            "keys": [line.line_key for line in lines],
            "variants": [line.variant_id.uuid for line in lines],
            "units": [line.quantity.unit for line in lines],
            "quantities": [line.quantity.units for line in lines],
            "count": len(lines),
            "itself": ITSELF,
            **_by_whom(ctx, data),
        },
    )
    if found["changed"] != found["served"]:
        raise DatabaseBusy(retry_after=1)
    return bool(found["served"])


def _whole(line: StockDemand) -> Allocated:
    nothing = Quantity(0, line.quantity.unit)
    return Allocated(line_key=line.line_key, allocated=line.quantity, backordered=nothing, expected_at=None)


def _by_whom(ctx: Ctx, data: AllocateStock) -> dict[str, Any]:
    """For what, by whom and when: in every movement."""
    return {
        "source_kind": data.source_kind,
        "source_id": data.source_id,
        "member": ctx.principal.member_id,
        "actor": ctx.principal.display_name[:200],
        "now": ctx.now,
    }


async def _read(ctx: Ctx, sql: Any, lines: Sequence[StockDemand]) -> Stock:
    variants = {line.variant_id.uuid for line in lines}
    variants |= {component.variant_id.uuid for line in lines for component in line.components}
    rows = await ctx.db.all(sql, {"variants": sorted(variants)})
    facts = {
        row["id"]: Stocked(
            is_stocked=row["is_stocked"],
            unit=row["stock_unit"],
            backorder_left=row["backorder_left"],
            is_backorderable=bool(row["is_backorderable"]),
            expected_at=row["expected_at"],
        )
        for row in rows
    }
    levels = [
        Level(row["id"], row["location_id"], row["free"], row["priority"])
        for row in rows
        if row["location_id"] is not None
    ]
    return Stock(facts, levels)


def _needs(lines: Sequence[StockDemand], facts: Mapping[UUID, Stocked]) -> list[Need]:
    """What is taken of stocked variants, bundles by their parts. Raises Invalid for what is not there."""
    needs: list[Need] = []
    problems: list[FieldError] = []
    for position, line in enumerate(lines):
        path = f"lines.{position}.quantity"
        if not line.quantity.is_positive:
            problems.append(FieldError(path, "A quantity must be more than zero", "not_positive"))
            continue
        parts: dict[UUID, int] = defaultdict(int)
        for part in line.components:
            parts[part.variant_id.uuid] += part.quantity.units
        for variant, per_unit in (parts or {line.variant_id.uuid: ITSELF}).items():
            found = facts.get(variant)
            if found is None:
                problems.append(FieldError(f"lines.{position}.variant_id", "There is no such product", "not_found"))
            elif not parts and found.is_stocked and found.unit != line.quantity.unit:
                raise WrongUnit(f"Stock of line {position + 1} is counted by the {get_unit(found.unit).name}")
            elif found.is_stocked:
                needs.append(Need(line.line_key, variant, part_of(line.quantity.units, per_unit), per_unit))
    if problems:
        raise Invalid("Some lines cannot be served", fields=problems)
    return needs


def _decide(needs: Sequence[Need], stock: Stock, allow_backorder: bool) -> Decision:
    left = {
        variant: found.backorder_left
        for variant, found in stock.facts.items()
        if allow_backorder and found.is_backorderable
    }
    return share_out(needs, stock.levels, left)


async def _refusal(ctx: Ctx, lines: Sequence[StockDemand], decision: Decision, stock: Stock) -> InsufficientStock:
    """One field per line that lacks something, with what there would be, as far as the reader may know it."""
    exact = await shows_amounts(ctx)
    there: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for need, quantity in decision.missing.items():
        there[need.line_key].append((quantity, need.per_unit))
    fields = []
    for position, line in enumerate(lines):
        if line.line_key in there:
            possible = Quantity(units_covered(there[line.line_key]), line.quantity.unit)
            sentence = shortage_sentence(possible if exact else None)
            fields.append(FieldError(f"lines.{position}.quantity", sentence, "insufficient_stock"))
    return InsufficientStock(fields=fields)


async def _apply(ctx: Ctx, data: AllocateStock, decision: Decision) -> None:
    portions = decision.portions
    if decision.backordered:
        wanted = sorted(decision.backordered.items())
        served = await ctx.db.run(
            BACKORDER, {"variants": [item[0] for item in wanted], "quantities": [item[1] for item in wanted]}
        )
        if served != len(wanted):
            raise DatabaseBusy(retry_after=1)
    if not portions:
        return
    fits = await ctx.db.value(
        APPLY,
        {
            "ids": [uuid7() for _ in portions],
            "keys": [portion.need.line_key for portion in portions],
            "variants": [portion.need.variant_id for portion in portions],
            "locations": [portion.location_id for portion in portions],
            "quantities": [portion.quantity for portion in portions],
            "per_units": [portion.need.per_unit for portion in portions],
            **_by_whom(ctx, data),
        },
    )
    if not fits:
        raise DatabaseBusy(retry_after=1)


def _answer(line: StockDemand, portions: Sequence[Portion], facts: Mapping[UUID, Stocked]) -> Allocated:
    """What a line got. A bundle has as many as its scarcest part allows."""
    parts: dict[tuple[UUID, int], int] = {}
    waiting: set[UUID] = set()
    for portion in portions:
        key = (portion.need.variant_id, portion.need.per_unit)
        parts.setdefault(key, 0)
        if portion.location_id is None:
            waiting.add(portion.need.variant_id)
        else:
            parts[key] += portion.quantity
    unit = line.quantity.unit
    covered = units_covered((quantity, key[1]) for key, quantity in parts.items()) if parts else line.quantity.units
    covered = min(covered, line.quantity.units)
    return Allocated(
        line_key=line.line_key,
        allocated=Quantity(covered, unit),
        backordered=Quantity(line.quantity.units - covered, unit),
        expected_at=_latest(facts[variant].expected_at for variant in waiting),
    )


def _latest(instants: Iterable[datetime | None]) -> datetime | None:
    """When the last of them comes; None when one of them is not known."""
    found = list(instants)
    return max((at for at in found if at is not None), default=None) if all(found) else None
