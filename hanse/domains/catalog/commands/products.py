"""Entering products and changing their facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from msgspec import UNSET

from hanse.domains.catalog.commands.keeping import keep_true
from hanse.domains.catalog.commands.variants import check_variants, insert_variants
from hanse.domains.catalog.events import ProductCreated, ProductUpdated
from hanse.domains.catalog.queries.attributes import declared_attributes
from hanse.domains.catalog.queries.products import load_product, lock_product
from hanse.domains.catalog.rules.attributes import merge_values
from hanse.domains.catalog.rules.codes import handle_from
from hanse.domains.catalog.types import CreateProduct, Product, ProductId, UpdateProduct
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.text import clean_line, clean_text, normalise
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.errors import AlreadyExists
from hanse.platform.db.values import Json

_COLUMNS: Final = """name = %(name)s, name_key = %(name_key)s, handle = %(handle)s, kind = %(kind)s, brand = %(brand)s,
    summary = %(summary)s, description = %(description)s, tax_class = %(tax_class)s,
    attribute_set_id = %(attribute_set_id)s, attributes = %(attributes)s, seo_title = %(seo_title)s,
    seo_description = %(seo_description)s"""
INSERT: Final = """
INSERT INTO products (id, name, name_key, handle, kind, brand, summary, description, tax_class, attribute_set_id,
    attributes, seo_title, seo_description, created_at, updated_at)
VALUES (%(id)s, %(name)s, %(name_key)s, %(handle)s, %(kind)s, %(brand)s, %(summary)s, %(description)s, %(tax_class)s,
    %(attribute_set_id)s, %(attributes)s, %(seo_title)s, %(seo_description)s, %(now)s, %(now)s)
