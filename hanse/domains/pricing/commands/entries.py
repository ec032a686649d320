"""Writing entries of a list, thousands at once: looked up, checked and stored in one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.pricing.events import PricesChanged
from hanse.domains.pricing.queries.entries import ENTRY_COLUMNS, ENTRY_NAMES
from hanse.domains.pricing.queries.lists import lock_list
from hanse.domains.pricing.rules.entries import ReadEntry, errors_below, minimum_text, percent_text, read_entry
from hanse.domains.pricing.types import PriceListId, TargetKind
from hanse.domains.pricing.types.lists import EntryInput, PriceList, SavedEntries, SaveEntries
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.ids import uuid7s
from hanse.kit.money import UnitPrice
from hanse.kit.structs import to_json
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json
from hanse.platform.imports import packed, packed_texts

AUDITED: Final = 200
# The target of each entry and the unit its variant is sold in by default.
LOOK_UP: Final = """
WITH asked AS MATERIALIZED (
    SELECT a.number, a.kind, a.key, a.id
    FROM jsonb_to_recordset(%(asked)s) AS a (number integer, kind text, key text, id uuid)
), found (number, id, unit) AS (
    SELECT a.number, v.id, coalesce(u.unit, v.stock_unit)
    FROM asked a JOIN variants v ON v.sku_key = a.key
    LEFT JOIN variant_units u ON u.tenant_id = v.tenant_id AND u.variant_id = v.id AND u.is_default
    WHERE a.kind = 'variant' AND a.id IS NULL
    UNION ALL
    SELECT a.number, v.id, coalesce(u.unit, v.stock_unit)
    FROM asked a JOIN variants v ON v.id = a.id
    LEFT JOIN variant_units u ON u.tenant_id = v.tenant_id AND u.variant_id = v.id AND u.is_default
    WHERE a.kind = 'variant'
    UNION ALL
    SELECT a.number, p.id,
        (SELECT coalesce(u.unit, v.stock_unit) FROM variants v
            LEFT JOIN variant_units u ON u.tenant_id = v.tenant_id AND u.variant_id = v.id AND u.is_default
            WHERE v.tenant_id = p.tenant_id AND v.product_id = p.id ORDER BY v.position, v.id LIMIT 1)
    FROM asked a JOIN products p ON p.handle = a.key OR p.id = a.id
    WHERE a.kind = 'product'
    UNION ALL
    SELECT a.number, c.id, NULL FROM asked a JOIN categories c ON c.handle = a.key OR c.id = a.id
    WHERE a.kind = 'category'
)
SELECT coalesce(jsonb_agg(jsonb_build_array(number, id, unit)), '[]') FROM found
"""
UPSERT: Final = """
INSERT INTO price_entries AS e (id, price_list_id, target_kind, target_id, unit, minimum, kind, amount_micros,
    percent_micros, factors, formula, sums_variants, starts_at, ends_at, updated_at)
SELECT n.id, %(list)s, n.target_kind, n.target_id, n.unit, n.minimum, n.kind, n.amount_micros, n.percent_micros,
    n.factors, n.formula, n.sums_variants, n.starts_at, n.ends_at, %(now)s
