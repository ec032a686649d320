"""What orders do when something happened: stock came in for lines that waited."""

from __future__ import annotations

from hanse.domains.inventory.api import list_covered
from hanse.domains.inventory.events import BackordersAllocated
from hanse.domains.inventory.types import StockSource
from hanse.domains.orders.commands.fulfilling import cover_order
from hanse.domains.orders.commands.indexing import index_orders
from hanse.domains.orders.commands.telling import tell_of, tell_of_message
from hanse.domains.orders.events import OrderFact, OrderMessageAdded, OrderUpdated
from hanse.domains.orders.queries.orders import lock_order
from hanse.domains.orders.types import OrderId
from hanse.platform.context import Ctx
from hanse.platform.registry import Subscription


async def take_stock(ctx: Ctx, event: BackordersAllocated) -> None:
    """Note on the lines what came in for them.

    After the commit, with what stock says then: two cancellations that serve each other's orders must not wait for
    each other.
    """
    if event.source_kind != "order":
        return
    order = await lock_order(ctx, OrderId.parse(event.source_id), "order.view")
    source = StockSource(source_kind=event.source_kind, source_id=event.source_id)
    await cover_order(ctx, order, await list_covered(ctx, source))
    ctx.emit(OrderUpdated(order_id=order.id, organization_id=order.organization_id), subject=order)


async def follow_up(ctx: Ctx, event: OrderFact) -> None:
    """Write the order's search document anew, and tell whom it concerns; one job for both."""
    await index_orders(ctx, [event.order_id.uuid])
    await tell_of(ctx, event)


async def pass_on(ctx: Ctx, event: OrderMessageAdded) -> None:
    """Tell the other side that somebody wrote."""
    await tell_of_message(ctx, event)


SUBSCRIPTIONS = (
    Subscription(BackordersAllocated, take_stock, rights=("order.view", "inventory.view")),
    Subscription(OrderFact, follow_up),
    Subscription(OrderMessageAdded, pass_on),
)
