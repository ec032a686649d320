"""Changing stock by hand: receipts, corrections, safety stock, and what is true of a variant wherever it lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from hanse.domains.catalog.types import VariantId
from hanse.domains.inventory.commands.levels import Change, announce_change, change_levels, ensure_levels
from hanse.domains.inventory.commands.promises import fill_backorders
from hanse.domains.inventory.queries.locations import load_location
from hanse.domains.inventory.queries.settings import load_item, load_settings
from hanse.domains.inventory.queries.stock import load_stock
from hanse.domains.inventory.types import (
    AdjustStock,
    InventorySettings,
    ReceiveStock,
    SaveInventorySettings,
    SaveSafety,
    SaveStockItem,
    StockChange,
    StockChanged,
    StockItem,
)
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.ids import uuid7
from hanse.kit.quantity import Quantity
from hanse.kit.text import clean_line
from hanse.kit.units import get_unit
from hanse.platform.commands import command
from hanse.platform.context import Ctx

KNOWN: Final = "SELECT id, is_stocked, stock_unit FROM variants WHERE id = ANY (%(variants)s::uuid[])"
SAFETY: Final = """
UPDATE stock_levels SET safety = %(quantity)s, updated_at = %(now)s
WHERE variant_id = %(variant)s AND location_id = %(location)s
"""
SAVE_ITEM: Final = """
INSERT INTO stock_items AS i (variant_id, is_backorderable, backorder_limit, low_stock, expected_at, updated_at)
VALUES (%(variant)s, %(is_backorderable)s, %(backorder_limit)s, %(low_stock)s, %(expected_at)s, %(now)s)
ON CONFLICT (tenant_id, variant_id) DO UPDATE SET is_backorderable = excluded.is_backorderable,
    backorder_limit = excluded.backorder_limit, low_stock = excluded.low_stock, expected_at = excluded.expected_at,
    version = i.version + 1, updated_at = excluded.updated_at
"""
SAVE_SETTINGS: Final = """
INSERT INTO inventory_settings (shown_to_buyers, low_stock, updated_at) VALUES (%(shown)s, %(low_stock)s, %(now)s)
ON CONFLICT (tenant_id) DO UPDATE SET shown_to_buyers = excluded.shown_to_buyers, low_stock = excluded.low_stock,
    updated_at = excluded.updated_at
