"""What leaves the house and what is cancelled: quantities of lines, with the stock behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hanse.domains.contracts.api import release_commitments
from hanse.domains.contracts.types.commitments import ReleaseCommitments, ReleaseLine
from hanse.domains.inventory.api import get_location, release_allocation, ship_allocated
from hanse.domains.inventory.types import AllocationSource, CoveredLine, ShipAllocated, StockPortion
from hanse.domains.orders.commands.placing import COMMITMENT_RIGHTS, STOCK_RIGHTS
from hanse.domains.orders.commands.steps import announce
from hanse.domains.orders.errors import CannotCancel, CannotShip, NothingToShip
from hanse.domains.orders.events import OrderCancelled, OrderCompleted, OrderLinesCancelled, OrderShipped
from hanse.domains.orders.queries.orders import lock_order
from hanse.domains.orders.queries.shipments import load_shipments
from hanse.domains.orders.rules.life import next_status, settled_status
from hanse.domains.orders.rules.totals import ordered_part, stock_part
from hanse.domains.orders.types import (
    CancelLine,
    CancelOrder,
    Order,
    OrderId,
    OrderLine,
    OrderLineId,
    OrderStatus,
    RecordShipment,
    Shipment,
    ShipmentId,
    ShipmentLineInput,
)
from hanse.kit.errors import FieldError, HanseError, Invalid, NotFound
from hanse.kit.events import Event
from hanse.kit.quantity import Quantity
from hanse.kit.text import clean_line, clean_text
from hanse.platform.commands import command
from hanse.platform.context import Ctx

COUNT: Final = "SELECT count(*) FROM shipments WHERE order_id = %(id)s"
INSERT: Final = """
WITH shipment AS (
    INSERT INTO shipments (id, order_id, number, carrier, tracking_number, tracking_url, note, location_id, shipped_at,
        member_id, created_at)
    VALUES (%(id)s, %(order)s, %(number)s, %(carrier)s, %(tracking_number)s, %(tracking_url)s, %(note)s,
        %(location)s, %(now)s, %(member)s, %(now)s)
    RETURNING id
)
INSERT INTO shipment_lines (shipment_id, order_line_id, quantity)
SELECT shipment.id, l.id, l.quantity FROM shipment, unnest(%(lines)s::uuid[], %(quantities)s::bigint[])
    AS l (id, quantity)
"""
CHANGE_LINES: Final = """
UPDATE order_lines l SET shipped = l.shipped + c.shipped, cancelled = l.cancelled + c.cancelled
FROM unnest(%(ids)s::uuid[], %(shipped)s::bigint[], %(cancelled)s::bigint[]) AS c (id, shipped, cancelled)
WHERE l.id = c.id
"""
COVER_LINES: Final = """
UPDATE order_lines l SET allocated = c.allocated, backordered = c.backordered,
    expected_at = CASE WHEN c.backordered > 0 THEN l.expected_at END
FROM unnest(%(ids)s::uuid[], %(allocated)s::bigint[], %(backordered)s::bigint[]) AS c (id, allocated, backordered)
WHERE l.id = c.id
"""
SETTLE: Final = """
UPDATE orders SET status = %(status)s, held_status = CASE WHEN %(status)s = 'on_hold' THEN held_status END,
    status_reason = coalesce(%(reason)s, status_reason), has_backorder = EXISTS (
        SELECT FROM order_lines l WHERE l.order_id = orders.id AND l.tenant_id = orders.tenant_id
            AND l.backordered > 0),
    cancel_request = CASE WHEN %(is_decided)s THEN NULL ELSE cancel_request END,
    cancel_requested_at = CASE WHEN %(is_decided)s THEN NULL ELSE cancel_requested_at END,
    completed_at = CASE WHEN %(status)s = 'completed' THEN %(now)s ELSE completed_at END,
    cancelled_at = CASE WHEN %(status)s = 'cancelled' THEN %(now)s ELSE cancelled_at END,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
Parts = list[tuple[OrderLine, int]]
"""Lines with an amount in ten-thousandths of the unit ordered."""


@command("order.ship")
async def record_shipment(ctx: Ctx, order_id: OrderId, data: RecordShipment) -> Shipment:
    """Record what left the house; its stock goes with it. Without lines, everything that can leave does.

    Raises OrderInvalidTransition, NothingToShip, CannotShip by line.
    """
    before = await lock_order(ctx, order_id, "order.ship")
    next_status(before.number, before.status, "ship")
    await _check_place(ctx, data)
    parts = _leaving(before, data.lines)
    covered = await _ship_stock(ctx, before, parts, data)
    shipment_id = await _insert(ctx, before, parts, data)
    await _change_lines(ctx, parts, shipped=True)
    await _cover(ctx, before, covered)
    after = await _settle(ctx, before, parts, shipped=True)
    fact = OrderShipped(order_id=order_id, organization_id=before.organization_id, shipment_id=shipment_id)
    order = await announce(ctx, before, fact)
    if after is OrderStatus.COMPLETED:
        ctx.emit(OrderCompleted(order_id=order_id, organization_id=before.organization_id), subject=order)
    return next(item for item in await load_shipments(ctx, order) if item.id == shipment_id)


