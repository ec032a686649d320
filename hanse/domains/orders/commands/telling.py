"""Telling people what happened to orders: the buyer who ordered, and who looks after them at the seller's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from hanse.domains.notifications.api import notify
from hanse.domains.notifications.types import Notify
from hanse.domains.orders.events import (
    CancellationRequested,
    OrderCancelled,
    OrderConfirmed,
    OrderFact,
    OrderLinesCancelled,
    OrderMessageAdded,
    OrderPlaced,
    OrderShipped,
)
from hanse.domains.orders.types import MemberId
from hanse.kit.money import Money
from hanse.platform.context import Ctx

FACTS: Final = """
SELECT o.number, o.organization_name, o.gross_minor, o.currency, o.buyer_member_id, g.manager_member_id
FROM orders o JOIN organizations g ON g.tenant_id = o.tenant_id AND g.id = o.organization_id
WHERE o.id = %(id)s
"""


@dataclass(frozen=True, slots=True)
class Wording:
    """Whom to tell what."""

    kind: str
    side: str
    title: str
    reason: str = ""


# What is said of each fact: kind, which side is told, sentence.
_SAID: Final[dict[type[OrderFact], tuple[str, str, str]]] = {
    OrderPlaced: ("order.placed", "manager_member_id", "{organization} placed order {number}"),
    CancellationRequested: (
        "order.cancellation_requested",
        "manager_member_id",
        "{organization} asks to cancel order {number}",
    ),
    OrderConfirmed: ("order.confirmed", "buyer_member_id", "Order {number} is confirmed"),
    OrderShipped: ("order.shipped", "buyer_member_id", "Order {number}: a shipment is on its way"),
    OrderCancelled: ("order.cancelled", "buyer_member_id", "Order {number} is cancelled"),
    OrderLinesCancelled: ("order.cancelled", "buyer_member_id", "Some lines of order {number} are cancelled"),
}


async def tell_of(ctx: Ctx, event: OrderFact) -> None:
    """Tell whom a fact concerns; most facts concern nobody who does not know already."""
    said = _SAID.get(type(event))
    if said is None:
        return
    kind, side, title = said
    row = await ctx.db.maybe(FACTS, {"id": event.order_id})
    if row is not None and row[side] is not None:
        reason = getattr(event, "reason", "")
        await _tell(ctx, event, row, Wording(kind, side, title, reason))


async def tell_of_message(ctx: Ctx, event: OrderMessageAdded) -> None:
    """Tell the other side that somebody wrote; internal notes stay where they are."""
    if event.is_internal:
        return
    row = await ctx.db.maybe(FACTS, {"id": event.order_id})
    side = "buyer_member_id" if event.is_from_staff else "manager_member_id"
    if row is not None and row[side] is not None:
        await _tell(ctx, event, row, Wording("order.message", side, "A message about order {number}"))


async def _tell(ctx: Ctx, event: OrderFact | OrderMessageAdded, row: dict[str, Any], wording: Wording) -> None:
    facts = {"number": row["number"], "organization": row["organization_name"]}
    if wording.kind == "order.placed":
        facts["total"] = str(Money(row["gross_minor"], row["currency"]))
    if wording.reason:
        facts["reason"] = wording.reason
    told = Notify(
        kind=wording.kind,
        member_ids=[MemberId(row[wording.side])],
        subject_kind="order",
        subject_id=event.order_id,
        title=wording.title.format(**facts),
        body=wording.reason,
        href=f"/orders/{event.order_id}",
        facts=facts,
    )
    await notify(ctx, told)
