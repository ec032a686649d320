"""What an organization bought before, for whoever has to decide about something like it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from hanse.domains.catalog.types import VariantId
from hanse.domains.orders.types import OrderId
from hanse.domains.orders.types.precedents import FindPrecedents, PastOrder, PastPrice, Precedents
from hanse.kit.money import Money, UnitPrice
from hanse.kit.structs import from_row
from hanse.platform.authz import Subject
from hanse.platform.commands import query
from hanse.platform.context import Ctx

ORDERS: Final = """
SELECT id, number, status, gross_minor, currency, placed_at FROM orders
WHERE organization_id = %(organization)s ORDER BY placed_at DESC, id DESC LIMIT 5
"""
YEAR: Final = """
SELECT count(*) AS count, coalesce(sum(gross_minor), 0)::bigint AS total FROM orders
WHERE organization_id = %(organization)s AND placed_at >= %(since)s AND currency = %(currency)s
    AND status <> 'cancelled'
"""
PRICES: Final = """
SELECT w.variant_id, last.unit, last.unit_price_micros, last.number, last.placed_at
FROM unnest(%(variants)s::uuid[]) AS w (variant_id)
CROSS JOIN LATERAL (
    SELECT l.unit, l.unit_price_micros, o.number, o.placed_at FROM order_lines l
    JOIN orders o ON o.tenant_id = l.tenant_id AND o.id = l.order_id
    WHERE l.variant_id = w.variant_id AND o.organization_id = %(organization)s AND o.currency = %(currency)s
        AND o.status <> 'cancelled'
    ORDER BY o.placed_at DESC, o.id DESC LIMIT 1) last
"""


@query("order.precedents", permission="order.view")
async def find_precedents(ctx: Ctx, query: FindPrecedents) -> Precedents:
    """The last orders of an organization, its year, and what articles cost it last; for other domains."""
    ctx.authorize("order.view", Subject(kind="order", organizations=(query.organization_id.uuid,)))
    values = {
        "organization": query.organization_id,
        "variants": [one.uuid for one in query.variant_ids],
        "currency": query.currency,
        "since": ctx.now - timedelta(days=365),
    }
    year = await ctx.db.one(YEAR, values)
    return Precedents(
        orders=[
            from_row({**row, "id": OrderId(row["id"]), "total": Money(row["gross_minor"], row["currency"])}, PastOrder)
            for row in await ctx.db.all(ORDERS, values)
        ],
        year_count=year["count"],
        year_total=Money(year["total"], query.currency),
        prices=[
            PastPrice(
                variant_id=VariantId(row["variant_id"]),
                unit=row["unit"],
                unit_price=UnitPrice(row["unit_price_micros"], query.currency),
                number=row["number"],
                placed_at=row["placed_at"],
            )
            for row in (await ctx.db.all(PRICES, values) if query.variant_ids else [])
        ],
    )
