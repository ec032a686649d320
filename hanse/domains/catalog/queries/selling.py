"""What an organization may buy, for the domains above: a thousand article numbers in one statement."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.catalog.queries.pictures import with_link
from hanse.domains.catalog.queries.products import UNITS_JSON, sale_units
from hanse.domains.catalog.queries.viewing import VISIBLE, viewer_of
from hanse.domains.catalog.rules.codes import sku_key
from hanse.domains.catalog.types import FindSellables, Sellable
from hanse.kit.quantity import Quantity
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

# The variants first, by index, and the product of each: the planner must not begin with every product that is seen.
FIND: Final = f"""
WITH v AS MATERIALIZED (
    SELECT tenant_id, id, product_id, sku, sku_key, name, stock_unit, is_stocked, lead_time_days FROM variants
    WHERE id = ANY(%(ids)s) AND status = 'active'
    UNION ALL
    SELECT tenant_id, id, product_id, sku, sku_key, name, stock_unit, is_stocked, lead_time_days FROM variants
    WHERE sku_key = ANY(%(keys)s) AND id <> ALL(%(ids)s) AND status = 'active'
)
SELECT v.id AS variant_id, v.product_id, p.kind, v.sku, v.sku_key, concat_ws(', ', p.name, nullif(v.name, '')) AS name,
    p.handle AS product_handle, p.tax_class, v.stock_unit, v.is_stocked, p.needs_options, v.lead_time_days,
    {UNITS_JSON}, p.picture,
    CASE WHEN p.kind = 'bundle' THEN (SELECT jsonb_agg(jsonb_build_object('variant_id', w.id,
        'quantity', b.quantity, 'unit', w.stock_unit) ORDER BY b.position, w.sku_key)
        FROM bundle_items b JOIN variants w ON w.tenant_id = b.tenant_id AND w.id = b.component_variant_id
        WHERE b.tenant_id = v.tenant_id AND b.variant_id = v.id) END AS components
FROM v
CROSS JOIN LATERAL (
    SELECT p.kind, p.name, p.handle, p.tax_class, p.needs_options,
        (SELECT ARRAY[f.key, f.name, f.content_type, f.size::text] FROM files f
            WHERE f.tenant_id = p.tenant_id AND f.id = p.image_file_id AND f.deleted_at IS NULL) AS picture
    FROM products p
    WHERE p.tenant_id = v.tenant_id AND p.id = v.product_id AND p.status = 'active' AND {VISIBLE}
    LIMIT 1
) p
"""  # noqa: S608 - put together from constants


@query("product.find_sellables", permission="product.view")
async def find_sellables(ctx: Ctx, query: FindSellables) -> list[Sellable]:
    """Give the variants asked for that the organization may see and buy, in any order; what is not there is missing.

    Without an organization a partner's own is taken, and for staff what everybody sees. Raises Forbidden, Invalid.
    """
    viewer = await viewer_of(ctx, query.organization_id, as_buyer=True)
    keys = list(dict.fromkeys(filter(None, map(sku_key, query.skus))))
    ids = list({variant_id.uuid for variant_id in query.variant_ids})
    if not ids and not keys:
        return []
    rows = await ctx.db.all(FIND, {"ids": ids, "keys": keys, **viewer.parameters})
    return [_sellable(ctx, row) for row in rows]


def _sellable(ctx: Ctx, row: dict[str, Any]) -> Sellable:
    row = with_link(ctx, row, "thumb")
    row["units"] = sale_units(row["units"])
    row["components"] = [
        {"variant_id": UUID(item["variant_id"]), "quantity": Quantity(item["quantity"], item["unit"])}
        for item in row["components"] or ()
    ]
    return from_row(row, Sellable)
