"""Reads of what a tenant decided about stock, and of what is true of a variant wherever it lies."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.catalog.types import VariantId
from hanse.domains.inventory.types import InventorySettings, ShownToBuyers, StockItem
from hanse.kit.errors import NotFound
from hanse.kit.quantity import Quantity
from hanse.platform.commands import query
from hanse.platform.context import Ctx

LOW_DEFAULT: Final = 100_000
SETTINGS: Final = "SELECT shown_to_buyers, low_stock FROM inventory_settings"
ITEM: Final = """
SELECT v.id, v.sku, coalesce(nullif(p.name || ' ' || v.name, p.name || ' '), p.name) AS name, v.stock_unit,
    coalesce(i.is_backorderable, false) AS is_backorderable, i.backorder_limit,
    coalesce(i.backordered, 0) AS backordered,
    i.low_stock, i.expected_at, coalesce(i.version, 0) AS version
FROM variants v
JOIN products p ON p.tenant_id = v.tenant_id AND p.id = v.product_id
LEFT JOIN stock_items i ON i.tenant_id = v.tenant_id AND i.variant_id = v.id
WHERE v.id = %(id)s
"""


async def shows_amounts(ctx: Ctx) -> bool:
    """Whether the reader may see how much there is, not only whether there is some."""
    if ctx.may("inventory.view"):
        return True
    if not ctx.principal.is_authenticated:
        return False
    return bool(await ctx.db.value(SETTINGS) == ShownToBuyers.EXACT)


@query("inventory.settings", permission="inventory.view")
async def get_inventory_settings(ctx: Ctx) -> InventorySettings:
    """What buyers are shown of stock, and from when it counts as low."""
    ctx.authorize("inventory.view")
    return await load_settings(ctx)


async def load_settings(ctx: Ctx) -> InventorySettings:
    """The tenant's settings, or those by default; asks for no right."""
    row = await ctx.db.maybe(SETTINGS) or {"shown_to_buyers": "words", "low_stock": LOW_DEFAULT}
    low_stock = Quantity(row["low_stock"], "C62").value
    return InventorySettings(shown_to_buyers=ShownToBuyers(row["shown_to_buyers"]), low_stock=low_stock)


@query("inventory.item", permission="inventory.view")
async def get_stock_item(ctx: Ctx, variant_id: VariantId) -> StockItem:
    """Whether a variant may be back-ordered, how far, and from when it counts as low. Raises NotFound."""
    ctx.authorize("inventory.view")
    return await load_item(ctx, variant_id)


async def load_item(ctx: Ctx, variant_id: VariantId) -> StockItem:
    """The facts of a variant's stock; version 0 while nobody set any. Raises NotFound; asks for no right."""
    row = await ctx.db.maybe(ITEM, {"id": variant_id})
    if row is None:
        raise NotFound()
    unit = row["stock_unit"]
    return StockItem(
        variant_id=variant_id,
        sku=row["sku"],
        name=row["name"],
        stock_unit=unit,
        is_backorderable=row["is_backorderable"],
        backorder_limit=_quantity(row["backorder_limit"], unit),
        backordered=Quantity(row["backordered"], unit),
        low_stock=_quantity(row["low_stock"], unit),
        expected_at=row["expected_at"],
        version=row["version"],
    )


def _quantity(units: Any, unit: str) -> Quantity | None:
    return Quantity(units, unit) if units is not None else None
