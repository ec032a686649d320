"""Reads of stock for staff: over all places, place by place, and every movement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from hanse.domains.catalog.types import VariantId
from hanse.domains.inventory.types import (
    ListMovements,
    ListStock,
    LocationId,
    Movement,
    StockLine,
    StockPlace,
    StockState,
    VariantStock,
)
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.quantity import Quantity
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

# A window of variants by SKU, then what the function says of each; a state is filtered after that, page by page.
LIST: Final = """
SELECT v.id AS variant_id, v.product_id, v.sku, v.sku_key, concat_ws(', ', p.name, nullif(v.name, '')) AS name,
    a.*, coalesce(i.backordered, 0) AS backordered
FROM variants v
JOIN products p ON p.tenant_id = v.tenant_id AND p.id = v.product_id
LEFT JOIN stock_items i ON i.tenant_id = v.tenant_id AND i.variant_id = v.id
CROSS JOIN LATERAL (SELECT f.state, f.stock_unit, f.on_hand, f.allocated, f.reserved, f.safety, f.available,
    f.is_backorderable, f.expected_at FROM availability(ARRAY[v.id]) f) a
WHERE v.is_stocked AND v.status = 'active'
    AND (%(after)s::text IS NULL OR v.sku_key > %(after)s)
    AND (%(first)s::text IS NULL OR (v.sku_key >= %(first)s AND v.sku_key < %(last)s))
    AND (%(state)s::text IS NULL OR a.state = %(state)s)
    AND (%(location)s::uuid IS NULL OR EXISTS (SELECT FROM stock_levels s WHERE s.tenant_id = v.tenant_id
        AND s.variant_id = v.id AND s.location_id = %(location)s AND s.on_hand > 0))
ORDER BY v.sku_key LIMIT %(limit)s
"""
PLACES: Final = """
SELECT v.id AS variant_id, v.product_id, v.sku, concat_ws(', ', p.name, nullif(v.name, '')) AS name,
    v.stock_unit, v.is_stocked, a.state, a.available,
    coalesce(i.backordered, 0) AS backordered, s.location_id, l.name AS location_name, l.is_active, s.on_hand,
    s.allocated, s.reserved, s.safety
FROM variants v
JOIN products p ON p.tenant_id = v.tenant_id AND p.id = v.product_id
JOIN availability(%(variants)s::uuid[]) a ON a.variant_id = v.id
LEFT JOIN stock_items i ON i.tenant_id = v.tenant_id AND i.variant_id = v.id
LEFT JOIN stock_levels s ON s.tenant_id = v.tenant_id AND s.variant_id = v.id
LEFT JOIN locations l ON l.tenant_id = s.tenant_id AND l.id = s.location_id
WHERE v.id = ANY (%(variants)s::uuid[])
ORDER BY v.sku_key, l.priority, l.id
"""
MOVEMENTS: Final = """
SELECT m.id, m.variant_id, v.sku, concat_ws(', ', p.name, nullif(v.name, '')) AS name,
    v.stock_unit, m.location_id, l.name AS location_name, m.kind,
    m.on_hand_change, m.allocated_change, m.reserved_change, m.reason, m.reference_kind, m.reference_id, m.member_id,
    m.actor_name, m.created_at
FROM stock_movements m
JOIN variants v ON v.tenant_id = m.tenant_id AND v.id = m.variant_id
JOIN products p ON p.tenant_id = v.tenant_id AND p.id = v.product_id
JOIN locations l ON l.tenant_id = m.tenant_id AND l.id = m.location_id
WHERE (%(after)s::uuid IS NULL OR m.id < %(after)s) :which
ORDER BY m.id DESC LIMIT %(limit)s
"""
MOVEMENTS_BY: Final = {
    (False, False): MOVEMENTS.replace(" :which", ""),
    (True, False): MOVEMENTS.replace(":which", "AND m.variant_id = %(variant)s"),
    (False, True): MOVEMENTS.replace(":which", "AND m.location_id = %(location)s"),
    (True, True): MOVEMENTS.replace(":which", "AND m.variant_id = %(variant)s AND m.location_id = %(location)s"),
}
_AMOUNTS: Final = ("on_hand", "allocated", "reserved", "safety", "available", "backordered")
_CHANGES: Final = ("on_hand_change", "allocated_change", "reserved_change")


@query("inventory.list", permission="inventory.view")
async def list_stock(ctx: Ctx, query: ListStock) -> Page[StockLine]:
    """List what is stocked, by SKU, with what may be promised of it."""
    ctx.authorize("inventory.view")
    after = decode_cursor(query.cursor, str, UUID)
    first = "".join(query.q.split()).upper() if query.q else None
    rows = await ctx.db.all(
        LIST,
        {
            "after": after[0] if after else None,
            "first": first or None,
            "last": f"{first}\U0010ffff" if first else None,
            "state": query.state,
            "location": query.location,
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["sku_key"], row["variant_id"]))
    return Page([_line(row) for row in page.items], page.next)


def _line(row: dict[str, Any]) -> StockLine:
    unit = row["stock_unit"]
    return from_row({**row, **{name: Quantity(row[name], unit) for name in _AMOUNTS}}, StockLine)


@query("inventory.get", permission="inventory.view")
async def get_stock(ctx: Ctx, variant_id: VariantId) -> VariantStock:
    """Read a variant's stock place by place. Raises NotFound."""
    ctx.authorize("inventory.view")
    found = await load_stock(ctx, [variant_id.uuid])
    if not found:
        raise NotFound()
    return found[0]


async def load_stock(ctx: Ctx, variants: Sequence[UUID]) -> list[VariantStock]:
    """Variants' stock place by place, by SKU; asks for no right."""
    found: dict[UUID, VariantStock] = {}
    for row in await ctx.db.all(PLACES, {"variants": list(variants)}):
        unit = row["stock_unit"]
        stock = found.get(row["variant_id"])
        if stock is None:
            whole = {**row, **{name: Quantity(row[name], unit) for name in ("available", "backordered")}, "places": []}
            stock = found[row["variant_id"]] = from_row(whole, VariantStock)
        if row["location_id"] is not None:
            stock.places.append(_place(row, unit))
    return list(found.values())


def _place(row: dict[str, Any], unit: str) -> StockPlace:
    free = max(row["on_hand"] - row["allocated"] - row["reserved"] - row["safety"], 0) if row["is_active"] else 0
    return StockPlace(
        location_id=LocationId(row["location_id"]),
        location_name=row["location_name"],
        is_active=row["is_active"],
        on_hand=Quantity(row["on_hand"], unit),
        allocated=Quantity(row["allocated"], unit),
        reserved=Quantity(row["reserved"], unit),
        safety=Quantity(row["safety"], unit),
        available=Quantity(free, unit),
    )


@query("inventory.movements", permission="inventory.view")
async def list_movements(ctx: Ctx, query: ListMovements) -> Page[Movement]:
    """List what happened to stock, newest first: of everything, a variant, a place."""
    ctx.authorize("inventory.view")
    after = decode_cursor(query.cursor, UUID)
    rows = await ctx.db.all(
        MOVEMENTS_BY[query.variant is not None, query.location is not None],
        {
            "after": after[0] if after else None,
            "variant": query.variant,
            "location": query.location,
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["id"]))
    return Page([_movement(row) for row in page.items], page.next)


def _movement(row: dict[str, Any]) -> Movement:
    return from_row({**row, **{name: Quantity(row[name], row["stock_unit"]) for name in _CHANGES}}, Movement)


__all__ = ["StockState", "get_stock", "list_movements", "list_stock", "load_stock"]
