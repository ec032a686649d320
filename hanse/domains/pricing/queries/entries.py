"""Reads of the entries of a list: tier after tier of each target. For staff only."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.pricing.queries.lists import load_list
from hanse.domains.pricing.rules.entries import minimum_text, percent_text, sku_key
from hanse.domains.pricing.types import PriceListId
from hanse.domains.pricing.types.lists import FilterPriceEntries, PriceEntry
from hanse.kit.money import UnitPrice
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.kit.text import normalise
from hanse.platform.commands import query
from hanse.platform.context import Ctx

ENTRY_COLUMNS: Final = """e.id, e.target_kind AS target, e.target_id, e.unit, e.minimum, e.kind, e.amount_micros,
    e.percent_micros, e.formula, e.sums_variants, e.starts_at, e.ends_at, e.updated_at,
    coalesce(v.sku, p.handle, c.handle, '') AS code,
    coalesce(CASE WHEN v.name = '' THEN vp.name ELSE vp.name || ', ' || v.name END, p.name, c.name, '') AS name"""
ENTRY_NAMES: Final = """
LEFT JOIN variants v ON e.target_kind = 'variant' AND v.tenant_id = e.tenant_id AND v.id = e.target_id
LEFT JOIN products vp ON vp.tenant_id = v.tenant_id AND vp.id = v.product_id
LEFT JOIN products p ON e.target_kind = 'product' AND p.tenant_id = e.tenant_id AND p.id = e.target_id
LEFT JOIN categories c ON e.target_kind = 'category' AND c.tenant_id = e.tenant_id AND c.id = e.target_id
"""
FOUND_TARGETS: Final = """ARRAY(
    (SELECT x.id FROM variants x JOIN products y ON y.tenant_id = x.tenant_id AND y.id = x.product_id
        WHERE strpos(x.sku_key, %(code)s) > 0 OR strpos(y.name_key, %(text)s) > 0 LIMIT 2000)
    UNION ALL (SELECT y.id FROM products y WHERE strpos(y.name_key, %(text)s) > 0 OR y.handle = %(handle)s LIMIT 500)
    UNION ALL
    (SELECT z.id FROM categories z WHERE strpos(z.name_key, %(text)s) > 0 OR z.handle = %(handle)s LIMIT 500))"""
LIST_ENTRIES: Final = (
    """
SELECT :columns
FROM (
    SELECT * FROM price_entries e
    WHERE e.price_list_id = %(list)s
      AND (%(target)s::text IS NULL OR e.target_kind = %(target)s)
      AND (%(at)s::timestamptz IS NULL
        OR ((e.starts_at IS NULL OR e.starts_at <= %(at)s) AND (e.ends_at IS NULL OR e.ends_at > %(at)s)))
      AND (%(text)s::text IS NULL OR e.target_id = ANY (:found))
      AND (%(after_id)s::uuid IS NULL
        OR (e.target_id, e.unit, e.minimum, e.id) > (%(after_target)s, %(after_unit)s, %(after_minimum)s, %(after_id)s))
    ORDER BY e.target_id, e.unit, e.minimum, e.id LIMIT %(limit)s
) e
:names
ORDER BY e.target_id, e.unit, e.minimum, e.id
""".replace(":columns", ENTRY_COLUMNS)
    .replace(":names", ENTRY_NAMES)
    .replace(":found", FOUND_TARGETS)
)


@query("price_list.entries", permission="price_list.view")
async def list_price_entries(ctx: Ctx, price_list_id: PriceListId, query: FilterPriceEntries) -> Page[PriceEntry]:
    """List the entries of a price list, the tiers of one target together. Raises NotFound."""
    found = await load_list(ctx, price_list_id, "price_list.view")
    after = decode_cursor(query.cursor, UUID, str, int, UUID) or (None,) * 4
    wanted = {
        "list": price_list_id,
        "target": query.target.value if query.target else None,
        "at": query.at,
        "text": normalise(query.q) if query.q else None,
        "code": sku_key(query.q) if query.q else None,
        "handle": query.q.strip().casefold() if query.q else None,
        "after_target": after[0],
        "after_unit": after[1],
        "after_minimum": after[2],
        "after_id": after[3],
        "limit": query.limit + 1,
    }
    rows = await ctx.db.all(LIST_ENTRIES, wanted)
    page = page_of(rows, query.limit, _cursor)
    return Page([build_entry(row, found.currency) for row in page.items], page.next)


def _cursor(row: dict[str, Any]) -> str:
    return encode_cursor(row["target_id"], row["unit"], row["minimum"], row["id"])


def build_entry(row: dict[str, Any], currency: str) -> PriceEntry:
    """A row to an entry of a list in this currency."""
    target_id, kind = row["target_id"], row["target"]
    amount, percent = row["amount_micros"], row["percent_micros"]
    values = {
        **{name: row[name] for name in _SAME},
        "variant_id": target_id if kind == "variant" else None,
        "product_id": target_id if kind == "product" else None,
        "category_id": target_id if kind == "category" else None,
        "minimum": minimum_text(row["minimum"]),
        "unit_price": UnitPrice(amount, currency) if row["kind"] == "fixed" else None,
        "percent_off": percent_text(percent) if percent is not None else None,
    }
    return from_row(values, PriceEntry)


_SAME: Final = (
    "id",
    "target",
    "code",
    "name",
    "unit",
    "kind",
    "formula",
    "sums_variants",
    "starts_at",
    "ends_at",
    "updated_at",
)