@command("order.cancel")
async def cancel_order(ctx: Ctx, order_id: OrderId, data: CancelOrder) -> Order:
    """Cancel an order, or some of its lines, as far as nothing left yet; the stock goes back to those who wait.

    Raises OrderInvalidTransition, CannotCancel by line.
    """
    before = await lock_order(ctx, order_id, "order.cancel")
    ctx.check_version(before.version)
    next_status(before.number, before.status, "cancel")
    reason = clean_line(data.reason)
    parts = _given_up(before, data.lines)
    portions = [_stock_of(line, amount) for line, amount in parts if line.stock_quantity is not None]
    if portions:
        source = AllocationSource(
            source_kind="order", source_id=str(order_id), lines=portions, reason=f"Order {before.number} cancelled"
        )
        covered = await release_allocation(ctx.as_system("Order", STOCK_RIGHTS), source)
        await _change_lines(ctx, parts, shipped=False)
        await _cover(ctx, before, covered, cancelled={line.line_key: amount for line, amount in parts})
    else:
        await _change_lines(ctx, parts, shipped=False)
    await _release(ctx, order_id, parts)
    after = await _settle(ctx, before, parts, shipped=False, reason=reason)
    return await announce(ctx, before, _cancellation(before, after, reason), reason)


async def _release(ctx: Ctx, order_id: OrderId, parts: Parts) -> None:
    """Give back to commitments what is cancelled by now of each line."""
    lines = [
        ReleaseLine(line_id=line.id.uuid, cancelled=line.cancelled.units + amount, quantity=line.quantity.units)
        for line, amount in parts
    ]
    system = ctx.as_system("Order", COMMITMENT_RIGHTS)
    await release_commitments(system, ReleaseCommitments(order_id=order_id.uuid, lines=lines))


def _cancellation(before: Order, after: OrderStatus, reason: str) -> Event:
    if after is OrderStatus.CANCELLED:
        return OrderCancelled(
            order_id=before.id,
            organization_id=before.organization_id,
            source_kind=before.source_kind,
            source_id=before.source_id,
            reason=reason,
        )
    return OrderLinesCancelled(order_id=before.id, organization_id=before.organization_id, reason=reason)


def _chosen(
    order: Order, lines: Sequence[ShipmentLineInput | CancelLine], wrong: type[HanseError], room: Mapping[int, int]
) -> Parts:
    """Which amounts of which lines were asked for, each at most the line's room. Raises `wrong` by line."""
    by_id: dict[OrderLineId, OrderLine] = {line.id: line for line in order.lines}
    problems: list[FieldError] = []
    parts: dict[int, tuple[OrderLine, int]] = {}
    for position, wanted in enumerate(lines):
        line = by_id.get(wanted.order_line_id)
        path = f"lines.{position}"
        if line is None:
            problems.append(FieldError(f"{path}.order_line_id", "There is no such line in this order", "not_found"))
            continue
        free = room[line.line_key]
        amount = free if wanted.quantity is None else wanted.quantity.units
        if line.line_key in parts:
            problems.append(FieldError(f"{path}.order_line_id", "This line is named twice", "duplicate"))
        elif wanted.quantity is not None and wanted.quantity.unit != line.quantity.unit:
            problems.append(FieldError(f"{path}.quantity", f"This line is in {line.quantity.unit}", "wrong_unit"))
        elif not 0 < amount <= free:
            sentence = (
                f"Between 0.0001 and {Quantity(free, line.quantity.unit)} is possible"
                if free
                else "Nothing of this line is open"
            )
            problems.append(FieldError(f"{path}.quantity", sentence, "out_of_range"))
        else:
            parts[line.line_key] = (line, amount)
    if problems:
        raise wrong(fields=problems)
    return list(parts.values())


def _leaving(order: Order, lines: Sequence[ShipmentLineInput]) -> Parts:
    room = {line.line_key: _shippable(line) for line in order.lines}
    if lines:
        return _chosen(order, lines, CannotShip, room)
    parts = [(line, room[line.line_key]) for line in order.lines if room[line.line_key]]
    if not parts:
        raise NothingToShip()
    return parts


def _shippable(line: OrderLine) -> int:
    """How much of a line can leave: what is open, as far as stock covers it."""
    if line.stock_quantity is None or line.allocated is None:
        return line.open.units
    covered = ordered_part(line.allocated.units, line.quantity.units, line.stock_quantity.units)
    return max(min(line.open.units, covered - line.shipped.units), 0)


