"""What files say of the inside of products: options of configurable ones, parts of bundles. Many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from hanse.domains.catalog.commands.keeping import SET_NEEDS_OPTIONS
from hanse.domains.catalog.commands.options import write_options
from hanse.domains.catalog.rules.merging import KnownProduct, KnownVariant
from hanse.domains.catalog.rules.rows import ProductRow
from hanse.domains.catalog.rules.wording import options_text
from hanse.domains.catalog.types import OptionRule, ProductOption
from hanse.kit.structs import from_row
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

OPTIONS: Final = """
SELECT product_id, id, key, label, help, is_required, choices FROM product_options WHERE product_id = ANY(%(ids)s)
ORDER BY product_id, position, key
"""
RULES: Final = """
SELECT product_id, id, kind, if_option, if_choice, then_option, then_choices, message FROM option_rules
WHERE product_id = ANY(%(ids)s) ORDER BY product_id, position, id
"""
PARTS: Final = """
SELECT b.variant_id, w.sku_key, b.quantity FROM bundle_items b
JOIN variants w ON w.tenant_id = b.tenant_id AND w.id = b.component_variant_id
WHERE b.variant_id = ANY(%(ids)s) ORDER BY b.variant_id, b.position, w.sku_key
"""
KINDS: Final = """
SELECT v.sku_key, p.kind FROM variants v JOIN products p ON p.tenant_id = v.tenant_id AND p.id = v.product_id
WHERE v.sku_key = ANY(%(keys)s)
"""
CLEAR_PARTS: Final = "DELETE FROM bundle_items WHERE variant_id = ANY(%(ids)s)"
INSERT_PARTS: Final = """
INSERT INTO bundle_items (variant_id, component_variant_id, quantity, position)
SELECT i.variant_id, w.id, i.quantity, i.position
FROM jsonb_to_recordset(%(rows)s) AS i (variant_id uuid, sku_key text, quantity bigint, position integer)
JOIN variants w ON w.sku_key = i.sku_key
"""


async def options_of(ctx: Ctx, products: Sequence[UUID]) -> dict[UUID, str]:
    """The options of products, in the words of a file."""
    options = _by_product(await ctx.db.all(OPTIONS, {"ids": list(products)}), ProductOption)
    rules = _by_product(await ctx.db.all(RULES, {"ids": list(products)}), OptionRule)
    return {product: options_text(found, rules.get(product, [])) for product, found in options.items()}


def _by_product(rows: Iterable[dict[str, Any]], kind: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row["product_id"], []).append(from_row(row, kind))
    return found


async def add_inside(
    ctx: Ctx, rows: Sequence[ProductRow], products: Iterable[KnownProduct], variants: Iterable[KnownVariant]
) -> dict[str, str]:
    """Complete what is known by what the rows speak of; gives the kind of every part there is, by SKU key."""
    if any("options" in row.cells for row in rows):
        listed = {product.id: product for product in products}
        for product, text in (await options_of(ctx, list(listed))).items():
            listed[product].options = text
    keys = sorted({sku for row in rows for sku in row.cells.get("parts", ())})
    if not keys:
        return {}
    holders = {variant.id: variant for variant in variants}
    for part in await ctx.db.all(PARTS, {"ids": list(holders)}):
        holder = holders[part["variant_id"]]
        holder.parts = {**holder.parts, part["sku_key"]: part["quantity"]}
    return {row["sku_key"]: row["kind"] for row in await ctx.db.all(KINDS, {"keys": keys})}


async def write_inside(ctx: Ctx, products: Mapping[UUID, KnownProduct], variants: Iterable[KnownVariant]) -> None:
    """Write the options and parts that changed. Products and variants are there already."""
    wanted = {one.id: one.options_wanted for one in products.values() if one.options_wanted is not None}
    if wanted:
        await write_options(ctx, wanted)
        await ctx.db.run(SET_NEEDS_OPTIONS, {"ids": list(wanted)})
    filled = [variant for variant in variants if variant.are_parts_changed]
    if not filled:
        return
    await ctx.db.run(CLEAR_PARTS, {"ids": [variant.id for variant in filled if not variant.is_new]})
    parts = [
        {"variant_id": variant.id, "sku_key": sku, "quantity": quantity, "position": position}
        for variant in filled
        for position, (sku, quantity) in enumerate(variant.parts.items())
    ]
    await ctx.db.run(INSERT_PARTS, {"rows": Json(parts)})
