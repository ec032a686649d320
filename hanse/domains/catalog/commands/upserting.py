"""A batch of rows into the catalogue: read what is known of them, plan, and write, with one statement for each kind of
row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.catalog.commands.filling import add_inside, write_inside
from hanse.domains.catalog.commands.indexing import index_catalogue, index_new
from hanse.domains.catalog.commands.keeping import DEFAULT_TOKEN, PATHS, TOKENS, keep_derived
from hanse.domains.catalog.rules.codes import handle_from
from hanse.domains.catalog.rules.merging import Around, KnownProduct, KnownVariant, Plan, plan_rows
from hanse.domains.catalog.rules.rows import ProductRow
from hanse.domains.catalog.types import CategoryId, ProductKind
from hanse.kit.text import SLUG_LIMIT, normalise, slugify
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json
from hanse.platform.imports import Problem

KNOWN: Final = """
SELECT v.id, v.product_id, v.sku, v.sku_key, v.name, v.gtin, v.weight, v.lead_time_days, v.stock_unit, v.is_stocked,
    v.attributes,
    (SELECT jsonb_build_object('unit', u.unit, 'ratio_numerator', u.ratio_numerator,
        'ratio_denominator', u.ratio_denominator, 'minimum', u.minimum, 'maximum', u.maximum, 'step', u.step)
        FROM variant_units u WHERE u.tenant_id = v.tenant_id AND u.variant_id = v.id AND u.is_default) AS unit
FROM unnest(%(keys)s::text[]) k JOIN variants v ON v.sku_key = k
ORDER BY v.id FOR UPDATE OF v
"""
PRODUCTS: Final = """
SELECT p.id, p.handle, p.kind, p.name, p.brand, p.summary, p.description, p.tax_class, p.seo_title, p.seo_description,
    p.attributes,
    ARRAY(SELECT k.category_id FROM product_categories k WHERE k.tenant_id = p.tenant_id AND k.product_id = p.id
        ORDER BY k.position, k.category_id) AS categories,
    (SELECT count(*) FROM variants v WHERE v.tenant_id = p.tenant_id AND v.product_id = p.id) AS variant_count
FROM products p WHERE p.id = ANY(%(ids)s) OR p.handle = ANY(%(handles)s)
ORDER BY p.id FOR UPDATE OF p
"""
TAKEN: Final = "SELECT handle FROM products WHERE handle = ANY(%(handles)s)"
INSERT_PRODUCTS: Final = """
INSERT INTO products (id, handle, name, name_key, status, kind, brand, summary, description, tax_class, attributes,
    seo_title, seo_description, audience, active_since, created_at, updated_at)
SELECT i.id, i.handle, i.name, i.name_key, i.status, i.kind, i.brand, i.summary, i.description, i.tax_class,
    i.attributes, i.seo_title, i.seo_description, i.audience,
    CASE WHEN i.status = 'active' THEN %(now)s::timestamptz END, %(now)s, %(now)s
FROM jsonb_to_recordset(%(rows)s) AS i (id uuid, handle text, name text, name_key text, status text, kind text,
    brand text, summary text, description text, tax_class text, attributes jsonb, seo_title text, seo_description text,
    audience uuid[])
"""
UPDATE_PRODUCTS: Final = """
UPDATE products p SET name = i.name, name_key = i.name_key, brand = i.brand, summary = i.summary,
    description = i.description, tax_class = i.tax_class, attributes = i.attributes, seo_title = i.seo_title,
    seo_description = i.seo_description, version = p.version + 1, updated_at = %(now)s
FROM jsonb_to_recordset(%(rows)s) AS i (id uuid, name text, name_key text, brand text, summary text, description text,
    tax_class text, attributes jsonb, seo_title text, seo_description text)
WHERE p.id = i.id
"""
CLEAR_CATEGORIES: Final = "DELETE FROM product_categories WHERE product_id = ANY(%(ids)s)"
SET_CATEGORIES: Final = """
INSERT INTO product_categories (product_id, category_id, position)
SELECT * FROM unnest(%(products)s::uuid[], %(categories)s::uuid[], %(positions)s::integer[])
"""
INSERT_VARIANTS: Final = """
INSERT INTO variants (id, product_id, sku, sku_key, name, gtin, attributes, weight, lead_time_days, stock_unit,
    is_stocked, position, lineage, created_at, updated_at)
SELECT i.id, i.product_id, i.sku, i.sku_key, i.name, i.gtin, i.attributes, i.weight, i.lead_time_days, i.stock_unit,
    i.is_stocked, i.position, i.lineage, %(now)s, %(now)s
FROM jsonb_to_recordset(%(rows)s) AS i (id uuid, product_id uuid, sku text, sku_key text, name text, gtin text,
    attributes jsonb, weight bigint, lead_time_days integer, stock_unit text, is_stocked boolean, position integer,
    lineage uuid[])