def _given_up(order: Order, lines: Sequence[CancelLine]) -> Parts:
    room = {line.line_key: line.open.units for line in order.lines}
    if lines:
        return _chosen(order, lines, CannotCancel, room)
    return [(line, line.open.units) for line in order.lines if line.open.units]


def _stock_of(line: OrderLine, amount: int) -> StockPortion:
    """The stock behind an amount of a line: what parts take adds up to what the whole takes."""
    assert line.stock_quantity is not None
    done = line.shipped.units + line.cancelled.units
    units = stock_part(done, amount, line.quantity.units, line.stock_quantity.units)
    return StockPortion(line_key=line.line_key, quantity=Quantity(units, line.stock_quantity.unit))


async def _check_place(ctx: Ctx, data: RecordShipment) -> None:
    """Refuse a place that is not there."""
    if data.location_id is not None:
        try:
            await get_location(ctx.as_system("Order", STOCK_RIGHTS), data.location_id)
        except NotFound:
            raise Invalid.field("location_id", "There is no such place", "not_found") from None


async def _ship_stock(ctx: Ctx, order: Order, parts: Parts, data: RecordShipment) -> list[CoveredLine]:
    portions = [_stock_of(line, amount) for line, amount in parts if line.stock_quantity is not None]
    if not portions:
        return []
    wanted = ShipAllocated(
        source_kind="order",
        source_id=str(order.id),
        lines=portions,
        location_id=data.location_id,
        reason=f"Order {order.number}",
    )
    return await ship_allocated(ctx.as_system("Order", STOCK_RIGHTS), wanted)


async def _insert(ctx: Ctx, order: Order, parts: Parts, data: RecordShipment) -> ShipmentId:
    shipment_id = ShipmentId.new()
    number = int(await ctx.db.value(COUNT, {"id": order.id})) + 1
    await ctx.db.run(
        INSERT,
        {
            "id": shipment_id,
            "order": order.id,
            "number": f"{order.number}-{number}",
            "carrier": clean_line(data.carrier),
            "tracking_number": clean_line(data.tracking_number),
            "tracking_url": data.tracking_url,
            "note": clean_text(data.note),
            "location": data.location_id,
            "member": ctx.principal.member_id,
            "now": ctx.now,
            "lines": [line.id.uuid for line, _ in parts],
            "quantities": [amount for _, amount in parts],
        },
    )
    return shipment_id


async def _change_lines(ctx: Ctx, parts: Parts, *, shipped: bool) -> None:
    amounts, nothing = [amount for _, amount in parts], [0] * len(parts)
    values: dict[str, Any] = {"ids": [line.id.uuid for line, _ in parts]}
    values |= {"shipped": amounts if shipped else nothing, "cancelled": nothing if shipped else amounts}
    await ctx.db.run(CHANGE_LINES, values)


async def _cover(
    ctx: Ctx, order: Order, covered: Sequence[CoveredLine], cancelled: Mapping[int, int] | None = None
) -> None:
    """Keep what stock says of each line; what is neither covered nor cancelled waits."""
    now = {item.line_key: item.covered for item in covered}
    lines = [line for line in order.lines if line.line_key in now and line.stock_quantity is not None]
    waiting = [_waiting(line, now[line.line_key], (cancelled or {}).get(line.line_key, 0)) for line in lines]
    await ctx.db.run(
        COVER_LINES,
        {
            "ids": [line.id.uuid for line in lines],
            "allocated": [now[line.line_key] for line in lines],
            "backordered": waiting,
        },
    )


def _waiting(line: OrderLine, covered: int, cancelled: int) -> int:
    assert line.stock_quantity is not None
    gone = line.cancelled.units + cancelled
    wanted = line.stock_quantity.units - stock_part(0, gone, line.quantity.units, line.stock_quantity.units)
    return max(wanted - covered, 0)


async def _settle(ctx: Ctx, order: Order, parts: Parts, *, shipped: bool, reason: str | None = None) -> OrderStatus:
    """The order's state after amounts left or were given up."""
    gone = {line.line_key: amount for line, amount in parts}
    is_open = any(line.open.units - gone.get(line.line_key, 0) > 0 for line in order.lines)
    has_shipped = (shipped and bool(parts)) or any(line.shipped.units for line in order.lines)
    status = settled_status(order.status, is_anything_open=is_open, has_shipped=has_shipped)
    await ctx.db.run(
        SETTLE, {"id": order.id, "status": status, "reason": reason, "is_decided": not shipped, "now": ctx.now}
    )
    return status


async def cover_order(ctx: Ctx, order: Order, covered: Sequence[CoveredLine]) -> None:
    """Keep what stock found for an order's lines that waited; asks for no right."""
    await _cover(ctx, order, covered)
    await ctx.db.run(
        SETTLE, {"id": order.id, "status": order.status, "reason": None, "is_decided": False, "now": ctx.now}
    )
