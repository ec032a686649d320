"""Reads of orders, within what the reader may see."""

from __future__ import annotations

from typing import Final

from hanse.domains.orders.queries.building import build_order, shown
from hanse.domains.orders.types import Order, OrderId
from hanse.kit.errors import NotFound
from hanse.platform.commands import query
from hanse.platform.context import Ctx

PATH: Final = """(SELECT array_agg(c.ancestor_id ORDER BY c.depth) FROM organization_closure c
        WHERE c.tenant_id = o.tenant_id AND c.descendant_id = o.organization_id) AS path"""
BUYER: Final = """(SELECT m.display_name FROM members m WHERE m.tenant_id = o.tenant_id AND m.id = o.buyer_member_id)
        AS buyer_name"""
GET_ORDER: Final = """
SELECT o.id, o.number, o.status, o.held_status, o.status_reason, o.organization_id, o.organization_name,
    o.buyer_member_id, :buyer, :path, o.source_kind, o.source_id, o.currency, o.country, o.is_tax_inclusive,
    o.net_minor, o.tax_minor, o.gross_minor, o.taxes, o.line_count, o.billing_address, o.shipping_address, o.po_number,
    o.cost_centre, o.requested_date, o.payment_days, o.due_date, o.payment_terms, o.note, o.has_backorder,
    o.cancel_request, o.cancel_requested_at, o.placed_at, o.confirmed_at, o.completed_at, o.cancelled_at, o.version,
    o.created_at, o.updated_at
FROM orders o WHERE o.id = %(id)s
""".replace(":buyer", BUYER).replace(":path", PATH)
LOCK_ORDER: Final = "SELECT id FROM orders WHERE id = %(id)s FOR UPDATE"
LINES: Final = """
SELECT id, line_key, variant_id, sku, name, options, note, unit, quantity, shipped, cancelled, stock_unit,
    stock_quantity, allocated, backordered, expected_at, unit_price_micros, discount_minor, tax_class, tax_rate_micros,
    tax_rate_name, net_minor, tax_minor, gross_minor, price_trace
FROM order_lines WHERE order_id = %(id)s ORDER BY line_key
"""


@query("order.get", permission="order.view")
async def get_order(ctx: Ctx, order_id: OrderId) -> Order:
    """Read one order with its lines. Raises NotFound for what the reader may not see."""
    return shown(ctx, await load_order(ctx, order_id, "order.view"))


async def load_order(ctx: Ctx, order_id: OrderId, permission: str) -> Order:
    """Read one order whole, for a reader who holds `permission` on it. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(GET_ORDER, {"id": order_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    order = build_order(ctx, row, await ctx.db.all(LINES, {"id": order_id}))
    ctx.authorize(permission, order)
    return order


async def lock_order(ctx: Ctx, order_id: OrderId, permission: str) -> Order:
    """As `load_order`, holding the row until the transaction ends."""
    await ctx.db.maybe(LOCK_ORDER, {"id": order_id})
    return await load_order(ctx, order_id, permission)
