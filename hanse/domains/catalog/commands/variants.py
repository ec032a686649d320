"""Variants of products: entering, changing, archiving, bringing back; their units and what bundles hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import UNSET

from hanse.domains.catalog.commands.keeping import keep_true
from hanse.domains.catalog.errors import VariantInUse
from hanse.domains.catalog.events import VariantChanged
from hanse.domains.catalog.queries.attributes import declared_attributes
from hanse.domains.catalog.queries.products import load_variant, lock_product
from hanse.domains.catalog.rules.attributes import merge_values
from hanse.domains.catalog.rules.codes import check_gtin, sku_key
from hanse.domains.catalog.rules.units import check_components, unit_rows, weight_of
from hanse.domains.catalog.types import (
    BundleItemInput,
    Product,
    ProductId,
    SaleUnitInput,
    UpdateVariant,
    Variant,
    VariantId,
    VariantInput,
)
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.errors import AlreadyExists
from hanse.platform.db.values import Json

INSERT: Final = """
INSERT INTO variants (id, product_id, sku, sku_key, name, gtin, attributes, weight, lead_time_days, stock_unit,
    is_stocked, position, created_at, updated_at)
SELECT i.id, %(product)s, i.sku, i.sku_key, i.name, i.gtin, i.attributes, i.weight, i.lead_time_days, i.stock_unit,
    i.is_stocked, i.place + (SELECT count(*) FROM variants v WHERE v.product_id = %(product)s), %(now)s, %(now)s
FROM jsonb_to_recordset(%(rows)s) AS i (id uuid, sku text, sku_key text, name text, gtin text, attributes jsonb,
    weight bigint, lead_time_days integer, stock_unit text, is_stocked boolean, place integer)
"""
UPDATE: Final = """
UPDATE variants SET sku = %(sku)s, sku_key = %(sku_key)s, name = %(name)s, gtin = %(gtin)s, attributes = %(attributes)s,
    weight = %(weight)s, lead_time_days = %(lead_time_days)s, stock_unit = %(stock_unit)s, is_stocked = %(is_stocked)s,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
INSERT_UNITS: Final = """
INSERT INTO variant_units (variant_id, unit, ratio_numerator, ratio_denominator, minimum, maximum, step, is_default,
    position)
SELECT * FROM jsonb_to_recordset(%(rows)s) AS u (variant_id uuid, unit text, ratio_numerator bigint,
    ratio_denominator bigint, minimum bigint, maximum bigint, step bigint, is_default boolean, position integer)
"""
INSERT_COMPONENTS: Final = """
INSERT INTO bundle_items (variant_id, component_variant_id, quantity, position)
SELECT * FROM jsonb_to_recordset(%(rows)s) AS b (variant_id uuid, component_variant_id uuid, quantity bigint,
    position integer)
"""
TAKEN: Final = "SELECT sku_key FROM variants WHERE sku_key = ANY(%(keys)s) AND id <> ALL(%(ids)s::uuid[])"
COMPONENT_UNITS: Final = """
SELECT v.id, v.stock_unit, p.kind FROM variants v
JOIN products p ON p.tenant_id = v.tenant_id AND p.id = v.product_id WHERE v.id = ANY(%(ids)s)
"""
SET_STATUS: Final = """
UPDATE variants SET status = %(status)s, version = version + 1, updated_at = %(now)s WHERE id = %(id)s
"""
HOLDERS: Final = """
SELECT v.sku FROM bundle_items b JOIN variants v ON v.tenant_id = b.tenant_id AND v.id = b.variant_id
WHERE b.component_variant_id = %(id)s AND v.status = 'active' ORDER BY v.sku_key LIMIT 1
"""


@command("product.add_variant", permission="product.update")
async def create_variant(ctx: Ctx, product_id: ProductId, data: VariantInput) -> Variant:
    """Add a variant to a product. Raises Invalid, AlreadyExists for an SKU that is taken."""
    product = await lock_product(ctx, product_id, "product.update")
    rows = await check_variants(ctx, [data], at="")
    await insert_variants(ctx, product_id, rows)
    return await _announce(ctx, product, VariantId(rows[0]["id"]), None)


