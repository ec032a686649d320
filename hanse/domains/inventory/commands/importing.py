"""Setting stock from files, as people have them, and reading pasted lines; all rows in a few statements."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from hanse.domains.catalog.types import VariantId
from hanse.domains.inventory.commands.levels import Change, announce_change, change_levels, ensure_levels
from hanse.domains.inventory.commands.promises import fill_backorders
from hanse.domains.inventory.queries.locations import load_location
from hanse.domains.inventory.rules.rows import (
    amount_of,
    find_columns,
    pasted,
    pasted_amount,
    problem_of,
    sku_key,
)
from hanse.domains.inventory.types import (
    ImportStock,
    ReadStockLines,
    RowProblem,
    StockChange,
    StockImported,
    StockLines,
)
from hanse.kit.errors import FieldError, HanseError, Invalid
from hanse.kit.ids import uuid7
from hanse.kit.tables import Row, TableLimits, detect_decimal_style, open_table
from hanse.kit.text import clean_line
from hanse.platform.commands import command, query
from hanse.platform.context import Ctx

ROWS_MAXIMUM: Final = 50_000
AT_ONCE: Final = 2_000  # rows a statement changes, so that none runs into its time limit
PROBLEMS_SHOWN: Final = 500
VARIANTS: Final = """
SELECT v.id, v.sku_key, v.is_stocked, v.stock_unit
FROM unnest(%(keys)s::text[]) k JOIN variants v ON v.sku_key = k
"""
LOCATIONS: Final = "SELECT id, code_key FROM locations WHERE code_key = ANY (%(keys)s::text[])"
PRESENT: Final = """
SELECT s.variant_id, s.location_id, s.on_hand FROM stock_levels s
JOIN unnest(%(variants)s::uuid[], %(locations)s::uuid[]) AS c (variant_id, location_id)
    ON c.variant_id = s.variant_id AND c.location_id = s.location_id
ORDER BY s.variant_id, s.location_id :lock
"""
LOOK: Final = PRESENT.replace(" :lock", "")
HOLD: Final = PRESENT.replace(":lock", "FOR UPDATE OF s")
Wanted = dict[tuple[UUID, UUID], int]


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows speak of, by key."""

    variants: Mapping[str, Mapping[str, Any]]
    locations: Mapping[str, UUID]


@command("inventory.import")
async def import_stock(ctx: Ctx, data: ImportStock) -> StockImported:
    """Set levels from a file; rows with a mistake are passed over and named.

    Raises Invalid for a file that cannot be read, NotFound for a place that is not there.
    """
    ctx.authorize("inventory.import")
    table = open_table(io.BytesIO(data.content), data.name, TableLimits(rows=ROWS_MAXIMUM, columns=100))
    columns = find_columns(table.columns)
    if data.location_id is None and "location" not in columns:
        raise Invalid.field("location_id", "Choose a place, or add a column that names it", "required")
    rows = list(table)
    known = await _known(ctx, rows, columns)
    place = (await load_location(ctx, data.location_id)).id.uuid if data.location_id else None
    wanted, problems = _wanted(rows, columns, known, place)
    changes = await _changes(ctx, wanted, data)
    if not data.is_dry_run:
        for begin in range(0, len(changes), AT_ONCE):
            await change_levels(ctx, "import", changes[begin : begin + AT_ONCE])
        await fill_backorders(ctx, [change.variant_id for change in changes if change.on_hand > 0])
        announce_change(ctx, [change.variant_id for change in changes])
    told = {"file": data.name, "rows": len(rows), "changed": len(changes), "dry_run": data.is_dry_run}
    ctx.record("stock_import", uuid7(), label=data.name, after=told)
    return StockImported(
        rows=len(rows),
        changed=len(changes),
        unchanged=len(wanted) - len(changes),
        problems=problems[:PROBLEMS_SHOWN],
        problem_count=len(problems),
        is_dry_run=data.is_dry_run,
    )


