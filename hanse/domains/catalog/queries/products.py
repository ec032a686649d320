"""Reads of products and their variants, as far as the reader may know of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.catalog.queries.pictures import JOIN_PICTURE, PICTURE, with_link
from hanse.domains.catalog.queries.viewing import VISIBLE, Viewer, viewer_of
from hanse.domains.catalog.rules.codes import sku_key
from hanse.domains.catalog.rules.units import WEIGHT_UNIT
from hanse.domains.catalog.types import (
    Product,
    ProductCounts,
    ProductFilter,
    ProductId,
    ProductSummary,
    Variant,
    VariantId,
    VariantStatus,
    ViewAs,
)
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.quantity import Quantity
from hanse.kit.structs import from_row
from hanse.kit.text import normalise
from hanse.platform.commands import query
from hanse.platform.context import Ctx

UNITS_JSON: Final = """(SELECT jsonb_agg(jsonb_build_object('unit', u.unit, 'ratio_numerator', u.ratio_numerator,
        'ratio_denominator', u.ratio_denominator, 'minimum', u.minimum, 'maximum', u.maximum, 'step', u.step,
        'is_default', u.is_default) ORDER BY u.position, u.unit)
        FROM variant_units u WHERE u.tenant_id = v.tenant_id AND u.variant_id = v.id) AS units"""
SELECT_VARIANTS: Final = f"""
SELECT v.id, v.product_id, v.sku, v.name, v.status, v.gtin, v.attributes, v.weight, v.lead_time_days, v.stock_unit,
    v.is_stocked, v.version, {UNITS_JSON},
    (SELECT jsonb_agg(jsonb_build_object('variant_id', w.id, 'sku', w.sku, 'unit', w.stock_unit,
        'name', concat_ws(', ', q.name, nullif(w.name, '')), 'quantity', b.quantity) ORDER BY b.position, w.sku_key)
        FROM bundle_items b
        JOIN variants w ON w.tenant_id = b.tenant_id AND w.id = b.component_variant_id
        JOIN products q ON q.tenant_id = w.tenant_id AND q.id = w.product_id
        WHERE b.tenant_id = v.tenant_id AND b.variant_id = v.id) AS components
FROM variants v
"""  # noqa: S608 - put together from constants
VARIANTS_OF: Final = SELECT_VARIANTS + "WHERE v.product_id = ANY(%(ids)s) ORDER BY v.position, v.id"
GET_VARIANT: Final = SELECT_VARIANTS + "WHERE v.id = %(id)s"
FACTS: Final = """p.id, p.handle, p.name, p.status, p.status_reason, p.kind, p.brand, p.summary, p.description,
    p.tax_class, p.attribute_set_id, p.attributes, p.needs_options, p.seo_title, p.seo_description, p.active_since,
    p.version, p.created_at, p.updated_at,
    (SELECT jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) ORDER BY k.position, c.name_key)
        FROM product_categories k JOIN categories c ON c.tenant_id = k.tenant_id AND c.id = k.category_id
        WHERE k.tenant_id = p.tenant_id AND k.product_id = p.id) AS categories"""
GET_PRODUCT: Final = f"SELECT {FACTS}, {PICTURE} FROM products p {JOIN_PICTURE} WHERE p.id = ANY(%(ids)s) AND {VISIBLE}"  # noqa: S608 - put together from constants
LOCK_PRODUCT: Final = "SELECT id FROM products WHERE id = %(id)s FOR UPDATE"
SUMMARY: Final = f"""
SELECT p.id, p.handle, p.name, p.name_key, p.status, p.kind, p.brand, p.summary, p.needs_options, p.version,
    p.created_at, p.updated_at, {PICTURE},
    (SELECT c.name FROM product_categories k JOIN categories c ON c.tenant_id = k.tenant_id AND c.id = k.category_id
        WHERE k.tenant_id = p.tenant_id AND k.product_id = p.id ORDER BY k.position, c.name_key LIMIT 1)
        AS category_name,
    (SELECT count(*) FROM variants v WHERE v.tenant_id = p.tenant_id AND v.product_id = p.id
        AND v.status = 'active') AS variant_count,
    first.id AS variant_id, first.sku
FROM products p
{JOIN_PICTURE}
LEFT JOIN LATERAL (SELECT v.id, v.sku FROM variants v WHERE v.tenant_id = p.tenant_id AND v.product_id = p.id
    AND v.status = 'active' ORDER BY v.position, v.id LIMIT 1) first ON true