@command("product.update_variant", permission="product.update")
async def update_variant(ctx: Ctx, product_id: ProductId, variant_id: VariantId, data: UpdateVariant) -> Variant:
    """Change a variant. Raises Invalid, PreconditionFailed, AlreadyExists for an SKU that is taken."""
    product = await lock_product(ctx, product_id, "product.update")
    before = await load_variant(ctx, product_id, variant_id)
    ctx.check_version(before.version)
    given = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}
    wanted = msgspec.structs.replace(_as_input(before), **given)
    if "stock_unit" in given and "units" not in given and given["stock_unit"] != before.stock_unit:
        wanted = msgspec.structs.replace(wanted, units=[])
    row = (await check_variants(ctx, [wanted], at="", known=before))[0]
    await ctx.db.run(UPDATE, {**row, "id": variant_id, "attributes": Json(row["attributes"]), "now": ctx.now})
    await ctx.db.run("DELETE FROM variant_units WHERE variant_id = %(id)s", {"id": variant_id})
    await ctx.db.run("DELETE FROM bundle_items WHERE variant_id = %(id)s", {"id": variant_id})
    await _insert_parts(ctx, [{**row, "id": variant_id.uuid}])
    return await _announce(ctx, product, variant_id, before)


@command("product.archive_variant", permission="product.update")
async def archive_variant(ctx: Ctx, product_id: ProductId, variant_id: VariantId) -> Variant:
    """Take a variant out of sale; what was ordered keeps it. Raises VariantInUse when a bundle still holds it."""
    product = await lock_product(ctx, product_id, "product.update")
    before = await load_variant(ctx, product_id, variant_id)
    holder = await ctx.db.value(HOLDERS, {"id": variant_id})
    if holder is not None:
        raise VariantInUse(f"The bundle {holder} holds {before.sku}; take it out of there first")
    await ctx.db.run(SET_STATUS, {"id": variant_id, "status": "archived", "now": ctx.now})
    return await _announce(ctx, product, variant_id, before)


@command("product.restore_variant", permission="product.update")
async def restore_variant(ctx: Ctx, product_id: ProductId, variant_id: VariantId) -> Variant:
    """Bring an archived variant back into sale."""
    product = await lock_product(ctx, product_id, "product.update")
    before = await load_variant(ctx, product_id, variant_id)
    await ctx.db.run(SET_STATUS, {"id": variant_id, "status": "active", "now": ctx.now})
    return await _announce(ctx, product, variant_id, before)


async def check_variants(
    ctx: Ctx, variants: Sequence[VariantInput], at: str = "variants.", known: Variant | None = None
) -> list[dict[str, Any]]:
    """The rows of variants, each checked; `known` is the one that changes. Raises Invalid, AlreadyExists."""
    rows: list[dict[str, Any]] = []
    errors: list[FieldError] = []
    clashes: list[FieldError] = []
    declared = await declared_attributes(ctx)
    for place, data in enumerate(variants):
        path = f"{at}{place}." if at else ""
        try:
            rows.append({**_row(data, path, declared, known), "place": place})
        except Invalid as error:
            errors += error.fields
    if errors:
        raise Invalid(errors[0].message, fields=errors)
    keys = [row["sku_key"] for row in rows]
    taken = set(await ctx.db.values(TAKEN, {"keys": keys, "ids": [known.id] if known else []}))
    for place, row in enumerate(rows):
        if row["sku_key"] in taken or row["sku_key"] in keys[:place]:
            sentence = f"The SKU {row['sku']} is taken; choose another one"
            clashes.append(FieldError(f"{at}{place}.sku" if at else "sku", sentence, "already_exists"))
    if clashes:
        raise AlreadyExists(clashes[0].message, fields=clashes)
    await _check_parts(ctx, variants, rows, at)
    return rows


