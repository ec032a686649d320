"""Reads of planned changes. For staff only."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.pricing.queries.lists import load_list
from hanse.domains.pricing.rules.entries import minimum_text, percent_text
from hanse.domains.pricing.types import PriceChangeId
from hanse.domains.pricing.types.changes import (
    FilterPriceChanges,
    ListChangeItems,
    PriceChange,
    PriceChangeItem,
)
from hanse.kit.errors import NotFound
from hanse.kit.money import UnitPrice
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT_CHANGES: Final = """
SELECT x.* FROM (
    SELECT c.id, c.price_list_id, l.name AS price_list_name, l.currency, l.layer, c.name, c.effective_at, c.notes,
        CASE WHEN c.status = 'scheduled' AND c.effective_at <= %(now)s THEN 'applied' ELSE c.status END AS status,
        (SELECT count(*) FROM price_change_items i WHERE i.tenant_id = c.tenant_id AND i.change_id = c.id)
            AS item_count,
        c.version, c.created_at, c.updated_at
    FROM price_changes c JOIN price_lists l ON l.tenant_id = c.tenant_id AND l.id = c.price_list_id
) x
"""
GET_CHANGE: Final = SELECT_CHANGES + "WHERE x.id = %(id)s"
LIST_CHANGES: Final = """:select
WHERE (%(costs)s OR x.layer <> 'cost') AND (%(list)s::uuid IS NULL OR x.price_list_id = %(list)s)
  AND (%(status)s::text IS NULL OR x.status = %(status)s)
  AND (%(after_id)s::uuid IS NULL OR (x.effective_at, x.id) < (%(after_at)s, %(after_id)s))
ORDER BY x.effective_at DESC, x.id DESC LIMIT %(limit)s
""".replace(":select", SELECT_CHANGES)
LIST_ITEMS: Final = """
SELECT i.position, i.target_kind AS target, i.unit, i.minimum, i.kind, i.amount_micros, i.percent_micros, i.formula,
    coalesce(v.sku, p.handle, c.handle, '') AS code,
    coalesce(CASE WHEN v.name = '' THEN vp.name ELSE vp.name || ', ' || v.name END, p.name, c.name, '') AS name,
    (SELECT e.amount_micros FROM price_entries e
        WHERE e.tenant_id = i.tenant_id AND e.price_list_id = %(list)s AND e.target_id = i.target_id
            AND e.unit = i.unit AND e.minimum = i.minimum AND e.kind = 'fixed'
            AND (e.starts_at IS NULL OR e.starts_at < %(at)s) ORDER BY e.starts_at DESC NULLS LAST LIMIT 1)
        AS present_micros
FROM price_change_items i
LEFT JOIN variants v ON i.target_kind = 'variant' AND v.tenant_id = i.tenant_id AND v.id = i.target_id
LEFT JOIN products vp ON vp.tenant_id = v.tenant_id AND vp.id = v.product_id
LEFT JOIN products p ON i.target_kind = 'product' AND p.tenant_id = i.tenant_id AND p.id = i.target_id
LEFT JOIN categories c ON i.target_kind = 'category' AND c.tenant_id = i.tenant_id AND c.id = i.target_id
WHERE i.change_id = %(change)s AND i.position > %(after)s ORDER BY i.position LIMIT %(limit)s
"""


@query("price_change.get", permission="price_list.view")
async def get_price_change(ctx: Ctx, price_change_id: PriceChangeId) -> PriceChange:
    """Read one planned change. Raises NotFound."""
    return await load_change(ctx, price_change_id, "price_list.view")


@query("price_change.list", permission="price_list.view")
async def list_price_changes(ctx: Ctx, query: FilterPriceChanges) -> Page[PriceChange]:
    """List planned changes, the latest instant first."""
    ctx.authorize("price_list.view")
    after = decode_cursor(query.cursor, datetime, UUID) or (None, None)
    wanted = {
        "now": ctx.now,
        "costs": ctx.may("price.view_cost"),
        "list": query.price_list,
        "status": query.status.value if query.status else None,
        "after_at": after[0],
        "after_id": after[1],
        "limit": query.limit + 1,
    }
    rows = await ctx.db.all(LIST_CHANGES, wanted)
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["effective_at"], row["id"]))
    return Page([build_change(ctx, row) for row in page.items], page.next)


@query("price_change.items", permission="price_list.view")
async def list_change_items(ctx: Ctx, price_change_id: PriceChangeId, query: ListChangeItems) -> Page[PriceChangeItem]:
    """List what a planned change says, beside what it replaces. Raises NotFound."""
    change = await load_change(ctx, price_change_id, "price_list.view")
    after = decode_cursor(query.cursor, int, UUID) or (-1, None)
    wanted = {
        "change": price_change_id,
        "list": change.price_list_id,
        "at": change.effective_at,
        "after": after[0],
        "limit": query.limit + 1,
    }
    rows = await ctx.db.all(LIST_ITEMS, wanted)
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["position"], price_change_id.uuid))
    return Page([_item(row, change.currency) for row in page.items], page.next)


def _item(row: dict[str, Any], currency: str) -> PriceChangeItem:
    amount, percent, present = row.pop("amount_micros"), row.pop("percent_micros"), row.pop("present_micros")
    values = {
        **row,
        "minimum": minimum_text(row["minimum"]),
        "kind": None if row["kind"] == "remove" else row["kind"],
        "unit_price": UnitPrice(amount, currency) if row["kind"] == "fixed" else None,
        "percent_off": percent_text(percent) if percent is not None else None,
        "present_price": UnitPrice(present, currency) if present is not None else None,
    }
    return from_row(values, PriceChangeItem)


async def load_change(ctx: Ctx, price_change_id: PriceChangeId, permission: str) -> PriceChange:
    """Read one change for a reader who holds `permission`. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(GET_CHANGE, {"id": price_change_id, "now": ctx.now})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    found = build_change(ctx, row)
    ctx.authorize(permission, found)
    await load_list(ctx, found.price_list_id, permission)
    return found


def build_change(ctx: Ctx, row: dict[str, Any]) -> PriceChange:
    """A row to a change with what the reader may do."""
    row.pop("layer")
    found = from_row(row, PriceChange)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["price_list"], found)
    return msgspec.structs.replace(found, allowed_actions=actions)
