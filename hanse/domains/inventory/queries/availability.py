"""What may be promised, for other domains: as much of it as the reader may see."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.catalog.types import VariantId
from hanse.domains.inventory.queries.settings import shows_amounts
from hanse.domains.inventory.types import Availability, GetAvailability, StockState
from hanse.kit.quantity import Quantity
from hanse.platform.commands import query
from hanse.platform.context import Ctx

AVAILABILITY: Final = "SELECT * FROM availability(%(variants)s::uuid[])"


@query("availability.get", permission="inventory.view")
async def get_availability(ctx: Ctx, query: GetAvailability) -> list[Availability]:
    """Say what may be promised of variants, in the order asked for; unknown ones are left out.

    Whether the reader may know the variants at all is for the caller to ask the catalogue. Amounts are null for
    buyers of a business that shows words only, and for visitors. Serves other domains; it has no address of its own.
    """
    ctx.authorize_anyone("availability.get")
    if not query.variant_ids:
        return []
    exact = await shows_amounts(ctx)
    rows = await ctx.db.all(AVAILABILITY, {"variants": [variant.uuid for variant in query.variant_ids]})
    found = {row["variant_id"]: build_availability(row, exact=exact) for row in rows}
    return [found[variant.uuid] for variant in dict.fromkeys(query.variant_ids) if variant.uuid in found]


def build_availability(row: dict[str, Any], *, exact: bool) -> Availability:
    """A row of the function as the reader may see it."""
    unit = row["stock_unit"]
    left = row["backorder_left"]
    shown = exact and row["is_stocked"]
    return Availability(
        variant_id=VariantId(row["variant_id"]),
        state=StockState(row["state"]),
        available=Quantity(row["available"], unit) if shown else None,
        on_hand=Quantity(row["on_hand"], unit) if shown else None,
        is_backorderable=row["is_backorderable"],
        backorder_left=Quantity(left, unit) if shown and left is not None and left >= 0 else None,
        expected_at=row["expected_at"],
    )
