"""Gives a business for measuring its past orders: some are placed through the public commands, the rest are made after
them in bulk, delivered or cancelled long ago.

What was delivered left before the opening stock was counted, so no stock moves. Must not be here: orders under way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from hanse.demo.scale.files import sku
from hanse.demo.scale.sizes import Size
from hanse.demo.world import World
from hanse.domains.checkout import api as checkout
from hanse.domains.checkout.types import AddCartLines, CreateCart, SubmitCart, UpdateCart
from hanse.kit.structs import convert
from hanse.platform.context import Ctx

PATTERNS: Final = 40  # fewer where there are few orders at all
AT_ONCE: Final = 500
PO: Final = "PATTERN"
KNOWN: Final = "SELECT count(*) FROM orders WHERE po_number = 'PATTERN'"
DONE: Final = "SELECT count(*) FROM orders WHERE source_kind = 'history'"
# Order number n is made after pattern n modulo their count, for the partner n modulo theirs, n steps of time ago; one
# in ten was cancelled. Ids carry the time as those of the application do.
COPY: Final = """
WITH pattern AS MATERIALIZED (
    SELECT o.*, row_number() OVER (ORDER BY o.number) - 1 AS place FROM orders o WHERE o.po_number = 'PATTERN'
), partner AS MATERIALIZED (
    SELECT o.id, o.name, row_number() OVER (ORDER BY o.number) - 1 AS place FROM organizations o
), wanted AS MATERIALIZED (
    SELECT n, mod(n, 10) = 9 AS is_cancelled, %(now)s::timestamptz - n * %(step)s::interval AS placed_at,
        md5(%(tenant)s::text || 'order' || n) AS seed
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
), made AS MATERIALIZED (
    SELECT (lpad(to_hex((extract(epoch FROM w.placed_at) * 1000)::bigint), 12, '0') || '7' || left(w.seed, 3) || 'a'
        || substr(w.seed, 4, 15))::uuid AS order_id, w.n, w.is_cancelled, w.placed_at AS at, w.seed,
        b.id AS partner_id, b.name AS partner_name, p.*
    FROM wanted w
    JOIN pattern p ON p.place = mod(w.n, (SELECT count(*) FROM pattern))
    JOIN partner b ON b.place = mod(w.n, (SELECT count(*) FROM partner))
), placed AS (
    INSERT INTO orders (id, number, status, status_reason, organization_id, organization_name, source_kind, source_id,
        currency, country, is_tax_inclusive, net_minor, tax_minor, gross_minor, taxes, line_count, billing_address,
        shipping_address, po_number, po_key, payment_days, payment_terms, placed_at, confirmed_at, completed_at,
        cancelled_at, created_at, updated_at)
    SELECT order_id, 'H' || lpad(n::text, 8, '0'), CASE WHEN is_cancelled THEN 'cancelled' ELSE 'completed' END,
        CASE WHEN is_cancelled THEN 'Not needed any more' END, partner_id, partner_name, 'history', n::text, currency,
        country, is_tax_inclusive, net_minor, tax_minor, gross_minor, taxes, line_count, billing_address,
        shipping_address, 'PO-' || n, 'PO-' || n, payment_days, payment_terms, at, at,
        CASE WHEN NOT is_cancelled THEN at END, CASE WHEN is_cancelled THEN at END, at, at
    FROM made
), lines AS (
    INSERT INTO order_lines (id, order_id, line_key, variant_id, sku, name, options, note, unit, quantity, shipped,
        cancelled, stock_unit, stock_quantity, unit_price_micros, discount_minor, tax_class, tax_rate_micros,
        tax_rate_name, net_minor, tax_minor, gross_minor, price_trace)
    SELECT md5(m.seed || l.line_key)::uuid, m.order_id, l.line_key, l.variant_id, l.sku, l.name, l.options, l.note,
        l.unit, l.quantity, CASE WHEN m.is_cancelled THEN 0 ELSE l.quantity END,
        CASE WHEN m.is_cancelled THEN l.quantity ELSE 0 END, l.stock_unit, l.stock_quantity, l.unit_price_micros,
        l.discount_minor, l.tax_class, l.tax_rate_micros, l.tax_rate_name, l.net_minor, l.tax_minor, l.gross_minor,
        l.price_trace
    FROM made m JOIN order_lines l ON l.tenant_id = m.tenant_id AND l.order_id = m.id
    RETURNING id, order_id, quantity, shipped
), sent AS (
    INSERT INTO shipments (id, order_id, number, shipped_at, created_at)
    SELECT md5(seed || 'shipment')::uuid, order_id, 'H' || lpad(n::text, 8, '0') || '-1', at, at
    FROM made WHERE NOT is_cancelled
    RETURNING id, order_id
)
INSERT INTO shipment_lines (shipment_id, order_line_id, quantity)
SELECT s.id, l.id, l.quantity FROM sent s JOIN lines l ON l.order_id = s.order_id
"""


async def remember(world: World, size: Size, on_progress: Callable[[str], None]) -> None:
    """Make the orders that are missing, some thousand in each transaction."""
    async with world.stage() as ctx:
        if not await ctx.db.value(KNOWN):
            await _patterns(world, ctx, size)
    made = 0
    while made < size.orders:
        async with world.stage() as ctx:
            made = await ctx.db.value(DONE)
            wanted = {"first": made, "last": min(made + AT_ONCE, size.orders) - 1}
            if made < size.orders:
                await ctx.db.run(COPY, {**_frame(world, ctx, size), **wanted})
        on_progress(f"orders: {wanted['last'] + 1} of {size.orders}")


def _frame(world: World, ctx: Ctx, size: Size) -> dict[str, Any]:
    assert world.tenant is not None
    return {"now": ctx.now, "step": f"{63_072_000 // size.orders} seconds", "tenant": world.tenant.id}


async def _patterns(world: World, ctx: Ctx, size: Size) -> None:
    """Orders of one to seven lines, placed by several buyers as they would."""
    buyers = sorted(key for key in world.members if key.startswith("buyer"))[: size.buyers][:8]
    for number in range(min(PATTERNS, size.orders // 5)):
        key = buyers[number % len(buyers)]
        acting = await world.acting(ctx, key, days_ago=PATTERNS - number)
        place = world.organizations[key.replace("buyer", "partner0")]
        cart = await checkout.create_cart(acting, CreateCart(organization_id=place, name="Order"))
        wanted = [_line(number, line, size) for line in range(1 + number % 7)]
        added = await checkout.add_lines(acting, cart.id, convert({"lines": wanted}, AddCartLines))
        assert not added.refused, added
        await checkout.update_cart(acting, cart.id, UpdateCart(po_number=PO))
        preview = await checkout.preview_checkout(acting, cart.id)
        order = SubmitCart(fingerprint=preview.fingerprint, is_terms_accepted=True)
        placed = await checkout.submit_checkout(acting, cart.id, order)
        assert placed.order_id is not None, placed.status


def _line(order: int, line: int, size: Size) -> dict[str, Any]:
    number = (order * 131 + line * 17) % size.products
    if number % 50 == 49:  # of these there is little
        number -= 1
    return {"sku": sku(number, (order + line) % 2), "quantity": {"value": str(1 + (order * 7 + line) % 40)}}
