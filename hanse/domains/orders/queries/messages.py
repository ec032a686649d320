"""Reads of what was said about an order; internal notes are for staff alone."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from hanse.domains.orders.queries.orders import load_order
from hanse.domains.orders.types import ListMessages, OrderId, OrderMessage
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.platform.commands import query
from hanse.platform.context import Ctx

LIST: Final = """
SELECT id, order_id, is_internal, body, member_id, author_name, is_from_staff, created_at FROM order_messages
WHERE order_id = %(order)s AND (%(internal)s OR NOT is_internal) AND (%(after)s::uuid IS NULL OR id > %(after)s)
ORDER BY id LIMIT %(limit)s
"""


@query("order.messages", permission="order.view")
async def list_messages(ctx: Ctx, order_id: OrderId, query: ListMessages) -> Page[OrderMessage]:
    """List what was said about an order, oldest first; buyers get what was said between the two sides."""
    order = await load_order(ctx, order_id, "order.view")
    after = decode_cursor(query.cursor, UUID)
    rows = await ctx.db.all(
        LIST,
        {
            "order": order_id,
            "internal": "order.view_internal" in order.allowed_actions,
            "after": after[0] if after else None,
            "limit": query.limit + 1,
        },
        into=OrderMessage,
    )
    return page_of(rows, query.limit, lambda item: encode_cursor(item.id.uuid))
