"""Two lists beside each other, target by target and tier by tier. For staff only."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.pricing.queries.entries import build_entry
from hanse.domains.pricing.queries.lists import load_list
from hanse.domains.pricing.rules.entries import difference, minimum_text
from hanse.domains.pricing.types import PriceListId
from hanse.domains.pricing.types.lists import ComparedEntry, CompareLists, PriceEntry
from hanse.kit.errors import Invalid, NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.platform.commands import query
from hanse.platform.context import Ctx

# Each list as it holds now: of several entries for one key the one that began last.
COMPARE: Final = """
WITH side AS (
    SELECT DISTINCT ON (e.price_list_id, e.target_id, e.unit, e.minimum) e.*
    FROM price_entries e
    WHERE e.price_list_id IN (%(here)s, %(there)s)
        AND (e.starts_at IS NULL OR e.starts_at <= %(now)s) AND (e.ends_at IS NULL OR e.ends_at > %(now)s)
        AND (%(after_target)s::uuid IS NULL
            OR (e.target_id, e.unit, e.minimum) > (%(after_target)s, %(after_unit)s, %(after_minimum)s))
    ORDER BY e.price_list_id, e.target_id, e.unit, e.minimum, e.starts_at DESC NULLS LAST
),
pair AS (
    SELECT coalesce(a.tenant_id, b.tenant_id) AS tenant_id, coalesce(a.target_kind, b.target_kind) AS target_kind,
        coalesce(a.target_id, b.target_id) AS target_id, coalesce(a.unit, b.unit) AS unit,
        coalesce(a.minimum, b.minimum) AS minimum, to_jsonb(a) AS here, to_jsonb(b) AS there
    FROM (SELECT * FROM side WHERE price_list_id = %(here)s) a
    FULL JOIN (SELECT * FROM side WHERE price_list_id = %(there)s) b
        ON b.target_id = a.target_id AND b.unit = a.unit AND b.minimum = a.minimum
    WHERE %(only)s = 'all'
        OR (%(only)s = 'missing' AND (a.id IS NULL OR b.id IS NULL))
        OR (%(only)s = 'different' AND (a.kind, a.amount_micros, a.percent_micros, a.formula) IS DISTINCT FROM
            (b.kind, b.amount_micros, b.percent_micros, b.formula))
    ORDER BY 3, 4, 5 LIMIT %(limit)s
)
SELECT e.target_kind AS target, e.target_id, e.unit, e.minimum, e.here, e.there,
    coalesce(v.sku, p.handle, c.handle, '') AS code,
    coalesce(CASE WHEN v.name = '' THEN vp.name ELSE vp.name || ', ' || v.name END, p.name, c.name, '') AS name
FROM pair e
LEFT JOIN variants v ON e.target_kind = 'variant' AND v.tenant_id = e.tenant_id AND v.id = e.target_id
LEFT JOIN products vp ON vp.tenant_id = v.tenant_id AND vp.id = v.product_id
LEFT JOIN products p ON e.target_kind = 'product' AND p.tenant_id = e.tenant_id AND p.id = e.target_id
LEFT JOIN categories c ON e.target_kind = 'category' AND c.tenant_id = e.tenant_id AND c.id = e.target_id
ORDER BY e.target_id, e.unit, e.minimum
"""


@query("price_list.compare", permission="price_list.view")
async def compare_price_lists(ctx: Ctx, price_list_id: PriceListId, query: CompareLists) -> Page[ComparedEntry]:
    """List what differs between two lists as they hold now. Raises NotFound, Invalid for the other one."""
    here = await load_list(ctx, price_list_id, "price_list.view")
    after = decode_cursor(query.cursor, UUID, str, int) or (None, None, None)
    if query.other is None:
        raise Invalid.field("other", "Name the list to compare with", "required")
    try:
        there = await load_list(ctx, query.other, "price_list.view")
    except NotFound:
        raise Invalid.field("other", "There is no such price list", "not_found") from None
    wanted = {
        "here": here.id,
        "there": there.id,
        "now": ctx.now,
        "only": query.only,
        "after_target": after[0],
        "after_unit": after[1],
        "after_minimum": after[2],
        "limit": query.limit + 1,
    }
    rows = await ctx.db.all(COMPARE, wanted)
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["target_id"], row["unit"], row["minimum"]))
    return Page([_compared(row, here.currency, there.currency) for row in page.items], page.next)


def _compared(row: dict[str, Any], currency: str, other: str) -> ComparedEntry:
    here, there = _side(row, row["here"], currency), _side(row, row["there"], other)
    percent = None
    if here and there and here.unit_price and there.unit_price and currency == other:
        percent = difference(here.unit_price.micros, there.unit_price.micros)
    return ComparedEntry(
        target=row["target"],
        code=row["code"],
        name=row["name"],
        unit=row["unit"],
        minimum=minimum_text(row["minimum"]),
        here=here,
        there=there,
        difference_percent=percent,
    )


def _side(row: dict[str, Any], side: dict[str, Any] | None, currency: str) -> PriceEntry | None:
    if side is None:
        return None
    names = {"id": UUID(side["id"]), "target": row["target"], "target_id": row["target_id"]}
    return build_entry({**side, **names, "code": row["code"], "name": row["name"]}, currency)
