"""What is decided about an order: confirm, hold, resume, correct, and the buyer's wish to cancel."""

from __future__ import annotations

from typing import Any, Final

from msgspec import UNSET

from hanse.domains.orders.errors import OrderInvalidTransition
from hanse.domains.orders.events import CancellationRequested, OrderConfirmed, OrderHeld, OrderResumed, OrderUpdated
from hanse.domains.orders.queries.building import audited, po_key, shown
from hanse.domains.orders.queries.orders import load_order, lock_order
from hanse.domains.orders.rules.life import OPEN, next_status, resumed_status, word_of
from hanse.domains.orders.types import AskCancellation, HoldOrder, Order, OrderId, OrderStatus, UpdateOrder
from hanse.kit.events import Event
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx

SET_STATUS: Final = """
UPDATE orders SET status = %(status)s, held_status = %(held)s, status_reason = %(reason)s,
    confirmed_at = CASE WHEN %(status)s = 'confirmed' THEN coalesce(confirmed_at, %(now)s) ELSE confirmed_at END,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
ASK: Final = """
UPDATE orders SET cancel_request = %(reason)s, cancel_requested_at = %(now)s, version = version + 1,
    updated_at = %(now)s
WHERE id = %(id)s
"""
UPDATE: Final = """
UPDATE orders SET po_number = %(po_number)s, po_key = %(po_key)s, requested_date = %(requested_date)s,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""


@command("order.confirm", permission="order.manage")
async def confirm_order(ctx: Ctx, order_id: OrderId) -> Order:
    """Say that the order will be delivered. Raises OrderInvalidTransition."""
    before = await lock_order(ctx, order_id, "order.manage")
    ctx.check_version(before.version)
    status = next_status(before.number, before.status, "confirm")
    await _set_status(ctx, before, status)
    fact = OrderConfirmed(order_id=order_id, organization_id=before.organization_id)
    return await announce(ctx, before, fact)


@command("order.hold", permission="order.manage")
async def hold_order(ctx: Ctx, order_id: OrderId, data: HoldOrder) -> Order:
    """Stop an order for now: nothing leaves until it is resumed. Raises OrderInvalidTransition."""
    before = await lock_order(ctx, order_id, "order.manage")
    ctx.check_version(before.version)
    status = next_status(before.number, before.status, "hold")
    reason = clean_line(data.reason)
    await _set_status(ctx, before, status, held=before.status, reason=reason)
    fact = OrderHeld(order_id=order_id, organization_id=before.organization_id, reason=reason)
    return await announce(ctx, before, fact, reason)


@command("order.resume", permission="order.manage")
async def resume_order(ctx: Ctx, order_id: OrderId) -> Order:
    """Let an order on hold go on where it stopped. Raises OrderInvalidTransition."""
    before = await lock_order(ctx, order_id, "order.manage")
    ctx.check_version(before.version)
    status = resumed_status(before.number, before.status, before.held_status)
    await _set_status(ctx, before, status)
    return await announce(ctx, before, OrderResumed(order_id=order_id, organization_id=before.organization_id))


@command("order.ask_cancellation")
async def ask_cancellation(ctx: Ctx, order_id: OrderId, data: AskCancellation) -> Order:
    """Ask the seller to cancel what did not leave yet; somebody there decides. Raises OrderInvalidTransition."""
    before = await lock_order(ctx, order_id, "order.ask_cancellation")
    if before.status not in OPEN:
        raise OrderInvalidTransition(
            f"Order {before.number} is {word_of(before.status)}; there is nothing left to cancel"
        )
    if before.cancel_requested_at is not None:
        raise OrderInvalidTransition(f"Cancelling order {before.number} was asked for already")
    reason = clean_line(data.reason)
    await ctx.db.run(ASK, {"id": order_id, "reason": reason, "now": ctx.now})
    fact = CancellationRequested(order_id=order_id, organization_id=before.organization_id, reason=reason)
    return await announce(ctx, before, fact, reason)


@command("order.update", permission="order.manage")
async def update_order(ctx: Ctx, order_id: OrderId, data: UpdateOrder) -> Order:
    """Correct what is not frozen: the PO number and the wished date. Raises PreconditionFailed."""
    before = await lock_order(ctx, order_id, "order.manage")
    ctx.check_version(before.version)
    po_number = before.po_number if data.po_number is UNSET else clean_line(data.po_number or "") or None
    wished = before.requested_date if data.requested_date is UNSET else data.requested_date
    await ctx.db.run(
        UPDATE,
        {"id": order_id, "po_number": po_number, "po_key": po_key(po_number), "requested_date": wished, "now": ctx.now},
    )
    return await announce(ctx, before, OrderUpdated(order_id=order_id, organization_id=before.organization_id))


async def _set_status(
    ctx: Ctx, before: Order, status: OrderStatus, *, held: OrderStatus | None = None, reason: str | None = None
) -> None:
    values: dict[str, Any] = {"id": before.id, "status": status, "held": held, "reason": reason, "now": ctx.now}
    await ctx.db.run(SET_STATUS, values)


async def announce(ctx: Ctx, before: Order, fact: Event, reason: str | None = None) -> Order:
    """Record and tell what changed since `before`; gives the order as the reader may see it."""
    after = await load_order(ctx, before.id, "order.view")
    ctx.record("order", before.id, label=after.number, before=audited(before), after=audited(after), reason=reason)
    ctx.emit(fact, subject=after)
    return shown(ctx, after)