def _row(data: VariantInput, path: str, declared: Any, known: Variant | None) -> dict[str, Any]:
    sku = clean_line(data.sku)
    if not sku_key(sku):
        raise Invalid.field(f"{path}sku", "Write the article number", "required")
    check_components(data.components, path)
    return {
        "id": known.id.uuid if known else VariantId.new().uuid,
        "sku": sku,
        "sku_key": sku_key(sku),
        "name": clean_line(data.name),
        "gtin": check_gtin(data.gtin, f"{path}gtin"),
        "attributes": merge_values(known.attributes if known else {}, data.attributes, declared, f"{path}attributes"),
        "weight": weight_of(data.weight, f"{path}weight"),
        "lead_time_days": data.lead_time_days,
        "stock_unit": data.stock_unit,
        "is_stocked": data.is_stocked,
        "units": unit_rows(data.units, data.stock_unit, path),
        "components": data.components,
    }


async def _check_parts(ctx: Ctx, variants: Sequence[VariantInput], rows: list[dict[str, Any]], at: str) -> None:
    """Parts of bundles exist, are no bundles themselves, and are counted in their stock unit. Raises Invalid."""
    ids = [item.variant_id.uuid for data in variants for item in data.components]
    if not ids:
        return
    found = {row["id"]: row for row in await ctx.db.all(COMPONENT_UNITS, {"ids": ids})}
    errors = []
    for place, data in enumerate(variants):
        for position, item in enumerate(data.components):
            path = f"{at}{place}.components.{position}" if at else f"components.{position}"
            errors += _wrong_part(item, found.get(item.variant_id.uuid), rows[place]["id"], path)
    if errors:
        raise Invalid(errors[0].message, fields=errors)


def _wrong_part(item: BundleItemInput, part: dict[str, Any] | None, holder: UUID, path: str) -> list[FieldError]:
    if part is None or part["id"] == holder:
        return [FieldError(f"{path}.variant_id", "There is no such variant to hold", "not_found")]
    if part["kind"] == "bundle":
        return [FieldError(f"{path}.variant_id", "A bundle cannot hold another bundle", "nested_bundle")]
    if item.quantity.unit != part["stock_unit"]:
        return [FieldError(f"{path}.quantity", f"Give the amount in its stock unit {part['stock_unit']}", "bad_unit")]
    return []


async def insert_variants(ctx: Ctx, product_id: ProductId, rows: list[dict[str, Any]]) -> None:
    """Write checked variants with their units and parts; a statement for each kind of row."""
    if not rows:
        return
    plain = [{key: value for key, value in row.items() if key not in ("units", "components")} for row in rows]
    await ctx.db.run(INSERT, {"product": product_id, "rows": Json(plain), "now": ctx.now})
    await _insert_parts(ctx, rows)


async def _insert_parts(ctx: Ctx, rows: Sequence[dict[str, Any]]) -> None:
    units = [{**unit, "variant_id": row["id"]} for row in rows for unit in row["units"]]
    await ctx.db.run(INSERT_UNITS, {"rows": Json(units)})
    parts = [
        {
            "variant_id": row["id"],
            "component_variant_id": item.variant_id.uuid,
            "quantity": item.quantity.units,
            "position": position,
        }
        for row in rows
        for position, item in enumerate(row["components"])
    ]
    if parts:
        await ctx.db.run(INSERT_COMPONENTS, {"rows": Json(parts)})


def _as_input(variant: Variant) -> VariantInput:
    """The variant as it would be given to make it."""
    return VariantInput(
        sku=variant.sku,
        name=variant.name,
        gtin=variant.gtin,
        weight=variant.weight,
        lead_time_days=variant.lead_time_days,
        stock_unit=variant.stock_unit,
        is_stocked=variant.is_stocked,
        units=[SaleUnitInput(**msgspec.structs.asdict(unit)) for unit in variant.units],
        components=[BundleItemInput(variant_id=item.variant_id, quantity=item.quantity) for item in variant.components],
    )


async def _announce(ctx: Ctx, product: Product, variant_id: VariantId, before: Variant | None) -> Variant:
    await keep_true(ctx, [product.id.uuid])
    after = await load_variant(ctx, product.id, variant_id)
    ctx.record("product", product.id, label=f"{product.name}, {after.sku}", before=before, after=after)
    ctx.emit(VariantChanged(product_id=product.id, variant_id=variant_id), subject=product)
    return after