"""


@command("inventory.receive")
async def receive_stock(ctx: Ctx, data: ReceiveStock) -> StockChanged:
    """Book a delivery in; those who wait for it get theirs at once. Raises Invalid by line, NotFound."""
    ctx.authorize("inventory.receive")
    await check_lines(ctx, data.lines)
    reference = clean_line(data.reference)
    location = await load_location(ctx, data.location_id)
    return await book(ctx, "receipt", location.id.uuid, data.lines, reference and f"Delivery {reference}")


@command("inventory.adjust")
async def adjust_stock(ctx: Ctx, data: AdjustStock) -> StockChanged:
    """Correct what the books say, by how much it is more or less. Raises Invalid by line, NotFound."""
    ctx.authorize("inventory.adjust")
    await check_lines(ctx, data.lines, signed=True)
    location = await load_location(ctx, data.location_id)
    return await book(ctx, "adjustment", location.id.uuid, data.lines, clean_line(data.reason))


async def check_lines(ctx: Ctx, lines: Sequence[StockChange], *, signed: bool = False) -> None:
    """Refuse variants that are not there or not stocked, other units, and amounts of nothing. Raises Invalid."""
    rows = await ctx.db.all(KNOWN, {"variants": [line.variant_id.uuid for line in lines]})
    known = {row["id"]: row for row in rows}
    problems: list[FieldError] = []
    for position, line in enumerate(lines):
        found = known.get(line.variant_id.uuid)
        path = f"lines.{position}"
        if found is None:
            problems.append(FieldError(f"{path}.variant_id", "There is no such product", "not_found"))
        elif not found["is_stocked"]:
            problems.append(FieldError(f"{path}.variant_id", "No stock is kept of this", "not_stocked"))
        elif found["stock_unit"] != line.quantity.unit:
            sentence = f"Stock of this is counted by the {get_unit(found['stock_unit']).name}"
            problems.append(FieldError(f"{path}.quantity", sentence, "wrong_unit"))
        elif line.quantity.units == 0 or (line.quantity.units < 0 and not signed):
            problems.append(FieldError(f"{path}.quantity", "A quantity must be more than zero", "not_positive"))
    if problems:
        raise Invalid("Some lines cannot be booked", fields=problems)


async def book(ctx: Ctx, kind: str, location: UUID, lines: Sequence[StockChange], reason: str) -> StockChanged:
    """Change what lies at a place, serve those who wait, record and tell. The caller checked the lines."""
    variants = list(dict.fromkeys(line.variant_id.uuid for line in lines))
    await ensure_levels(ctx, [(variant, location) for variant in variants])
    changes = [Change(line.variant_id.uuid, location, on_hand=line.quantity.units, reason=reason) for line in lines]
    await change_levels(ctx, kind, changes)
    more = [line.variant_id.uuid for line in lines if line.quantity.is_positive]
    await fill_backorders(ctx, more)
    stock = await load_stock(ctx, variants)
    ctx.record("stock", uuid7(), label=f"{len(variants)} articles", after={"lines": list(lines)}, reason=reason or None)
    announce_change(ctx, variants)
    return StockChanged(items=stock)


@command("inventory.save_safety", permission="inventory.manage")
async def save_safety(ctx: Ctx, variant_id: VariantId, data: SaveSafety) -> StockChanged:
    """Keep some of a variant back at a place; it is never promised. Raises Invalid, NotFound."""
    ctx.authorize("inventory.manage")
    if data.quantity.units < 0:
        raise Invalid.field("quantity", "Safety stock is zero or more")
    item = await load_item(ctx, variant_id)
    if data.quantity.unit != item.stock_unit:
        raise Invalid.field(
            "quantity", f"Stock of this is counted by the {get_unit(item.stock_unit).name}", "wrong_unit"
        )
    location = await load_location(ctx, data.location_id)
    await ensure_levels(ctx, [(variant_id.uuid, location.id.uuid)])
    before = await load_stock(ctx, [variant_id.uuid])
    parameters = {"variant": variant_id, "location": location.id, "quantity": data.quantity.units, "now": ctx.now}
    await ctx.db.run(SAFETY, parameters)
    await fill_backorders(ctx, [variant_id.uuid])
    after = await load_stock(ctx, [variant_id.uuid])
    ctx.record("variant", variant_id, label=item.sku, before=before[0], after=after[0])
    return StockChanged(items=after)


@command("inventory.save_item", permission="inventory.manage")
async def save_stock_item(ctx: Ctx, variant_id: VariantId, data: SaveStockItem) -> StockItem:
    """Say whether a variant may be back-ordered, how far, and from when it is low. Raises Invalid, NotFound."""
    ctx.authorize("inventory.manage")
    before = await load_item(ctx, variant_id)
    ctx.check_version(before.version)
    for name in ("backorder_limit", "low_stock"):
        quantity: Quantity | None = getattr(data, name)
        if quantity is not None and quantity.unit != before.stock_unit:
            raise Invalid.field(
                name, f"Stock of this is counted by the {get_unit(before.stock_unit).name}", "wrong_unit"
            )
        if quantity is not None and quantity.units < 0:
            raise Invalid.field(name, "This is zero or more")
    await ctx.db.run(
        SAVE_ITEM,
        {
            "variant": variant_id,
            "is_backorderable": data.is_backorderable,
            "backorder_limit": data.backorder_limit.units if data.backorder_limit else None,
            "low_stock": data.low_stock.units if data.low_stock else None,
            "expected_at": data.expected_at,
            "now": ctx.now,
        },
    )
    after = await load_item(ctx, variant_id)
    ctx.record("variant", variant_id, label=after.sku, before=before, after=after)
    return after


@command("inventory.save_settings", permission="inventory.manage")
async def save_inventory_settings(ctx: Ctx, data: SaveInventorySettings) -> InventorySettings:
    """Decide what buyers see of stock, and from when it counts as low. Raises Invalid."""
    ctx.authorize("inventory.manage")
    low_stock = Quantity.parse(data.low_stock, "C62")
    if low_stock.units < 0:
        raise Invalid.field("low_stock", "This is zero or more")
    before = await load_settings(ctx)
    await ctx.db.run(SAVE_SETTINGS, {"shown": data.shown_to_buyers, "low_stock": low_stock.units, "now": ctx.now})
    after = await load_settings(ctx)
    ctx.record("tenant", ctx.tenant.id, label="Stock settings", before=before, after=after)
    return after