"""  # noqa: S608 - put together from constants
SUMMARIES_OF: Final = SUMMARY + f"WHERE p.id = ANY(%(ids)s) AND {VISIBLE}"
FILTERS: Final = f"""{VISIBLE}
  AND (%(statuses)s::text[] IS NULL OR p.status = ANY(%(statuses)s))
  AND (%(kinds)s::text[] IS NULL OR p.kind = ANY(%(kinds)s))
  AND (%(brand)s::text IS NULL OR p.brand = %(brand)s)
  AND (%(category)s::uuid IS NULL OR p.id IN (SELECT k.product_id FROM product_categories k
    JOIN categories c ON c.tenant_id = k.tenant_id AND c.id = k.category_id WHERE %(category)s = ANY(c.path)))
  AND (%(text)s::text IS NULL OR strpos(p.name_key, %(text)s) > 0
    OR p.id IN (SELECT v.product_id FROM variants v WHERE v.sku_key = %(code)s OR v.gtin = %(code)s))"""  # noqa: S608 - put together from constants
COUNTS: Final = f"""
WITH seen AS MATERIALIZED (SELECT p.status, p.kind FROM products p WHERE {FILTERS})
SELECT (SELECT count(*) FROM seen) AS total,
    (SELECT coalesce(jsonb_object_agg(status, n), '{{}}')
        FROM (SELECT status, count(*) n FROM seen GROUP BY 1) s) AS statuses,
    (SELECT coalesce(jsonb_object_agg(kind, n), '{{}}')
        FROM (SELECT kind, count(*) n FROM seen GROUP BY 1) s) AS kinds
