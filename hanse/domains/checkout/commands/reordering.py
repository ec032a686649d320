"""Ordering again what was ordered before, at today's prices."""

from __future__ import annotations

from hanse.domains.checkout.commands.lines import check_lines, field_errors, put_lines
from hanse.domains.checkout.errors import LinesRefused
from hanse.domains.checkout.queries.heads import lock_open_head
from hanse.domains.checkout.types import AddedLines, CartId, CartLineInput, QuantityText, ReorderCart
from hanse.domains.orders.api import get_order
from hanse.kit.errors import Invalid
from hanse.platform.commands import command
from hanse.platform.context import Ctx


@command("cart.reorder", permission="cart.edit")
async def reorder(ctx: Ctx, cart_id: CartId, data: ReorderCart) -> AddedLines:
    """Put the lines of an order into a cart, without what can no longer be ordered, which is told.

    Raises LinesRefused when nothing can, NotFound for an order the reader may not see, CartNotOpen.
    """
    head = await lock_open_head(ctx, cart_id)
    order = await get_order(ctx, data.order_id)
    if order.organization_id != head.organization_id:
        raise Invalid.field("order_id", "This order belongs to another organization", "not_found")
    lines = [
        CartLineInput(
            variant_id=line.variant_id,
            sku=line.sku,
            quantity=QuantityText(value=line.quantity.value, unit=line.quantity.unit),
            note=line.note[:500],
        )
        for line in order.lines
    ]
    added = await put_lines(ctx, head, await check_lines(ctx, head.organization_id, lines))
    if not added.added:
        raise LinesRefused(fields=field_errors(added.lines))
    ctx.record("cart", cart_id, label=head.name, after={"lines_added": added.added, "order": order.number})
    return added
