"""The one way stock levels change: set-based, in key order, each change with its movement row. Asks for no right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from hanse.domains.catalog.types import VariantId
from hanse.domains.inventory.events import StockChanged
from hanse.kit.errors import Invalid
from hanse.kit.ids import uuid7
from hanse.platform.context import Ctx

ENSURE: Final = """
INSERT INTO stock_levels (variant_id, location_id, updated_at)
SELECT DISTINCT c.variant_id, c.location_id, %(now)s::timestamptz
FROM unnest(%(variants)s::uuid[], %(locations)s::uuid[]) AS c (variant_id, location_id)
ORDER BY 1, 2
ON CONFLICT DO NOTHING
"""
# Rows are locked in key order before any is changed, so two changes of the same rows never wait for each other in a
# circle. The condition keeps every amount at zero or more; a row it refuses is missing from the count.
CHANGE: Final = """
WITH change AS MATERIALIZED (
    SELECT * FROM unnest(%(ids)s::uuid[], %(variants)s::uuid[], %(locations)s::uuid[], %(on_hand)s::bigint[],
        %(allocated)s::bigint[], %(reserved)s::bigint[], %(reasons)s::text[], %(reference_kinds)s::text[],
        %(reference_ids)s::text[])
        AS c (id, variant_id, location_id, on_hand, allocated, reserved, reason, reference_kind, reference_id)
), summed AS MATERIALIZED (
    SELECT variant_id, location_id, sum(on_hand)::bigint AS on_hand, sum(allocated)::bigint AS allocated,
        sum(reserved)::bigint AS reserved
    FROM change GROUP BY variant_id, location_id
), locked AS MATERIALIZED (
    SELECT s.variant_id, s.location_id, c.on_hand, c.allocated, c.reserved
    FROM stock_levels s JOIN summed c ON c.variant_id = s.variant_id AND c.location_id = s.location_id
    ORDER BY s.variant_id, s.location_id FOR UPDATE OF s
), changed AS (
    UPDATE stock_levels s SET on_hand = s.on_hand + c.on_hand, allocated = s.allocated + c.allocated,
        reserved = s.reserved + c.reserved, updated_at = %(now)s
    FROM locked c
    WHERE s.variant_id = c.variant_id AND s.location_id = c.location_id
        AND s.on_hand + c.on_hand >= 0 AND s.allocated + c.allocated >= 0 AND s.reserved + c.reserved >= 0
    RETURNING s.variant_id
), moved AS (
    INSERT INTO stock_movements (id, variant_id, location_id, kind, on_hand_change, allocated_change, reserved_change,
        reason, reference_kind, reference_id, member_id, actor_name, created_at)
    SELECT id, variant_id, location_id, %(kind)s, on_hand, allocated, reserved, reason, reference_kind,
        reference_id, %(member)s, %(actor)s, %(now)s
    FROM change
)
SELECT (SELECT count(*) FROM summed) = (SELECT count(*) FROM changed)
"""


@dataclass(frozen=True, slots=True)
class Change:
    """What is added to (or, negative, taken from) one level; in ten-thousandths of the stock unit."""

    variant_id: UUID
    location_id: UUID
    on_hand: int = 0
    allocated: int = 0
    reserved: int = 0
    reason: str = ""
    reference: tuple[str, str] | tuple[None, None] = (None, None)


async def change_levels(ctx: Ctx, kind: str, changes: Sequence[Change]) -> None:
    """Apply changes and write their movements; a level that must exist and does not counts as a refusal.

    Raises Invalid when an amount would fall below zero.
    """
    if not changes:
        return
    fits = await ctx.db.value(
        CHANGE,
        {
            "ids": [uuid7() for _ in changes],
            "variants": [change.variant_id for change in changes],
            "locations": [change.location_id for change in changes],
            "on_hand": [change.on_hand for change in changes],
            "allocated": [change.allocated for change in changes],
            "reserved": [change.reserved for change in changes],
            "reasons": [change.reason for change in changes],
            "reference_kinds": [change.reference[0] for change in changes],
            "reference_ids": [change.reference[1] for change in changes],
            "kind": kind,
            "member": ctx.principal.member_id,
            "actor": ctx.principal.display_name[:200],
            "now": ctx.now,
        },
    )
    if not fits:
        raise Invalid.field("quantity", "There is less than that here", "below_zero")


async def ensure_levels(ctx: Ctx, places: Sequence[tuple[UUID, UUID]]) -> None:
    """Make the rows of (variant, place) that do not exist yet, with nothing in them."""
    parameters = {"variants": [place[0] for place in places], "locations": [place[1] for place in places]}
    await ctx.db.run(ENSURE, {**parameters, "now": ctx.now})


def announce_change(ctx: Ctx, variants: Sequence[UUID]) -> None:
    """Tell that levels of variants changed other than through an order."""
    found = sorted(set(variants))
    ctx.emit(StockChanged(variant_ids=[VariantId(variant) for variant in found]))
