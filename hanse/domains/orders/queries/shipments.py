"""Reads of what left the house for an order. Who sees the order sees them."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.orders.queries.orders import load_order
from hanse.domains.orders.types import ListShipments, Order, OrderId, Shipment
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.quantity import Quantity
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

LIST: Final = """
SELECT s.id, s.order_id, s.number, s.carrier, s.tracking_number, s.tracking_url, s.note, s.shipped_at,
    (SELECT jsonb_agg(jsonb_build_array(l.order_line_id, l.quantity)) FROM shipment_lines l
        WHERE l.tenant_id = s.tenant_id AND l.shipment_id = s.id) AS parts
FROM shipments s WHERE s.order_id = %(order)s AND (%(after)s::uuid IS NULL OR s.id > %(after)s)
ORDER BY s.id LIMIT %(limit)s
"""
SHIPMENTS_SHOWN: Final = 500


@query("order.shipments", permission="order.view")
async def list_shipments(ctx: Ctx, order_id: OrderId, query: ListShipments) -> Page[Shipment]:
    """List what left the house for an order, oldest first."""
    order = await load_order(ctx, order_id, "order.view")
    after = decode_cursor(query.cursor, UUID)
    found = await load_shipments(ctx, order, after[0] if after else None, query.limit + 1)
    return page_of(found, query.limit, lambda item: encode_cursor(item.id.uuid))


async def load_shipments(
    ctx: Ctx, order: Order, after: UUID | None = None, limit: int = SHIPMENTS_SHOWN
) -> list[Shipment]:
    """An order's shipments with the lines in them; the caller has authorised."""
    lines = {line.id.uuid: line for line in order.lines}

    def build(row: dict[str, Any]) -> Shipment:
        parts = []
        for identity, quantity in row.pop("parts") or ():
            line = lines[UUID(identity)]
            parts.append(
                {
                    "order_line_id": line.id,
                    "line_key": line.line_key,
                    "sku": line.sku,
                    "name": line.name,
                    "quantity": Quantity(quantity, line.quantity.unit),
                }
            )
        return from_row({**row, "lines": sorted(parts, key=lambda part: part["line_key"])}, Shipment)

    return await ctx.db.all(LIST, {"order": order.id, "after": after, "limit": limit}, into=build)