"""
UPDATE_VARIANTS: Final = """
UPDATE variants v SET sku = i.sku, name = i.name, gtin = i.gtin, attributes = i.attributes, weight = i.weight,
    lead_time_days = i.lead_time_days, is_stocked = i.is_stocked, version = v.version + 1, updated_at = %(now)s
FROM jsonb_to_recordset(%(rows)s) AS i (id uuid, sku text, name text, gtin text, attributes jsonb, weight bigint,
    lead_time_days integer, is_stocked boolean)
WHERE v.id = i.id
"""
CLEAR_UNITS: Final = """
DELETE FROM variant_units u USING unnest(%(ids)s::uuid[], %(units)s::text[]) AS i (id, unit)
WHERE u.variant_id = i.id AND (u.is_default OR u.unit = i.unit)
"""
INSERT_UNITS: Final = """
INSERT INTO variant_units (variant_id, unit, ratio_numerator, ratio_denominator, minimum, maximum, step, is_default)
SELECT i.variant_id, i.unit, i.ratio_numerator, i.ratio_denominator, i.minimum, i.maximum, i.step, true
FROM jsonb_to_recordset(%(rows)s) AS i (variant_id uuid, unit text, ratio_numerator bigint, ratio_denominator bigint,
    minimum bigint, maximum bigint, step bigint)
"""
PLACES: Final = """
SELECT c.id, c.handle, (SELECT array_agg(a.name_key ORDER BY cardinality(a.path)) FROM categories a
    WHERE a.tenant_id = c.tenant_id AND a.id = ANY(c.path)) AS names, c.path
