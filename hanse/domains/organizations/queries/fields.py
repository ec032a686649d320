"""Reads of the custom fields a tenant declared."""

from __future__ import annotations

from typing import Any

import msgspec

from hanse.domains.organizations.types import CustomField, CustomFieldId, ListCustomFields
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT_FIELDS = """
SELECT id, key, label, kind, help, choices, is_required, is_partner_visible, position, version
FROM custom_fields WHERE subject_kind = 'organization' AND archived_at IS NULL
"""
ALL_FIELDS = SELECT_FIELDS + "ORDER BY position, key"
GET_FIELD = SELECT_FIELDS + "AND id = %(id)s"
LIST_FIELDS = (
    SELECT_FIELDS
    + """
AND (%(everything)s OR is_partner_visible)
AND (%(after_key)s::text IS NULL OR (position, key) > (%(after_position)s, %(after_key)s))
ORDER BY position, key LIMIT %(limit)s
"""
)


@query("custom_field.get", permission="custom_field.view")
async def get_custom_field(ctx: Ctx, custom_field_id: CustomFieldId) -> CustomField:
    """Read one custom field. Raises NotFound."""
    return await load_field(ctx, custom_field_id, "custom_field.view")


@query("custom_field.list", permission="custom_field.view")
async def list_custom_fields(ctx: Ctx, query: ListCustomFields) -> Page[CustomField]:
    """List the custom fields of organizations in their order; people of partners get those shown to them."""
    scope = ctx.scope("custom_field.view")
    after = decode_cursor(query.cursor, int, str) or (None, None)
    rows = await ctx.db.all(
        LIST_FIELDS,
        {
            "everything": scope.everything,
            "after_position": after[0],
            "after_key": after[1],
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["position"], row["key"]))
    return Page([build_field(ctx, row) for row in page.items], page.next)


async def declared_fields(ctx: Ctx) -> list[CustomField]:
    """Every custom field of organizations in order; read once per transaction."""
    known: list[CustomField] | None = ctx.caches.get("organizations.fields")
    if known is None:
        known = ctx.caches["organizations.fields"] = await ctx.db.all(ALL_FIELDS, into=CustomField)
    return known


async def load_field(ctx: Ctx, custom_field_id: CustomFieldId, permission: str) -> CustomField:
    """Read one field for a reader who holds `permission`. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(GET_FIELD, {"id": custom_field_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    field = build_field(ctx, row)
    if permission == "custom_field.view" and field.is_partner_visible:
        ctx.scope(permission)
    else:
        ctx.authorize(permission, field)
    return field


def build_field(ctx: Ctx, row: dict[str, Any]) -> CustomField:
    """A row to a field with what the reader may do."""
    field = from_row(row, CustomField)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["custom_field"], field)
    return msgspec.structs.replace(field, allowed_actions=actions)
