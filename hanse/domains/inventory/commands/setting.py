"""Setting stock to what rows say there is, all rows of a batch in a few statements. Asks for no right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from hanse.domains.inventory.commands.levels import Change, announce_change, change_levels, ensure_levels
from hanse.domains.inventory.commands.promises import fill_backorders
from hanse.domains.inventory.rules.rows import StockRow, amount_of
from hanse.kit.errors import HanseError
from hanse.platform.context import Ctx
from hanse.platform.imports import Outcome, Problem, Wrong

AT_ONCE: Final = 2_000  # rows a statement changes, so that none runs into its time limit
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


@dataclass(slots=True)
class Setting:
    """How the rows of one file are booked, and which SKU stood where already."""

    place: UUID | None
    reason: str
    dry: bool
    seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def remember(self, row: StockRow) -> bool:
        """Whether no earlier row spoke of the same SKU and place."""
        return self.seen.setdefault((row.sku, row.place), row.number) == row.number


async def set_levels(ctx: Ctx, rows: Sequence[StockRow], setting: Setting) -> Outcome:
    """Book the differences to what the books say, and promise what became free; rows with a mistake are passed over."""
    variants = {row["sku_key"]: row for row in await ctx.db.all(VARIANTS, {"keys": sorted({row.sku for row in rows})})}
    places: dict[str, UUID] = {}
    if setting.place is None:
        codes = sorted({row.place for row in rows})
        places = {row["code_key"]: row["id"] for row in await ctx.db.all(LOCATIONS, {"keys": codes})}
    wrong: list[Wrong] = [(row.number, problem) for row in rows for problem in row.problems]
    wanted: Wanted = {}
    for row in rows:
        if row.problems:
            continue
        where = setting.place or places.get(row.place)
        problem = _problem_of(row, variants.get(row.sku), where, setting)
        if problem is None and where is not None:
            try:
                wanted[variants[row.sku]["id"], where] = amount_of(row, variants[row.sku]["stock_unit"])
            except HanseError as error:
                problem = Problem("quantity", row.amount, error.message)
        if problem is not None:
            wrong.append((row.number, problem))
    changes = await _changes(ctx, wanted, setting)
    if not setting.dry and changes:
        for begin in range(0, len(changes), AT_ONCE):
            await change_levels(ctx, "import", changes[begin : begin + AT_ONCE])
        await fill_backorders(ctx, [change.variant_id for change in changes if change.on_hand > 0])
        announce_change(ctx, [change.variant_id for change in changes])
    return Outcome(updated=len(changes), unchanged=len(wanted) - len(changes), wrong=wrong)


def _problem_of(
    row: StockRow, variant: Mapping[str, Any] | None, where: UUID | None, setting: Setting
) -> Problem | None:
    if variant is None:
        return Problem("sku", row.sku, "No product has this SKU")
    if not variant["is_stocked"]:
        return Problem("sku", row.sku, "No stock is kept of this")
    if where is None:
        return Problem("location", row.place, "No place has this short name")
    if not setting.remember(row):
        return Problem("sku", row.sku, "This SKU stands in an earlier row already")
    return None


async def _changes(ctx: Ctx, wanted: Wanted, setting: Setting) -> list[Change]:
    """The differences to what the books say; held against others when they are to be booked."""
    places = list(wanted)
    if not places:
        return []
    if not setting.dry:
        await ensure_levels(ctx, places)
    parameters = {"variants": [place[0] for place in places], "locations": [place[1] for place in places]}
    rows = await ctx.db.all(LOOK if setting.dry else HOLD, parameters)
    present = {(row["variant_id"], row["location_id"]): row["on_hand"] for row in rows}
    return [
        Change(place[0], place[1], on_hand=amount - present.get(place, 0), reason=setting.reason)
        for place, amount in wanted.items()
        if amount != present.get(place, 0)
    ]
