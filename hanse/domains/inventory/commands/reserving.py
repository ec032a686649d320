"""Keeping stock for somebody until an instant; what ran out is free again, by the sweep or by whoever needs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from hanse.domains.inventory.commands.levels import Change, change_levels
from hanse.domains.inventory.errors import InsufficientStock, ReservationEnded, WrongUnit
from hanse.domains.inventory.queries.settings import shows_amounts
from hanse.domains.inventory.rules.wording import shortage_sentence
from hanse.domains.inventory.types import Reservation, ReservationId, ReserveStock, StockSource
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.quantity import Quantity
from hanse.kit.structs import from_row
from hanse.kit.units import get_unit
from hanse.platform.commands import command
from hanse.platform.context import Ctx

EXPIRE_JOB: Final = "inventory.expire_reservations"
SWEEP_LIMIT: Final = 500
FREE: Final = """
SELECT s.location_id, v.stock_unit, s.on_hand - s.allocated - s.reserved - s.safety AS free
FROM variants v
LEFT JOIN stock_levels s ON s.tenant_id = v.tenant_id AND s.variant_id = v.id AND EXISTS (
    SELECT FROM locations p WHERE p.tenant_id = s.tenant_id AND p.id = s.location_id AND p.is_active)
WHERE v.id = %(variant)s
ORDER BY free DESC NULLS LAST, s.location_id
"""
TAKE: Final = """
UPDATE stock_levels SET reserved = reserved
WHERE variant_id = %(variant)s AND location_id = %(location)s
    AND on_hand - allocated - reserved - safety >= %(quantity)s
"""
INSERT: Final = """
INSERT INTO reservations (id, source_kind, source_id, variant_id, location_id, quantity, status, expires_at,
    created_at, updated_at)
VALUES (%(id)s, %(source_kind)s, %(source_id)s, %(variant)s, %(location)s, %(quantity)s, 'live', %(expires)s,
    %(now)s, %(now)s)
"""
# A reservation ends once, whoever ends it: only the transaction that changes the status gives the stock back.
END: Final = """
UPDATE reservations SET status = %(status)s, updated_at = %(now)s
WHERE id IN (SELECT r.id FROM reservations r WHERE r.status = 'live' AND :which ORDER BY r.id FOR UPDATE :skip)
    AND status = 'live'
RETURNING id, source_kind, source_id, variant_id, location_id, quantity, status, expires_at,
    (SELECT v.stock_unit FROM variants v WHERE v.tenant_id = reservations.tenant_id AND v.id = variant_id) AS unit
"""
END_SOURCE: Final = END.replace(":which", "r.source_kind = %(source_kind)s AND r.source_id = %(source_id)s").replace(
    " :skip", ""
)
END_EXPIRED: Final = END.replace(
    ":which",
    "r.expires_at <= %(now)s AND (%(variants)s::uuid[] IS NULL OR r.variant_id = ANY (%(variants)s::uuid[]))",
).replace(":skip", f"SKIP LOCKED LIMIT {SWEEP_LIMIT}")


@command("inventory.reserve", own_trail=True)
async def reserve_stock(ctx: Ctx, data: ReserveStock) -> Reservation:
    """Keep stock of one variant, at one place, until an instant. Raises InsufficientStock, Invalid."""
    ctx.authorize("inventory.reserve")
    if data.expires_at <= ctx.now:
        raise Invalid.field("expires_at", "A reservation ends in the future")
    if not data.quantity.is_positive:
        raise Invalid.field("quantity", "A quantity must be more than zero", "not_positive")
    location = await _hold_place(ctx, data)
    reservation_id = ReservationId.new()
    values = {
        "id": reservation_id.uuid,
        "source_kind": data.source_kind,
        "source_id": data.source_id,
        "expires": data.expires_at,
        "variant": data.variant_id,
        "location": location,
        "quantity": data.quantity.units,
        "now": ctx.now,
    }
    await ctx.db.run(INSERT, values)
    source = (data.source_kind, data.source_id)
    change = Change(data.variant_id.uuid, location, reserved=data.quantity.units, reference=source)
    await change_levels(ctx, "reservation", [change])
    row = {**values, "variant_id": data.variant_id, "location_id": location, "quantity": data.quantity}
    return from_row({**row, "status": "live", "expires_at": data.expires_at}, Reservation)


async def _hold_place(ctx: Ctx, data: ReserveStock) -> UUID:
    """Lock a place that has all of it."""
    rows = await ctx.db.all(FREE, {"variant": data.variant_id})
    if not rows:
        raise Invalid.field("variant_id", "There is no such product", "not_found")
    if rows[0]["stock_unit"] != data.quantity.unit:
        raise WrongUnit(f"Stock of this is counted by the {get_unit(rows[0]['stock_unit']).name}")
    for row in rows:
        if row["location_id"] is not None and row["free"] >= data.quantity.units:
            parameters = {"variant": data.variant_id, "location": row["location_id"], "quantity": data.quantity.units}
            if await ctx.db.run(TAKE, parameters):
                found: UUID = row["location_id"]
                return found
    best = max((row["free"] for row in rows if row["free"] is not None), default=0)
    exact = await shows_amounts(ctx)
    sentence = shortage_sentence(Quantity(max(best, 0), data.quantity.unit) if exact else None)
    raise InsufficientStock(fields=[FieldError("quantity", sentence, "insufficient_stock")])


@command("inventory.confirm_reservation", permission="inventory.reserve", own_trail=True)
async def confirm_reservations(ctx: Ctx, data: StockSource) -> list[Reservation]:
    """End a source's live reservations because its order takes the stock next, in this transaction.

    Raises ReservationEnded when there is none left.
    """
    ctx.authorize("inventory.reserve")
    ended = await _end(ctx, END_SOURCE, "confirmed", _source(data))
    if not ended:
        raise ReservationEnded()
    return ended


@command("inventory.release_reservation", permission="inventory.reserve", own_trail=True)
async def release_reservations(ctx: Ctx, data: StockSource) -> list[Reservation]:
    """Give back what is kept for a source; none is no error."""
    ctx.authorize("inventory.reserve")
    return await _end(ctx, END_SOURCE, "released", _source(data))


async def expire_reservations(ctx: Ctx, payload: dict[str, Any]) -> None:
    """The job: free what ran out, a bounded number at a time."""
    while len(await _end(ctx, END_EXPIRED, "expired", {"variants": None})) == SWEEP_LIMIT:
        pass


async def end_expired(ctx: Ctx, variants: Sequence[UUID]) -> int:
    """Free what ran out of some variants, for whoever needs it now; returns how many reservations ended."""
    return len(await _end(ctx, END_EXPIRED, "expired", {"variants": sorted(set(variants))}))


async def _end(ctx: Ctx, sql: Any, status: str, which: dict[str, Any]) -> list[Reservation]:
    rows = await ctx.db.all(sql, {**which, "status": status, "now": ctx.now})
    changes = [
        Change(
            row["variant_id"],
            row["location_id"],
            reserved=-row["quantity"],
            reference=(row["source_kind"], row["source_id"]),
        )
        for row in rows
    ]
    await change_levels(ctx, "reservation_end", changes)
    return [from_row({**row, "quantity": Quantity(row["quantity"], row.pop("unit"))}, Reservation) for row in rows]


def _source(data: StockSource) -> dict[str, Any]:
    return {"source_kind": data.source_kind, "source_id": data.source_id}