"""
UPDATE: Final = f"""
UPDATE products SET {_COLUMNS}, version = version + 1, updated_at = %(now)s WHERE id = %(id)s
"""  # noqa: S608 - put together from constants
TOUCH: Final = "UPDATE products SET version = version + 1, updated_at = %(now)s WHERE id = %(id)s"
TAKEN: Final = "SELECT handle FROM products WHERE handle = ANY(%(handles)s) AND id <> %(id)s"
KNOWN_CATEGORIES: Final = "SELECT id FROM categories WHERE id = ANY(%(ids)s)"
KNOWN_SET: Final = "SELECT 1 FROM attribute_sets WHERE id = %(id)s"
CLEAR_CATEGORIES: Final = "DELETE FROM product_categories WHERE product_id = %(id)s AND NOT category_id = ANY(%(ids)s)"
SET_CATEGORIES: Final = """
INSERT INTO product_categories (product_id, category_id, position)
SELECT %(id)s, c.id, c.place - 1 FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS c (id, place)
ON CONFLICT (tenant_id, product_id, category_id) DO UPDATE SET position = excluded.position
"""
HANDLE_TRIES: Final = 200


@command("product.create")
async def create_product(ctx: Ctx, data: CreateProduct) -> Product:
    """Enter a product as a draft, with its variants. Raises Invalid, AlreadyExists for an SKU or handle that is taken.

    An error names the field, such as `variants.2.sku`.
    """
    ctx.authorize("product.create")
    product_id = ProductId.new()
    values = {name: getattr(data, name) for name in data.__struct_fields__}
    row = await _row(ctx, product_id, values, {})
    variants = await check_variants(ctx, data.variants)
    await ctx.db.run(INSERT, row)
    await _set_categories(ctx, product_id, data.category_ids)
    await insert_variants(ctx, product_id, variants)
    await keep_true(ctx, [product_id.uuid])
    product = await load_product(ctx, product_id, "product.view")
    ctx.record("product", product_id, label=product.name, after=audited(product))
    ctx.emit(ProductCreated(product_id=product_id), subject=product)
    return product


@command("product.update")
async def update_product(ctx: Ctx, product_id: ProductId, data: UpdateProduct) -> Product:
    """Change facts of a product. Raises Invalid, PreconditionFailed, AlreadyExists for a handle that is taken."""
    before = await lock_product(ctx, product_id, "product.update")
    ctx.check_version(before.version)
    given = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}
    values = {name: getattr(before, name) for name in _FACTS} | given
    await ctx.db.run(UPDATE, await _row(ctx, product_id, values, before.attributes))
    if "category_ids" in given:
        await _set_categories(ctx, product_id, given["category_ids"])
    return await announce_updated(ctx, before)


async def touch_product(ctx: Ctx, before: Product) -> Product:
    """Finish a change of what belongs to a product: its version moves on, and whoever watches it hears of it."""
    await ctx.db.run(TOUCH, {"id": before.id, "now": ctx.now})
    return await announce_updated(ctx, before)


async def announce_updated(ctx: Ctx, before: Product) -> Product:
    """Keep what is derived true, record and emit what changed since `before`; returns the product whole."""
    await keep_true(ctx, [before.id.uuid])
    after = await load_product(ctx, before.id, "product.view")
    ctx.record("product", before.id, label=after.name, before=audited(before), after=audited(after))
    ctx.emit(ProductUpdated(product_id=before.id), subject=after)
    return after


_FACTS: Final = (
    "name",
    "handle",
    "kind",
    "brand",
    "summary",
    "description",
    "tax_class",
    "attribute_set_id",
    "seo_title",
    "seo_description",
)


async def _row(
    ctx: Ctx, product_id: ProductId, values: Mapping[str, Any], attributes: Mapping[str, Any]
) -> dict[str, Any]:
    """The columns of the facts, tidied and checked. Raises Invalid, AlreadyExists."""
    name = clean_line(values["name"])
    if not name:
        raise Invalid.field("name", "Write what the product is called", "required")
    chosen = values["attribute_set_id"]
    if chosen is not None and not await ctx.db.value(KNOWN_SET, {"id": chosen}):
        raise Invalid.field("attribute_set_id", "There is no such set of attributes", "not_found")
    line = {key: clean_line(values[key]) for key in ("brand", "seo_title", "seo_description", "tax_class")}
    return {
        **line,
        "id": product_id,
        "name": name,
        "name_key": normalise(name),
        "handle": await _handle(ctx, product_id, values.get("handle"), name),
        "kind": values["kind"],
        "summary": clean_text(values["summary"]),
        "description": clean_text(values["description"]),
        "attribute_set_id": values["attribute_set_id"],
        "attributes": Json(
            merge_values(attributes, values.get("attributes") or {}, await declared_attributes(ctx))
            if values.get("attributes")
            else dict(attributes)
        ),
        "now": ctx.now,
    }


async def _handle(ctx: Ctx, product_id: ProductId, wanted: str | None, name: str) -> str:
    """The handle asked for, or a free one made of the name. Raises AlreadyExists."""
    if wanted is not None:
        if await ctx.db.values(TAKEN, {"handles": [wanted], "id": product_id}):
            sentence = f"The handle {wanted} is taken; choose another one or leave it out"
            raise AlreadyExists(sentence, fields=[FieldError("handle", sentence, "already_exists")])
        return wanted
    tries = [handle_from(name, "product", number) for number in range(1, HANDLE_TRIES)]
    taken = set(await ctx.db.values(TAKEN, {"handles": tries, "id": product_id}))
    free = next((handle for handle in tries if handle not in taken), None)
    return free or handle_from(name, "product", int(str(product_id.uuid.int)[-9:]))


async def _set_categories(ctx: Ctx, product_id: ProductId, categories: Sequence[Any]) -> None:
    ids: list[UUID] = list(dict.fromkeys(category.uuid for category in categories))
    known = set(await ctx.db.values(KNOWN_CATEGORIES, {"ids": ids})) if ids else set()
    missing = [
        FieldError(f"category_ids.{place}", "There is no such category", "not_found")
        for place, one in enumerate(ids)
        if one not in known
    ]
    if missing:
        raise Invalid(missing[0].message, fields=missing)
    await ctx.db.run(CLEAR_CATEGORIES, {"id": product_id, "ids": ids})
    if ids:
        await ctx.db.run(SET_CATEGORIES, {"id": product_id, "ids": ids})


def audited(product: Product) -> dict[str, Any]:
    """The facts an audit row compares: without what is derived."""
    derived = {"allowed_actions", "viewers", "image", "version", "updated_at", "variants"}
    facts = {name: getattr(product, name) for name in product.__struct_fields__ if name not in derived}
    return {**facts, "categories": [item.name for item in product.categories]}