async def _known(ctx: Ctx, rows: Sequence[Row], columns: Mapping[str, str]) -> Known:
    skus = {sku_key(row.values.get(columns["sku"], "")) for row in rows} - {""}
    variants = {row["sku_key"]: row for row in await ctx.db.all(VARIANTS, {"keys": sorted(skus)})}
    places: dict[str, UUID] = {}
    if "location" in columns:
        codes = {sku_key(row.values.get(columns["location"], "")) for row in rows} - {""}
        places = {row["code_key"]: row["id"] for row in await ctx.db.all(LOCATIONS, {"keys": sorted(codes)})}
    return Known(variants, places)


def _wanted(
    rows: Sequence[Row], columns: Mapping[str, str], known: Known, place: UUID | None
) -> tuple[Wanted, list[RowProblem]]:
    """How much there is to be, by variant and place, and the rows that cannot be read."""
    style = detect_decimal_style(row.values.get(columns["quantity"], "") for row in rows)
    wanted: Wanted = {}
    problems: list[RowProblem] = []
    for row in rows:
        variant = known.variants.get(sku_key(row.values.get(columns["sku"], "")))
        where = place or known.locations.get(sku_key(row.values.get(columns.get("location", ""), "")))
        if row.problems:
            problems.append(problem_of(row, columns["sku"], row.problems[0]))
        elif variant is None:
            problems.append(problem_of(row, columns["sku"], "No product has this SKU"))
        elif not variant["is_stocked"]:
            problems.append(problem_of(row, columns["sku"], "No stock is kept of this"))
        elif where is None:
            problems.append(problem_of(row, columns["location"], "No place has this short name"))
        elif (variant["id"], where) in wanted:
            problems.append(problem_of(row, columns["sku"], "This SKU stands in an earlier row already"))
        else:
            try:
                amount = amount_of(row, columns["quantity"], variant["stock_unit"], style)
                wanted[variant["id"], where] = amount.units
            except HanseError as error:
                problems.append(problem_of(row, columns["quantity"], error))
    return wanted, problems


async def _changes(ctx: Ctx, wanted: Wanted, data: ImportStock) -> list[Change]:
    """The differences to what the books say, in key order; held against others when they are to be booked."""
    places = sorted(wanted)
    present: dict[tuple[UUID, UUID], int] = {}
    for begin in range(0, len(places), AT_ONCE):
        some = places[begin : begin + AT_ONCE]
        if not data.is_dry_run:
            await ensure_levels(ctx, some)
        parameters = {"variants": [place[0] for place in some], "locations": [place[1] for place in some]}
        rows = await ctx.db.all(LOOK if data.is_dry_run else HOLD, parameters)
        present |= {(row["variant_id"], row["location_id"]): row["on_hand"] for row in rows}
    reason = clean_line(data.reason) or f"File {data.name}"
    return [
        Change(place[0], place[1], on_hand=wanted[place] - present.get(place, 0), reason=reason)
        for place in places
        if wanted[place] != present.get(place, 0)
    ]


@query("inventory.read_lines", permission="inventory.view")
async def read_stock_lines(ctx: Ctx, query: ReadStockLines) -> StockLines:
    """Read pasted lines of SKU and amount. Raises Invalid with a sentence for each line that cannot be read."""
    ctx.authorize("inventory.view")
    lines = list(pasted(query.text))
    keys = sorted({sku_key(sku) for _, sku, _ in lines} - {""})
    rows = {row["sku_key"]: row for row in await ctx.db.all(VARIANTS, {"keys": keys})}
    found: list[StockChange] = []
    problems: list[FieldError] = []
    for number, sku, amount in lines:
        variant = rows.get(sku_key(sku))
        if variant is None:
            shown = sku[:40] or amount[:40]
            problems.append(FieldError("text", f"Line {number}: no product has the SKU {shown}", "not_found"))
            continue
        try:
            quantity = pasted_amount(amount, variant["stock_unit"])
            found.append(StockChange(variant_id=VariantId(variant["id"]), quantity=quantity))
        except HanseError as error:
            problems.append(FieldError("text", f"Line {number}: {error.message}", error.code))
    if problems or not found:
        raise Invalid("Some lines cannot be read", fields=problems or [FieldError("text", "Write some lines first")])
    return StockLines(lines=found)
