"""Writing about an order: to the other side, or among staff; the two never mix."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.orders.events import OrderMessageAdded
from hanse.domains.orders.queries.orders import load_order
from hanse.domains.orders.types import AddMessage, MessageId, OrderId, OrderMessage
from hanse.kit.errors import Forbidden, Invalid
from hanse.kit.structs import from_row
from hanse.kit.text import clean_text
from hanse.platform.commands import command
from hanse.platform.context import Ctx

INSERT: Final = """
INSERT INTO order_messages (id, order_id, is_internal, body, member_id, author_name, is_from_staff, created_at)
VALUES (%(id)s, %(order_id)s, %(is_internal)s, %(body)s, %(member_id)s, %(author_name)s, %(is_from_staff)s,
    %(created_at)s)
"""


@command("order.write_message")
async def add_message(ctx: Ctx, order_id: OrderId, data: AddMessage) -> OrderMessage:
    """Write to the other side, or with `is_internal` among staff. Raises Invalid, NotFound, Forbidden."""
    order = await load_order(ctx, order_id, "order.write_message")
    is_staff = "order.view_internal" in order.allowed_actions
    if data.is_internal and not is_staff:
        raise Forbidden("Internal notes are for the seller's staff")
    body = clean_text(data.body)
    if not body:
        raise Invalid.field("body", "Write something first", "required")
    row: dict[str, Any] = {
        "id": MessageId.new().uuid,
        "order_id": order_id.uuid,
        "is_internal": data.is_internal,
        "body": body,
        "member_id": ctx.principal.member_id,
        "author_name": ctx.principal.display_name[:200],
        "is_from_staff": is_staff,
        "created_at": ctx.now,
    }
    await ctx.db.run(INSERT, row)
    ctx.record("order", order_id, label=order.number, after={"message": "internal" if data.is_internal else "sent"})
    fact = OrderMessageAdded(
        order_id=order_id,
        organization_id=order.organization_id,
        is_internal=data.is_internal,
        is_from_staff=is_staff,
    )
    ctx.emit(fact, subject=order)
    return from_row(row, OrderMessage)