"""  # noqa: S608 - put together from constants
_COLUMNS: Final = {"name": "p.name_key", "updated": "p.updated_at", "created": "p.created_at"}
_KINDS: Final = {"name": "text", "updated": "timestamptz", "created": "timestamptz"}


def _listing(sort: str) -> str:
    """The list statement of one order; made once each."""
    name = sort.removeprefix("-")
    column, kind = _COLUMNS[name], _KINDS[name]
    sign, direction = ("<", "DESC") if sort.startswith("-") else (">", "ASC")
    return (
        SUMMARY
        + f"WHERE {FILTERS}\n"
        + f"  AND (%(after_id)s::uuid IS NULL OR ({column}, p.id) {sign} (%(after_key)s::{kind}, %(after_id)s))\n"
        + f"ORDER BY {column} {direction}, p.id {direction} LIMIT %(limit)s"
    )


LISTINGS: Final = {f"{sign}{name}": _listing(f"{sign}{name}") for name in _COLUMNS for sign in ("", "-")}


@query("product.get", permission="product.view")
async def get_product(ctx: Ctx, product_id: ProductId, query: ViewAs) -> Product:
    """Read one product with its variants. Raises NotFound for what the reader, or the organization, may not see."""
    viewer = await viewer_of(ctx, query.organization_id)
    return await load_product(ctx, product_id, "product.view", viewer)


@query("product.list", permission="product.view")
async def list_products(ctx: Ctx, query: ProductFilter) -> Page[ProductSummary]:
    """List the products the reader may see, by filters, in the order asked for."""
    viewer = await viewer_of(ctx, query.organization_id)
    is_text = _KINDS[query.sort.removeprefix("-")] == "text"
    after = decode_cursor(query.cursor, str if is_text else datetime, UUID) or (None, None)
    rows = await ctx.db.all(
        LISTINGS[query.sort],
        {**filter_parameters(viewer, query), "after_key": after[0], "after_id": after[1], "limit": query.limit + 1},
    )
    name = query.sort.removeprefix("-")
    column = "name_key" if name == "name" else f"{name}_at"
    page = page_of(rows, query.limit, lambda row: encode_cursor(row[column], row["id"]))
    return Page([build_summary(ctx, row, viewer) for row in page.items], page.next)


@query("product.counts", permission="product.view")
async def count_products(ctx: Ctx, query: ProductFilter) -> ProductCounts:
    """Count the products the reader may see, by status and kind, under the same filters as the list."""
    viewer = await viewer_of(ctx, query.organization_id)
    return await ctx.db.one(COUNTS, filter_parameters(viewer, query), into=ProductCounts)


def filter_parameters(viewer: Viewer, query: ProductFilter) -> dict[str, Any]:
    """What the list, count and export statements take."""
    return {
        **viewer.parameters,
        "statuses": [status.value for status in query.status] or None,
        "kinds": [kind.value for kind in query.kind] or None,
        "brand": query.brand or None,
        "category": query.category,
        "text": normalise(query.q) or None if query.q else None,
        "code": sku_key(query.q) if query.q else None,
    }


async def load_product(ctx: Ctx, product_id: ProductId, permission: str, viewer: Viewer | None = None) -> Product:
    """Read one product whole, for a reader who holds `permission` on it. Raises NotFound, Forbidden."""
    viewer = viewer or await viewer_of(ctx, None)
    row = await ctx.db.maybe(GET_PRODUCT, {"ids": [product_id.uuid], **viewer.parameters})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    variants = await variants_of(ctx, [product_id.uuid])
    product = build_product(ctx, row, variants.get(product_id.uuid, []), viewer)
    ctx.authorize(permission, product)
    return product


async def lock_product(ctx: Ctx, product_id: ProductId, permission: str) -> Product:
    """As `load_product`, holding the row until the transaction ends."""
    if not ctx.may_anywhere(permission):
        ctx.authorize(permission)
    await ctx.db.maybe(LOCK_PRODUCT, {"id": product_id})
    return await load_product(ctx, product_id, permission)


async def load_variant(ctx: Ctx, product_id: ProductId, variant_id: VariantId) -> Variant:
    """One variant of a product the caller has asked about. Raises NotFound."""
    row = await ctx.db.maybe(GET_VARIANT, {"id": variant_id})
    if row is None or row["product_id"] != product_id.uuid:
        raise NotFound()
    return build_variant(row)


async def variants_of(ctx: Ctx, products: Sequence[UUID]) -> dict[UUID, list[Variant]]:
    """The variants of products, in order."""
    found: dict[UUID, list[Variant]] = {}
    for row in await ctx.db.all(VARIANTS_OF, {"ids": list(products)}):
        found.setdefault(row["product_id"], []).append(build_variant(row))
    return found


async def summaries_of(ctx: Ctx, ids: Sequence[UUID], viewer: Viewer) -> list[ProductSummary]:
    """Those of the products that the viewer sees, in the order of the ids."""
    rows = await ctx.db.all(SUMMARIES_OF, {"ids": list(ids), **viewer.parameters})
    by_id = {row["id"]: build_summary(ctx, row, viewer) for row in rows}
    return [by_id[one] for one in ids if one in by_id]


def build_variant(row: dict[str, Any]) -> Variant:
    """A row to a variant."""
    row["units"] = sale_units(row["units"])
    row["components"] = [
        {**item, "variant_id": UUID(item["variant_id"]), "quantity": Quantity(item.pop("quantity"), item.pop("unit"))}
        for item in row["components"] or ()
    ]
    row["weight"] = Quantity(row["weight"], WEIGHT_UNIT) if row["weight"] is not None else None
    return from_row(row, Variant)


def sale_units(units: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """The stored units with their limits as quantities."""
    for unit in units or ():
        for name in ("minimum", "maximum", "step"):
            unit[name] = Quantity(unit[name], unit["unit"]) if unit[name] is not None else None
    return units or []


def build_product(ctx: Ctx, row: dict[str, Any], variants: list[Variant], viewer: Viewer) -> Product:
    """A row to a product with what the reader may do; buyers get neither archived variants nor internal words."""
    row = with_link(ctx, row, "page")
    row["categories"] = [{**item, "id": UUID(item["id"])} for item in row["categories"] or ()]
    if not viewer.sees_all:
        variants = [variant for variant in variants if variant.status is VariantStatus.ACTIVE]
        row["status_reason"] = ""
    product = from_row({**row, "variants": variants, "viewers": list(viewer.path)}, Product)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["product"], product)
    return msgspec.structs.replace(product, allowed_actions=actions)


def build_summary(ctx: Ctx, row: dict[str, Any], viewer: Viewer) -> ProductSummary:
    """A row to a list entry."""
    row = with_link(ctx, row, "thumb")
    row.pop("name_key", None)
    summary = from_row({**row, "viewers": list(viewer.path)}, ProductSummary)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["product"], summary)
    return msgspec.structs.replace(summary, allowed_actions=actions)
