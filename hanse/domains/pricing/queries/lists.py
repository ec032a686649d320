"""Reads of price lists: who they are for and what state they are in. For staff only."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.pricing.errors import ListIsPublished
from hanse.domains.pricing.types import Layer, PriceListId
from hanse.domains.pricing.types.lists import FilterPriceLists, PriceList
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.kit.text import normalise
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT_LISTS: Final = """
SELECT l.id, l.name, l.name_key, l.layer, l.currency, l.status, l.mode, l.priority, l.is_tax_inclusive, l.starts_at,
    l.ends_at, l.notes, l.version, l.created_at, l.updated_at,
    (SELECT count(*) FROM (SELECT FROM price_entries e
        WHERE e.tenant_id = l.tenant_id AND e.price_list_id = l.id LIMIT 100001) c) AS entry_count,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('organization_id', t.organization_id, 'organization_name', o.name,
            'price_group', t.price_group, 'channel', t.channel)
            ORDER BY o.name_key, t.price_group, t.channel, t.id), '[]')
        FROM price_list_targets t
        LEFT JOIN organizations o ON o.tenant_id = t.tenant_id AND o.id = t.organization_id
        WHERE t.tenant_id = l.tenant_id AND t.price_list_id = l.id) AS targets,
    CASE WHEN l.source_kind IS NOT NULL THEN
        jsonb_build_object('kind', l.source_kind, 'id', l.source_id, 'label', l.source_label) END AS source
FROM price_lists l
"""
GET_LIST: Final = SELECT_LISTS + "WHERE l.id = %(id)s"
LIST_LISTS: Final = """:select
WHERE (%(costs)s OR l.layer <> 'cost') AND (%(layers)s::text[] IS NULL OR l.layer = ANY(%(layers)s))
  AND (%(statuses)s::text[] IS NULL OR l.status = ANY(%(statuses)s))
  AND (%(currency)s::text IS NULL OR l.currency = %(currency)s)
  AND (%(text)s::text IS NULL OR strpos(l.name_key, %(text)s) > 0)
  AND (%(organization)s::uuid IS NULL OR l.id IN (SELECT x.price_list_id FROM price_list_targets x
    WHERE x.organization_id = %(organization)s))
  AND (%(group)s::text IS NULL OR l.id IN (SELECT x.price_list_id FROM price_list_targets x
    WHERE x.price_group = %(group)s))
  AND (%(after_id)s::uuid IS NULL OR (l.name_key, l.id) > (%(after_key)s, %(after_id)s))
ORDER BY l.name_key, l.id LIMIT %(limit)s
""".replace(":select", SELECT_LISTS)
_OF_PUBLISHED: Final = ("price_list.view", "price_list.export")
LOCK_LIST: Final = "SELECT id FROM price_lists WHERE id = %(id)s FOR UPDATE"


@query("price_list.get", permission="price_list.view")
async def get_price_list(ctx: Ctx, price_list_id: PriceListId) -> PriceList:
    """Read one price list. Raises NotFound."""
    return await load_list(ctx, price_list_id, "price_list.view")


@query("price_list.list", permission="price_list.view")
async def list_price_lists(ctx: Ctx, query: FilterPriceLists) -> Page[PriceList]:
    """List price lists by name, under filters."""
    ctx.authorize("price_list.view")
    after = decode_cursor(query.cursor, str, UUID) or (None, None)
    wanted = {
        "costs": ctx.may("price.view_cost"),
        "layers": [layer.value for layer in query.layer] or None,
        "statuses": [status.value for status in query.status] or None,
        "currency": query.currency,
        "text": normalise(query.q) if query.q else None,
        "organization": query.organization,
        "group": query.price_group,
        "after_key": after[0],
        "after_id": after[1],
        "limit": query.limit + 1,
    }
    rows = await ctx.db.all(LIST_LISTS, wanted)
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["name_key"], row["id"]))
    return Page([build_list(ctx, row) for row in page.items], page.next)


async def load_list(ctx: Ctx, price_list_id: PriceListId, permission: str) -> PriceList:
    """Read one list for a reader who holds `permission`. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(GET_LIST, {"id": price_list_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    found = build_list(ctx, row)
    ctx.authorize(permission, found)
    if found.layer is Layer.COST:
        ctx.authorize("price.view_cost", found)
    return found


async def lock_list(ctx: Ctx, price_list_id: PriceListId, permission: str) -> PriceList:
    """As `load_list`, holding the row until the transaction ends. Raises ListIsPublished for one that is not ours."""
    await ctx.db.maybe(LOCK_LIST, {"id": price_list_id})
    found = await load_list(ctx, price_list_id, permission)
    if found.source is not None:
        raise ListIsPublished(
            f"These prices come from {found.source.kind} {found.source.label}; change them there, by an amendment"
        )
    return found


def build_list(ctx: Ctx, row: dict[str, Any]) -> PriceList:
    """A row to a list with what the reader may do."""
    row.pop("name_key")
    for target in row["targets"]:
        if target["organization_id"] is not None:
            target["organization_id"] = UUID(target["organization_id"])
    found = from_row(row, PriceList)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["price_list"], found)
    if found.source is not None:
        actions = tuple(action for action in actions if action in _OF_PUBLISHED)
    return msgspec.structs.replace(found, allowed_actions=actions)