FROM unnest(%(ids)s::uuid[], %(target_kinds)s::text[], %(target_ids)s::uuid[], %(units)s::text[],
    %(minimums)s::bigint[], %(kinds)s::text[], %(amounts)s::bigint[], %(percents)s::bigint[], %(factors)s::jsonb[],
    %(formulas)s::text[], %(sums)s::boolean[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
    AS n (id, target_kind, target_id, unit, minimum, kind, amount_micros, percent_micros, factors, formula,
        sums_variants, starts_at, ends_at)
ON CONFLICT (tenant_id, price_list_id, target_id, unit, minimum, starts_at) DO UPDATE SET kind = excluded.kind,
    amount_micros = excluded.amount_micros, percent_micros = excluded.percent_micros, factors = excluded.factors,
    formula = excluded.formula, sums_variants = excluded.sums_variants, ends_at = excluded.ends_at,
    updated_at = excluded.updated_at
WHERE (e.kind, e.amount_micros, e.percent_micros, e.formula, e.sums_variants, e.ends_at) IS DISTINCT FROM
    (excluded.kind, excluded.amount_micros, excluded.percent_micros, excluded.formula, excluded.sums_variants,
        excluded.ends_at)
"""
REMOVE: Final = """
DELETE FROM price_entries e
USING unnest(%(target_ids)s::uuid[], %(units)s::text[], %(minimums)s::bigint[], %(starts)s::timestamptz[])
    AS n (target_id, unit, minimum, starts_at)
WHERE e.price_list_id = %(list)s AND e.target_id = n.target_id AND e.unit = n.unit AND e.minimum = n.minimum
    AND e.starts_at IS NOT DISTINCT FROM n.starts_at
"""
TOUCH: Final = "UPDATE price_lists SET updated_at = %(now)s WHERE id = %(id)s"
PRESENT: Final = """
SELECT :columns FROM price_entries e :names
WHERE e.price_list_id = %(list)s AND e.target_id = ANY(%(targets)s) ORDER BY e.target_id, e.unit, e.minimum, e.id
LIMIT 2000
""".replace(":columns", ENTRY_COLUMNS).replace(":names", ENTRY_NAMES)


class Placed(msgspec.Struct, frozen=True):
    """An entry with its target and unit found."""

    entry: ReadEntry
    target_id: Any  # a UUID
    unit: str


@command("price_list.save_entries", permission="price_list.update")
async def save_entries(ctx: Ctx, price_list_id: PriceListId, data: SaveEntries) -> SavedEntries:
    """Write and remove entries of a list, all or none.

    An entry of the same target, unit, minimum and start is replaced. What a list in use says holds from the next
    request on. Raises Invalid naming every entry that needs mending.
    """
    item = await lock_list(ctx, price_list_id, "price_list.update")
    placed = await place(ctx, read_all(data.entries, item))
    few = len(placed) <= AUDITED
    before = await _present(ctx, item, placed) if few else {}
    saved = await store(ctx, item, placed)
    after = await _present(ctx, item, placed) if few else {"entries": f"{saved.written} written"}
    if saved.written or saved.removed:
        await ctx.db.run(TOUCH, {"id": price_list_id, "now": ctx.now})
        ctx.record("price_list", price_list_id, label=item.name, before=before, after=after)
        ctx.emit(PricesChanged(price_list_id=price_list_id, written=saved.written, removed=saved.removed), subject=item)
    return saved


def read_all(given: Sequence[EntryInput], item: PriceList) -> list[ReadEntry]:
    """Read entries of a list. Raises Invalid with every problem found."""
    read: list[ReadEntry] = []
    wrong: list[FieldError] = []
    for position, one in enumerate(given):
        try:
            read.append(read_entry(one, position, item.layer))
        except Invalid as error:
            wrong.extend(error.fields or (FieldError(f"entries.{position}", error.message, error.code),))
    if wrong:
        raise errors_below(wrong)
    return read


async def place(ctx: Ctx, entries: Sequence[ReadEntry]) -> list[Placed]:
    """Find the targets of entries, in one statement. Raises Invalid for what is not there, and for doubles."""
    placed: list[Placed] = []
    wrong: list[FieldError] = []
    seen: dict[Any, int] = {}
    for entry, (target, unit) in zip(entries, await look_up(ctx, entries), strict=True):
        problem = problem_of(entry, target, unit)
        if problem is None:
            one = Placed(entry, target, entry.unit if entry.unit is not None else unit or "")
            first = seen.setdefault((target, one.unit, entry.minimum, entry.starts_at), entry.position)
            if first == entry.position:
                placed.append(one)
                continue
            problem = FieldError(entry.path, f"This says the same as entry {first + 1} again", "repeated")
        wrong.append(problem)
    if wrong:
        raise errors_below(wrong)
    return placed


async def look_up(ctx: Ctx, entries: Sequence[ReadEntry]) -> list[tuple[UUID | None, str | None]]:
    """The target and default unit of each entry, None where there is none. Many entries of one target ask once."""
    numbers: dict[Any, int] = {}
    places = [numbers.setdefault((entry.target_kind, entry.key, entry.identity), len(numbers)) for entry in entries]
    asked = [{"number": number, "kind": one[0], "key": one[1], "id": one[2]} for one, number in numbers.items()]
    found: list[tuple[UUID | None, str | None]] = [(None, None)] * len(numbers)
    for number, target, unit in await ctx.db.value(LOOK_UP, {"asked": Json(asked)}):
        found[number] = (UUID(target), unit)
    return [found[place] for place in places]


_FIELD: Final = {TargetKind.VARIANT: "sku", TargetKind.PRODUCT: "product", TargetKind.CATEGORY: "category"}


def problem_of(entry: ReadEntry, target: Any, unit: str | None) -> FieldError | None:
    """What is wrong with an entry whose target was looked for."""
    field = _FIELD[entry.target_kind]
    if target is None:
        shown = f" {entry.key[:40]}" if entry.key else ""
        return FieldError(f"{entry.path}.{field}", f"There is no {entry.target_kind.value}{shown}", "not_found")
    if entry.unit is None and unit is None and entry.kind is not None:
        return FieldError(f"{entry.path}.unit", "Name the unit this price is for, such as C62", "required")
    return None


async def store(ctx: Ctx, item: PriceList, placed: Sequence[Placed]) -> SavedEntries:
    """Write and remove, a statement each."""
    kept = [one for one in placed if one.entry.kind is not None]
    gone = [one for one in placed if one.entry.kind is None]
    removed = 0
    if gone:
        wanted = {
            "list": item.id,
            "target_ids": [one.target_id for one in gone],
            "units": [one.unit for one in gone],
            "minimums": [one.entry.minimum for one in gone],
            "starts": [one.entry.starts_at for one in gone],
        }
        removed = await ctx.db.run(REMOVE, wanted)
    written = await ctx.db.run(UPSERT, rows_of(ctx, item, kept)) if kept else 0
    return SavedEntries(written=written, unchanged=len(kept) - written, removed=removed)


def rows_of(ctx: Ctx, item: PriceList, placed: Sequence[Placed]) -> dict[str, Any]:
    """The parameters of the statement that writes."""
    entries = [one.entry for one in placed]
    factors = [None if one.factors is None else to_json(one.factors).decode() for one in entries]
    return {
        "list": item.id,
        "now": ctx.now,
        "ids": packed([one.hex for one in uuid7s(len(placed))]),
        "target_kinds": packed([one.target_kind for one in entries]),
        "target_ids": packed([one.target_id.hex for one in placed]),
        "units": packed_texts([one.unit for one in placed]),
        "minimums": packed([one.minimum for one in entries]),
        "kinds": packed([one.kind for one in entries]),
        "amounts": packed([one.amount_micros for one in entries]),
        "percents": packed([one.percent_micros for one in entries]),
        "factors": packed_texts(factors),
        "formulas": packed_texts([one.formula for one in entries]),
        "sums": packed([one.sums_variants for one in entries]),
        "starts": packed([one.starts_at for one in entries]),
        "ends": packed([one.ends_at for one in entries]),
    }


async def _present(ctx: Ctx, item: PriceList, placed: Sequence[Placed]) -> dict[str, str]:
    """What the list says of these targets, in words for the audit trail."""
    rows = await ctx.db.all(PRESENT, {"list": item.id, "targets": [one.target_id for one in placed]})
    said: dict[str, str] = {}
    for row in rows:
        name = " ".join(filter(None, (row["code"] or str(row["target_id"]), row["unit"])))
        if row["minimum"]:
            name += f" from {minimum_text(row['minimum'])}"
        if row["starts_at"] is not None:
            name += f" since {row['starts_at'].isoformat()}"
        said[name] = _words(row, item.currency)
    return said


def _words(row: dict[str, Any], currency: str) -> str:
    if row["kind"] == "fixed":
        return str(UnitPrice(row["amount_micros"], currency))
    return f"{percent_text(row['percent_micros'])} % off" if row["kind"] == "percent" else str(row["formula"])
