"""Reads of attributes and sets of them."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.catalog.types import (
    Attribute,
    AttributeId,
    AttributeSet,
    AttributeSetId,
    ListAttributes,
    ListAttributeSets,
)
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

_CACHE: Final = "catalog.attributes"
SELECT: Final = """
SELECT id, key, label, kind, unit, help, choices, is_filterable, is_searchable, position, version FROM attributes
"""
ALL: Final = SELECT + "ORDER BY position, key"
LIST: Final = (
    SELECT
    + """WHERE (%(after_key)s::text IS NULL OR (position, key) > (%(after_position)s, %(after_key)s))
ORDER BY position, key LIMIT %(limit)s"""
)
GET: Final = SELECT + "WHERE id = %(id)s"
SELECT_SETS: Final = """
SELECT s.id, s.name, s.name_key, s.version,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('attribute_id', a.id, 'key', a.key, 'label', a.label,
        'is_required', i.is_required) ORDER BY i.position, a.key), '[]')
        FROM attribute_set_items i JOIN attributes a ON a.tenant_id = i.tenant_id AND a.id = i.attribute_id
        WHERE i.tenant_id = s.tenant_id AND i.attribute_set_id = s.id) AS attributes
FROM attribute_sets s
"""
GET_SET: Final = SELECT_SETS + "WHERE s.id = %(id)s"
LIST_SETS: Final = (
    SELECT_SETS
    + """WHERE (%(after_id)s::uuid IS NULL OR (s.name_key, s.id) > (%(after_key)s, %(after_id)s))
ORDER BY s.name_key, s.id LIMIT %(limit)s"""
)


@query("attribute.list", permission="attribute.view")
async def list_attributes(ctx: Ctx, query: ListAttributes) -> Page[Attribute]:
    """List what can be said of products, in order."""
    ctx.scope("attribute.view")
    after = decode_cursor(query.cursor, int, str) or (None, None)
    rows = await ctx.db.all(LIST, {"after_position": after[0], "after_key": after[1], "limit": query.limit + 1})
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["position"], row["key"]))
    return Page([from_row(row, Attribute) for row in page.items], page.next)


@query("attribute.get", permission="attribute.view")
async def get_attribute(ctx: Ctx, attribute_id: AttributeId) -> Attribute:
    """Read one attribute. Raises NotFound."""
    ctx.scope("attribute.view")
    return await ctx.db.one(GET, {"id": attribute_id}, into=Attribute)


@query("attribute.list_sets", permission="attribute.view")
async def list_attribute_sets(ctx: Ctx, query: ListAttributeSets) -> Page[AttributeSet]:
    """List the sets of attributes by name."""
    ctx.scope("attribute.view")
    after = decode_cursor(query.cursor, str, UUID) or (None, None)
    rows = await ctx.db.all(LIST_SETS, {"after_key": after[0], "after_id": after[1], "limit": query.limit + 1})
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["name_key"], row["id"]))
    return Page([build_set(row) for row in page.items], page.next)


@query("attribute.get_set", permission="attribute.view")
async def get_attribute_set(ctx: Ctx, attribute_set_id: AttributeSetId) -> AttributeSet:
    """Read one set. Raises NotFound."""
    ctx.scope("attribute.view")
    return await ctx.db.one(GET_SET, {"id": attribute_set_id}, into=build_set)


def build_set(row: dict[str, Any]) -> AttributeSet:
    """A row to a set."""
    row.pop("name_key", None)
    row["attributes"] = [{**item, "attribute_id": UUID(item["attribute_id"])} for item in row["attributes"]]
    return from_row(row, AttributeSet)


async def declared_attributes(ctx: Ctx) -> dict[str, Attribute]:
    """Every attribute by key, in order; read once per unit of work."""
    known: dict[str, Attribute] | None = ctx.caches.get(_CACHE)
    if known is None:
        known = {item.key: item for item in await ctx.db.all(ALL, into=Attribute)}
        ctx.caches[_CACHE] = known
    return known


def forget_attributes(ctx: Ctx) -> None:
    """Read them anew after a change."""
    ctx.caches.pop(_CACHE, None)


async def required_attributes(ctx: Ctx, attribute_set_id: AttributeSetId | None) -> list[Attribute]:
    """What a product of this set must say before it is sold."""
    if attribute_set_id is None:
        return []
    found = await ctx.db.one(GET_SET, {"id": attribute_set_id}, into=build_set)
    declared = await declared_attributes(ctx)
    return [declared[item.key] for item in found.attributes if item.is_required]