FROM categories c
"""
INSERT_PLACES: Final = """
INSERT INTO categories (id, parent_id, handle, name, name_key, path, created_at, updated_at)
SELECT i.id, i.parent_id, i.handle, i.name, i.name_key, i.path, %(now)s, %(now)s
FROM jsonb_to_recordset(%(rows)s) AS i (id uuid, parent_id uuid, handle text, name text, name_key text, path uuid[])
"""
LOCK_TREE: Final = "SELECT pg_advisory_xact_lock(hashtextextended('catalog.tree:' || app_tenant_id()::text, 0))"
# A statement's plan is made anew for each batch: the one made for empty tables would not do for full ones.
PLAN_ANEW: Final = "SET LOCAL plan_cache_mode = force_custom_plan"
_VARIANT_COLUMNS: Final = ("sku", "sku_key", "name", "gtin", "weight", "lead_time_days", "stock_unit", "is_stocked")
Path = tuple[str, ...]


class BatchOutcome(msgspec.Struct, frozen=True):
    """How many rows made, changed, or said nothing new."""

    created: int
    updated: int
    unchanged: int


class Upserting:
    """What the batches of one file share: which rows had which SKU, and the categories by their names."""

    def __init__(self, *, activates: bool) -> None:
        self.activates = activates
        self.rows: dict[str, int] = {}
        self._paths: dict[Path, tuple[UUID, list[UUID]]] | None = None
        self._handles: set[str] = set()

    def forget_places(self) -> None:
        """Read the categories anew: those that were made are undone."""
        self._paths = None

    async def places(self, ctx: Ctx, rows: Sequence[ProductRow]) -> dict[Path, UUID]:
        """A category for every path of names in the rows; missing ones are made, from the root down."""
        wanted = {path for row in rows for path in row.cells.get("categories", ())}
        if not wanted:
            return {}
        if self._paths is None:
            await ctx.db.run(LOCK_TREE)
            found = await ctx.db.all(PLACES)
            self._paths = {tuple(row["names"]): (row["id"], row["path"]) for row in found}
            self._handles = {row["handle"] for row in found}
        made: list[dict[str, Any]] = []
        for path in sorted(wanted):
            self._make(path, made)
        if made:
            await ctx.db.run(INSERT_PLACES, {"rows": Json(made), "now": ctx.now})
        return {path: self._paths[tuple(map(normalise, path))][0] for path in wanted}

    def _make(self, path: Path, made: list[dict[str, Any]]) -> None:
        assert self._paths is not None
        above: list[UUID] = []
        for depth, name in enumerate(path, 1):
            key = tuple(map(normalise, path[:depth]))
            if key not in self._paths:
                own = CategoryId.new().uuid
                number = 1
                while (handle := handle_from(name, "category", number)) in self._handles:
                    number += 1
                self._handles.add(handle)
                self._paths[key] = (own, [own, *above])
                made.append(
                    {
                        "id": own,
                        "parent_id": above[0] if above else None,
                        "handle": handle,
                        "name": name,
                        "name_key": key[-1],
                        "path": [own, *above],
                    }
                )
            above = self._paths[key][1]


async def write_batch(
    ctx: Ctx, rows: Sequence[ProductRow], upserting: Upserting, *, indexes: bool = True
) -> BatchOutcome:
    """Write the rows that can be taken; the others get their problems. `indexes` makes products findable at once."""
    await ctx.db.run(PLAN_ANEW)
    earlier = () if indexes else tuple(upserting.rows)
    good = [row for row in rows if not row.problems and _is_first(row, upserting)]
    variants, products = await _known(ctx, good)
    places = await upserting.places(ctx, good)
    kinds = await add_inside(ctx, good, products.values(), variants.values())
    # In a check what earlier batches made is undone, but their rows are known.
    kinds = {**dict.fromkeys(earlier, ProductKind.SIMPLE.value), **kinds}
    plan = plan_rows(good, variants, products, Around(places, kinds), activates=upserting.activates)
    await _name_handles(ctx, plan)
    above = await _places_above(ctx, plan.products.values())
    audiences = await _audiences(ctx, above)
    await _write_products(ctx, plan, audiences)
    await _write_variants(ctx, plan, above)
    await write_inside(ctx, plan.products, plan.variants)
    placed = [item.id for item in plan.products.values() if item.are_categories_changed and not item.is_new]
    if placed:
        await keep_derived(ctx, placed)
    if indexes:
        await _index(ctx, plan, above, audiences)
    return BatchOutcome(plan.created, plan.updated, plan.unchanged)


async def _index(ctx: Ctx, plan: Plan, above: Mapping[UUID, list[UUID]], audiences: Mapping[UUID, list[UUID]]) -> None:
    """Make what was written findable: new products from what is known here, changed ones by reading them again."""
    variants: dict[UUID, list[KnownVariant]] = {}
    for variant in plan.variants:
        variants.setdefault(variant.product.id, []).append(variant)
    new = [_entry_of(item, variants[item.id], above, audiences, ctx) for item in plan.products.values() if item.is_new]
    if new:
        await index_new(ctx, new)
    changed = [
        item.id for item in plan.products.values() if not item.is_new and (item.is_changed or item.id in variants)
    ]
    if changed:
        await index_catalogue(ctx, changed)


def _entry_of(
    product: KnownProduct,
    variants: Sequence[KnownVariant],
    above: Mapping[UUID, list[UUID]],
    audiences: Mapping[UUID, list[UUID]],
    ctx: Ctx,
) -> dict[str, Any]:
    facts = product.facts
    return {
        **{name: facts[name] for name in ("name", "status", "brand", "summary")},
        "id": product.id,
        "name_key": normalise(facts["name"]),
        "attributes": product.attributes,
        "audience": audiences[product.id],
        "updated_at": ctx.now,
        "categories": above[product.id],
        "variants": [
            [item.facts["sku"], item.facts["gtin"] or "", item.facts["name"], item.attributes] for item in variants
        ],
    }


def _is_first(row: ProductRow, upserting: Upserting) -> bool:
    first = upserting.rows.setdefault(row.sku_key, row.row_number)
    if first == row.row_number:
        return True
    row.problems.append(Problem("sku", row.cells["sku"], f"This SKU stands in row {first} already"))
    return False


async def _known(ctx: Ctx, rows: Sequence[ProductRow]) -> tuple[dict[str, KnownVariant], dict[str, KnownProduct]]:
    """The variants by SKU key and the products by handle that the rows speak of, locked."""
    found = await ctx.db.all(KNOWN, {"keys": [row.sku_key for row in rows]})
    handles = [row.cells["product"] for row in rows if "product" in row.cells]
    ids = [row["product_id"] for row in found]
    products: dict[UUID, KnownProduct] = {}
    by_handle: dict[str, KnownProduct] = {}
    for row in await ctx.db.all(PRODUCTS, {"ids": ids, "handles": handles}) if ids or handles else ():
        handle, own = row.pop("handle"), row.pop("id")
        products[own] = by_handle[handle] = KnownProduct(
            id=own,
            attributes=row.pop("attributes"),
            categories=row.pop("categories"),
            variant_count=row.pop("variant_count"),
            facts=row,
        )
    variants = {}
    for row in found:
        product, key, unit = products[row.pop("product_id")], row["sku_key"], row.pop("unit")
        variants[key] = KnownVariant(
            id=row.pop("id"), product=product, attributes=row.pop("attributes"), unit=unit or {}, facts=row
        )
    return variants, by_handle


async def _name_handles(ctx: Ctx, plan: Plan) -> None:
    """Give every new product without a handle a free one: of its name, then of name and SKU."""
    nameless = [product for product in plan.products.values() if product.is_new and not product.facts["handle"]]
    skus = {variant.product.id: variant.facts["sku"] for variant in plan.variants if variant.is_new}
    tries = {product.id: _tries(product.facts["name"], skus.get(product.id, ""), product.id) for product in nameless}
    candidates = list({handle for handles in tries.values() for handle in handles})
    taken = set(await ctx.db.values(TAKEN, {"handles": candidates})) if candidates else set()
    for product in nameless:
        handle = next(handle for handle in tries[product.id] if handle not in taken)
        taken.add(handle)
        product.facts["handle"] = handle


def _tries(name: str, sku: str, own: UUID) -> tuple[str, str, str]:
    stem, tail = slugify(name) or "product", slugify(sku)[:30].strip("-")
    cut = stem[: SLUG_LIMIT - 31].rstrip("-")
    return stem, f"{cut}-{tail}" if tail else stem, f"{cut}-{own.hex[-12:]}"


async def _places_above(ctx: Ctx, products: Iterable[KnownProduct]) -> dict[UUID, list[UUID]]:
    """Every category of each product, and those above."""
    listed = list(products)
    wanted = list({place for product in listed for place in product.categories})
    paths = {row["id"]: row["path"] for row in await ctx.db.all(PATHS, {"ids": wanted})} if wanted else {}
    return {item.id: sorted({one for place in item.categories for one in paths[place]}) for item in listed}


async def _audiences(ctx: Ctx, above: Mapping[UUID, list[UUID]]) -> dict[UUID, list[UUID]]:
    """Who sees a new product: those its categories are assigned to, without any the default."""
    categories = list({place for places in above.values() for place in places})
    own: dict[UUID, set[UUID]] = {}
    for row in await ctx.db.all(TOKENS, {"products": [], "categories": categories}):
        own.setdefault(row["category_id"], set()).add(row["token"])
    default = {await ctx.db.value(DEFAULT_TOKEN)}
    return {
        product: sorted(set().union(*(own.get(place, ()) for place in places)) or default)
        for product, places in above.items()
    }


async def _write_products(ctx: Ctx, plan: Plan, audiences: Mapping[UUID, list[UUID]]) -> None:
    new = [{**_product_row(item), "audience": audiences[item.id]} for item in plan.products.values() if item.is_new]
    changed = [_product_row(item) for item in plan.products.values() if item.is_changed and not item.is_new]
    if new:
        await ctx.db.run(INSERT_PRODUCTS, {"rows": Json(new), "now": ctx.now})
    if changed:
        await ctx.db.run(UPDATE_PRODUCTS, {"rows": Json(changed), "now": ctx.now})
    placed = [item for item in plan.products.values() if item.are_categories_changed]
    old = [item.id for item in placed if not item.is_new]
    if old:
        await ctx.db.run(CLEAR_CATEGORIES, {"ids": old})
    links = [(item.id, one, place) for item in placed for place, one in enumerate(item.categories)]
    if links:
        products, categories, positions = zip(*links, strict=True)
        values = {"products": list(products), "categories": list(categories), "positions": list(positions)}
        await ctx.db.run(SET_CATEGORIES, values)


def _product_row(product: KnownProduct) -> dict[str, Any]:
    facts = product.facts
    return {**facts, "id": product.id, "name_key": normalise(facts["name"]), "attributes": product.attributes}


async def _write_variants(ctx: Ctx, plan: Plan, above: Mapping[UUID, list[UUID]]) -> None:
    new = [
        {**_variant_row(item), "lineage": [item.id, item.product.id, *above[item.product.id]]}
        for item in plan.variants
        if item.is_new
    ]
    changed = [_variant_row(item) for item in plan.variants if item.is_changed and not item.is_new]
    if new:
        await ctx.db.run(INSERT_VARIANTS, {"rows": Json(new), "now": ctx.now})
    if changed:
        await ctx.db.run(UPDATE_VARIANTS, {"rows": Json(changed), "now": ctx.now})
    resold = [item for item in plan.variants if item.is_unit_changed and not item.is_new]
    if resold:
        values = {"ids": [item.id for item in resold], "units": [item.unit["unit"] for item in resold]}
        await ctx.db.run(CLEAR_UNITS, values)
    units = [{**item.unit, "variant_id": item.id} for item in plan.variants if item.is_new or item.is_unit_changed]
    if units:
        await ctx.db.run(INSERT_UNITS, {"rows": Json(units)})


def _variant_row(variant: KnownVariant) -> dict[str, Any]:
    facts = {name: variant.facts[name] for name in _VARIANT_COLUMNS}
    return {
        **facts,
        "id": variant.id,
        "product_id": variant.product.id,
        "attributes": variant.attributes,
        "position": variant.facts.get("position", 0),
    }
